//! A record, be it a line of JSONL or a row of a table, to a page: which of its fields hold what is read.
//!
//! What a user names comes first, then our own keys, then those that datasets have in their stead. A wrong
//! value under one of the first two is an error; under one of the others it is passed over.

use q7x2_domain::{MAX_FIELD_BYTES, Timestamp};
use serde_json::Value;

use crate::error::LikelyKey;
use crate::fields::Fields;
use crate::keys::{KeyMap, Likely, likely};
use crate::shapes::{self, Refused, Shaped};
use crate::{Page, Problem, parse_date};

/// What a record holds, and what is odd about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) page: Page,
    /// Keys that were read for others, and those others.
    pub(crate) aliases: Vec<(String, &'static str)>,
    /// A key that looks meant for a date, and holds none.
    pub(crate) undated: Option<String>,
    /// Whether the text is made of excerpts.
    pub(crate) is_excerpts: bool,
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
    /// When the line is no JSON object, has no text, or a known key has not what it should.
    pub(crate) fn parse(line: &[u8], map: &KeyMap) -> Result<Self, BadRecord> {
        let line = std::str::from_utf8(line)
            .map_err(|error| BadRecord { problem: Problem::NotUtf8, at: error.valid_up_to() })?;
        if !line.trim_ascii_start().starts_with('{') {
            return Err(Problem::NotAnObject.into());
        }
        let fields = Fields::parse(line, map).map_err(|error| bad_json(&error))?;
        Ok(Self::of(&fields, map)?)
    }

    /// Returns the record that these fields make.
    ///
    /// # Errors
    /// When there is no text among them, or a known key has not what it should.
    pub(crate) fn of(fields: &Fields, map: &KeyMap) -> Result<Self, Problem> {
        let mut picked = Picked { fields, map, aliases: vec![], undated: None };
        // What has a text is no collection of excerpts, whatever else it has.
        let named = picked.exact("text")?;
        let shaped = match named {
            Some(_) => Shaped::default(),
            None => match shapes::of(fields) {
                Some(Ok(shaped)) => shaped,
                Some(Err(Refused::QuotationAlone)) => return Err(Problem::QuotationAlone),
                Some(Err(Refused::Withdrawn)) => return Err(Problem::Withdrawn),
                None => Shaped::default(),
            },
        };
        let text = match named.or(shaped.text) {
            Some(text) => text,
            None => picked.alias("text").ok_or_else(|| no_text(fields, map))?,
        };
        if text.contains('\0') {
            return Err(Problem::Nul("text"));
        }
        let page = Page {
            text,
            title: picked.field("title", shaped.title)?,
            outlet: picked.field("outlet", shaped.outlet)?,
            author: picked.field("author", shaped.author)?,
            url: picked.field("url", None)?,
            published_at: picked.date(shaped.published_at.as_deref())?,
            language: picked.field("language", None)?,
            ..Page::default()
        };
        let Picked { aliases, undated, .. } = picked;
        Ok(Self { page, aliases, undated, is_excerpts: shaped.is_excerpts })
    }
}

/// Returns why a record has no text.
fn no_text(fields: &Fields, map: &KeyMap) -> Problem {
    if let Some(key) = &fields.list {
        return Problem::NoTextButList(LikelyKey(key.clone()));
    }
    if let Some(key) = map.key("text") {
        return Problem::NoMapped(LikelyKey(key.to_owned()));
    }
    let is_address = |value: &Value| value.as_str().is_some_and(is_address);
    let address = fields.values.iter().find(|(key, value)| {
        (key == "url" || likely(key).iter().any(|likely| likely.read == "url")) && is_address(value)
    });
    if let Some((key, _)) = address {
        return Problem::NoTextButUrl(LikelyKey(key.clone()));
    }
    let others = fields.names.iter().filter(|name| *name != "text");
    let others: Vec<LikelyKey> = others.map(|name| LikelyKey(name.clone())).collect();
    if others.is_empty() { Problem::NoText } else { Problem::NoTextAmong(others) }
}

fn is_address(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("http://") || text.starts_with("https://")
}

/// Picks the fields of a record.
struct Picked<'a> {
    fields: &'a Fields,
    map: &'a KeyMap,
    aliases: Vec<(String, &'static str)>,
    undated: Option<String>,
}

impl Picked<'_> {
    /// Returns what stands under the key that a user names for `read`, or else under that itself.
    fn exact(&self, read: &'static str) -> Result<Option<String>, Problem> {
        let value = match self.map.key(read) {
            Some(key) => self.fields.at(key),
            None => self.fields.get(read),
        };
        let Some(value) = value else { return Ok(None) };
        string(value, read).map_err(|found| Problem::NotAString { field: read, found })
    }

    /// Returns what stands under the likeliest key that datasets have for `read`, and can be that.
    fn alias(&mut self, read: &'static str) -> Option<String> {
        let mut found: Vec<(usize, &str, String)> = vec![];
        for (key, value) in &self.fields.values {
            let rank = likely(key).into_iter().find(|likely| likely.read == read);
            let Some(Likely { rank, .. }) = rank else { continue };
            if let Ok(Some(value)) = string(value, read) {
                found.push((rank, key, value));
            }
        }
        found.sort_by_key(|(rank, ..)| *rank);
        let (_, key, value) = found.into_iter().find(|(_, _, value)| fits(read, value))?;
        self.aliases.push((key.to_owned(), read));
        Some(value)
    }

    /// Returns a field beside the text, or what its shape has for it.
    fn field(
        &mut self,
        read: &'static str,
        shaped: Option<String>,
    ) -> Result<Option<String>, Problem> {
        let exact = self.exact(read)?;
        if let Some(found) = &exact {
            if found.contains('\0') {
                return Err(Problem::Nul(read));
            }
            if found.len() > MAX_FIELD_BYTES {
                return Err(Problem::FieldTooLong { field: read, bytes: found.len() });
            }
        }
        let other = || shaped.filter(|found| fits(read, found));
        Ok(exact.or_else(other).or_else(|| self.alias(read)))
    }

    /// Returns when it was published.
    fn date(&mut self, shaped: Option<&str>) -> Result<Option<Timestamp>, Problem> {
        let read = "published_at";
        if let Some(date) = self.exact(read)? {
            return Ok(Some(parse_date(&date).map_err(Problem::Date)?.start));
        }
        if let Some(period) = shaped.and_then(|date| parse_date(date).ok()) {
            return Ok(Some(period.start));
        }
        let Some(date) = self.alias(read) else { return Ok(None) };
        match parse_date(&date) {
            Ok(period) => Ok(Some(period.start)),
            Err(_) => {
                self.undated = self.aliases.pop().map(|(key, _)| key);
                Ok(None)
            }
        }
    }
}

/// Tells whether a value under somebody else's key can be what it is read as.
fn fits(read: &str, value: &str) -> bool {
    let fits = match read {
        "url" => is_address(value),
        "outlet" => !is_address(value),
        _ => true,
    };
    fits && !value.contains('\0') && (read == "text" || value.len() <= MAX_FIELD_BYTES)
}

/// Returns the words of a value, `None` of one without; or what it is instead.
fn string(value: &Value, read: &str) -> Result<Option<String>, &'static str> {
    let words = match value {
        Value::Null => return Ok(None),
        Value::String(text) if read == "text" => return Ok(Some(text.clone())),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if read == "published_at" => whole(number).ok_or("a number")?,
        Value::Number(_) => return Err("a number"),
        Value::Bool(_) => return Err("true or false"),
        Value::Array(items) => listed(items, read).ok_or("a list")?,
        Value::Object(_) => inside(value, read).ok_or("an object")?.to_owned(),
    };
    Ok((!words.is_empty()).then_some(words))
}

/// Returns a number without its fraction.
fn whole(number: &serde_json::Number) -> Option<String> {
    let with_fraction = || number.as_f64().map(|number| number as i64);
    number.as_i64().or_else(with_fraction).map(|number| number.to_string())
}

/// Returns the paragraphs of a text, or the names of authors.
fn listed(items: &[Value], read: &str) -> Option<String> {
    let between = match read {
        "text" => "\n\n",
        "author" => ", ",
        _ => return None,
    };
    let words: Option<Vec<&str>> =
        items.iter().map(|item| item.as_str().or_else(|| inside(item, read))).collect();
    words.filter(|words| !words.is_empty()).map(|words| words.join(between))
}

/// Returns what an object has that stands for an author, an outlet or a date.
fn inside<'a>(value: &'a Value, read: &str) -> Option<&'a str> {
    let key = match read {
        "author" | "outlet" => "name",
        "published_at" => "$date",
        _ => return None,
    };
    value.get(key)?.as_str().map(str::trim)
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

#[cfg(test)]
mod tests;
