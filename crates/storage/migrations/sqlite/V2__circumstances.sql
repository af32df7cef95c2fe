-- The circumstances of statements as columns and words, to be asked for. Of older rows they stand
-- in the details alone; the program fills them in after this migration, for names are folded by it.

-- Every way in which an addressee was named.
CREATE TABLE addressees (
    key INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    -- The party that it resolves to, if it is known.
    party INTEGER REFERENCES speakers (key)
) STRICT;

CREATE INDEX addressees_by_text ON addressees (text, party);
CREATE INDEX addressees_by_party ON addressees (party) WHERE party IS NOT NULL;

-- The folded words of an addressee and of its party's name.
CREATE TABLE addressee_words (
    word TEXT NOT NULL,
    addressee INTEGER NOT NULL REFERENCES addressees (key),
    -- 1 when the word names the addressee itself: "aides", but not "Lind", in "aides to Lind".
    identifies INTEGER NOT NULL,
    PRIMARY KEY (word, addressee)
) STRICT, WITHOUT ROWID;

-- Every way in which a channel was named, and its words; the row id is the channel's key.
CREATE TABLE channels (
    key INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

CREATE VIRTUAL TABLE channel_words USING fts5 (
    text,
    content = '',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

ALTER TABLE statements ADD COLUMN addressee INTEGER REFERENCES addressees (key);
ALTER TABLE statements ADD COLUMN channel INTEGER REFERENCES channels (key);
ALTER TABLE statements ADD COLUMN cue_class TEXT;
-- How many tellers stand between the speaker and the article: 0 when it is first-hand.
ALTER TABLE statements ADD COLUMN relay_depth INTEGER NOT NULL DEFAULT 0;
-- The period in which it was said, its end not included, if that could be anchored.
ALTER TABLE statements ADD COLUMN said_from INTEGER;
ALTER TABLE statements ADD COLUMN said_until INTEGER;

-- Everything a query can ask of a statement itself stands in each index, so that whatever is asked
-- in whatever combination, statements that do not match are passed over without being read.
DROP INDEX current_by_article;
CREATE INDEX current_by_article ON statements (
    article, start, position, mode, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1;
DROP INDEX current_by_speaker;
CREATE INDEX current_by_speaker ON statements (
    speaker, mode, article, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1;
CREATE INDEX current_by_addressee ON statements (
    addressee, mode, article, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1 AND addressee IS NOT NULL;
CREATE INDEX current_by_channel ON statements (
    channel, mode, article, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1 AND channel IS NOT NULL;
CREATE INDEX current_by_time_said ON statements (
    said_until, said_from, mode, article, kind, cue_class, relay_depth, confidence
) WHERE current = 1 AND said_until IS NOT NULL;
