-- Status and empty answers count the articles that are not in English, which are few. Whoever asks says it in these
-- very words.
CREATE INDEX articles_not_english ON articles (language)
    WHERE language IS NOT NULL AND lower(language) <> 'en' AND substr(lower(language), 1, 3) <> 'en-';
