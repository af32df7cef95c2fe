-- What people corrected about a statement, as JSON: the numbers of the edits, the words that it has now
-- where they are others, and its kind and whether it was said as extracted. NULL of most statements.
-- `kind` and `asserted` are those that answer.
ALTER TABLE statements ADD COLUMN correction TEXT;
