//! Quotations: which quotation mark answers which, in every style, over paragraphs that reopen a
//! quotation and over lines that simply go on. Says nothing about who speaks.

use super::marks::{Family, Mark, Side, marks};
use super::span::Bytes;

/// How many paragraphs a quotation may run on without being reopened, before its opening mark
/// is taken for a mistake.
const MAX_RUN: usize = 12;

/// An outermost quotation, or the part of it that stands in one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Where it stands, its marks included.
    pub bytes: Bytes,
    /// The paragraph it stands in.
    pub paragraph: usize,
    /// Whether it goes on from the last quotation of an earlier paragraph.
    pub continues: bool,
    /// Whether a mark closes it, here or in a later paragraph.
    pub closed: bool,
}

/// Returns the outermost quotations of `text`, in order. A quotation that runs over several
/// paragraphs is one item for each.
pub(crate) fn quotations(text: &str, paragraphs: &[Bytes]) -> Vec<Quotation> {
    let mut all = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        marks(text, *paragraph, number, &mut all);
    }
    let mut pairing = Pairing { paragraphs, marks: &all, found: Vec::new() };
    let mut next = 0;
    let mut reopened = None;
    while let Some(mark) = all.get(next) {
        // A mark that opens a paragraph in which a quotation is awaited goes on with it.
        let continues = reopened == Some(mark.paragraph)
            && text[paragraphs[mark.paragraph].start..mark.bytes.start].is_empty();
        reopened = None;
        let opens = matches!(mark.side, Side::Open | Side::Either);
        let end = if opens { pairing.end_of(next) } else { End::NotOpen };
        next = match end {
            End::NotOpen => next + 1,
            End::At(closer) => pairing.push(next, closer, continues),
            End::Reopens => {
                reopened = Some(mark.paragraph + 1);
                pairing.push_open(next, continues, true)
            }
            End::Never => pairing.push_open(next, continues, false),
        };
    }
    pairing.found
}

/// How an opening mark is answered.
enum End {
    /// By the mark of this number.
    At(usize),
    /// By a new opening mark at the head of the next paragraph.
    Reopens,
    /// Not at all.
    Never,
    /// It was no opening mark.
    NotOpen,
}

struct Pairing<'a> {
    paragraphs: &'a [Bytes],
    marks: &'a [Mark],
    found: Vec<Quotation>,
}

impl Pairing<'_> {
    fn end_of(&self, opener: usize) -> End {
        match self.marks[opener].family {
            Family::Double => self.end_of_double(opener),
            Family::Single => self.end_of_single(opener),
            Family::Guillemet | Family::SingleGuillemet => self.end_of_guillemet(opener),
        }
    }

    fn end_of_double(&self, opener: usize) -> End {
        let open = &self.marks[opener];
        let mut depth = 1;
        for (i, mark) in self.later(opener, Family::Double) {
            if mark.paragraph != open.paragraph {
                return self.end_beyond(opener, i);
            }
            match mark.side {
                // A straight mark that can only open shows that the first one was never closed.
                Side::Open if !open.curly && !mark.curly => return End::NotOpen,
                Side::Open => depth += 1,
                _ if !open.curly && !mark.curly => return End::At(i),
                Side::Either if open.curly => {}
                _ => depth -= 1,
            }
            if depth == 0 {
                return End::At(i);
            }
        }
        self.unanswered(opener)
    }

    fn end_of_single(&self, opener: usize) -> End {
        let open = &self.marks[opener];
        let mut weak = None;
        for (i, mark) in self.later(opener, Family::Single) {
            if mark.paragraph != open.paragraph {
                if weak.is_some() {
                    break;
                }
                return if open.curly { self.end_beyond(opener, i) } else { End::NotOpen };
            }
            match mark.side {
                Side::Close | Side::Either => return End::At(i),
                Side::WeakClose => weak = weak.or(Some(i)),
                Side::Open => break,
            }
        }
        // Without an answer a single mark is more likely an apostrophe.
        weak.map_or(End::NotOpen, End::At)
    }

    fn end_of_guillemet(&self, opener: usize) -> End {
        let open = &self.marks[opener];
        match self.later(opener, open.family).next() {
            Some((i, mark)) if mark.side == Side::Close && mark.paragraph == open.paragraph => {
                End::At(i)
            }
            Some((i, _)) => self.end_beyond(opener, i),
            None => End::Never,
        }
    }

    /// Returns how a quotation ends that its own paragraph does not close; `next` is the first
    /// mark of its family after that paragraph.
    fn end_beyond(&self, opener: usize, next: usize) -> End {
        let (open, mark) = (&self.marks[opener], &self.marks[next]);
        let heads = mark.bytes.start == self.paragraphs[mark.paragraph].start;
        if mark.side != Side::Close && heads && mark.paragraph == open.paragraph + 1 {
            return End::Reopens;
        }
        if mark.side == Side::Close && mark.paragraph - open.paragraph <= MAX_RUN {
            return End::At(next);
        }
        self.unanswered(opener)
    }

    fn unanswered(&self, opener: usize) -> End {
        let open = &self.marks[opener];
        let heads = open.bytes.start == self.paragraphs[open.paragraph].start;
        if open.family == Family::Double && (open.curly || heads) {
            End::Never
        } else {
            End::NotOpen
        }
    }

    fn later(&self, opener: usize, family: Family) -> impl Iterator<Item = (usize, &Mark)> {
        let later = self.marks.iter().enumerate().skip(opener + 1);
        later.filter(move |(_, mark)| mark.family == family)
    }

    /// Keeps the quotation between two marks, cut at paragraph ends; returns where to go on.
    fn push(&mut self, opener: usize, closer: usize, continues: bool) -> usize {
        let (open, close) = (&self.marks[opener], &self.marks[closer]);
        for number in open.paragraph..=close.paragraph {
            let paragraph = &self.paragraphs[number];
            let start = open.bytes.start.max(paragraph.start);
            let end = close.bytes.end.min(paragraph.end);
            let continues = continues || number > open.paragraph;
            let bytes = Bytes::new(start, end);
            self.found.push(Quotation { bytes, paragraph: number, continues, closed: true });
        }
        closer + 1
    }

    /// Keeps a quotation that runs to the end of its paragraph; returns where to go on.
    fn push_open(&mut self, opener: usize, continues: bool, closed: bool) -> usize {
        let open = &self.marks[opener];
        let bytes = Bytes::new(open.bytes.start, self.paragraphs[open.paragraph].end);
        self.found.push(Quotation { bytes, paragraph: open.paragraph, continues, closed });
        opener + 1 + self.marks[opener + 1..].partition_point(|m| m.paragraph == open.paragraph)
    }
}

#[cfg(test)]
mod tests;
