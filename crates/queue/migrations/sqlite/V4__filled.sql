-- What is told of an article while it is in the queue: its address, where it came without one, which is no
-- part of its id; and 1 where more was told after a worker had it lent.
ALTER TABLE work ADD COLUMN learned_url TEXT;
ALTER TABLE work ADD COLUMN filled INTEGER NOT NULL DEFAULT 0;
