-- Revisions: later texts of the same address or file. The newest answers.

-- Where an article is from, by which its revisions are found: 'url:' and its address, or 'file:' and a key
-- of the file that it is the whole of. NULL where neither is known.
ALTER TABLE origins ADD COLUMN place TEXT;
-- What revisions of one article have in common: the id of the first of them that came. NULL of articles with
-- one text.
ALTER TABLE origins ADD COLUMN series TEXT;
-- When it was taken in last: of two revisions, the one that was taken in later is the newer one.
ALTER TABLE origins ADD COLUMN taken_at INTEGER;

INSERT INTO origins (article, place)
SELECT key, 'url:' || coalesce((SELECT given ->> '$.url' FROM origins WHERE article = key), url)
FROM articles WHERE url IS NOT NULL
ON CONFLICT (article) DO UPDATE SET place = excluded.place;

CREATE INDEX origins_by_place ON origins (place) WHERE place IS NOT NULL;
CREATE INDEX origins_by_series ON origins (series) WHERE series IS NOT NULL;

-- `current` of statements is 2 where they are of the last extraction of an earlier revision, which answers
-- those alone who ask for all revisions.
CREATE INDEX earlier_by_article ON statements (article) WHERE current = 2;
CREATE INDEX earlier_by_given_form ON statements (given_form, speaker) WHERE current = 2;
CREATE INDEX earlier_by_source_form ON statements (source_form, speaker) WHERE current = 2;
