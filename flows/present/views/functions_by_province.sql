-- order: 10
-- purpose: question
-- title: {zh: 各省哪些职能牵头最多, en: "Which functions lead most, by province"}
-- description:
--   zh: 每行是一个省（或中央）和一种职能：它的机构在该省文件中牵头、负责、配合的次数。
--   en: A row a province (or the centre) and a function, with how often its bodies lead, are responsible and support in the documents from there.
-- columns:
--   province_name: regions.province_name
--   function: agencies.function
--   n_lead:
--     type: integer
--     title: {zh: 牵头次数, en: Times in the lead}
--   n_responsible:
--     type: integer
--     title: {zh: 负责次数, en: Times responsible}
--   n_support:
--     type: integer
--     title: {zh: 配合次数, en: Times supporting}
--   n_assignments:
--     type: integer
--     title: {zh: 分工次数, en: Number of assignments}
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--     description: {zh: 有这些分工的文件数。, en: Documents with such assignments.}
--   province_code: regions.province_code
SELECT
    r.province_name,
    f.function,
    count(*) FILTER (WHERE f.role = 'lead') AS n_lead,
    count(*) FILTER (WHERE f.role = 'responsible') AS n_responsible,
    count(*) FILTER (WHERE f.role = 'support') AS n_support,
    count(*) AS n_assignments,
    count(DISTINCT f.doc_id) AS n_documents,
    r.province_code
FROM fact_assignments AS f
JOIN regions AS r ON r.region_code = f.region_code
WHERE f.function IS NOT NULL
GROUP BY r.province_code, r.province_name, f.function
ORDER BY r.province_code, n_lead DESC, n_assignments DESC, f.function
