-- What people decided about speakers, and under whom statements answer in consequence. What an
-- extractor linked stays as it was; the columns that queries read follow from it, from the edits
-- that hold and from similarity, and are worked out anew whenever one of these changes.

-- The journal: one row an edit, in the order in which they were made. Rows only ever come to it.
CREATE TABLE edits (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    -- Who made it.
    by TEXT NOT NULL,
    -- The edit that this one undoes.
    undoes INTEGER REFERENCES edits (number),
    -- What was decided, as JSON.
    edit TEXT NOT NULL
) STRICT;

CREATE INDEX edits_by_undone ON edits (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER edits_do_not_change BEFORE UPDATE ON edits
BEGIN
    SELECT raise(ABORT, 'an edit never changes; undo it');
END;

CREATE TRIGGER edits_do_not_go BEFORE DELETE ON edits
BEGIN
    SELECT raise(ABORT, 'an edit is never deleted; undo it');
END;

-- The speakers that the edits in force are about, and the articles of pinned statements: their ids.
CREATE TABLE edit_subjects (
    subject TEXT NOT NULL,
    edit INTEGER NOT NULL REFERENCES edits (number),
    -- 1 when the edit pins the subject, a speaker.
    pins INTEGER NOT NULL,
    PRIMARY KEY (subject, edit)
) STRICT, WITHOUT ROWID;

CREATE INDEX edit_subjects_by_edit ON edit_subjects (edit);

-- The name that people gave a speaker. Forms of role 'called' are names of speakers that edits are
-- about; only the one that a speaker has counts.
ALTER TABLE speakers ADD COLUMN called TEXT;
-- The speaker that is meant by similarity.
ALTER TABLE speakers ADD COLUMN meant INTEGER REFERENCES speakers (key);

CREATE INDEX speakers_by_meant ON speakers (meant) WHERE meant IS NOT NULL;

-- The surnames of persons that can have near misses, by what near misses have in common.
CREATE TABLE surnames (
    skeleton TEXT NOT NULL,
    surname TEXT NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speakers (key),
    PRIMARY KEY (skeleton, surname, speaker)
) STRICT, WITHOUT ROWID;

-- The speaker that the extractor linked. `speaker` is the one that answers, and `given_form` and
-- `source_form` are forms of either, whichever it is that they name.
ALTER TABLE statements ADD COLUMN linked INTEGER REFERENCES speakers (key);
-- How the statement came to answer under `speaker`, where that is not how it was linked.
ALTER TABLE statements ADD COLUMN link_reason TEXT;
UPDATE statements SET linked = speaker;

CREATE INDEX statements_by_linked ON statements (linked, current, article);

-- A form finds the speakers that its statements answer under.
DROP INDEX current_by_given_form;
DROP INDEX current_by_source_form;
CREATE INDEX current_by_given_form ON statements (given_form, speaker) WHERE current = 1;
CREATE INDEX current_by_source_form ON statements (source_form, speaker, mode) WHERE current = 1;
