//! What was judged, kept in a file of lines that only grows: each answer is on the disk before the
//! next statement is shown. The last answer about a statement holds.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use q7x2_domain::{Clock, StatementId, SystemClock};
use serde::{Deserialize, Serialize};

use crate::exit::Failure;
use crate::render::time::rfc3339;

/// What a person says of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// These words, and this speaker's.
    Right,
    /// The words, but somebody else's.
    WrongSpeaker,
    /// The speaker's, but other words, more or fewer.
    WrongWords,
    /// Nobody said it.
    NotSaid,
}

impl Verdict {
    /// All verdicts, in order.
    pub(crate) const ALL: [Self; 4] =
        [Self::Right, Self::WrongSpeaker, Self::WrongWords, Self::NotSaid];

    /// Returns the word for it in labels.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::WrongSpeaker => "wrong_speaker",
            Self::WrongWords => "wrong_words",
            Self::NotSaid => "not_said",
        }
    }

    /// Returns how it is called.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::WrongSpeaker => "wrong speaker",
            Self::WrongWords => "wrong words",
            Self::NotSaid => "not said",
        }
    }
}

/// A line of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    statement: String,
    verdict: Verdict,
    judged_at: String,
}

/// An answer that holds.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    pub(crate) judged_at: String,
}

/// All answers, and where more are kept.
#[derive(Debug)]
pub(crate) struct Answers {
    path: PathBuf,
    file: Option<File>,
    held: HashMap<String, Answer>,
    /// Whether the last line was cut off by a crash, so that the next must not be joined to it.
    cut: bool,
}

impl Answers {
    /// Reads the answers of a file; where there is none yet, there are none.
    ///
    /// # Errors
    /// When it cannot be read. A line that a crash cut off is no error.
    pub(crate) fn open(path: PathBuf) -> Result<Self, Failure> {
        let mut text = String::new();
        match File::open(&path).and_then(|mut file| file.read_to_string(&mut text)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(cannot("read", &path, &error));
            }
            _ => {}
        }
        let mut held = HashMap::new();
        for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
            let Line { statement, verdict, judged_at } = line;
            held.insert(statement, Answer { verdict, judged_at });
        }
        let cut = !text.is_empty() && !text.ends_with('\n');
        Ok(Self { path, file: None, held, cut })
    }

    /// Returns what was said of a statement.
    pub(crate) fn of(&self, id: &StatementId) -> Option<Verdict> {
        self.held.get(id.as_str()).map(|answer| answer.verdict)
    }

    /// Returns all answers that hold, by the statement's id.
    pub(crate) fn all(&self) -> Vec<(&str, &Answer)> {
        let mut all: Vec<_> = self.held.iter().map(|(id, answer)| (id.as_str(), answer)).collect();
        all.sort_by_key(|(id, _)| *id);
        all
    }

    /// Keeps an answer: it is on the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn keep(&mut self, id: &StatementId, verdict: Verdict) -> Result<(), Failure> {
        let judged_at = rfc3339(SystemClock.now());
        let statement = id.to_string();
        let line = Line { statement: statement.clone(), verdict, judged_at: judged_at.clone() };
        self.append(&line).map_err(|error| cannot("write", &self.path, &error))?;
        self.held.insert(statement, Answer { verdict, judged_at });
        Ok(())
    }

    fn append(&mut self, line: &Line) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                if let Some(folder) = self.path.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                let file = OpenOptions::new().create(true).append(true).open(&self.path)?;
                none.insert(file)
            }
        };
        let mut text = if std::mem::take(&mut self.cut) { "\n".to_owned() } else { String::new() };
        text.push_str(&serde_json::to_string(line).map_err(io::Error::from)?);
        text.push('\n');
        file.seek(SeekFrom::End(0))?;
        file.write_all(text.as_bytes())?;
        file.sync_data()
    }
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::Service(format!("cannot {what} the answers in {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digits: &str) -> StatementId {
        StatementId::from_stored(digits.to_owned())
    }

    #[test]
    fn the_last_answer_holds_also_after_a_crash_amid_a_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/audit.jsonl");
        let mut answers = Answers::open(path.clone()).expect("nothing yet");
        answers.keep(&id("a1"), Verdict::Right).expect("kept");
        answers.keep(&id("a1"), Verdict::NotSaid).expect("kept");
        drop(answers);
        let mut file = OpenOptions::new().append(true).open(&path).expect("it is there");
        file.write_all(b"{\"statement\":\"b").expect("written");
        let mut answers = Answers::open(path.clone()).expect("read");
        answers.keep(&id("c3"), Verdict::WrongWords).expect("kept");
        let answers = Answers::open(path).expect("read");
        let held: Vec<_> = answers.all().into_iter().map(|(id, a)| (id, a.verdict)).collect();
        assert_eq!(held, [("a1", Verdict::NotSaid), ("c3", Verdict::WrongWords)]);
    }
}
