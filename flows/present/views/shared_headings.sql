-- order: 19
-- purpose: question
-- title: {zh: 哪些举措在多份文件中同名, en: Measures that several documents name alike}
-- description:
--   zh: 每行是一个在至少两份文件中出现的条目标题（“总体要求”一类的章节标题也在内）：多少份文件、多少个省、最早和最晚的日期。
--   en: A row a heading of articles that stands in two documents or more (those of general parts such as 总体要求 too), with how many documents and provinces, and the first and last date.
-- columns:
--   heading: articles.heading
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--   n_provinces:
--     type: integer
--     title: {zh: 省数, en: Number of provinces}
--     description: {zh: 涉及的省数，中央不计。, en: "Provinces concerned, the centre not counted."}
--   n_articles:
--     type: integer
--     title: {zh: 条目数, en: Number of articles}
--   first_date:
--     type: date
--     title: {zh: 最早日期, en: First date}
--   last_date:
--     type: date
--     title: {zh: 最晚日期, en: Last date}
SELECT
    a.heading,
    count(DISTINCT a.doc_id) AS n_documents,
    count(DISTINCT r.province_code) FILTER (WHERE r.province_code <> '000000') AS n_provinces,
    count(*) AS n_articles,
    min(d.date) AS first_date,
    max(d.date) AS last_date
FROM articles AS a
JOIN documents AS d ON d.doc_id = a.doc_id
LEFT JOIN regions AS r ON r.region_code = d.region_code
WHERE a.heading IS NOT NULL
GROUP BY a.heading
HAVING count(DISTINCT a.doc_id) > 1
ORDER BY n_documents DESC, n_articles DESC, a.heading
