//! The words, signs and braces of rich text.

/// The longest control word.
const LONGEST: usize = 32;

/// A part of rich text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// Who does not know the word that follows leaves its group out.
    Optional,
    /// A byte of text, in the encoding that holds.
    Byte(u8),
    /// A control word, and the number behind it.
    Word(&'a str, Option<i32>),
    /// A control sign.
    Symbol(char),
}

/// The parts of rich text, one by one.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Takes what stands behind a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let (&first, behind) = self.rest.split_first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.rest = behind;
        Some(match first {
            b'\'' => {
                let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(byte) => {
                        self.rest = &behind[2..];
                        Token::Byte(byte)
                    }
                    None => Token::Symbol('\''),
                }
            }
            b'{' | b'}' | b'\\' => Token::Byte(first),
            b'*' => Token::Optional,
            b'\n' | b'\r' => Token::Word("par", None),
            b'\t' => Token::Word("tab", None),
            other => Token::Symbol(char::from(other)),
        })
    }

    /// Takes a control word with its number and the blank behind it.
    fn word(&mut self) -> Token<'a> {
        let rest = self.rest;
        let length = rest.iter().take(LONGEST).take_while(|b| b.is_ascii_alphabetic()).count();
        let (word, behind) = rest.split_at(length);
        let signs = usize::from(behind.first() == Some(&b'-'));
        let digits = behind[signs..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let (number, behind) =
            if digits > 0 { behind.split_at(signs + digits) } else { behind.split_at(0) };
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        self.rest = behind.strip_prefix(b" ").unwrap_or(behind);
        // Only letters of ASCII were taken.
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let length = number.and_then(|n: i32| usize::try_from(n).ok()).unwrap_or_default();
            self.rest = &self.rest[length.min(self.rest.len())..];
        }
        Token::Word(word, number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (&first, behind) = self.rest.split_first()?;
            self.rest = behind;
            return match first {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                b'\t' => Some(Token::Word("tab", None)),
                other => Some(Token::Byte(other)),
            };
        }
    }
}
