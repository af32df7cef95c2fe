-- What lets answers take as long in a large store as in a small one.

-- Which words are of a form: without it, each form of a speaker that is listed is looked for in all.
CREATE INDEX form_words_by_form ON form_words (form, identifies);

-- The words of the content of current statements, and the keys of the speakers under whom they
-- answer: two common things together are found without looking at all that have one of them. The
-- program fills it in after this migration, for the words are in the details. The row id is the
-- statement's key, as before.
DROP TABLE statement_words;
CREATE VIRTUAL TABLE statement_words USING fts5 (
    content,
    speakers,
    content = '',
    contentless_delete = 1,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
