-- order: 13
-- purpose: question
-- title: {zh: 各省各年收录了什么, en: Coverage of provinces and years}
-- description:
--   zh: 每行是一个省（或中央）和一年，从最早到最晚的年份：有文件、该年没有，还是全库没有。省包括所辖市县的文件。
--   en: A row a province (or the centre) and a year, from the first to the last year of a document, telling whether there are documents, none of that year, or none of that province at all. A province has the documents of its cities and counties.
-- columns:
--   province_code: regions.province_code
--   province_name: regions.province_name
--   year: dates.year
--   n_documents:
--     type: integer
--     title: {zh: 文件数, en: Number of documents}
--     description: {zh: 该省该年的文件数（重复的不计）。, en: "Documents of the province that are of the year, duplicates not counted."}
--   n_undated:
--     type: integer
--     title: {zh: 年份不明的文件数, en: Documents without a year}
--     description: {zh: 该省年份不明的文件数；它们不计入任何一年。, en: Documents of the province whose year is not known; they count for no year.}
--   state:
--     type: string
--     title: {zh: 收录情况, en: State}
--     enum:
--       documents: {zh: 有文件, en: documents here}
--       none in that year: {zh: 该年没有, en: none in that year}
--       not in the corpus: {zh: 全库没有, en: not in the corpus}
WITH issued AS (
    SELECT
        r.province_code,
        d.year,
        count(*) AS n
    FROM documents AS d
    JOIN regions AS r ON r.region_code = d.region_code
    WHERE d.status = 'published'
    GROUP BY r.province_code, d.year
),
years AS (
    SELECT DISTINCT year
    FROM dates
    WHERE year >= (SELECT min(year) FROM issued) AND year <= (SELECT max(year) FROM issued)
)
SELECT
    p.province_code,
    p.province_name,
    years.year,
    coalesce(here.n, 0) AS n_documents,
    coalesce(undated.n, 0) AS n_undated,
    CASE
        WHEN here.n > 0 THEN 'documents'
        WHEN p.n_documents_within > 0 THEN 'none in that year'
        ELSE 'not in the corpus'
    END AS state
FROM regions AS p
CROSS JOIN years
LEFT JOIN issued AS here ON here.province_code = p.region_code AND here.year = years.year
LEFT JOIN issued AS undated ON undated.province_code = p.region_code AND undated.year IS NULL
WHERE p.admin_level IN ('central', 'province')
ORDER BY p.province_code, years.year
