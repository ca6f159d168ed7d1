-- order: 16
-- purpose: question
-- title: {zh: 每年有多少里程碑和目标到期, en: Milestones and targets by the year they are due}
-- description:
--   zh: 每行是一个期限年份：到期的里程碑数和数量目标数，涉及多少文件和省。
--   en: A row a year in which something is due, with how many milestones and how many targets with a number, of how many documents and provinces.
-- columns:
--   year: dates.year
--   five_year_plan: dates.five_year_plan
--   n_milestones:
--     type: integer
--     title: {zh: 里程碑数, en: Milestones}
--   n_quantities:
--     type: integer
--     title: {zh: 数量目标数, en: Targets with a number}
--   n_binding:
--     type: integer
--     title: {zh: 约束性目标数, en: Binding targets}
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--   n_provinces:
--     type: integer
--     title: {zh: 省数, en: Number of provinces}
--     description: {zh: 涉及的省数，中央不计。, en: "Provinces concerned, the centre not counted."}
SELECT
    day.year,
    day.five_year_plan,
    count(*) FILTER (WHERE f.kind = 'milestone') AS n_milestones,
    count(*) FILTER (WHERE f.kind <> 'milestone') AS n_quantities,
    count(*) FILTER (WHERE f.binding) AS n_binding,
    count(DISTINCT f.doc_id) AS n_documents,
    count(DISTINCT r.province_code) FILTER (WHERE r.province_code <> '000000') AS n_provinces
FROM fact_targets AS f
JOIN dates AS day ON day.date = f.due
LEFT JOIN regions AS r ON r.region_code = f.region_code
GROUP BY day.year, day.five_year_plan
ORDER BY day.year
