-- The work queue. Times are microseconds since 1970-01-01 UTC.

-- Marks the file as a work queue: "q7Qu".
PRAGMA application_id = 1899450741;

-- One row an article that is not done. Keys are never used twice: a lease's token holds one, and
-- must not open what was enqueued later. The text stands last; counting does not touch it.
CREATE TABLE work (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    -- 'waiting', 'leased' or 'set_aside'.
    state TEXT NOT NULL DEFAULT 'waiting',
    -- Waiting: not handed out before. Leased: when the lease lapses. Set aside: since when.
    due_at INTEGER NOT NULL DEFAULT 0,
    -- How often it was handed out, without those it was given back from untouched.
    attempts INTEGER NOT NULL DEFAULT 0,
    -- How often it was handed out at all; tells a lease from those before it.
    handed_out INTEGER NOT NULL DEFAULT 0,
    -- How many of its leases lapsed.
    lapses INTEGER NOT NULL DEFAULT 0,
    -- The last error.
    error TEXT,
    path TEXT,
    url TEXT,
    outlet TEXT,
    title TEXT,
    author TEXT,
    published_at INTEGER,
    language TEXT,
    text TEXT NOT NULL
) STRICT;

-- The line, oldest first, with what must be looked at to find the next in it.
CREATE INDEX work_in_line ON work (key, due_at) WHERE state <> 'set_aside';
CREATE INDEX work_by_state ON work (state, due_at);
