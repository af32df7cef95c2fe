-- The statement store. Times are microseconds since 1970-01-01 UTC, offsets are code points.

-- Marks the file as a statement store: "q7St".
PRAGMA application_id = 1899451252;

-- One row an article. The text stands last, so that reading the metadata does not touch it.
CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT,
    url TEXT,
    outlet TEXT,
    -- The outlet in lower case, for comparing.
    outlet_folded TEXT,
    title TEXT,
    author TEXT,
    published_at INTEGER,
    language TEXT,
    text TEXT NOT NULL
) STRICT;

CREATE INDEX articles_in_order ON articles (published_at DESC, id);
CREATE INDEX articles_by_outlet ON articles (outlet_folded);

-- One row for each article and model version.
CREATE TABLE extractions (
    key INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (key),
    model TEXT NOT NULL,
    -- A list of [code, message, start, end].
    diagnostics TEXT NOT NULL,
    UNIQUE (article, model)
) STRICT;

-- One row a speaker, as first linked.
CREATE TABLE speakers (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    link_reason TEXT NOT NULL
) STRICT;

-- Everything that stood for a speaker: the names it was given and the sources linked to it.
CREATE TABLE forms (
    key INTEGER PRIMARY KEY,
    speaker INTEGER NOT NULL REFERENCES speakers (key),
    -- 'given' for the speaker's name, else the link reason of the source.
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Of given names of persons: the last folded word, and how many words there are.
    surname TEXT,
    word_count INTEGER NOT NULL,
    UNIQUE (speaker, role, text)
) STRICT;

CREATE INDEX forms_by_surname ON forms (surname) WHERE surname IS NOT NULL;

-- The folded words of those forms that are names.
CREATE TABLE form_words (
    word TEXT NOT NULL,
    form INTEGER NOT NULL REFERENCES forms (key),
    -- 1 when the word names the speaker itself: "Lind", but not "mayor", in "Mayor Lind".
    identifies INTEGER NOT NULL,
    PRIMARY KEY (word, form)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    extraction INTEGER NOT NULL REFERENCES extractions (key),
    article INTEGER NOT NULL REFERENCES articles (key),
    -- 1 when its extraction is the last recorded of the article: the one that answers queries.
    current INTEGER NOT NULL,
    -- Where its first span begins, and its place in the extraction.
    start INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    speaker INTEGER REFERENCES speakers (key),
    given_form INTEGER REFERENCES forms (key),
    source_form INTEGER REFERENCES forms (key),
    confidence REAL,
    -- What no query filters on, as JSON.
    details TEXT NOT NULL
) STRICT;

CREATE INDEX statements_by_id ON statements (id);
CREATE INDEX statements_by_extraction ON statements (extraction);
-- Mode and kind stand in it so that counting need not touch the table.
CREATE INDEX current_by_article ON statements (article, start, position, mode, kind)
    WHERE current = 1;
CREATE INDEX current_by_speaker ON statements (speaker, mode, article) WHERE current = 1;
CREATE INDEX current_by_given_form ON statements (given_form) WHERE current = 1;
CREATE INDEX current_by_source_form ON statements (source_form, mode) WHERE current = 1;

-- The words of the content of current statements; the row id is the statement's key. It holds
-- no text of its own, so there is nothing to drift from.
CREATE VIRTUAL TABLE statement_words USING fts5 (
    content,
    content = '',
    contentless_delete = 1,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
