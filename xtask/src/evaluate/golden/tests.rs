//! The loader against good and bad files, and the golden set against its own rules.

use super::*;
use crate::evaluate::quoted::kind_of;

const FILE: &str = "outlet: The Bay Post
published: 2024-05-14
style: wire
---
{c1:“We go,”} {s1:Mayor Ada Lind} {q1:told} {a1:reporters} {t1:on Monday}.

{c2:Nothing} {q2:is ruled out}.
---
1: speaker=\"Ada Lind\" type=person how=title_and_name kind=direct mode=speech class=said said=2024-05-13
2: speaker=- type=none how=implicit kind=indirect mode=speech class=said relay=1 borderline=yes
";

fn words<'a>(article: &'a GoldArticle, spans: &[Span]) -> Vec<&'a str> {
    let points = q7x2_domain::CodePoints::new(article.article.text());
    spans.iter().map(|span| points.slice(*span).expect("inside the text")).collect()
}

#[test]
fn a_file_gives_text_spans_and_judgements() {
    let article = parse("bay", FILE).expect("well formed");
    assert!(article.article.text().ends_with("reporters on Monday.\n\nNothing is ruled out."));
    let [first, second] = article.statements.as_slice() else { panic!("two statements") };
    assert_eq!(words(&article, &first.spans.content), ["“We go,”"]);
    assert_eq!(words(&article, &first.addressee), ["reporters"]);
    assert_eq!(first.said.map(|said| said.1), Some(TimePrecision::Day));
    let published = article.article.metadata().published_at.expect("a date");
    let day = std::time::Duration::from_hours(24);
    assert_eq!(first.said.map(|said| said.0.after(day)), Some(published));
    assert_eq!((second.relay, second.borderline, second.speaker.kind), (1, true, None));
}

#[test]
fn mistakes_are_errors() {
    let fails = |from: &str, to: &str| parse("bay", &FILE.replacen(from, to, 1)).is_err();
    assert!(!fails("wire", "wire"));
    assert!(fails("wire", "blog"));
    assert!(fails("2024-05-14", "May"));
    assert!(fails("{c1:", "{c3:"));
    assert!(fails("kind=direct", "kind=quoted"));
    assert!(fails("said=2024-05-13", ""));
    assert!(fails("type=person", "type=none"));
    assert!(fails("how=implicit", "how=name"));
    assert!(fails("class=said", "class=said mood=1"));
    assert!(fails("\n---\n1:", "\n1:"));
}

/// All articles of the golden set.
fn all() -> Vec<GoldArticle> {
    let sets = crate::evaluate::SETS.iter();
    let root = crate::workspace_root().join("golden");
    sets.flat_map(|set| read_set(&root.join(set)).expect("the golden set")).collect()
}

#[test]
fn the_kinds_of_the_golden_set_agree_with_its_quotation_marks() {
    let mut differ = Vec::new();
    for article in all() {
        for statement in &article.statements {
            let kind = kind_of(article.article.text(), &statement.spans.content);
            if kind != statement.kind {
                differ.push(format!("{}, {}: marked {kind}", article.name, statement.number));
            }
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
}
