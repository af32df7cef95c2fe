-- What is known of speakers besides their names. NULL where nothing is, and for what was recorded before.

-- The id of the Wikidata item that a user's entities give.
ALTER TABLE speakers ADD COLUMN wikidata TEXT;
-- The country that an institution of its state stands for.
ALTER TABLE speakers ADD COLUMN stands_for TEXT;
