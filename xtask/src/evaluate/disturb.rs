//! `cargo xtask evaluate --disturb`: how much of what is read in a text is read as well when the
//! text comes as texts come: wrapped, quoted, with entities, in another encoding, in capitals.
//!
//! Nobody's judgement is needed: a disturbed text says what it said before, so the reading of the
//! undisturbed one is the measure, right or wrong. A share here is no quality; it is what a damage
//! leaves of it. The disturbances are pure functions and use no chance.

mod characters;
mod entities;
mod glued;
mod lines;
mod markdown;
mod mojibake;
mod same;

use std::path::Path;

use anyhow::Context;
use q7x2_domain::{Article, Extraction, Metadata, Statement};
use q7x2_recipe::AnyExtractor;

use self::same::{Reading, compare};
use super::measure::BATCH;
use super::table::{Cell, Row, Table};

/// The title of the table.
pub(super) const TITLE: &str = "same as undisturbed";

/// A way in which texts are damaged or stored otherwise.
struct Disturbance {
    name: &'static str,
    apply: fn(&str) -> String,
    /// Reads again what the disturbance stores otherwise. Case, white space and characters that
    /// nobody sees are not compared, and may stay.
    undo: fn(&str) -> String,
}

/// Every disturbance, in the order of the table.
const ALL: [Disturbance; 19] = [
    unseen("wrapped at 48", |text| lines::wrapped(text, 48, "")),
    unseen("wrapped at 60", |text| lines::wrapped(text, 60, "")),
    unseen("wrapped at 72", |text| lines::wrapped(text, 72, "")),
    unseen("wrapped at 100", |text| lines::wrapped(text, 100, "")),
    Disturbance {
        name: "wrapped at 72, quoted",
        apply: |text| lines::wrapped(text, 72, "> "),
        undo: lines::unquoted,
    },
    Disturbance { name: "quoted", apply: lines::quoted, undo: lines::unquoted },
    unseen("no blank lines", lines::close),
    Disturbance { name: "entities", apply: entities::encode, undo: entities::decode },
    unseen("soft hyphens", characters::soft_hyphens),
    unseen("zero-width", characters::zero_width),
    unseen("non-breaking", characters::non_breaking),
    unseen("decomposed", characters::decomposed),
    unseen("joined sentences", glued::joined),
    Disturbance { name: "mojibake", apply: mojibake::encode, undo: mojibake::decode },
    unseen("capitals", characters::capitals),
    Disturbance { name: "markdown", apply: markdown::encode, undo: markdown::decode },
    unseen("bidi marks", characters::bidi_marks),
    unseen("captions glued", glued::captions),
    unseen("closed and glued", |text| lines::close(&glued::joined(text))),
];

/// A disturbance that changes nothing that is compared.
const fn unseen(name: &'static str, apply: fn(&str) -> String) -> Disturbance {
    Disturbance { name, apply, undo: str::to_owned }
}

/// Reads the texts of a folder; `None` when there is no such folder.
pub(super) fn read_texts(folder: &Path) -> anyhow::Result<Option<Vec<Article>>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path)?;
        anyhow::Ok(Article::new(Metadata::default(), text)?)
    };
    let paths = super::corpus::files(folder, "txt")?;
    let articles = paths.iter().map(|path| read(path).with_context(|| path.display().to_string()));
    articles.collect::<anyhow::Result<_>>().map(Some)
}

/// Disturbs `articles` in every way; what is lost is added to `errors`, a line each.
///
/// # Errors
/// An excerpt that is no slice of the disturbed text.
pub(super) fn on(
    extractor: &AnyExtractor,
    articles: &[Article],
    errors: &mut Vec<String>,
) -> anyhow::Result<Table> {
    let undisturbed = extract(extractor, articles)?;
    let mut rows = Vec::new();
    for Disturbance { name, apply, undo } in ALL {
        let disturb = |article: &Article| {
            Article::new(article.metadata().clone(), apply(article.text())).map_err(Into::into)
        };
        let disturbed: Vec<Article> =
            articles.iter().map(disturb).collect::<anyhow::Result<_>>()?;
        let found = extract(extractor, &disturbed).with_context(|| format!("disturbed: {name}"))?;
        let (mut all, mut same, mut others) = (0, 0, 0);
        for (was, is) in undisturbed.iter().zip(&found) {
            let kept = compare(&readings(was, str::to_owned), &readings(is, undo));
            all += was.len();
            same += kept.same;
            others += kept.others;
            errors.extend(kept.lost.iter().map(|lost| format!("{name}: {}", told(&was[*lost]))));
        }
        let cells = vec![Cell::Count(all), Cell::share(same, all), Cell::Count(others)];
        rows.push(Row { name: name.to_owned(), cells });
    }
    let columns = &["n", "percent", "others"];
    Ok(Table { title: TITLE.to_owned(), columns, rows })
}

fn readings(statements: &[Statement], undo: fn(&str) -> String) -> Vec<Reading> {
    statements.iter().map(|statement| Reading::of(statement, undo)).collect()
}

/// Tells what a statement says and who is behind it.
fn told(statement: &Statement) -> String {
    let name = statement.speaker.as_ref().map_or("nobody", |speaker| speaker.name.as_str());
    let words = statement.content.first().map_or("", |content| content.text.as_str());
    format!("lost | {name} | {}", words.chars().take(70).collect::<String>())
}

/// Returns the statements of each article, once it is sure that they are verbatim.
fn extract(extractor: &AnyExtractor, articles: &[Article]) -> anyhow::Result<Vec<Vec<Statement>>> {
    let mut found = Vec::new();
    for batch in articles.chunks(BATCH) {
        let references: Vec<&Article> = batch.iter().collect();
        for (article, extraction) in batch.iter().zip(extractor.extract_all(&references)) {
            extraction.check(article)?;
            let Extraction { statements, .. } = extraction;
            found.push(statements);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use q7x2_recipe::Recipe;

    use super::*;

    #[test]
    fn what_a_disturbance_leaves_is_counted() {
        let text = "“We start on Monday,” Ada Lind said.".to_owned();
        let article = Article::new(Metadata::default(), text).expect("a text");
        let extractor = Recipe::rules().extractor().expect("the rules");
        let mut lost = Vec::new();
        let table = on(&extractor, &[article], &mut lost).expect("verbatim");
        let row = |name: &str| {
            table.rows.iter().find(|row| row.name == name).expect("a row").cells.clone()
        };
        let kept = vec![Cell::Count(1), Cell::Percent(100.0), Cell::Count(0)];
        assert_eq!(row("wrapped at 72"), kept, "the line is short enough: {lost:?}");
        assert_eq!(table.rows.len(), ALL.len());
    }

    #[test]
    fn every_disturbance_changes_a_text_and_always_in_the_same_way() {
        let text = "The quay\n\n“Né & co,” said Ada Lind of the Harbour Office in the long and cold \
                    winter of that year. Nobody answered. She left.\n\nYes.\n\nNo, said Holt.";
        for Disturbance { name, apply, .. } in ALL {
            assert_ne!(apply(text), text, "{name}");
            assert_eq!(apply(text), apply(text), "{name}");
        }
    }
}
