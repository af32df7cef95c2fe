-- Who has an article, and whether it may be what stopped the worker that had it before.

-- The worker that has it. Empty while nobody has.
ALTER TABLE work ADD COLUMN worker TEXT;
-- 1 when a lease of it lapsed, or its process died, and no worker has answered for it since.
ALTER TABLE work ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;

-- How long its lease or its pause was when it began, in microseconds. What ends later than so long and
-- a tenth from now was begun by a clock that has been set back since; it is over.
ALTER TABLE work ADD COLUMN lasts INTEGER NOT NULL DEFAULT 300000000;

DROP INDEX work_in_line;
CREATE INDEX work_in_line ON work (key, due_at, lasts, state, doubtful) WHERE state <> 'set_aside';
CREATE INDEX work_by_worker ON work (worker, due_at, lasts, doubtful) WHERE state = 'leased';
