//! Records of datasets and of news agencies that hold an article in a shape of their own: ninjs, GDELT's
//! Global Quotation Graph, and Quotebank.
//!
//! The two of quotations hold no article, but each quotation with the words before and behind it. Those are
//! read as a text, a paragraph each: who spoke mostly stands there. A quotation without such words is
//! refused: there would be nothing to prove who said it.

use serde_json::Value;

use crate::fields::Fields;
use crate::fragment;

/// The keys whose values are looked at.
pub(crate) const KEYS: [&str; 18] = [
    "quotes",
    "quotations",
    "quotation",
    "quoteID",
    "standard",
    "representationtype",
    "representationType",
    "pubstatus",
    "pubStatus",
    "versioncreated",
    "versionCreated",
    "bodies",
    "body_html",
    "body_xhtml",
    "headlines",
    "bylines",
    "by",
    "infosources",
];

/// What a record of a known shape holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Shaped {
    pub(crate) text: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) published_at: Option<String>,
    /// Whether the text is made of excerpts.
    pub(crate) is_excerpts: bool,
}

/// Why a record of a known shape is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is a quotation with nothing around it.
    QuotationAlone,
    /// Its provider took it back, or keeps it back.
    Withdrawn,
}

/// Returns what a record holds that has no "text", if its shape is known.
pub(crate) fn of(fields: &Fields) -> Option<Result<Shaped, Refused>> {
    if is_ninjs(fields) {
        return Some(ninjs(fields));
    }
    if let Some(Value::Array(quotes)) = fields.get("quotes").or_else(|| fields.get("quotations")) {
        let text = excerpts(quotes);
        let shaped = Shaped { text: Some(text), is_excerpts: true, ..Shaped::default() };
        return shaped.text.as_ref().is_some_and(|text| !text.is_empty()).then_some(Ok(shaped));
    }
    let is_alone = fields.get("quotation").is_some() && fields.get("quoteID").is_some();
    is_alone.then_some(Err(Refused::QuotationAlone))
}

/// Returns quotations with what is before and behind each, a paragraph each.
fn excerpts(quotes: &[Value]) -> String {
    let part = |quote: &Value, keys: [&str; 2]| {
        let found = keys.iter().find_map(|key| quote.get(key).and_then(Value::as_str));
        found.unwrap_or_default().trim().to_owned()
    };
    let paragraphs = quotes.iter().filter_map(|quote| {
        let words = part(quote, ["quote", "quotation"]);
        let (before, behind) =
            (part(quote, ["pre", "leftContext"]), part(quote, ["post", "rightContext"]));
        if words.is_empty() || (before.is_empty() && behind.is_empty()) {
            return None;
        }
        const OPENING: [char; 4] = ['"', '“', '„', '«'];
        const CLOSING: [char; 3] = ['"', '”', '»'];
        let words = words.trim_start_matches(OPENING).trim_end_matches(CLOSING);
        let before = before.trim_end_matches(OPENING).trim_end();
        let behind = behind.trim_start_matches(CLOSING).trim_start();
        Some(format!("{before} “{words}” {behind}").trim().to_owned())
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Tells whether a record is an item of ninjs: it says so, or has what nothing else has.
fn is_ninjs(fields: &Fields) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| fields.get(key).is_some());
    let names = fields.get("standard").and_then(|standard| standard.get("name"));
    names.and_then(Value::as_str).is_some_and(|name| name.eq_ignore_ascii_case("ninjs"))
        || (has(&["versioncreated", "versionCreated", "pubstatus", "pubStatus"])
            && has(&[
                "body_text",
                "body_html",
                "body_xhtml",
                "bodies",
                "headlines",
                "representationtype",
            ]))
}

fn ninjs(fields: &Fields) -> Result<Shaped, Refused> {
    let string = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| fields.get(key).and_then(Value::as_str));
        found.map(str::trim).filter(|found| !found.is_empty()).map(str::to_owned)
    };
    let status = string(&["pubstatus", "pubStatus"]);
    if status.is_some_and(|status| matches!(status.as_str(), "canceled" | "cancelled" | "withheld"))
    {
        return Err(Refused::Withdrawn);
    }
    let html = || string(&["body_html", "body_xhtml"]).map(|html| fragment::text_of(&html));
    let text = string(&["body_text"]).filter(|text| text.contains('\n'));
    let text = text.or_else(html).or_else(|| string(&["body_text"])).or_else(|| body(fields));
    let infosource = fields.get("infosources").and_then(|sources| sources.get(0));
    let infosource = infosource.and_then(|source| source.get("name")).and_then(Value::as_str);
    Ok(Shaped {
        text,
        title: string(&["headline"]).or_else(|| best(fields, "headlines")),
        outlet: infosource.map(str::to_owned),
        author: string(&["byline", "by"]).or_else(|| best(fields, "bylines")),
        published_at: string(&["versioncreated", "versionCreated"]),
        is_excerpts: false,
    })
}

/// Returns the text of the longest of the bodies that ninjs 2 and 3 have in a list.
fn body(fields: &Fields) -> Option<String> {
    let bodies = fields.get("bodies")?.as_array()?;
    let texts = bodies.iter().filter_map(|body| {
        let value = body.get("value")?.as_str()?;
        let kind = body.get("contenttype").or_else(|| body.get("contentType"));
        let is_plain = kind.and_then(Value::as_str).is_some_and(|kind| kind == "text/plain");
        let is_html = !is_plain && fragment::is_html(value);
        Some(if is_html { fragment::text_of(value) } else { value.to_owned() })
    });
    texts.max_by_key(String::len)
}

/// Returns the value with the role "main", or the first, of a list of values.
fn best(fields: &Fields, key: &str) -> Option<String> {
    let list = fields.get(key)?.as_array()?;
    let is_main = |item: &&Value| item.get("role").and_then(Value::as_str) == Some("main");
    let item = list.iter().find(is_main).or_else(|| list.first())?;
    let value = item.get("value").or_else(|| item.get("text")).unwrap_or(item);
    value.as_str().map(fragment::text_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeyMap;

    fn shaped(record: &str) -> Option<Result<Shaped, Refused>> {
        of(&Fields::parse(record, &KeyMap::default()).expect("a record"))
    }

    #[test]
    fn quotations_are_read_with_what_is_around_them() {
        let gdelt = r#"{"date": "2031-02-03T10:00:00Z", "url": "https://post.example/a", "title": "Fog",
            "lang": "ENGLISH", "quotes": [
            {"pre": "the harbour stays shut until noon. \"", "quote": "Nobody sails,", "post": "\" Ada Lind said"},
            {"pre": "", "quote": "alone", "post": ""},
            {"pre": "On Monday Tom Holm wrote:", "quote": "We wait.", "post": ""}]}"#;
        let text = "the harbour stays shut until noon. “Nobody sails,” Ada Lind said\n\n\
            On Monday Tom Holm wrote: “We wait.”";
        let shape = shaped(gdelt).expect("a shape").expect("a text");
        assert_eq!((shape.text.as_deref(), shape.is_excerpts), (Some(text), true));
        let quotebank = r#"{"articleID": "2031-02-03-1", "title": "Fog", "quotations": [{"quotation":
            "Nobody sails", "leftContext": "Ada Lind said: ``", "rightContext": "'' and left."}]}"#;
        assert!(shaped(quotebank).expect("a shape").expect("a text").is_excerpts);
        let alone =
            r#"{"quoteID": "2031-02-03-1", "quotation": "Nobody sails", "speaker": "Ada Lind"}"#;
        assert_eq!(shaped(alone), Some(Err(Refused::QuotationAlone)));
        assert_eq!(shaped(r#"{"quotes": []}"#), None);
    }

    #[test]
    fn ninjs_of_every_version_is_read() {
        let one = r#"{"uri": "urn:harbour:1", "type": "text", "versioncreated": "2031-02-03T10:00:00Z",
            "headline": "Fog", "byline": "Tom Holm", "body_html": "<p>One.</p><p>Two.</p>",
            "body_text": "One. Two.", "usageterms": "none"}"#;
        let expected = Shaped {
            text: Some("One.\n\nTwo.".into()),
            title: Some("Fog".into()),
            author: Some("Tom Holm".into()),
            published_at: Some("2031-02-03T10:00:00Z".into()),
            ..Shaped::default()
        };
        assert_eq!(shaped(one), Some(Ok(expected)));
        let three = r#"{"standard": {"name": "ninjs", "version": "3.0"}, "versionCreated": "2031-02-03",
            "headlines": [{"role": "short", "value": "F"}, {"role": "main", "value": "Fog"}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>One.</p><p>Two.</p>"}],
            "infosources": [{"name": "Harbour Wire"}], "by": "Tom Holm"}"#;
        let shape = shaped(three).expect("a shape").expect("a text");
        assert_eq!(
            (shape.text.as_deref(), shape.title.as_deref()),
            (Some("One.\n\nTwo."), Some("Fog"))
        );
        assert_eq!(
            (shape.outlet.as_deref(), shape.author.as_deref()),
            (Some("Harbour Wire"), Some("Tom Holm"))
        );
        let gone = r#"{"versioncreated": "2031", "pubstatus": "canceled", "body_text": "Fog."}"#;
        assert_eq!(shaped(gone), Some(Err(Refused::Withdrawn)));
    }
}
