-- Whether a statement was said at all, who speaks jointly, and what else is known of speakers. What
-- was recorded before is taken for said, by one speaker, until it is extracted anew.

ALTER TABLE statements ADD COLUMN asserted TEXT NOT NULL DEFAULT 'said';

-- Who made a document.
ALTER TABLE speakers ADD COLUMN maker TEXT;
-- Whose office or staff an organisation is.
ALTER TABLE speakers ADD COLUMN of_party TEXT;

-- Who speaks besides the speaker of a statement, jointly. The columns are those of `statements`.
CREATE TABLE joint_speakers (
    statement INTEGER NOT NULL REFERENCES statements (key),
    -- The place among those who speak with the speaker.
    position INTEGER NOT NULL,
    -- As the extractor linked it.
    linked INTEGER NOT NULL REFERENCES speakers (key),
    -- Who answers; NULL where a person said who made the statement.
    speaker INTEGER REFERENCES speakers (key),
    link_reason TEXT,
    given_form INTEGER REFERENCES forms (key),
    PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX joint_by_speaker ON joint_speakers (speaker);
CREATE INDEX joint_by_linked ON joint_speakers (linked);
CREATE INDEX joint_by_given_form ON joint_speakers (given_form, speaker);

-- It can be asked for, so it stands in every index; see version 2.
DROP INDEX current_by_article;
CREATE INDEX current_by_article ON statements (
    article, start, position, mode, asserted, kind, cue_class, relay_depth, said_from, said_until,
    confidence
) WHERE current = 1;
DROP INDEX current_by_speaker;
CREATE INDEX current_by_speaker ON statements (
    speaker, mode, article, asserted, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1;
DROP INDEX current_by_addressee;
CREATE INDEX current_by_addressee ON statements (
    addressee, mode, article, asserted, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1 AND addressee IS NOT NULL;
DROP INDEX current_by_channel;
CREATE INDEX current_by_channel ON statements (
    channel, mode, article, asserted, kind, cue_class, relay_depth, said_from, said_until, confidence
) WHERE current = 1 AND channel IS NOT NULL;
DROP INDEX current_by_time_said;
CREATE INDEX current_by_time_said ON statements (
    said_until, said_from, mode, article, asserted, kind, cue_class, relay_depth, confidence
) WHERE current = 1 AND said_until IS NOT NULL;
DROP INDEX current_by_source_form;
CREATE INDEX current_by_source_form ON statements (source_form, speaker, mode, asserted)
    WHERE current = 1;
