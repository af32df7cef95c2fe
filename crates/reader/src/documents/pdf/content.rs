//! What a page is drawn with: operators, each behind its operands.
//!
//! A part of our own, because the library's makes a list of all operators first, many times as large as what
//! it was made of, and looks for the end of each picture through all the rest.

/// How many operands an operator has at most. What stands before more is forgotten.
const MOST_OPERANDS: usize = 64;

/// An operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// A number.
    Number(f64),
    /// A name without its slash.
    Name(Vec<u8>),
    /// A string.
    Text(Vec<u8>),
    /// Strings and numbers in brackets.
    Array(Vec<Operand>),
}

impl Operand {
    /// Returns the number that it is.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// The operators of a page, one by one.
pub(super) struct Content<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The operands of the operator that was given last.
    pub(super) operands: Vec<Operand>,
}

impl<'a> Content<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, operands: Vec::new() }
    }

    /// Returns the next operator; its operands are in `operands`.
    pub(super) fn next_operator(&mut self) -> Option<&'a [u8]> {
        self.operands.clear();
        let mut array: Option<Vec<Operand>> = None;
        loop {
            self.skip_blanks();
            let byte = *self.bytes.get(self.at)?;
            let operand = match byte {
                b'[' => {
                    self.at += 1;
                    // A list inside a list is part of it.
                    array.get_or_insert_default();
                    continue;
                }
                b']' => {
                    self.at += 1;
                    match array.take() {
                        Some(list) => Operand::Array(list),
                        None => continue,
                    }
                }
                b'(' => Operand::Text(self.literal()),
                b'<' if self.bytes.get(self.at + 1) != Some(&b'<') => {
                    Operand::Text(self.hexadecimal())
                }
                b'/' => {
                    self.at += 1;
                    Operand::Name(unescaped(self.regular()))
                }
                b'<' | b'>' | b'{' | b'}' | b')' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let word = self.regular();
                    match number(word) {
                        Some(number) => Operand::Number(number),
                        None if word == b"ID" => {
                            self.skip_picture();
                            return Some(b"BI");
                        }
                        None if array.is_some() => continue,
                        None => return Some(word),
                    }
                }
            };
            match &mut array {
                Some(list) => list.push(operand),
                None => {
                    if self.operands.len() == MOST_OPERANDS {
                        self.operands.clear();
                    }
                    self.operands.push(operand);
                }
            }
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at +=
                    rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// Takes a word of regular characters, at least one of any.
    fn regular(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length =
            rest.iter().position(|&b| is_blank(b) || is_delimiter(b)).unwrap_or(rest.len());
        // A slash alone is a name without characters.
        self.at += length;
        &rest[..length]
    }

    /// Takes a string in round brackets.
    fn literal(&mut self) -> Vec<u8> {
        let (mut text, mut depth) = (Vec::new(), 0_usize);
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => {
                    depth += 1;
                    if depth == 1 {
                        continue;
                    }
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    /// Takes what stands behind a backslash in a string.
    fn escape(&mut self, text: &mut Vec<u8>) {
        let rest = &self.bytes[self.at..];
        let digits = rest.iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
        if digits > 0 {
            let code =
                rest[..digits].iter().fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
            text.push((code & 0xff) as u8);
            self.at += digits;
            return;
        }
        let Some(&byte) = rest.first() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' | b'f' => {}
            // The line goes on.
            b'\r' => self.at += usize::from(rest.get(1) == Some(&b'\n')),
            b'\n' => {}
            other => text.push(other),
        }
    }

    /// Takes a string of hexadecimal digits.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at + 1..];
        let end = rest.iter().position(|&b| b == b'>').unwrap_or(rest.len());
        self.at += 1 + (end + 1).min(rest.len());
        let digits: Vec<u8> = (rest[..end].iter())
            .filter_map(|&b| char::from(b).to_digit(16))
            .filter_map(|digit| u8::try_from(digit).ok())
            .collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
    }

    /// Goes behind the bytes of a picture: to the next "EI" that stands alone.
    fn skip_picture(&mut self) {
        let rest = &self.bytes[self.at..];
        let is_end =
            |window: &[u8]| is_blank(window[0]) && &window[1..3] == b"EI" && is_blank(window[3]);
        self.at += rest.windows(4).position(is_end).map_or(rest.len(), |at| at + 3);
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Returns the number that a word is, also as careless programs write it: `--5`, `1.-5`.
fn number(word: &[u8]) -> Option<f64> {
    if !matches!(word.first()?, b'0'..=b'9' | b'+' | b'-' | b'.') {
        return None;
    }
    let text = std::str::from_utf8(word).ok()?;
    let number = text.parse::<f64>().ok().or_else(|| {
        let bare = text.trim_start_matches('-');
        let end = bare.find('-').unwrap_or(bare.len());
        bare[..end].parse::<f64>().ok().map(|number| -number)
    });
    number.filter(|number| number.is_finite())
}

/// Returns a name with the characters that codes in it stand for.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let (mut plain, mut rest) = (Vec::with_capacity(name.len()), name);
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .filter(|_| byte == b'#')
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(code.unwrap_or(byte));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(content: &[u8]) -> String {
        let mut content = Content::new(content);
        let mut told = String::new();
        while let Some(operator) = content.next_operator() {
            let operator = String::from_utf8_lossy(operator);
            told.push_str(&format!("{operator}{:?};", content.operands));
        }
        told
    }

    #[test]
    fn operators_come_with_their_operands() {
        assert_eq!(
            told(b"/F#31 12 Tf% x\n-.5 --2 Td"),
            "Tf[Name([70, 49]), Number(12.0)];Td[Number(-0.5), Number(-2.0)];"
        );
        assert_eq!(
            told(b"[(a\\(b(c)\\)\\101)-250<4 14>]TJ"),
            "TJ[Array([Text([97, 40, 98, 40, 99, 41, 41, 65]), Number(-250.0), Text([65, 64])])];"
        );
        assert_eq!(told(b"BI /W 1 ID \x00EI\x01(\nEI\nQ"), "BI[];BI[Name([87]), Number(1.0)];Q[];");
    }

    #[test]
    fn what_does_not_end_is_no_trouble() {
        for content in ["(((", "[[[1 2", "<41", "<<<<", "ID ", "\\", "/", "]]]", "(a\\", "1 2 3"] {
            told(content.as_bytes());
        }
        assert_eq!(told(&b"1 ".repeat(1000)), "");
    }
}
