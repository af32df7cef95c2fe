-- What people decided holds for the texts of an article that come later, and for other models.

-- Where articles are from, by which their texts are found: 'url:' and an address, or 'file:' and a key of the
-- file that one is the whole of. The program writes addresses anew after this migration, as they are compared.
CREATE TABLE places (
    place TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (key),
    PRIMARY KEY (place, article)
) STRICT, WITHOUT ROWID;

CREATE INDEX places_by_article ON places (article);

INSERT INTO places (place, article) SELECT place, article FROM origins WHERE place IS NOT NULL;
DROP INDEX origins_by_place;
ALTER TABLE origins DROP COLUMN place;

-- Places from which an article was forgotten: hashes of them, which outlive everything else of it.
CREATE TABLE forgotten_places (
    place TEXT NOT NULL,
    edit INTEGER NOT NULL REFERENCES edits (number),
    -- As of article_edits; less than 0 while the edit does not hold.
    forgets INTEGER NOT NULL,
    PRIMARY KEY (place, edit)
) STRICT, WITHOUT ROWID;

CREATE INDEX forgotten_places_by_edit ON forgotten_places (edit);

INSERT INTO forgotten_places (place, edit, forgets) SELECT places.place, edit, max(forgets)
FROM article_edits JOIN articles ON articles.id = article_edits.article
JOIN places ON places.article = articles.key WHERE forgets > 0 GROUP BY places.place, edit;

-- Of the extractions of an article the one with the highest turn answers, of several the last recorded.
ALTER TABLE extractions ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
-- The date of publication that it was made with.
ALTER TABLE extractions ADD COLUMN dated INTEGER;
UPDATE extractions SET dated =
    (SELECT CASE WHEN origins.given IS NULL THEN articles.published_at
                 ELSE origins.given ->> '$.published_at' END
     FROM articles LEFT JOIN origins ON origins.article = articles.key
     WHERE articles.key = extractions.article);

-- The statements with corrections, of all extractions.
CREATE INDEX corrected_by_article ON statements (article) WHERE correction IS NOT NULL;
