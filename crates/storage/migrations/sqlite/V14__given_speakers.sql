-- Who said a statement with its speaker, jointly, where a person said so. Those whom the extractor linked stay
-- in `joint_speakers`, and answer nobody then. The speaker is `speaker` of the statement, as ever.
CREATE TABLE given_speakers (
    -- It goes with the statement, whichever version of the program takes that away.
    statement INTEGER NOT NULL REFERENCES statements (key) ON DELETE CASCADE,
    -- The place among those who speak with the speaker.
    position INTEGER NOT NULL,
    speaker INTEGER NOT NULL,
    given_form INTEGER NOT NULL,
    PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX given_by_speaker ON given_speakers (speaker);
CREATE INDEX given_by_given_form ON given_speakers (given_form, speaker);
