-- The work queue. Times are microseconds since 1970-01-01 UTC, by this server's clock.

-- Returns the time given, or this server's at the begin of the statement: tests give one.
CREATE FUNCTION moment(given bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    'SELECT coalesce(given, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint)';

-- One row an article that is not done. Keys are never used twice: a lease's token holds one, and
-- must not open what was enqueued later.
CREATE TABLE work (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'set_aside')),
    -- Waiting: not handed out before. Leased: when the lease lapses. Set aside: since when.
    due_at bigint NOT NULL DEFAULT 0,
    -- How long its lease or its pause was when it began. What ends later than so long and a tenth from now
    -- was begun by a clock that has been set back since; it is over.
    lasts bigint NOT NULL DEFAULT 300000000,
    -- How often it was handed out, without those it was given back from untouched.
    attempts integer NOT NULL DEFAULT 0,
    -- How often it was handed out at all; tells a lease from those before it.
    handed_out bigint NOT NULL DEFAULT 0,
    -- How many of its leases lapsed.
    lapses integer NOT NULL DEFAULT 0,
    -- Whether a lease of it lapsed, or its process died, and no worker has answered for it since.
    doubtful boolean NOT NULL DEFAULT false,
    -- The worker that has it. Empty while nobody has.
    worker text,
    -- The last error.
    error text,
    path text,
    url text,
    outlet text,
    title text,
    author text,
    published_at bigint,
    language text,
    file_key text,
    taken_at bigint,
    -- Its address, where it came without one: no part of its id.
    learned_url text,
    -- Whether more was told of it after a worker had it lent.
    filled boolean NOT NULL DEFAULT false,
    text text NOT NULL
);

-- The line, oldest first.
CREATE INDEX work_in_line ON work (key) WHERE state <> 'set_aside';
-- What is out, and with whom.
CREATE INDEX work_leased ON work (worker) WHERE state = 'leased';
CREATE INDEX work_set_aside ON work (due_at DESC, key DESC) WHERE state = 'set_aside';

-- Every article is inserted, updated twice and deleted: what that leaves behind is cleared away early.
ALTER TABLE work SET (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);
