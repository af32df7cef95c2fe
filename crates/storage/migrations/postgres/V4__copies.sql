-- Copies: articles that tell one story, as a news agency's on many sites.

-- The keys of an article's text, by which its copies are found.
CREATE TABLE story_keys (
    hash BIGINT NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (hash, article)
);

-- What copies have in common: the id of the first of them that came. Nothing is here of an article without any.
CREATE TABLE stories (
    article BIGINT PRIMARY KEY REFERENCES articles (key) ON DELETE CASCADE,
    story TEXT COLLATE "C" NOT NULL
);

CREATE INDEX stories_by_story ON stories (story, article);

-- Articles whose copies have not been looked for yet. Whichever version of the program records one, it comes here.
CREATE TABLE copies_due (article BIGINT PRIMARY KEY);

CREATE FUNCTION note_article_that_comes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO copies_due (article) VALUES (new.key);
    RETURN NULL;
END
$$;

CREATE TRIGGER articles_come AFTER INSERT ON articles FOR EACH ROW EXECUTE FUNCTION note_article_that_comes();

INSERT INTO copies_due (article) SELECT key FROM articles;

-- The hash of a statement's words: the same of those that say the same. NULL where it was not worked out yet.
ALTER TABLE statements ADD COLUMN said BIGINT;

CREATE INDEX current_by_words ON statements (said, article) WHERE current = 1 AND said IS NOT NULL;

-- The news agency to which an article is credited.
ALTER TABLE origins ADD COLUMN wire TEXT;
