-- order: 3
-- purpose: reading
-- title: {zh: 目标（附文件与条目）, en: Targets in context}
-- description:
--   zh: 每行是一项目标，连同所在文件的标题、地区、日期和所在条目的标题路径。
--   en: A row a target, with title, region and date of its document and the headings above it.
-- columns:
--   target_id: targets.target_id
--   indicator: targets.indicator
--   scope: targets.scope
--   comparator: targets.comparator
--   value: targets.value
--   value_max: targets.value_max
--   unit: targets.unit
--   value_text: targets.value_text
--   due:
--     type: date
--     title: {zh: 期限, en: Due}
--     description:
--       zh: 期限；原文只写明年份时为该年 12 月 31 日；没有期限时为空。
--       en: Day it is due; 31 December where the text only names the year; null where it names none.
--   deadline_year: targets.deadline_year
--   kind: targets.kind
--   text: targets.text
--   heading_path: articles.heading_path
--   title: documents.title
--   doc_number: documents.doc_number
--   date: documents.date
--   region_name: documents.region_name
--   province_name: regions.province_name
--   doc_id: targets.doc_id
--   article_id: targets.article_id
SELECT
    t.target_id,
    t.indicator,
    t.scope,
    t.comparator,
    t.value,
    t.value_max,
    t.unit,
    t.value_text,
    f.due,
    t.deadline_year,
    t.kind,
    t.text,
    a.heading_path,
    d.title,
    d.doc_number,
    d.date,
    d.region_name,
    r.province_name,
    t.doc_id,
    t.article_id
FROM targets AS t
JOIN fact_targets AS f ON f.target_id = t.target_id
JOIN articles AS a ON a.article_id = t.article_id
JOIN documents AS d ON d.doc_id = t.doc_id
LEFT JOIN regions AS r ON r.region_code = d.region_code
