-- order: 19
-- purpose: flat
-- title: {zh: 对照一览, en: Alignments in one table}
-- description:
--   zh: 每行是一个条目与它所承接的另一文件的条目，两边的文件标题、文号、日期、地区、条目标题和正文并列。
--   en: A row an article and an article of an earlier document that it follows; of both, title, number, date and region of the document, heading and text.
-- key: [article_id, followed_article_id]
-- sort: [region_code, date, doc_id, seq, article_id, rank]
-- columns:
--   title: flat_articles.title
--   path: articles.path
--   heading: flat_articles.heading
--   relation_zh: alignments.relation.zh
--   copied_share: alignments.copied_share
--   similarity: alignments.similarity
--   direction_zh: alignments.direction.zh
--   rank: alignments.rank
--   followed_title: {of: documents.title, title: {zh: 被承接文件标题, en: Title of the followed document}}
--   followed_path: {of: articles.path, title: {zh: 被承接条目编号路径, en: Path of the followed article}}
--   followed_heading: {of: articles.heading, title: {zh: 被承接条目标题, en: Heading of the followed article}}
--   body: articles.body
--   followed_body: {of: articles.body, title: {zh: 被承接条目正文, en: Body of the followed article}}
--   doc_number: documents.doc_number
--   date: documents.date
--   year: documents.year
--   region_name: documents.region_name
--   province_name: regions.province_name
--   admin_level_zh: documents.admin_level.zh
--   heading_path: articles.heading_path
--   followed_doc_number: {of: documents.doc_number, title: {zh: 被承接文件发文字号, en: Number of the followed document}}
--   followed_date: {of: documents.date, title: {zh: 被承接文件日期, en: Date of the followed document}}
--   followed_year: {of: documents.year, title: {zh: 被承接文件年份, en: Year of the followed document}}
--   followed_region_name: {of: documents.region_name, title: {zh: 被承接文件行政区划, en: Region of the followed document}}
--   followed_province_name: {of: regions.province_name, title: {zh: 被承接文件省级行政区, en: Province of the followed document}}
--   followed_admin_level_zh: {of: documents.admin_level.zh, title: {zh: 被承接文件行政层级, en: Level of the followed document}}
--   followed_heading_path: {of: articles.heading_path, title: {zh: 被承接条目标题路径, en: Heading path of the followed article}}
--   relation: alignments.relation
--   direction: alignments.direction
--   admin_level: documents.admin_level
--   followed_admin_level: {of: documents.admin_level, title: {zh: 被承接文件行政层级, en: Level of the followed document}}
--   region_code: documents.region_code
--   followed_region_code: {of: documents.region_code, title: {zh: 被承接文件行政区划代码, en: Region code of the followed document}}
--   seq: {of: articles.seq, title: {zh: 条目序号, en: Sequence of the article}}
--   article_id: alignments.article_id
--   followed_article_id: alignments.followed_article_id
--   doc_id: alignments.doc_id
--   followed_doc_id: alignments.followed_doc_id
SELECT
    a.title,
    a.path,
    a.heading,
    relation.zh AS relation_zh,
    p.copied_share,
    p.similarity,
    direction.zh AS direction_zh,
    p.rank,
    f.title AS followed_title,
    f.path AS followed_path,
    f.heading AS followed_heading,
    a.body,
    f.body AS followed_body,
    a.doc_number,
    a.date,
    a.year,
    a.region_name,
    a.province_name,
    a.admin_level_zh,
    a.heading_path,
    f.doc_number AS followed_doc_number,
    f.date AS followed_date,
    f.year AS followed_year,
    f.region_name AS followed_region_name,
    f.province_name AS followed_province_name,
    f.admin_level_zh AS followed_admin_level_zh,
    f.heading_path AS followed_heading_path,
    p.relation,
    p.direction,
    a.admin_level,
    f.admin_level AS followed_admin_level,
    a.region_code,
    f.region_code AS followed_region_code,
    a.seq,
    p.article_id,
    p.followed_article_id,
    p.doc_id,
    p.followed_doc_id
FROM alignments AS p
JOIN flat_articles AS a ON a.article_id = p.article_id
JOIN flat_articles AS f ON f.article_id = p.followed_article_id
LEFT JOIN codes AS relation
    ON relation.table_name = 'alignments' AND relation.column_name = 'relation' AND relation.value = p.relation
LEFT JOIN codes AS direction
    ON direction.table_name = 'alignments' AND direction.column_name = 'direction' AND direction.value = p.direction
