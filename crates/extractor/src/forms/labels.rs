//! The labels that lines of a transcript open with: "LIND:", "Ada Lind (Velm):", "The SPEAKER—", "DAN ODE,
//! MINISTER:", "Q:", and lines that name who speaks below. Whether they make a transcript is told elsewhere.

use crate::document::{Bytes, Document, LineClass, Paragraph, Token, TokenKind, Tokens, Word};
use crate::lexicon::Class;
use crate::resolve::{addresses, is_plain, shouts};

/// How many tokens a label has at most, and how many words its name.
const LABEL: usize = 24;
const NAME: usize = 6;

/// A line with a label, or below one.
pub(super) struct Label {
    /// The number of the line with the label.
    pub(super) line: usize,
    pub(super) name: Bytes,
    /// What closes the label; nothing where it is a line of its own.
    pub(super) cue: Option<Bytes>,
    /// Where the words begin that are said.
    pub(super) said: usize,
    /// Whether it is written as those of records are: in capitals, with brackets, with a form of address.
    pub(super) formal: bool,
}

impl Label {
    /// Tells whether it is a line of its own.
    pub(super) fn is_head(&self) -> bool {
        self.cue.is_none()
    }

    /// Returns the number of the line in which the words begin that are said.
    pub(super) fn opens(&self) -> usize {
        self.line + usize::from(self.is_head())
    }
}

/// Reads the label of a line; nothing for lines beside the article, and for labels of quotations.
pub(super) fn label(document: &Document, number: usize, line: &Paragraph) -> Option<Label> {
    if line.class == LineClass::Furniture {
        return None;
    }
    let mut reading = Reading::default();
    let tokens = document.tokens_in(line.bytes);
    for word in document.words(tokens).take(LABEL) {
        let next = document.tokens()[tokens.range()].get(word.at + 1 - tokens.start);
        if let Some((cue, said)) = reading.cue(document, word, next) {
            let name = reading.name?;
            let formal = reading.is_formal(document);
            let turn = Label { line: number, name, cue: Some(cue), said, formal };
            return Some(turn).filter(|_| line.class != LineClass::Headline);
        }
        reading.read(document, word)?;
    }
    // "Ada Lind (Velm) (Ode)" with what she says in the line below.
    let below = document.paragraphs().get(number + 1)?;
    let closed = document.words(tokens).next_back()?.token().kind == TokenKind::Close;
    let addressed = reading.addressed && reading.words > 1 && line.class != LineClass::Headline;
    let whole = tokens.len() <= LABEL && reading.brackets == 0 && (closed || addressed);
    let inner = reading.inner.filter(|_| !is_bare(document, reading.name));
    let name = inner.or(reading.name)?;
    (whole && below.class == LineClass::Prose).then_some(Label {
        line: number,
        name,
        cue: None,
        said: below.bytes.start,
        formal: true,
    })
}

/// Tells whether a name is no office: "Ada Lind", but "The Secretary of State".
fn is_bare(document: &Document, name: Option<Bytes>) -> bool {
    let first = name.and_then(|name| document.words(document.tokens_in(name)).next());
    first.is_none_or(|first| first.text() != "The")
}

/// What was read of a label so far.
#[derive(Default)]
struct Reading {
    brackets: usize,
    words: usize,
    /// Whether brackets, or an office behind a comma, tell more of who speaks.
    titled: bool,
    /// Whether a form of address opens it.
    addressed: bool,
    name: Option<Bytes>,
    /// The name in the first brackets, of two words or more.
    inner: Option<Bytes>,
    apposed: bool,
}

impl Reading {
    /// Returns what closes the label, if the word does, and where the words begin that are said.
    fn cue(
        &self,
        document: &Document,
        word: Word<'_>,
        next: Option<&Token>,
    ) -> Option<(Bytes, usize)> {
        let (token, next) = (word.token(), next?);
        let name = self.name.filter(|_| self.brackets == 0)?;
        let own = document.tokens_in(name);
        match token.kind {
            TokenKind::Colon => {
                let spaced = next.bytes.start > token.bytes.end && next.kind != TokenKind::Mark;
                spaced.then_some((token.bytes, next.bytes.start))
            }
            // "The SPEAKER—Order!", and no "VELM (AP) — The weir …".
            TokenKind::Dash => {
                let last = document.word(own.end.checked_sub(1)?);
                let shouted = shouts(document, Tokens::new(last.at, own.end));
                (self.addressed && shouted).then_some((token.bytes, next.bytes.start))
            }
            // "Q Will you leave?"
            TokenKind::Word if self.words == 1 && document.slice(name) == "Q" => {
                let line = document.line_at(name.start)?.bytes;
                let asks = document.slice(line).ends_with('?') && next.is_word();
                (asks && word.is_capital()).then_some((name, token.bytes.start))
            }
            _ => None,
        }
    }

    /// Reads a word more; nothing where the line has no label.
    fn read(&mut self, document: &Document, word: Word<'_>) -> Option<()> {
        let token = word.token();
        match token.kind {
            TokenKind::Open => {
                self.name?;
                (self.brackets, self.titled) = (self.brackets + 1, true);
            }
            TokenKind::Close => self.brackets = self.brackets.checked_sub(1)?,
            _ if self.brackets > 0 => self.read_inner(document, word),
            TokenKind::Word if !self.titled => {
                self.words += 1;
                let joins = self.words > 1 && (token.has(Class::Preposition) || token.is("the"));
                if self.words > NAME || !(word.is_capital() || joins || token.is_clitic()) {
                    return None;
                }
                self.addressed |= self.words == 1 && addresses(word.text());
                self.name = Some(self.name.map_or(token.bytes, |name| name.cover(token.bytes)));
            }
            // "ADA LIND, HOST:"
            TokenKind::Comma if !self.titled => {
                let name = document.tokens_in(self.name?);
                (self.titled, self.apposed) = (true, true);
                return shouts(document, name).then_some(());
            }
            TokenKind::Word if self.apposed => {
                let joins = token.has(Class::Preposition) || token.is("the");
                return (word.is_capital() || joins || token.is_clitic()).then_some(());
            }
            TokenKind::Comma if self.apposed => {}
            TokenKind::Stop | TokenKind::Dash if self.name.is_some() && !self.titled => {}
            _ => return None,
        }
        Some(())
    }

    fn read_inner(&mut self, document: &Document, word: Word<'_>) {
        let token = word.token();
        let before = document.tokens().get(word.at.wrapping_sub(1));
        let opens = before.is_some_and(|before| before.kind == TokenKind::Open);
        match self.inner {
            None if opens && word.is_capital() => self.inner = Some(token.bytes),
            Some(inner) if word.is_capital() && inner.end + 1 == token.bytes.start => {
                self.inner = Some(inner.cover(token.bytes));
            }
            _ => {}
        }
    }

    /// Tells whether the label is written as those of records are.
    fn is_formal(&self, document: &Document) -> bool {
        let Some(name) = self.name else { return false };
        let tokens = document.tokens_in(name);
        let mut words = document.words(tokens).filter(|word| word.token().is_word());
        let shouted = shouts(document, tokens) && words.any(|word| !is_plain(word.text()));
        self.titled && !self.apposed || self.addressed || shouted
    }
}
