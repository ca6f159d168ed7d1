-- order: 2
-- purpose: star
-- title: {zh: 事实表：责任分工, en: "Fact: assignments"}
-- description:
--   zh: 每行是一个机构承担的一项分工，带有到各维度（文件、条目、机构、职能、行政区划、日期、期限）的键。
--   en: A row a body that is given the work of an article, with keys to every dimension (document, article, agency, function, region, date, due).
-- columns:
--   assignment_id: assignments.assignment_id
--   doc_id: assignments.doc_id
--   article_id: assignments.article_id
--   agency_id: assignments.agency_id
--   function: agencies.function
--   region_code: documents.region_code
--   date: documents.date
--   year: documents.year
--   due: assignments.due
--   role: assignments.role
--   rank: assignments.rank
--   basis: assignments.basis
--   open_ended: assignments.open_ended
SELECT
    s.assignment_id,
    s.doc_id,
    s.article_id,
    s.agency_id,
    a.function,
    d.region_code,
    d.date,
    d.year,
    s.due,
    s.role,
    s.rank,
    s.basis,
    s.open_ended
FROM assignments AS s
JOIN agencies AS a ON a.agency_id = s.agency_id
JOIN documents AS d ON d.doc_id = s.doc_id
