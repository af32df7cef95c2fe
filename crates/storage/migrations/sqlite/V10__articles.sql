-- What people decided about articles: what is known of them, and which are forgotten.

-- The edits in force that set something of articles or forget them. A row that forgets outlives its
-- article, so that it is not recorded again.
CREATE TABLE article_edits (
    -- The article's id.
    article TEXT NOT NULL,
    edit INTEGER NOT NULL REFERENCES edits (number),
    -- 1 when the edit forgets it, 2 when it is erased, too: nothing is kept of it any more.
    forgets INTEGER NOT NULL,
    PRIMARY KEY (article, edit)
) STRICT, WITHOUT ROWID;

CREATE INDEX article_edits_by_edit ON article_edits (edit);
CREATE INDEX forgotten_articles ON article_edits (article) WHERE forgets > 0;

-- What is kept of where an article came from. A table of its own: what stands behind the text of an article is
-- only reached through that text.
CREATE TABLE origins (
    article INTEGER PRIMARY KEY REFERENCES articles (key),
    -- The metadata that the article came with, as JSON, where people set something of it: its columns say
    -- what is known now. NULL of most articles.
    given TEXT
) STRICT;

-- What was decided about an article alone is erased with it; nothing else of an edit ever changes.
DROP TRIGGER edits_do_not_change;
CREATE TRIGGER edits_do_not_change BEFORE UPDATE ON edits
WHEN new.edit <> '{"do":"erased"}' OR new.number <> old.number OR new.at <> old.at
     OR new.by <> old.by OR new.undoes IS NOT old.undoes OR new.ids <> old.ids
BEGIN
    SELECT raise(ABORT, 'an edit never changes; undo it');
END;
