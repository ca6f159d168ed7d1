-- order: 14
-- purpose: question
-- title: {zh: 谁与谁一起承担任务, en: Who works with whom}
-- description:
--   zh: 每行是两种职能：它们的机构在多少个责任括注（或语句）中一起出现，其中多少次前者牵头、多少次后者牵头。每对只列一次。
--   en: A row a pair of functions, with in how many clauses (or sentences) their bodies are given work together, and in how many of them the one or the other leads. A pair is listed once.
-- columns:
--   function_a: agencies.function
--   function_b: agencies.function
--   n_clauses:
--     type: integer
--     title: {zh: 一起出现的次数, en: Clauses together}
--   n_a_leads:
--     type: integer
--     title: {zh: 前者牵头的次数, en: Clauses that the first leads}
--   n_b_leads:
--     type: integer
--     title: {zh: 后者牵头的次数, en: Clauses that the second leads}
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
WITH named AS (
    SELECT
        s.doc_id,
        s.article_id,
        s.clause,
        g.function,
        max(CASE WHEN s.role = 'lead' THEN 1 ELSE 0 END) AS leads
    FROM assignments AS s
    JOIN agencies AS g ON g.agency_id = s.agency_id
    WHERE g.function IS NOT NULL
    GROUP BY s.doc_id, s.article_id, s.clause, g.function
)
SELECT
    a.function AS function_a,
    b.function AS function_b,
    count(*) AS n_clauses,
    count(*) FILTER (WHERE a.leads = 1) AS n_a_leads,
    count(*) FILTER (WHERE b.leads = 1) AS n_b_leads,
    count(DISTINCT a.doc_id) AS n_documents
FROM named AS a
JOIN named AS b ON b.article_id = a.article_id AND b.clause = a.clause AND a.function < b.function
GROUP BY a.function, b.function
ORDER BY n_clauses DESC, function_a, function_b
