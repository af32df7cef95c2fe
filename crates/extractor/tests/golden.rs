//! Golden articles: whole texts with what is extracted from them, marked under the words.
//!
//! Each `golden/NAME.txt` is an article about invented events; `golden/NAME.snap` shows what is
//! found in it. A paragraph that holds part of a statement is printed, and under it a line for
//! each statement: `S` stands under its source, `C` under its cue, `K` under its content, and the
//! line after it tells kind, mode, cue class, speaker, addressee, channel, time and relay. A change of behaviour
//! is a diff to read: run with `INSTA_UPDATE=always` to write the files anew, then review them.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use q7x2_domain::{Article, Excerpt, Extraction, Metadata, Statement};
use q7x2_extractor::Extractor;
use q7x2_extractor::document::Document;

#[test]
fn golden_articles_are_extracted_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut checked = 0;
    for entry in fs::read_dir(&folder).expect("the folder of golden articles") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("an article");
        let article = Article::new(Metadata::default(), text).expect("a text");
        let extraction = Extractor::rules().extract(&article);
        extraction.check(&article).expect("every excerpt is a slice of the text");
        let ids: HashSet<_> = extraction.statements.iter().map(|told| &told.id).collect();
        assert_eq!(ids.len(), extraction.statements.len(), "{name} tells something twice");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, marked(&article, &extraction)));
        checked += 1;
    }
    assert!(checked >= 3, "golden articles are missing");
}

/// Shows an article's paragraphs with the statements marked under them.
fn marked(article: &Article, extraction: &Extraction) -> String {
    let text = article.text();
    let mut shown = String::new();
    let document = Document::of(text);
    for paragraph in document.paragraphs() {
        let paragraph = document.stored(paragraph.bytes);
        let start = text[..paragraph.start].chars().count() as u32;
        let line: Vec<char> = text[paragraph].chars().collect();
        let touches = |statement: &&Statement| {
            let end = start + line.len() as u32;
            let spans = statement.excerpts().map(|excerpt| excerpt.span);
            spans.into_iter().any(|span| span.start() < end && span.end() > start)
        };
        let mut found = extraction.statements.iter().filter(touches).peekable();
        if found.peek().is_some() {
            writeln!(shown, "{}", line.iter().collect::<String>().replace('\n', " "))
                .expect("text");
        }
        for statement in found {
            let marks = marks(statement, start, line.len());
            writeln!(shown, "{}\n  {}\n", marks.trim_end(), summary(statement)).expect("text");
        }
    }
    for diagnostic in &extraction.diagnostics {
        writeln!(shown, "{}: {}", diagnostic.code.as_str(), diagnostic.message).expect("text");
    }
    shown
}

fn marks(statement: &Statement, start: u32, length: usize) -> String {
    let mut marks = vec![' '; length];
    let roles = [('K', &statement.content), ('S', &statement.source), ('C', &statement.cue)];
    for (mark, excerpts) in roles {
        for Excerpt { span, .. } in excerpts {
            for at in span.start().max(start)..span.end().min(start + length as u32).max(start) {
                marks[(at - start) as usize] = mark;
            }
        }
    }
    marks.into_iter().collect()
}

fn summary(statement: &Statement) -> String {
    let mut words = vec![statement.kind.to_string(), statement.mode.to_string()];
    words.extend(statement.cue_class.map(|class| class.to_string()));
    words.push(match &statement.speaker {
        Some(by) => format!("by {} ({}, {})", by.name, by.kind, by.link_reason.as_str()),
        None => "by nobody known".to_owned(),
    });
    words.extend(statement.addressee.as_ref().map(|to| format!("to {}", to.excerpt.text)));
    words.extend(statement.channel.as_ref().map(|via| format!("via {}", via.excerpt.text)));
    words.extend(statement.said_at.as_ref().map(|time| format!("said {}", time.excerpt.text)));
    words.extend(statement.relay.as_ref().map(|relay| format!("relay {}", relay.depth)));
    words.join(", ")
}
