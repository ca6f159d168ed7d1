-- order: 5
-- purpose: reading
-- title: {zh: 词语权重（TF-IDF）, en: Weights of terms (TF-IDF)}
-- description:
--   zh: 每行是条目中的一个词语及其 TF-IDF 权重：占条目词语的比例，乘以在全部条目中的稀有程度。
--   en: A row an article and a term in it, with its TF-IDF weight, which is the term's share of the words of the article times how rare it is among all articles.
-- columns:
--   article_id: terms.article_id
--   term: terms.term
--   n: terms.n
--   n_articles: vocabulary.n_articles
--   n_documents: vocabulary.n_documents
--   weight:
--     type: number
--     title: {zh: 权重, en: Weight}
--     description: {zh: TF-IDF 权重；库中文件增减时随之变化。, en: TF-IDF weight; it changes with the documents in the corpus.}
WITH words AS (
    SELECT article_id, sum(n) AS n
    FROM terms
    GROUP BY article_id
),
corpus AS (
    SELECT count(*) AS n_articles
    FROM words
)
SELECT
    t.article_id,
    t.term,
    t.n,
    v.n_articles,
    v.n_documents,
    CAST(t.n AS DOUBLE PRECISION) / words.n
        * (ln(CAST(corpus.n_articles + 1 AS DOUBLE PRECISION) / (v.n_articles + 1)) + 1) AS weight
FROM terms AS t
JOIN words ON words.article_id = t.article_id
JOIN vocabulary AS v ON v.term = t.term
CROSS JOIN corpus
