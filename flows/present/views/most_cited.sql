-- order: 18
-- purpose: question
-- title: {zh: 哪些文件被引用最多, en: Most cited documents}
-- description:
--   zh: 每行是一份被引用的文件（发文字号相同、或没有字号而标题相同的算一份）：被多少份文件引用、共多少次。印发通知所印发的文件本身不算。
--   en: A row a cited document (one number, or where there is none one title, is one document), with how many documents cite it and how often. A notice that forwards its own document does not count.
-- columns:
--   title: citations.title
--   doc_number: citations.doc_number
--   n_documents:
--     type: integer
--     title: {zh: 引用它的文件数, en: Documents that cite it}
--   n_citations:
--     type: integer
--     title: {zh: 引用次数, en: Citations}
--   n_basis:
--     type: integer
--     title: {zh: 作为依据的次数, en: Citations as a basis}
--   cited_doc_id: citations.cited_doc_id
SELECT
    max(c.title) AS title,
    max(c.doc_number) AS doc_number,
    count(DISTINCT c.doc_id) AS n_documents,
    count(*) AS n_citations,
    count(*) FILTER (WHERE c.relation = 'basis') AS n_basis,
    max(c.cited_doc_id) AS cited_doc_id
FROM citations AS c
WHERE c.relation <> 'forwarded' AND coalesce(c.doc_number, c.title) IS NOT NULL
GROUP BY coalesce(c.doc_number, c.title)
ORDER BY n_documents DESC, n_citations DESC, title NULLS LAST, doc_number NULLS LAST
