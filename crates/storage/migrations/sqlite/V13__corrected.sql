-- The statements that people corrected are few, and are found without reading the others.
CREATE INDEX corrected ON statements (key) WHERE correction IS NOT NULL;
