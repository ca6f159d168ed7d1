-- order: 16
-- purpose: flat
-- title: {zh: 条目一览, en: Articles in one table}
-- description:
--   zh: 每行是一个条目及其正文，连同所在文件的标题、文号、日期、地区，以及首个责任机构。
--   en: A row an article with its text, what is known of its document (title, number, date, region), and the first agency that is given its work.
-- key: [article_id]
-- sort: [region_code, date, doc_id, seq, article_id]
-- columns:
--   title: {of: documents.title, title: {zh: 文件标题, en: Title of the document}}
--   region_name: documents.region_name
--   year: documents.year
--   doc_number: documents.doc_number
--   issuers: documents.issuers
--   date: documents.date
--   province_name: regions.province_name
--   admin_level_zh: documents.admin_level.zh
--   doc_type: documents.doc_type
--   genre_zh: documents.genre.zh
--   subject: documents.subject
--   path: articles.path
--   heading: {of: articles.heading, title: {zh: 条目标题, en: Heading}}
--   heading_path: articles.heading_path
--   kind_zh: articles.kind.zh
--   level: articles.level
--   body: articles.body
--   agency_name: {of: agencies.name, title: {zh: 首个责任机构, en: First agency}, description: {zh: 首个牵头的机构；无人牵头时为首个负责的机构。, en: "The first body that leads; where nobody leads, the first that is responsible."}}
--   agency_function: {of: agencies.function, title: {zh: 该机构职能, en: Function of the agency}}
--   role_zh: assignments.role.zh
--   n_agencies: first_agencies.n_agencies
--   n_targets: {of: documents.n_targets, description: {zh: 该条目的目标数。, en: Targets of the article.}}
--   kind: articles.kind
--   role: assignments.role
--   admin_level: documents.admin_level
--   genre: documents.genre
--   region_code: documents.region_code
--   seq: articles.seq
--   article_id: articles.article_id
--   parent_id: articles.parent_id
--   doc_id: articles.doc_id
--   agency_id: assignments.agency_id
WITH counted AS (
    SELECT article_id, count(*) AS n_targets
    FROM targets
    GROUP BY article_id
)
SELECT
    d.title,
    d.region_name,
    d.year,
    d.doc_number,
    d.issuers,
    d.date,
    r.province_name,
    admin_level.zh AS admin_level_zh,
    d.doc_type,
    genre.zh AS genre_zh,
    d.subject,
    a.path,
    a.heading,
    a.heading_path,
    kind.zh AS kind_zh,
    a.level,
    a.body,
    g.agency_name,
    g.agency_function,
    role.zh AS role_zh,
    coalesce(g.n_agencies, 0) AS n_agencies,
    coalesce(counted.n_targets, 0) AS n_targets,
    a.kind,
    g.role,
    d.admin_level,
    d.genre,
    d.region_code,
    a.seq,
    a.article_id,
    a.parent_id,
    a.doc_id,
    g.agency_id
FROM articles AS a
JOIN documents AS d ON d.doc_id = a.doc_id
LEFT JOIN regions AS r ON r.region_code = d.region_code
LEFT JOIN first_agencies AS g ON g.article_id = a.article_id
LEFT JOIN counted ON counted.article_id = a.article_id
LEFT JOIN codes AS kind
    ON kind.table_name = 'articles' AND kind.column_name = 'kind' AND kind.value = a.kind
LEFT JOIN codes AS role
    ON role.table_name = 'assignments' AND role.column_name = 'role' AND role.value = g.role
LEFT JOIN codes AS admin_level
    ON admin_level.table_name = 'documents' AND admin_level.column_name = 'admin_level'
    AND admin_level.value = d.admin_level
LEFT JOIN codes AS genre
    ON genre.table_name = 'documents' AND genre.column_name = 'genre' AND genre.value = d.genre
