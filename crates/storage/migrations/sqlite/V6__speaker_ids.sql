-- Ids of speakers are made of every letter of their names. Those of older versions, in which several
-- names could share one, go on to mean the same speakers. The program gives the speakers of an older
-- store their ids after this migration, for ids are made by it.

-- Other ids by which a speaker is known.
CREATE TABLE speaker_aliases (
    id TEXT NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speakers (key),
    -- 'older': the id that an older version would have made, for whoever asks by it.
    -- 'edited': the id that it had; what edits of that time decided of it is decided of the speaker.
    how TEXT NOT NULL,
    PRIMARY KEY (id, speaker)
) STRICT, WITHOUT ROWID;

CREATE INDEX speaker_aliases_by_speaker ON speaker_aliases (speaker);

-- Which ids an edit is written in: 1 for those before this migration, 2 for those since.
ALTER TABLE edits ADD COLUMN ids INTEGER NOT NULL DEFAULT 1;

-- How names of persons and organisations are spelt, without what transcriptions differ in.
CREATE TABLE spellings (
    spelling TEXT NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speakers (key),
    PRIMARY KEY (spelling, speaker)
) STRICT, WITHOUT ROWID;

CREATE INDEX spellings_by_speaker ON spellings (speaker);
