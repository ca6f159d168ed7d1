-- order: 15
-- purpose: question
-- title: {zh: 哪些机构牵头、负责、配合, en: Agencies by role}
-- description:
--   zh: 每行是一个机构：牵头、负责、配合的次数，涉及的文件数，最早和最晚的日期。
--   en: A row an agency, with how often it leads, is responsible and supports, in how many documents, and the first and last date.
-- columns:
--   name: agencies.name
--   function: agencies.function
--   region_name: regions.full_name
--   admin_level: agencies.admin_level
--   n_lead:
--     type: integer
--     title: {zh: 牵头次数, en: Times in the lead}
--   n_responsible:
--     type: integer
--     title: {zh: 负责次数, en: Times responsible}
--   n_support:
--     type: integer
--     title: {zh: 配合次数, en: Times supporting}
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--   first_date:
--     type: date
--     title: {zh: 最早日期, en: First date}
--   last_date:
--     type: date
--     title: {zh: 最晚日期, en: Last date}
--   agency_id: agencies.agency_id
SELECT
    g.name,
    g.function,
    r.full_name AS region_name,
    g.admin_level,
    count(*) FILTER (WHERE f.role = 'lead') AS n_lead,
    count(*) FILTER (WHERE f.role = 'responsible') AS n_responsible,
    count(*) FILTER (WHERE f.role = 'support') AS n_support,
    count(DISTINCT f.doc_id) AS n_documents,
    min(f.date) AS first_date,
    max(f.date) AS last_date,
    g.agency_id
FROM agencies AS g
JOIN fact_assignments AS f ON f.agency_id = g.agency_id
LEFT JOIN regions AS r ON r.region_code = g.region_code
GROUP BY g.agency_id, g.name, g.function, g.admin_level, r.full_name
ORDER BY n_lead DESC, n_responsible DESC, n_support DESC, g.agency_id
