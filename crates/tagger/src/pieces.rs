//! Word pieces: greedy longest match over a vocabulary (WordPiece, Wu et al. 2016), uncased.

use std::collections::HashMap;

/// A longer word, in characters, is unknown as a whole.
const LONGEST_WORD: usize = 100;

/// A vocabulary, one piece a line; the line number is the id. Pieces that do not begin a word are
/// written with `##` before them.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// Pieces that begin a word.
    heads: HashMap<Box<str>, u32>,
    /// Pieces that continue one, without their `##`.
    tails: HashMap<Box<str>, u32>,
    pub(crate) open: u32,
    pub(crate) close: u32,
    unknown: u32,
    count: usize,
}

impl Pieces {
    /// Reads a vocabulary, or says which of the marks it needs is missing.
    pub(crate) fn parse(vocabulary: &str) -> Result<Self, &'static str> {
        let (mut heads, mut tails) = (HashMap::new(), HashMap::new());
        let mut count = 0;
        for (id, piece) in (0..).zip(vocabulary.lines()) {
            match piece.strip_prefix("##").filter(|rest| !rest.is_empty()) {
                Some(rest) => tails.insert(rest.into(), id),
                None => heads.insert(piece.into(), id),
            };
            count += 1;
        }
        let mark = |name: &'static str| heads.get(name).copied().ok_or(name);
        let (open, close, unknown) = (mark("[CLS]")?, mark("[SEP]")?, mark("[UNK]")?);
        Ok(Self { heads, tails, open, close, unknown, count })
    }

    /// Returns how many pieces there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Appends the pieces of a normalised word: at least one.
    pub(crate) fn cut(&self, word: &str, out: &mut Vec<u32>) {
        let from = out.len();
        if let Some(&whole) = self.heads.get(word) {
            return out.push(whole);
        }
        if word.chars().count() > LONGEST_WORD {
            return out.push(self.unknown);
        }
        let mut rest = word;
        while !rest.is_empty() {
            let known = if rest.len() == word.len() { &self.heads } else { &self.tails };
            let longest = (1..=rest.len())
                .rev()
                .filter(|&end| rest.is_char_boundary(end))
                .find_map(|end| known.get(&rest[..end]).map(|&id| (id, end)));
            let Some((id, end)) = longest else {
                out.truncate(from);
                return out.push(self.unknown);
            };
            out.push(id);
            rest = &rest[end..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_piece_wins_and_an_impossible_word_is_unknown() {
        let pieces = Pieces::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\nunder\n##der\n##stand\n#")
            .expect("has the marks");
        let cut = |word: &str| {
            let mut out = vec![];
            pieces.cut(word, &mut out);
            out
        };
        assert_eq!(cut("understand"), [5, 7]);
        assert_eq!(cut("underx"), [1]);
        assert_eq!(cut("#"), [8]);
        assert_eq!(cut(&"un".repeat(51)), [1]);
        assert!(Pieces::parse("un").is_err());
    }
}
