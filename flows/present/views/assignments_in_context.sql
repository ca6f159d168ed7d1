-- order: 4
-- purpose: reading
-- title: {zh: 责任分工（附机构、文件与条目）, en: Assignments in context}
-- description:
--   zh: 每行是一个机构承担的一项分工，连同机构全称和职能、所在文件的标题、地区、日期和条目的标题路径。
--   en: A row a body that is given work, with its full name and function, title, region and date of the document, and the headings above.
-- columns:
--   assignment_id: assignments.assignment_id
--   agency_text: assignments.agency_text
--   name: agencies.name
--   function: agencies.function
--   role: assignments.role
--   rank: assignments.rank
--   due: assignments.due
--   clause: assignments.clause
--   heading_path: articles.heading_path
--   title: documents.title
--   doc_number: documents.doc_number
--   date: documents.date
--   region_name: documents.region_name
--   province_name: regions.province_name
--   agency_id: assignments.agency_id
--   doc_id: assignments.doc_id
--   article_id: assignments.article_id
SELECT
    s.assignment_id,
    s.agency_text,
    g.name,
    g.function,
    s.role,
    s.rank,
    s.due,
    s.clause,
    a.heading_path,
    d.title,
    d.doc_number,
    d.date,
    d.region_name,
    r.province_name,
    s.agency_id,
    s.doc_id,
    s.article_id
FROM assignments AS s
JOIN agencies AS g ON g.agency_id = s.agency_id
JOIN articles AS a ON a.article_id = s.article_id
JOIN documents AS d ON d.doc_id = s.doc_id
LEFT JOIN regions AS r ON r.region_code = d.region_code
