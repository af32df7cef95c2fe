//! Subtitles, SRT and WebVTT, as text: what is said in one turn is one line, with who says it in front as
//! "Name: words", which is how a transcript is written. Times are dropped, and so are the marks of places
//! and colours, sounds in brackets and songs.

use std::collections::HashMap;

use super::prose::{Prose, line};
use super::{Kind, Refused, with_text};
use crate::{Page, text};

/// A pause of so many milliseconds behind a whole sentence ends a paragraph.
const PAUSE: u64 = 2000;

/// A paragraph of more characters ends with its sentence.
const LONG: usize = 600;

/// The longest mark, in bytes.
const LONGEST_MARK: usize = 300;

/// How many words and characters a speaker's name has at most.
const NAME_WORDS: usize = 5;
const NAME: usize = 48;

/// Returns the page of subtitles.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    let unread = |_| Refused::Damaged { kind: Kind::Subtitles, what: "it is no text" };
    let text = if bytes.is_empty() {
        String::new()
    } else {
        text::decode(bytes.to_vec()).map_err(unread)?.text
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let cues = cues(&text);
    let names = recurring_names(&cues);
    let mut turns = Turns::default();
    for cue in &cues {
        turns.cue(cue, &names);
    }
    let page = Page {
        title: heading(&text),
        language: header(&text, "Language"),
        text: turns.finish(),
        ..Page::default()
    };
    with_text(Kind::Subtitles, page)
}

/// Returns what the first line says behind its mark.
fn heading(text: &str) -> Option<String> {
    let first = text.trim_start_matches('\u{feff}').lines().next()?;
    line(first.strip_prefix("WEBVTT")?.trim_start().strip_prefix('-')?)
}

/// Returns the value of a header of WebVTT.
fn header(text: &str, name: &str) -> Option<String> {
    let headers =
        text.strip_prefix("WEBVTT")?.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let (_, value) =
        headers.filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name)?;
    line(value)
}

/// What is shown at one time.
#[derive(Debug, Default)]
struct Cue {
    /// When it is shown and when it is gone, in milliseconds.
    start: u64,
    end: u64,
    /// Its lines, with who says them where a mark tells.
    lines: Vec<Said>,
}

/// A line of a cue.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    voice: Option<String>,
    words: String,
}

/// Returns the cues of a file: the lines below each line with times, up to a blank one.
fn cues(text: &str) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut is_open = false;
    let mut voice = None;
    for line in text.lines() {
        if let Some((start, end)) = times(line) {
            cues.push(Cue { start, end, lines: Vec::new() });
            (is_open, voice) = (true, None);
        } else if line.trim().is_empty() {
            // Some files have blank lines between all lines: the words go on below.
            is_open &= cues.last().is_some_and(|cue| cue.lines.is_empty());
        } else if let Some(cue) = cues.last_mut().filter(|_| is_open) {
            let (words, told) = bare(line);
            if told.is_some() {
                voice = told;
            }
            if !words.is_empty() {
                cue.lines.push(Said { voice: voice.clone(), words });
            }
        }
    }
    cues
}

/// Returns when a cue is shown and when it is gone, if a line tells that: `00:01:02,500 --> 00:01:04.000`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    let end = end.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

/// Returns the milliseconds of a time.
fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds = 0_u64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.trim().parse().ok()?)?;
    }
    let millis: u64 = fraction.get(..fraction.len().min(3))?.trim().parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(millis)
}

/// Returns the words of a line without its marks, and who a mark says speaks: `<v Ada Lind>`.
fn bare(line: &str) -> (String, Option<String>) {
    let (mut words, mut voice, mut rest) = (String::new(), None, line);
    while let Some(at) = rest.find(['<', '{']) {
        words.push_str(&rest[..at]);
        let marked = &rest[at..];
        match length_of_mark(marked) {
            Some(length) => {
                let tag = &marked[1..length - 1];
                let named = tag.strip_prefix('v').filter(|name| name.starts_with([' ', '.', '\t']));
                // A class may stand between: `<v.loud Ada Lind>`.
                let name = named.and_then(|name| Some(name.split_once([' ', '\t'])?.1));
                voice =
                    name.and_then(|name| super::prose::line(&htmlize::unescape(name))).or(voice);
                rest = &marked[length..];
            }
            None => {
                words.push_str(&marked[..1]);
                rest = &marked[1..];
            }
        }
    }
    words.push_str(rest);
    let words = super::prose::line(&htmlize::unescape(words.as_str())).unwrap_or_default();
    (without_sounds(&words), voice)
}

/// Returns how long the mark is that a text begins with, if it is one: `<i>`, `</v>`, `{\an8}`.
fn length_of_mark(text: &str) -> Option<usize> {
    let (is_mark, close) = match text.strip_prefix('{') {
        // A brace is one where a backslash follows.
        Some(inside) => (inside.starts_with('\\'), b'}'),
        None => (is_tag(text), b'>'),
    };
    let end = |bytes: &[u8]| bytes.iter().take(LONGEST_MARK).position(|&b| b == close);
    is_mark.then(|| end(text.as_bytes())).flatten().map(|at| at + 1)
}

/// Tells whether what begins with `<` is a mark: letters, an end or a time.
fn is_tag(text: &str) -> bool {
    text[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
}

/// Returns a line without sounds in brackets and without songs.
fn without_sounds(words: &str) -> String {
    if words.contains(['♪', '♫']) {
        return String::new();
    }
    let (mut kept, mut rest) = (String::new(), words);
    while let Some(at) = rest.find(['[', '(']) {
        let close = if rest[at..].starts_with('[') { ']' } else { ')' };
        let Some(length) = rest[at..].find(close) else { break };
        let inside = &rest[at + 1..at + length];
        // In round brackets a speaker may say something beside: sounds are in capitals, or all there is.
        let is_sound =
            close == ']' || shouts(inside) || (at == 0 && rest[length + 1..].trim().is_empty());
        kept.push_str(&rest[..at]);
        if !is_sound {
            kept.push_str(&rest[at..=at + length]);
        }
        rest = &rest[at + length + 1..];
    }
    kept.push_str(rest);
    line(&kept).filter(|kept| kept.chars().any(char::is_alphanumeric)).unwrap_or_default()
}

/// Tells whether words are written in capitals.
fn shouts(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Divides a line into the name in front of its colon and the rest, if it looks like a name.
fn labelled(words: &str) -> Option<(&str, &str)> {
    let (name, said) = words.split_once(':')?;
    let name = name.trim();
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(
                word,
                "of" | "the" | "de" | "van" | "von" | "la" | "al" | "bin" | "and" | "&"
            )
    };
    let is_short = name.len() <= NAME && name.split(' ').count() <= NAME_WORDS;
    let is_label = is_short
        && name.starts_with(char::is_uppercase)
        && name.split(' ').all(is_name)
        && !name.contains(['?', '!', '"', '“', ','])
        && (said.is_empty() || said.starts_with(' '));
    is_label.then_some((name, said.trim()))
}

/// Returns how often each name stands in front of a line: once may be a sentence with a colon.
fn recurring_names(cues: &[Cue]) -> HashMap<String, usize> {
    let mut names = HashMap::new();
    for said in cues.iter().flat_map(|cue| &cue.lines) {
        if let Some((name, _)) = labelled(turn(&said.words).0) {
            *names.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    names
}

/// Returns a line without the mark of another speaker's turn, and whether there was one.
fn turn(words: &str) -> (&str, bool) {
    let rest = words.strip_prefix(">>").map(|rest| rest.trim_start_matches('>'));
    let rest = rest.or_else(|| words.strip_prefix(['-', '–', '—', '‐']));
    match rest {
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => (rest.trim_start(), true),
        _ => (words, false),
    }
}

/// The turns of a conversation as they are put together.
#[derive(Default)]
struct Turns {
    prose: Prose,
    /// The line that is being written, and who speaks.
    open: String,
    speaker: Option<String>,
    /// When what was shown last is gone.
    end: u64,
    /// The last line as it was shown: some programs show each line twice, below and then above.
    last: String,
}

impl Turns {
    fn cue(&mut self, cue: &Cue, names: &HashMap<String, usize>) {
        let is_pause = cue.start.saturating_sub(self.end) >= PAUSE;
        if self.speaker.is_none() && self.is_whole() && (is_pause || self.open.len() > LONG) {
            self.end_turn();
        }
        for said in &cue.lines {
            if said.words == self.last {
                continue;
            }
            self.last.clone_from(&said.words);
            self.said(said, names);
        }
        self.end = cue.end;
    }

    fn said(&mut self, said: &Said, names: &HashMap<String, usize>) {
        let (words, is_turn) = turn(&said.words);
        let label = labelled(words).filter(|(name, _)| {
            shouts(name) || name.contains(' ') || names.get(*name).is_some_and(|&count| count > 1)
        });
        match (label, &said.voice) {
            (Some((name, words)), _) => self.begin(Some(name), words),
            (None, Some(voice)) if self.speaker.as_deref() != Some(voice) => {
                self.begin(Some(voice), words);
            }
            (None, None) if is_turn => {
                self.begin(None, "");
                self.open.push_str("- ");
                self.add(words);
            }
            _ => self.add(words),
        }
    }

    /// Begins the turn of a speaker.
    fn begin(&mut self, speaker: Option<&str>, words: &str) {
        if let (Some(now), Some(next)) = (&self.speaker, speaker)
            && now == next
        {
            return self.add(words);
        }
        self.end_turn();
        self.speaker = speaker.map(str::to_owned);
        if let Some(speaker) = speaker {
            self.open = format!("{speaker}:");
        }
        self.add(words);
    }

    fn add(&mut self, words: &str) {
        if !self.open.is_empty() && !self.open.ends_with(' ') {
            self.open.push(' ');
        }
        self.open.push_str(words);
    }

    /// Tells whether what is written ends a sentence.
    fn is_whole(&self) -> bool {
        let bare = self.open.trim_end_matches(['"', '”', '’', '\'', ')', ' ']);
        bare.ends_with(['.', '!', '?', '…'])
    }

    fn end_turn(&mut self) {
        let turn = std::mem::take(&mut self.open);
        // A name without words is nothing said.
        if turn.trim_end() != format!("{}:", self.speaker.as_deref().unwrap_or_default()) {
            self.prose.paragraph(&turn);
        }
        self.speaker = None;
    }

    fn finish(mut self) -> String {
        self.end_turn();
        self.prose.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subtitles: &str, expected: &str) {
        let page = read(subtitles.as_bytes()).expect("a page");
        assert_eq!(page.text, expected);
    }

    #[test]
    fn cues_are_joined_to_sentences_and_pauses_end_paragraphs() {
        let srt = "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>The ferry at Velm</i>\r\nwas late again,\r\n\r\n\
                   2\r\n00:00:03,100 --> 00:00:05,000\r\n{\\an8}and nobody was told.\r\n\r\n3\r\n00:00:09,000 \
                   --> 00:00:11,000\r\n[MUSIC PLAYING]\r\nFog lay 5 < 6 miles out.\r\n";
        check(
            srt,
            "The ferry at Velm was late again, and nobody was told.\n\nFog lay 5 < 6 miles out.",
        );
    }

    #[test]
    fn speakers_stand_in_front_of_their_words() {
        let vtt = "WEBVTT - Council of Velm\nLanguage: en\n\nNOTE by hand\n\nSTYLE\n::cue { color: red }\n\n\
                   intro\n00:01.000 --> 00:03.000 align:start\n<v.loud Ada Lind>The harbour <00:02.000>stays\n\n\
                   00:03.000 --> 00:05.000\n<v Ada Lind>shut.</v>\n\n00:05.000 --> 00:07.000\n<v Tom Ode>For \
                   how long?\n";
        check(vtt, "Ada Lind: The harbour stays shut.\n\nTom Ode: For how long?");
        let page = read(vtt.as_bytes()).expect("a page");
        assert_eq!(page.title.as_deref(), Some("Council of Velm"));
        assert_eq!(page.language.as_deref(), Some("en"));
    }

    #[test]
    fn labels_and_dashes_begin_turns() {
        let srt = "1\n00:00:01,000 --> 00:00:02,000\nLIND: The harbour\n\n2\n00:00:02,000 --> 00:00:03,000\nstays \
                   shut. (SIGHS)\n\n3\n00:00:03,000 --> 00:00:04,000\n- ODE: For how long?\n- LIND: A week.\n\n\
                   4\n00:00:04,000 --> 00:00:05,000\n- Really?\n- Yes (or so).\n\n5\n00:00:05,000 --> \
                   00:00:06,000\nOne thing: fog.\n";
        check(
            srt,
            "LIND: The harbour stays shut.\n\nODE: For how long?\n\nLIND: A week.\n\n- Really?\n\n- Yes (or so). \
             One thing: fog.",
        );
    }

    #[test]
    fn a_line_that_is_shown_twice_is_said_once() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nThe ferry\n\n00:02.000 --> 00:03.000\nThe ferry\nwas late.\n\n\
                   00:03.000 --> 00:04.000\nwas late.\nAgain.\n";
        check(vtt, "The ferry was late. Again.");
    }

    #[test]
    fn without_words_there_is_no_page() {
        assert_eq!(
            read(b"WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n"),
            Err(Refused::NoText(Kind::Subtitles))
        );
        assert_eq!(read(b""), Err(Refused::NoText(Kind::Subtitles)));
    }
}
