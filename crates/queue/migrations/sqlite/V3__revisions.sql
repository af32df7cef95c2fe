-- What tells revisions of an article: the file that it is the whole of, and when it was taken in.
ALTER TABLE work ADD COLUMN file_key TEXT;
ALTER TABLE work ADD COLUMN taken_at INTEGER;
