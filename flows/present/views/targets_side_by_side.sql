-- order: 12
-- purpose: question
-- title: {zh: 同一指标在不同文件中的目标, en: Targets for the same indicator side by side}
-- description:
--   zh: 每行是一项目标，其指标和单位在至少两份文件中出现；同一指标的各行相邻。指标以原文用词为准，写法不同的不合并。
--   en: A row a target whose indicator and unit stand in two documents or more, those of one indicator next to each other. Indicators meet where they are worded alike.
-- columns:
--   indicator: targets.indicator
--   unit: targets.unit
--   region_name: documents.region_name
--   date: documents.date
--   scope: targets.scope
--   comparator: targets.comparator
--   value: targets.value
--   value_max: targets.value_max
--   value_text: targets.value_text
--   due:
--     type: date
--     title: {zh: 期限, en: Due}
--   title: documents.title
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--     description: {zh: 有该指标和单位的文件数。, en: Documents with this indicator and unit.}
--   target_id: targets.target_id
--   doc_id: targets.doc_id
WITH shared AS (
    SELECT indicator, coalesce(unit, '') AS unit, count(DISTINCT doc_id) AS n_documents
    FROM targets
    WHERE kind <> 'milestone'
    GROUP BY indicator, coalesce(unit, '')
    HAVING count(DISTINCT doc_id) > 1
)
SELECT
    f.indicator,
    f.unit,
    d.region_name,
    d.date,
    f.scope,
    f.comparator,
    f.value,
    f.value_max,
    f.value_text,
    f.due,
    d.title,
    shared.n_documents,
    f.target_id,
    f.doc_id
FROM shared
JOIN fact_targets AS f ON f.indicator = shared.indicator AND coalesce(f.unit, '') = shared.unit
JOIN documents AS d ON d.doc_id = f.doc_id
WHERE f.kind <> 'milestone'
ORDER BY shared.n_documents DESC, f.indicator, shared.unit, d.region_code NULLS LAST, d.date NULLS LAST, f.target_id
