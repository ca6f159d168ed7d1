-- order: 11
-- purpose: question
-- title: {zh: 何时应完成什么, en: What is due when}
-- description:
--   zh: 每行是一项有期限的目标或分工，按期限排列。只写明年份的目标排在该年最后一天。
--   en: A row a target or an assignment with a date, in the order of time. A target that only names its year stands on the last day of it.
-- columns:
--   due:
--     type: date
--     title: {zh: 期限, en: Due}
--   year: dates.year
--   quarter: dates.quarter
--   source_table:
--     type: string
--     title: {zh: 来自, en: From}
--     description: {zh: 来自目标表还是责任分工表。, en: Whether it is a target or an assignment.}
--     enum:
--       targets: {zh: 目标, en: target}
--       assignments: {zh: 责任分工, en: assignment}
--   what:
--     type: string
--     title: {zh: 事项, en: What}
--     description: {zh: 目标的指标；分工则为条目的标题，条目没有标题时为分工原文。, en: "The indicator of a target; of an assignment the heading of its article, or the clause where that has none."}
--   value_text: targets.value_text
--   who:
--     type: string
--     title: {zh: 机构, en: Who}
--     description: {zh: 承担分工的机构；目标为空。, en: The body that is given the work; null for targets.}
--   title: documents.title
--   region_name: documents.region_name
--   row_id:
--     type: string
--     title: {zh: 行编号, en: Row id}
--     description: {zh: 目标或分工的编号。, en: Id of the target or assignment.}
--   doc_id: documents.doc_id
--   article_id: articles.article_id
WITH items AS (
    SELECT
        f.due,
        'targets' AS source_table,
        f.indicator AS what,
        f.value_text,
        NULL AS who,
        f.target_id AS row_id,
        f.doc_id,
        f.article_id
    FROM fact_targets AS f
    WHERE f.due IS NOT NULL
    UNION ALL
    SELECT
        s.due,
        'assignments' AS source_table,
        coalesce(a.heading, s.clause) AS what,
        NULL AS value_text,
        g.name AS who,
        s.assignment_id AS row_id,
        s.doc_id,
        s.article_id
    FROM assignments AS s
    JOIN agencies AS g ON g.agency_id = s.agency_id
    JOIN articles AS a ON a.article_id = s.article_id
    WHERE s.due IS NOT NULL
)
SELECT
    i.due,
    day.year,
    day.quarter,
    i.source_table,
    i.what,
    i.value_text,
    i.who,
    d.title,
    d.region_name,
    i.row_id,
    i.doc_id,
    i.article_id
FROM items AS i
JOIN dates AS day ON day.date = i.due
JOIN documents AS d ON d.doc_id = i.doc_id
ORDER BY i.due, d.title NULLS LAST, i.source_table, i.row_id
