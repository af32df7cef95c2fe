//! Statements as the scorers beside the corpora read them: a line of JSON for each text, with what
//! they look at and nothing else.

use q7x2_domain::{Excerpt, Statement};
use serde_json::{Value, json};

/// Returns the line for the text in the file `name`.
pub(super) fn line(name: &str, statements: &[Statement]) -> String {
    let statements: Vec<Value> = statements.iter().map(statement).collect();
    json!({"document": {"path": name}, "statements": statements}).to_string()
}

fn statement(statement: &Statement) -> Value {
    let speaker = statement.speaker.as_ref().map(|speaker| {
        json!({
            "name": speaker.name,
            "type": speaker.kind.as_str(),
            "link_reason": speaker.link_reason.as_str(),
        })
    });
    json!({
        "source": excerpts(&statement.source),
        "cue": excerpts(&statement.cue),
        "content": excerpts(&statement.content),
        "speaker": speaker,
        "mode": statement.mode.as_str(),
        "kind": statement.kind.as_str(),
        "addressee": statement.addressee.as_ref().map(|told| excerpt(&told.excerpt)),
        "channel": statement.channel.as_ref().map(|channel| excerpt(&channel.excerpt)),
        "said_at": statement.said_at.as_ref().map(|time| excerpt(&time.excerpt)),
    })
}

fn excerpts(excerpts: &[Excerpt]) -> Vec<Value> {
    excerpts.iter().map(excerpt).collect()
}

fn excerpt(excerpt: &Excerpt) -> Value {
    let Excerpt { span, text } = excerpt;
    json!({"start": span.start(), "end": span.end(), "text": text})
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{Article, Metadata};
    use q7x2_extractor::{Extractor, RuleTagger};

    use super::*;

    #[test]
    fn a_line_has_what_the_scorers_look_at() {
        let text = "“We start on Monday,” Ada Lind said.".to_owned();
        let article = Article::new(Metadata::default(), text).expect("a text");
        let found = Extractor::new(RuleTagger::new()).extract(&article);
        let line: Value = serde_json::from_str(&line("a.txt", &found.statements)).expect("JSON");
        assert_eq!(line["document"]["path"], "a.txt");
        let statement = &line["statements"][0];
        assert_eq!(statement["speaker"]["name"], "Ada Lind");
        let content = json!([{"start": 0, "end": 21, "text": "“We start on Monday,”"}]);
        assert_eq!(statement["content"], content);
        assert_eq!(statement["mode"], "speech");
    }
}
