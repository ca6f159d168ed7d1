-- order: 18
-- purpose: flat
-- title: {zh: 分工一览, en: Assignments in one table}
-- description:
--   zh: 每行是一个机构承担的一项分工，连同机构的全称与职能、所在文件的标题、文号、日期、地区和所在条目的标题。
--   en: A row a body that is given the work of an article, with its full name and function, what is known of the document (title, number, date, region), and the headings of the article.
-- key: [assignment_id]
-- sort: [region_code, date, doc_id, seq, start, assignment_id]
-- columns:
--   title: flat_articles.title
--   region_name: documents.region_name
--   year: documents.year
--   path: articles.path
--   heading: flat_articles.heading
--   heading_path: articles.heading_path
--   agency_name: {of: agencies.name, title: {zh: 机构全称, en: Name of the agency}}
--   agency_function: {of: agencies.function, title: {zh: 机构职能, en: Function of the agency}}
--   system_zh: agencies.system.zh
--   role_zh: assignments.role.zh
--   rank: assignments.rank
--   open_ended: assignments.open_ended
--   due: assignments.due
--   doc_number: documents.doc_number
--   issuers: documents.issuers
--   date: documents.date
--   province_name: regions.province_name
--   admin_level_zh: documents.admin_level.zh
--   doc_type: documents.doc_type
--   genre_zh: documents.genre.zh
--   subject: documents.subject
--   agency_text: assignments.agency_text
--   clause: assignments.clause
--   basis_zh: assignments.basis.zh
--   role: assignments.role
--   system: agencies.system
--   basis: assignments.basis
--   admin_level: documents.admin_level
--   genre: documents.genre
--   region_code: documents.region_code
--   seq: {of: articles.seq, title: {zh: 条目序号, en: Sequence of the article}}
--   start: assignments.start
--   assignment_id: assignments.assignment_id
--   article_id: assignments.article_id
--   doc_id: assignments.doc_id
--   agency_id: assignments.agency_id
SELECT
    a.title,
    a.region_name,
    a.year,
    a.path,
    a.heading,
    a.heading_path,
    g.name AS agency_name,
    g.function AS agency_function,
    of_system.zh AS system_zh,
    role.zh AS role_zh,
    s.rank,
    s.open_ended,
    s.due,
    a.doc_number,
    a.issuers,
    a.date,
    a.province_name,
    a.admin_level_zh,
    a.doc_type,
    a.genre_zh,
    a.subject,
    s.agency_text,
    s.clause,
    basis.zh AS basis_zh,
    s.role,
    g.system,
    s.basis,
    a.admin_level,
    a.genre,
    a.region_code,
    a.seq,
    s.start,
    s.assignment_id,
    s.article_id,
    s.doc_id,
    s.agency_id
FROM assignments AS s
JOIN agencies AS g ON g.agency_id = s.agency_id
JOIN flat_articles AS a ON a.article_id = s.article_id
LEFT JOIN codes AS role
    ON role.table_name = 'assignments' AND role.column_name = 'role' AND role.value = s.role
LEFT JOIN codes AS of_system
    ON of_system.table_name = 'agencies' AND of_system.column_name = 'system' AND of_system.value = g.system
LEFT JOIN codes AS basis
    ON basis.table_name = 'assignments' AND basis.column_name = 'basis' AND basis.value = s.basis
