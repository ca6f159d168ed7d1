-- order: 12
-- purpose: question
-- title: {zh: 同一指标在不同文件中的目标, en: Targets for the same indicator side by side}
-- description:
--   zh: 每行是一项目标，其指标（indicators 表）在至少两份文件中出现；同一指标的各行相邻，按地区和期限排列。写法不同而指标相同的在此会合；没有指标编号的目标不在其中。
--   en: A row a target whose indicator (table indicators) stands in two documents or more, those of one indicator next to each other, by region and due date. Wordings that differ meet; a target without an indicator is left out.
-- columns:
--   indicator_id: targets.indicator_id
--   indicator_name: indicators.name
--   region_name: documents.region_name
--   date: documents.date
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
--   title: documents.title
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--     description: {zh: 有该指标的文件数。, en: Documents with this indicator.}
--   target_id: targets.target_id
--   doc_id: targets.doc_id
SELECT
    f.indicator_id,
    i.name AS indicator_name,
    d.region_name,
    d.date,
    f.indicator,
    f.scope,
    f.comparator,
    f.value,
    f.value_max,
    f.unit,
    f.value_text,
    f.due,
    d.title,
    i.n_documents,
    f.target_id,
    f.doc_id
FROM indicators AS i
JOIN fact_targets AS f ON f.indicator_id = i.indicator_id
JOIN documents AS d ON d.doc_id = f.doc_id
WHERE i.n_documents > 1
ORDER BY i.n_documents DESC, f.indicator_id, d.region_code NULLS LAST, f.due NULLS LAST, d.date NULLS LAST, f.target_id
