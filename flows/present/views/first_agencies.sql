-- order: 15
-- purpose: reading
-- title: {zh: 条目的首个责任机构, en: First agency of an article}
-- description:
--   zh: 每行是一个写明责任机构的条目：首个牵头的机构；无人牵头时，为首个负责（其次配合）的机构。
--   en: A row an article whose work is given to somebody, with the first body that leads; where nobody leads, the first that is responsible, else the first that supports.
-- columns:
--   article_id: assignments.article_id
--   agency_id: assignments.agency_id
--   agency_name: agencies.name
--   agency_function: agencies.function
--   role: assignments.role
--   n_agencies:
--     type: integer
--     title: {zh: 责任机构数, en: Number of agencies}
--     description: {zh: 该条目写明的机构数（同一机构只计一次）。, en: "Bodies that the article gives work to, each counted once."}
WITH counted AS (
    SELECT article_id, count(DISTINCT agency_id) AS n_agencies
    FROM assignments
    GROUP BY article_id
),
ordered AS (
    SELECT
        article_id,
        agency_id,
        role,
        row_number() OVER (
            PARTITION BY article_id
            ORDER BY CASE role WHEN 'lead' THEN 1 WHEN 'responsible' THEN 2 ELSE 3 END, start, assignment_id
        ) AS place
    FROM assignments
)
SELECT
    o.article_id,
    o.agency_id,
    g.name AS agency_name,
    g.function AS agency_function,
    o.role,
    counted.n_agencies
FROM ordered AS o
JOIN counted ON counted.article_id = o.article_id
JOIN agencies AS g ON g.agency_id = o.agency_id
WHERE o.place = 1
