-- order: 1
-- purpose: star
-- title: {zh: 事实表：目标, en: "Fact: targets"}
-- description:
--   zh: 每行是一项目标，带有到各维度（文件、条目、指标、行政区划、日期、期限）的键。只写明年份的期限取该年最后一天。
--   en: A row a target with keys to every dimension (document, article, indicator, region, date, due). A deadline that only names its year counts as the last day of it.
-- columns:
--   target_id: targets.target_id
--   doc_id: targets.doc_id
--   article_id: targets.article_id
--   region_code: documents.region_code
--   date: documents.date
--   year: documents.year
--   due:
--     type: date
--     title: {zh: 期限, en: Due}
--     description:
--       zh: 期限；原文只写明年份时为该年 12 月 31 日；没有期限时为空。
--       en: Day it is due; 31 December where the text only names the year; null where it names none.
--   deadline_year: targets.deadline_year
--   kind: targets.kind
--   indicator_id: targets.indicator_id
--   indicator: targets.indicator
--   scope: targets.scope
--   comparator: targets.comparator
--   value: targets.value
--   value_max: targets.value_max
--   unit: targets.unit
--   value_text: targets.value_text
--   period: targets.period
--   baseline_value: targets.baseline_value
--   baseline_year: targets.baseline_year
--   binding: targets.binding
--   confidence: targets.confidence
SELECT
    t.target_id,
    t.doc_id,
    t.article_id,
    d.region_code,
    d.date,
    d.year,
    coalesce(t.deadline, year_end.date) AS due,
    t.deadline_year,
    t.kind,
    t.indicator_id,
    t.indicator,
    t.scope,
    t.comparator,
    t.value,
    t.value_max,
    t.unit,
    t.value_text,
    t.period,
    t.baseline_value,
    t.baseline_year,
    t.binding,
    t.confidence
FROM targets AS t
JOIN documents AS d ON d.doc_id = t.doc_id
LEFT JOIN dates AS year_end ON year_end.year = t.deadline_year AND year_end.is_year_end
