-- order: 17
-- purpose: question
-- title: {zh: 哪些任务没有写明谁牵头, en: Tasks without a lead}
-- description:
--   zh: 每行是一个分给两个以上机构、却没有写明谁牵头的条目。
--   en: A row an article whose work is given to two bodies or more, none of which is said to lead.
-- columns:
--   title: documents.title
--   region_name: documents.region_name
--   heading_path: articles.heading_path
--   body: articles.body
--   n_agencies:
--     type: integer
--     title: {zh: 机构数, en: Number of agencies}
--   n_responsible:
--     type: integer
--     title: {zh: 负责的机构数, en: Agencies responsible}
--   n_support:
--     type: integer
--     title: {zh: 配合的机构数, en: Agencies supporting}
--   article_id: articles.article_id
--   doc_id: articles.doc_id
WITH given AS (
    SELECT
        article_id,
        count(DISTINCT agency_id) AS n_agencies,
        count(DISTINCT agency_id) FILTER (WHERE role = 'responsible') AS n_responsible,
        count(DISTINCT agency_id) FILTER (WHERE role = 'support') AS n_support,
        count(*) FILTER (WHERE role = 'lead') AS n_lead
    FROM assignments
    GROUP BY article_id
)
SELECT
    d.title,
    d.region_name,
    a.heading_path,
    a.body,
    given.n_agencies,
    given.n_responsible,
    given.n_support,
    a.article_id,
    a.doc_id
FROM given
JOIN articles AS a ON a.article_id = given.article_id
JOIN documents AS d ON d.doc_id = a.doc_id
WHERE given.n_lead = 0 AND given.n_agencies > 1
ORDER BY given.n_agencies DESC, a.doc_id, a.seq
