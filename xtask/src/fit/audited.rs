//! What users judged and corrected, from `q7x2 audit --export` and `q7x2 correct export`, in the form of all sets; docs/audit.md says what the
//! labels mean.

use std::path::Path;

use anyhow::Context;
use q7x2_domain::{Article, Metadata, Timestamp};
use serde_json::Value;

use super::sets::{Judged, JudgedArticle, spans};

/// The set that such articles belong to.
pub(crate) const SET: &str = "audited";
/// The mode of what is no statement at all.
pub(crate) const NOTHING: &str = "nothing";

/// Reads the labels: `right` says who the speaker is, and counts; `wrong_speaker` who it is not, and who it
/// is where that was corrected; `not_said` that there is nothing to find. `wrong_words` says something that is
/// fitted on where the right words are given.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<JudgedArticle>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let article = parse(line).with_context(|| format!("{}:{number}", file.display()))?;
        found.push(article);
    }
    Ok(found)
}

fn parse(line: &str) -> anyhow::Result<JudgedArticle> {
    let json: Value = serde_json::from_str(line)?;
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let url = json["document"]["url"].as_str().map(str::to_owned);
    let published = json["document"]["published_at"].as_str();
    let published = published.and_then(|time| time.parse::<jiff::Timestamp>().ok());
    let published_at = published.map(|time| Timestamp::from_micros(time.as_microsecond()));
    let metadata = Metadata { url, published_at, ..Metadata::default() };
    let article = Article::new(metadata, json["text"].as_str().context("no text")?.to_owned())?;
    let judged = |label: &Value| {
        let (statement, correction) = (&label["statement"], &label["right"]);
        let names = names(statement);
        let corrected = correction["content"].is_array();
        let (right, said) = match label["verdict"].as_str()? {
            "right" => (true, true),
            "wrong_speaker" => (corrected && correction["speaker"].is_object(), true),
            "wrong_words" if corrected => (true, true),
            "not_said" => (false, false),
            // Of the words or in an unknown way, which is another matter.
            _ => return None,
        };
        // What is right, as far as a person said it.
        let told = if corrected { correction } else { statement };
        let speakers = self::names(told);
        let kind = told["speaker"]["type"].as_str().unwrap_or("none");
        // Who speaks with others is not wrong, but not all of them.
        let is_wrong = |name: &&String| said && (!right || !speakers.contains(name));
        Some(Judged {
            source: spans(&statement["source"]),
            cue: spans(&statement["cue"]),
            content: spans(&told["content"]),
            reject: names.iter().filter(is_wrong).take(1).cloned().collect(),
            speaker: if right { speakers.join(" and ") } else { String::new() },
            kind: if right { kind.to_owned() } else { String::new() },
            how: String::new(),
            mode: if said { word(&statement["mode"]) } else { NOTHING.to_owned() },
            class: if said { word(&statement["cue_class"]) } else { String::new() },
            borderline: false,
            required: right,
            ..Judged::default()
        })
    };
    let labels = json["labels"].as_array().context("no labels")?;
    Ok(JudgedArticle {
        set: SET,
        name: word(&json["document"]["id"]),
        outlet: word(&json["document"]["outlet"]),
        article,
        statements: labels.iter().filter_map(judged).collect(),
    })
}

/// Returns the names of all who speak, jointly where they are several. Labels of older versions have the first
/// alone.
fn names(told: &Value) -> Vec<String> {
    let name = |speaker: &Value| speaker["name"].as_str().unwrap_or_default().to_owned();
    match told["speakers"].as_array().map(Vec::as_slice) {
        None | Some([]) => vec![name(&told["speaker"])],
        Some(several) => several.iter().map(name).collect(),
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Span;

    use super::*;

    #[test]
    fn labels_say_who_it_is_or_who_it_is_not() {
        let label = |verdict: &str, start: u32| {
            let speaker = r#"{"name": "Anna Lind", "type": "person"}"#;
            format!(
                r#"{{"verdict": "{verdict}", "statement": {{"source": null, "cue": null, "content":
                [{{"start": {start}, "end": 11}}], "speaker": {speaker}}}}}"#
            )
            .replace('\n', "")
        };
        let labels = [label("right", 0), label("wrong_speaker", 1), label("not_said", 2)].join(",");
        let line = format!(
            r#"{{"document": {{"id": "1f", "outlet": "The Post", "url": null}}, "text": "“It stays,” she said.", "labels": [{labels}]}}"#
        );
        let read = parse(&line).expect("well formed");
        let [right, wrong, nothing] = read.statements.as_slice() else { panic!("three: {read:?}") };
        assert_eq!((right.speaker.as_str(), right.required), ("Anna Lind", true));
        assert_eq!(
            (wrong.reject.as_slice(), wrong.required),
            (&["Anna Lind".to_owned()][..], false)
        );
        assert_eq!((nothing.mode.as_str(), nothing.required), (NOTHING, false));
        assert!(nothing.reject.is_empty() && nothing.speaker.is_empty());
        assert_eq!(read.outlet, "The Post");
        assert!(parse("{}").is_err());
    }

    #[test]
    fn a_correction_says_who_it_is_and_which_words() {
        let line = r#"{"document": {"id": "1f", "outlet": null, "url": null}, "text": "“It stays,” she said.",
            "labels": [{"verdict": "wrong_speaker", "judged_at": "2031-05-01T10:00:00Z", "by": "Tove",
                "statement": {"source": null, "cue": null, "content": [{"start": 0, "end": 11}],
                    "speaker": {"name": "Anna Lind", "type": "person"}, "mode": "speech"},
                "right": {"speaker": {"name": "Ida Holm", "type": "person"},
                    "content": [{"start": 1, "end": 9}]}},
              {"verdict": "wrong", "statement": {"content": [{"start": 0, "end": 11}]}, "right": null}]}"#;
        let read = parse(&line.replace('\n', " ")).expect("well formed");
        let [other] = read.statements.as_slice() else { panic!("one: {read:?}") };
        assert_eq!((other.speaker.as_str(), other.required), ("Ida Holm", true));
        assert_eq!(other.reject, ["Anna Lind"]);
        assert_eq!(other.content, [Span::new(1, 9).expect("not empty")]);
    }

    #[test]
    fn all_who_speak_jointly_are_told() {
        let check = |extracted: &[&str], right: &[&str], speaker: &str, reject: &[&str]| {
            let named = |names: &[&str]| -> Vec<Value> {
                let named = |name| serde_json::json!({"name": name, "type": "person"});
                names.iter().map(named).collect()
            };
            let (extracted, right) = (named(extracted), named(right));
            let content = serde_json::json!([{"start": 0, "end": 11}]);
            let statement = serde_json::json!({"content": content, "mode": "speech",
                "speaker": extracted.first(), "speakers": extracted});
            let right = serde_json::json!({"content": content,
                "speaker": right.first(), "speakers": right});
            let line = serde_json::json!({"document": {"id": "1f"}, "text": "“It stays,” they said.",
                "labels": [{"verdict": "wrong_speaker", "statement": statement, "right": right}]});
            let read = parse(&line.to_string()).expect("well formed");
            let [one] = read.statements.as_slice() else { panic!("one: {read:?}") };
            assert_eq!((one.speaker.as_str(), one.kind.as_str()), (speaker, "person"));
            assert_eq!((one.reject.as_slice(), one.required), (strings(reject).as_slice(), true));
        };
        check(&["Ida Holm"], &["Anna Lind", "Tom Berg"], "Anna Lind and Tom Berg", &["Ida Holm"]);
        check(&["Anna Lind"], &["Anna Lind", "Tom Berg"], "Anna Lind and Tom Berg", &[]);
        check(&["Anna Lind", "Ida Holm"], &["Anna Lind"], "Anna Lind", &["Ida Holm"]);
    }

    fn strings(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }
}
