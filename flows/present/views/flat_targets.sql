-- order: 17
-- purpose: flat
-- title: {zh: 目标一览, en: Targets in one table}
-- description:
--   zh: 每行是一项目标，连同所在文件的标题、文号、日期、地区，所在条目的标题，以及该条目的首个责任机构。
--   en: A row a target, with what is known of its document (title, number, date, region), the headings of its article, and the first agency that is given the article's work.
-- key: [target_id]
-- sort: [region_code, date, doc_id, seq, target_id]
-- columns:
--   title: flat_articles.title
--   region_name: documents.region_name
--   year: documents.year
--   indicator: targets.indicator
--   indicator_name: {of: indicators.name, title: {zh: 指标通行名称, en: Usual name of the indicator}}
--   scope: targets.scope
--   comparator_zh: targets.comparator.zh
--   value: targets.value
--   value_max: targets.value_max
--   unit: targets.unit
--   value_text: targets.value_text
--   kind_zh: targets.kind.zh
--   period_zh: targets.period.zh
--   deadline_year: targets.deadline_year
--   deadline: targets.deadline
--   doc_number: documents.doc_number
--   issuers: documents.issuers
--   date: documents.date
--   province_name: regions.province_name
--   admin_level_zh: documents.admin_level.zh
--   doc_type: documents.doc_type
--   genre_zh: documents.genre.zh
--   subject: documents.subject
--   path: articles.path
--   heading: flat_articles.heading
--   heading_path: articles.heading_path
--   text: targets.text
--   agency_name: flat_articles.agency_name
--   agency_function: flat_articles.agency_function
--   role_zh: assignments.role.zh
--   baseline_value: targets.baseline_value
--   baseline_year: targets.baseline_year
--   binding: targets.binding
--   confidence: targets.confidence
--   kind: targets.kind
--   comparator: targets.comparator
--   period: targets.period
--   role: assignments.role
--   admin_level: documents.admin_level
--   genre: documents.genre
--   region_code: documents.region_code
--   seq: targets.seq
--   target_id: targets.target_id
--   article_id: targets.article_id
--   doc_id: targets.doc_id
--   agency_id: assignments.agency_id
--   indicator_id: targets.indicator_id
SELECT
    a.title,
    a.region_name,
    a.year,
    t.indicator,
    i.name AS indicator_name,
    t.scope,
    comparator.zh AS comparator_zh,
    t.value,
    t.value_max,
    t.unit,
    t.value_text,
    kind.zh AS kind_zh,
    period.zh AS period_zh,
    t.deadline_year,
    t.deadline,
    a.doc_number,
    a.issuers,
    a.date,
    a.province_name,
    a.admin_level_zh,
    a.doc_type,
    a.genre_zh,
    a.subject,
    a.path,
    a.heading,
    a.heading_path,
    t.text,
    a.agency_name,
    a.agency_function,
    a.role_zh,
    t.baseline_value,
    t.baseline_year,
    t.binding,
    t.confidence,
    t.kind,
    t.comparator,
    t.period,
    a.role,
    a.admin_level,
    a.genre,
    a.region_code,
    t.seq,
    t.target_id,
    t.article_id,
    t.doc_id,
    a.agency_id,
    t.indicator_id
FROM targets AS t
JOIN flat_articles AS a ON a.article_id = t.article_id
LEFT JOIN indicators AS i ON i.indicator_id = t.indicator_id
LEFT JOIN codes AS kind
    ON kind.table_name = 'targets' AND kind.column_name = 'kind' AND kind.value = t.kind
LEFT JOIN codes AS comparator
    ON comparator.table_name = 'targets' AND comparator.column_name = 'comparator' AND comparator.value = t.comparator
LEFT JOIN codes AS period
    ON period.table_name = 'targets' AND period.column_name = 'period' AND period.value = t.period
