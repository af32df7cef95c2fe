//! Cuts the words of a text into windows the network can take.
//!
//! Windows keep whole sentences while they fit, and see some pieces more on either side, of which
//! nothing is kept. A batch holds windows one after the other, of whatever texts: attention stays
//! inside each, so that there is no padding and no window changes another.

use std::ops::Range;

use crate::pieces::Pieces;
use crate::words::{Begin, Word, Words};

/// A word keeps no more pieces than this.
pub(crate) const MOST_PIECES: usize = 64;

/// How much of a text the network sees at once, in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct WindowSize {
    /// Pieces of the words a window is for.
    pub(crate) size: usize,
    /// Pieces of context on either side.
    pub(crate) margin: usize,
}

/// A run of words: those the network sees, and those it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) seen: Range<usize>,
    pub(crate) kept: Range<usize>,
}

impl Window {
    /// Returns how many pieces it has, marks included.
    pub(crate) fn length(&self, words: &Words) -> usize {
        let pieces = |word| kept_pieces(words, word).len();
        2 + words.words[self.seen.clone()].iter().map(pieces).sum::<usize>()
    }
}

impl Window {
    /// Returns, of the rows of the words it sees, those of the words it is for; a row is as wide as there
    /// are numbers for it.
    pub(crate) fn kept_rows<'a, T>(&self, rows: &'a [T]) -> &'a [T] {
        let width = rows.len() / self.seen.len().max(1);
        let [from, to] = [self.kept.start, self.kept.end].map(|at| (at - self.seen.start) * width);
        &rows[from..to]
    }
}

/// Returns the pieces of a word that the network is given.
fn kept_pieces<'a>(words: &'a Words, word: &Word) -> &'a [u32] {
    let all = words.pieces(word);
    &all[..all.len().min(MOST_PIECES)]
}

/// Cuts a text's words into windows. Together they keep every word once.
pub(crate) fn windows_of(words: &Words, WindowSize { size, margin }: WindowSize) -> Vec<Window> {
    let count = words.words.len();
    let mut sums = Vec::with_capacity(count + 1);
    sums.push(0);
    for word in &words.words {
        sums.push(sums[sums.len() - 1] + words.pieces(word).len());
    }
    let begins = |i: usize| words.words[i].begin != Begin::Nothing;
    let mut windows = Vec::new();
    let mut at = 0;
    while at < count {
        let (mut end, mut cut) = (at + 1, None);
        while end < count && sums[end + 1] - sums[at] <= size {
            if begins(end) {
                cut = Some(end);
            }
            end += 1;
        }
        if end < count {
            if begins(end) {
                cut = Some(end);
            }
            end = cut.unwrap_or(end);
        }
        let (mut from, mut to) = (at, end);
        while from > 0 && sums[at] - sums[from - 1] <= margin {
            from -= 1;
        }
        while to < count && sums[to + 1] - sums[end] <= margin {
            to += 1;
        }
        windows.push(Window { seen: from..to, kept: at..end });
        at = end;
    }
    windows
}

/// What the network is given for a batch of windows: a row per input, one value per piece. Each
/// window is framed by the opening and closing marks, whose features are 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs {
    pub(crate) ids: Vec<i32>,
    pub(crate) case: Vec<i32>,
    pub(crate) quote: Vec<i32>,
    pub(crate) start: Vec<i32>,
    /// For each word seen, the place of its first piece.
    pub(crate) first: Vec<usize>,
    /// Where each window stands.
    pub(crate) windows: Vec<Range<usize>>,
}

impl Inputs {
    /// Lays out a batch of one window.
    #[cfg(test)]
    pub(crate) fn of(words: &Words, seen: Range<usize>, pieces: &Pieces) -> Self {
        let mut inputs = Self::default();
        inputs.add(words, seen, pieces);
        inputs
    }

    /// Lays out one more window, after the others.
    pub(crate) fn add(&mut self, words: &Words, seen: Range<usize>, pieces: &Pieces) {
        let begin = self.ids.len();
        self.push(pieces.open, 0, 0, 0);
        for word in &words.words[seen] {
            self.first.push(self.ids.len());
            for (n, &piece) in kept_pieces(words, word).iter().enumerate() {
                let begin = if n == 0 { word.begin as i32 } else { 0 };
                self.push(piece, word.case as i32, word.quote as i32, begin);
            }
        }
        self.push(pieces.close, 0, 0, 0);
        self.windows.push(begin..self.ids.len());
    }

    /// Returns how many pieces the batch has, marks included.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    fn push(&mut self, id: u32, case: i32, quote: i32, start: i32) {
        // Vocabularies have some 30,000 entries.
        self.ids.push(id as i32);
        self.case.push(case);
        self.quote.push(quote);
        self.start.push(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words_of;

    #[test]
    fn every_word_is_kept_once_and_windows_end_where_sentences_do() {
        let pieces = Pieces::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]").expect("has the marks");
        let text = "He saw it all. She did not. They came.\n".repeat(30);
        let words = words_of(&text, &pieces);
        let windows = windows_of(&words, WindowSize { size: 20, margin: 4 });
        let kept: Vec<usize> = windows.iter().flat_map(|w| w.kept.clone()).collect();
        assert_eq!(kept, (0..words.words.len()).collect::<Vec<_>>());
        for window in &windows {
            assert!(words.words[window.kept.start].begin != Begin::Nothing);
            assert!(window.kept.len() <= 20 && window.seen.len() <= 28);
        }
    }

    #[test]
    fn one_endless_sentence_is_cut_all_the_same() {
        let pieces = Pieces::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]").expect("has the marks");
        let words = words_of(&"word ".repeat(1000), &pieces);
        let windows = windows_of(&words, WindowSize { size: 100, margin: 10 });
        assert_eq!(windows.len(), 10);
        let inputs = Inputs::of(&words, windows[1].seen.clone(), &pieces);
        assert_eq!((inputs.ids.len(), inputs.first[0]), (122, 1));
    }
}
