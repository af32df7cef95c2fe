//! One line of JSONL to one record: which keys it has, and that their values are strings.
//!
//! Values are not interpreted here beyond that; unknown keys are ignored, whatever they hold.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use q7x2_domain::MAX_FIELD_BYTES;

use crate::Problem;
use crate::error::LikelyKey;
use crate::keys::likely;

/// The known keys of a record. `null` and a blank string count as nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) outlet: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) published_at: Option<String>,
    pub(crate) language: Option<String>,
    /// Keys that are not read, and those that they look meant for.
    pub(crate) likely: Vec<(String, &'static str)>,
}

/// A record that cannot be used: why, and at which byte of the line.
#[derive(Debug)]
pub(crate) struct BadRecord {
    pub(crate) problem: Problem,
    pub(crate) at: usize,
}

impl From<Problem> for BadRecord {
    fn from(problem: Problem) -> Self {
        Self { problem, at: 0 }
    }
}

impl Record {
    /// Returns the record that a line holds.
    ///
    /// # Errors
    /// When the line is no JSON object, has no text, or a known key is not a string.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, BadRecord> {
        let line = std::str::from_utf8(line)
            .map_err(|error| BadRecord { problem: Problem::NotUtf8, at: error.valid_up_to() })?;
        if !line.trim_ascii_start().starts_with('{') {
            return Err(Problem::NotAnObject.into());
        }
        let fields: Fields = serde_json::from_str(line).map_err(|error| bad_json(&error))?;
        let text = match fields.text {
            Field::Nothing => {
                if let Some(key) = fields.list {
                    return Err(Problem::NoTextButList(LikelyKey(key)).into());
                }
                let meant = fields.likely.into_iter().find(|(_, read)| *read == "text");
                let but = |(found, _)| Problem::NoTextBut(LikelyKey(found));
                return Err(meant.map_or(Problem::NoText, but).into());
            }
            Field::Text(text) => text,
            Field::Number(_) => {
                return Err(Problem::NotAString { field: "text", found: "a number" }.into());
            }
            Field::Objects => {
                return Err(Problem::NotAString { field: "text", found: "a list" }.into());
            }
            Field::Other(found) => {
                return Err(Problem::NotAString { field: "text", found }.into());
            }
        };
        if text.contains('\0') {
            return Err(Problem::Nul("text").into());
        }
        Ok(Self {
            url: fields.url.optional("url")?,
            title: fields.title.optional("title")?,
            text,
            outlet: fields.outlet.optional("outlet")?,
            author: fields.author.optional("author")?,
            published_at: fields.published_at.date("published_at")?,
            language: fields.language.optional("language")?,
            likely: fields.likely,
        })
    }
}

/// Returns what the parser says, without the place that it repeats and without the words
/// that it may quote when it speaks of types.
fn bad_json(error: &serde_json::Error) -> BadRecord {
    let message = error.to_string();
    let reason = match error.classify() {
        serde_json::error::Category::Data => "unexpected value",
        _ => message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason),
    };
    let column = error.column().max(1);
    let problem = Problem::Json { reason: reason.into(), column };
    BadRecord { problem, at: column - 1 }
}

#[derive(Default)]
struct Fields {
    url: Field,
    title: Field,
    text: Field,
    outlet: Field,
    author: Field,
    published_at: Field,
    language: Field,
    likely: Vec<(String, &'static str)>,
    /// A key that is not read and has a list.
    list: Option<String>,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
                let mut fields = Fields::default();
                while let Some(key) = map.next_key::<String>()? {
                    let field = match key.as_str() {
                        "url" => &mut fields.url,
                        "title" => &mut fields.title,
                        "text" => &mut fields.text,
                        "outlet" => &mut fields.outlet,
                        "author" => &mut fields.author,
                        "published_at" => &mut fields.published_at,
                        "language" => &mut fields.language,
                        other => {
                            let read = likely(other);
                            if map.next_value::<IsList>()?.0 && fields.list.is_none() {
                                fields.list = Some(key.clone());
                            }
                            if let Some(read) = read {
                                fields.likely.push((key, read));
                            }
                            continue;
                        }
                    };
                    *field = map.next_value()?;
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Whether a value is a list that begins with an object, as of articles.
struct IsList(bool);

impl<'de> Deserialize<'de> for IsList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Field::deserialize(deserializer)? {
            Field::Objects => Self(true),
            _ => Self(false),
        })
    }
}

/// Whether a value is an object. Nothing of it is kept.
struct IsObject(bool);

impl<'de> Deserialize<'de> for IsObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Field::deserialize(deserializer)?;
        Ok(Self(matches!(value, Field::Other("an object"))))
    }
}

/// A value: its words, or what it is instead. Derived code would quote the value in its
/// error, and errors never hold article text.
#[derive(Default)]
enum Field {
    #[default]
    Nothing,
    Text(String),
    /// A whole number; of one with a fraction, the whole part.
    Number(i64),
    /// A list of objects.
    Objects,
    Other(&'static str),
}

impl Field {
    /// Returns what a date is written as, be it a number.
    fn date(self, field: &'static str) -> Result<Option<String>, Problem> {
        match self {
            Self::Number(number) => Ok(Some(number.to_string())),
            other => other.optional(field),
        }
    }

    fn optional(self, field: &'static str) -> Result<Option<String>, Problem> {
        match self {
            Self::Nothing => Ok(None),
            Self::Text(text) => {
                let text = text.trim();
                if text.contains('\0') {
                    return Err(Problem::Nul(field));
                }
                if text.len() > MAX_FIELD_BYTES {
                    return Err(Problem::FieldTooLong { field, bytes: text.len() });
                }
                Ok((!text.is_empty()).then(|| text.to_owned()))
            }
            Self::Number(_) => Err(Problem::NotAString { field, found: "a number" }),
            Self::Objects => Err(Problem::NotAString { field, found: "a list" }),
            Self::Other(found) => Err(Problem::NotAString { field, found }),
        }
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = Field;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Field, E> {
                Ok(Field::Nothing)
            }
            fn visit_str<E>(self, text: &str) -> Result<Field, E> {
                Ok(Field::Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Field, E> {
                Ok(Field::Text(text))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Field, E> {
                Ok(Field::Other("true or false"))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Field, E> {
                Ok(Field::Number(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Field, E> {
                Ok(i64::try_from(number).map_or(Field::Other("a number"), Field::Number))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Field, E> {
                Ok(Field::Number(number as i64))
            }
            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Field, S::Error> {
                let first = seq.next_element::<IsObject>()?;
                IgnoredAny.visit_seq(seq)?;
                let is_of_objects = first.is_some_and(|first| first.0);
                Ok(if is_of_objects { Field::Objects } else { Field::Other("a list") })
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Field, M::Error> {
                IgnoredAny.visit_map(map)?;
                Ok(Field::Other("an object"))
            }
        }
        deserializer.deserialize_any(Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_bad(line: &[u8], at: usize, message: &str) {
        let bad = Record::parse(line).expect_err("a bad record");
        assert_eq!((bad.problem.to_string().as_str(), bad.at), (message, at));
    }

    #[test]
    fn known_keys_are_read_and_unknown_ones_ignored() {
        let line = r#"{"id": 7, "tags": [{"text": "no"}], "url": " https://example.org/a ",
            "title": "", "text": " “Öl”\n", "outlet": null, "language": "en"}"#;
        let record = Record::parse(line.as_bytes()).expect("a record");
        let expected = Record {
            url: Some("https://example.org/a".into()),
            text: " “Öl”\n".into(),
            language: Some("en".into()),
            ..Record::default()
        };
        assert_eq!(record, expected);
    }

    #[test]
    fn a_bad_line_says_what_and_where() {
        check_bad(b"{\"text\": \"caf\xe9\"}", 13, "the line is not valid UTF-8");
        check_bad(b"[\"text\"]", 0, "the line is not a JSON object");
        check_bad(b"text", 0, "the line is not a JSON object");
        check_bad(b"{\"url\": \"u\"}", 0, "the record has no \"text\"");
        check_bad(b"{\"text\": null}", 0, "the record has no \"text\"");
        let meant = "the record has no \"text\"; name its key \"body\" \"text\"";
        check_bad(b"{\"body\": \"a\"}", 0, meant);
        let list = "the record has no \"text\", but a list under \"articles\"; give the list itself, as of \
                    `jq '.\"articles\"'`";
        check_bad(b"{\"status\": \"ok\", \"articles\": [{\"text\": \"a\"}]}", 0, list);
        check_bad(b"{\"tags\": [\"a\"]}", 0, "the record has no \"text\"");
        check_bad(b"{\"text\": [{}]}", 0, "\"text\" is a list, not a string");
        check_bad(b"{\"text\": [1]}", 0, "\"text\" is a list, not a string");
        check_bad(
            b"{\"text\": \"a\", \"title\": {\"a\": 1}}",
            0,
            "\"title\" is an object, not a string",
        );
        check_bad(b"{\"text\": \"a\", \"outlet\": 17}", 0, "\"outlet\" is a number, not a string");
        check_bad(b"{\"text\": \"a\\u0000\"}", 0, "\"text\" has a NUL character");
        check_bad(
            b"{\"text\": \"a\", \"outlet\": \"a\\u0000b\"}",
            0,
            "\"outlet\" has a NUL character",
        );
        let long = format!("{{\"text\": \"a\", \"title\": \"{}\"}}", "t".repeat(20_000));
        check_bad(long.as_bytes(), 0, "\"title\" has 20000 bytes, the limit is 16384");
        check_bad(
            b"{\"text\": \"a\"",
            11,
            "the line is not valid JSON: EOF while parsing an object at column 12",
        );
        check_bad(
            b"{\"text\": \"a\" \"b\"}",
            13,
            "the line is not valid JSON: expected `,` or `}` at column 14",
        );
    }

    #[test]
    fn no_message_holds_words_of_the_article() {
        for line in [
            "{\"text\": \"SECRET\", \"outlet\": [\"SECRET\"]}",
            "{\"text\": \"SECRET\", SECRET}",
            "{\"text\": \"SECRET\"} SECRET",
            "{\"text\": SECRET}",
            "{\"text\": \"SECRET\\x\"}",
            "\"SECRET\"",
        ] {
            let bad = Record::parse(line.as_bytes()).expect_err("a bad record");
            assert!(!format!("{} {:?}", bad.problem, bad.problem).contains("SECRET"), "{bad:?}");
        }
    }

    #[test]
    fn nesting_without_end_is_an_error_and_no_overflow() {
        let deep = format!("{{\"text\": \"a\", \"x\": {}", "[".repeat(1_000_000));
        assert!(Record::parse(deep.as_bytes()).is_err());
        let deep = format!("{{\"text\": {}", "{\"a\":".repeat(1_000_000));
        assert!(Record::parse(deep.as_bytes()).is_err());
    }
}
