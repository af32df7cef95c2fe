//! Sentences of which an utterance and its agent are judged, some of every article: found when a
//! prediction holds half of the utterance's words inside the sentence. The names are not unified,
//! and nothing tells what was invented.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use q7x2_domain::{Article, CodePoints, Metadata, Statement};
use serde_json::Value;

use super::outcome::{Met, Outcome, Outcomes};
use crate::fit::right::fold;

/// An article with its judged sentences.
pub(super) struct CedArticle {
    name: String,
    pub(super) article: Article,
    sentences: Vec<Sentence>,
}

/// A sentence and who is judged to say what in it.
struct Sentence {
    /// Where it stands, in bytes.
    place: std::ops::Range<usize>,
    agent: String,
    kind: String,
    form: String,
    said: Vec<String>,
}

/// Reads the set.
pub(super) fn read(folder: &Path) -> anyhow::Result<Vec<CedArticle>> {
    let mut articles: Vec<CedArticle> = Vec::new();
    let lines = std::fs::read_to_string(folder.join("ced.jsonl")).context("read ced.jsonl")?;
    for line in lines.lines() {
        let json: Value = serde_json::from_str(line)?;
        let word = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let name = word("article");
        let known = articles.iter().position(|article| article.name == name);
        let at = match known {
            Some(at) => at,
            None => {
                let path = folder.join("text").join(format!("{name}.txt"));
                let text = std::fs::read_to_string(&path);
                let text = text.with_context(|| path.display().to_string())?;
                let article = Article::new(Metadata::default(), text)?;
                articles.push(CedArticle { name, article, sentences: Vec::new() });
                articles.len() - 1
            }
        };
        let sentence = word("sentence");
        // A few sentences are not in the text as they stand; nobody can find them.
        let Some(start) = articles[at].article.text().find(&sentence) else { continue };
        articles[at].sentences.push(Sentence {
            place: start..start + sentence.len(),
            agent: word("agent"),
            kind: word("type"),
            form: word("kind").trim().to_lowercase(),
            said: words(&word("utterance")),
        });
    }
    Ok(articles)
}

/// Counts an article.
pub(super) fn add(outcomes: &mut Outcomes, judged: &CedArticle, predicted: &[Statement]) {
    let text = judged.article.text();
    let points = CodePoints::new(text);
    let mut found = Vec::new();
    for sentence in &judged.sentences {
        let mut best: Option<(f64, bool, &Statement)> = None;
        for statement in predicted {
            let mut own = Vec::new();
            for span in statement.content.iter().map(|piece| piece.span) {
                let place = |point: u32| points.to_byte(point as usize).unwrap_or(text.len());
                let start = place(span.start()).max(sentence.place.start);
                let end = place(span.end()).min(sentence.place.end);
                if start < end {
                    own.extend(words(&text[start..end]));
                }
            }
            let share = in_common(&own, &sentence.said);
            let name = statement.speaker.as_ref().map_or("", |speaker| &speaker.name);
            let right = is_agent(&sentence.agent, name, &sentence.kind);
            let (most, was_right) = best.map_or((0.0, false), |(share, right, _)| (share, right));
            if (share, right) > (most, was_right) {
                best = Some((share, right, statement));
            }
        }
        let best = best.filter(|(share, ..)| *share >= 0.5);
        let answer = best.map(|(_, right, statement)| Met::new(statement, right, true));
        let keys = vec![format!("type {}", sentence.kind), sentence.form.clone()];
        found.push(Outcome { keys, answer });
    }
    outcomes.add(found, None);
}

/// Returns the words of a text in lower case.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Returns the share of the words said that stand among one's own, each as often as it does.
fn in_common(own: &[String], said: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in own {
        *left.entry(word).or_default() += 1;
    }
    let mut common = 0;
    for word in said {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    crate::evaluate::spans::share(common, said.len().max(1))
}

/// Tells whether a name is the judged agent's: for persons the last word, however it ends in
/// another spelling; else two fifths of the words, or one inside the other where it is nobody's.
fn is_agent(agent: &str, name: &str, kind: &str) -> bool {
    let (agent, name) = (fold(agent), fold(name));
    let (Some(last), Some(first)) = (agent.last(), name.first()) else { return false };
    let has = |words: &[String], word: &str| words.iter().any(|own| unified(own) == unified(word));
    if kind == "person" && (has(&name, last) || (name.len() == 1 && has(&agent, first))) {
        return true;
    }
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    let mut all: Vec<&String> = agent.iter().chain(&name).collect();
    all.sort();
    all.dedup();
    let common = all.iter().filter(|word| agent.contains(word) && name.contains(word)).count();
    crate::evaluate::spans::share(common, all.len()) >= 0.4
        || (kind != "person" && (within(&agent, &name) || within(&name, &agent)))
}

/// Returns a word with the ends of Zelenskyy, Zelenskiy and Zelenski made one.
fn unified(word: &str) -> String {
    let end = ["yy", "iy", "ii", "i", "y"].into_iter().find(|end| word.ends_with(end));
    end.map_or_else(|| word.to_owned(), |end| format!("{}y", &word[..word.len() - end.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(agent: &str, name: &str, kind: &str, expect: bool) {
        assert_eq!(is_agent(agent, name, kind), expect, "{agent}, {name}");
    }

    #[test]
    fn agents_are_known_by_their_last_word() {
        check("President Petro Holmskyy", "Petro Holmskiy", "person", true);
        check("Ida Holm", "Holm", "person", true);
        check("Ida Holm", "Ida Lind", "person", false);
        check("the Ode Harbour Board", "Harbour Board", "organization", true);
        check("the Ode Harbour Board", "Ode", "organization", true);
        check("the Ode Harbour Board", "Vik", "organization", false);
        check("Ida Holm", "", "person", false);
    }

    #[test]
    fn each_word_counts_as_often_as_it_stands() {
        let said = words("No, no, no: never");
        assert_eq!(in_common(&words("no, no"), &said), 0.5);
        assert_eq!(in_common(&words("never no no no more"), &said), 1.0);
    }
}
