-- Copies: articles that tell one story, as a news agency's on many sites.

-- The keys of an article's text, by which its copies are found.
CREATE TABLE story_keys (
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

-- What copies have in common: the id of the first of them that came. Nothing is here of an article without any.
CREATE TABLE stories (
    article INTEGER PRIMARY KEY REFERENCES articles (key) ON DELETE CASCADE,
    story TEXT NOT NULL
) STRICT;

CREATE INDEX stories_by_story ON stories (story, article);

-- Articles whose copies have not been looked for yet. Whichever version of the program records one, it comes here.
CREATE TABLE copies_due (article INTEGER PRIMARY KEY) STRICT;

INSERT INTO copies_due (article) SELECT key FROM articles;

CREATE TRIGGER articles_come AFTER INSERT ON articles BEGIN
    INSERT INTO copies_due (article) VALUES (new.key);
END;

-- The hash of a statement's words: the same of those that say the same. NULL where it was not worked out yet.
ALTER TABLE statements ADD COLUMN said INTEGER;

CREATE INDEX current_by_words ON statements (said, article) WHERE current = 1 AND said IS NOT NULL;

-- The news agency to which an article is credited.
ALTER TABLE origins ADD COLUMN wire TEXT;
