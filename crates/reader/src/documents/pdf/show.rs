//! What a page shows: pieces of text, each with its place, as its operators put them there.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::content::{Content, Operand};
use super::font::{Font, Letter};
use super::{entry, number, resolved};
use crate::documents::{Kind, MAX_UNPACKED_BYTES, Refused};

/// How many bytes one stream may unpack to.
const STREAM: usize = 32 << 20;

/// What a stream costs beside its bytes: one of none may be shown again and again.
const COST: usize = 1024;

/// How many characters are kept. It is far more than an article may have.
const MOST_CHARACTERS: usize = 4 << 20;

/// How deep a form may stand in others, and how many states may be kept.
const DEEPEST_FORM: usize = 12;
const MOST_STATES: usize = 512;

/// A step to the right of so many thousandths is a blank between words; of more it is a gap between parts
/// of a line that have nothing to do with each other.
const BLANK: f64 = 180.0;
const GAP: f64 = 2500.0;

/// A transformation of places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Returns the transformation that is this one and then another.
    fn then(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([
            a[0] * b[0] + a[1] * b[2],
            a[0] * b[1] + a[1] * b[3],
            a[2] * b[0] + a[3] * b[2],
            a[2] * b[1] + a[3] * b[3],
            a[4] * b[0] + a[5] * b[2] + b[4],
            a[4] * b[1] + a[5] * b[3] + b[5],
        ])
    }

    fn shifted(self, x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }

    fn of(operands: &[Operand]) -> Option<Self> {
        let numbers: Vec<f64> = operands.iter().filter_map(Operand::number).collect();
        Some(Self(numbers.get(..6)?.try_into().ok()?))
    }
}

/// A piece of text at its place: from where to where on which line, from the bottom left corner of the page,
/// and how large its letters are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) line: f64,
    pub(super) size: f64,
    /// Whether it was shown in one go with the piece before.
    pub(super) goes_on: bool,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) pieces: Vec<Piece>,
    /// How many letters have characters, and how many have none that are known.
    pub(super) known: usize,
    pub(super) unknown: usize,
}

/// The pages of a document, shown one by one within a limit for all.
pub(super) struct Shows<'a> {
    document: &'a Document,
    /// The fonts that were read, by where they stand in the document, which does not move.
    fonts: HashMap<*const Dictionary, Rc<Font>>,
    /// How many bytes may still be unpacked, and how many characters kept.
    bytes: usize,
    characters: usize,
}

/// What holds for what is drawn.
#[derive(Clone)]
struct State {
    places: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    blank_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

impl<'a> Shows<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            fonts: HashMap::new(),
            bytes: MAX_UNPACKED_BYTES,
            characters: MOST_CHARACTERS,
        }
    }

    /// Shows a page.
    ///
    /// # Errors
    /// When the pages up to this one unpack to too much.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<Shown, Refused> {
        let mut shown = Shown::default();
        let Ok(page) = self.document.get_dictionary(id) else { return Ok(shown) };
        let resources =
            inherited(self.document, page, b"Resources").and_then(|found| found.as_dict().ok());
        let turned = inherited(self.document, page, b"Rotate").and_then(number).unwrap_or(0.0);
        let mut content = Vec::new();
        for stream in self.contents(page) {
            // An operator may not go on in the next stream, though a string of them does.
            content.extend(self.unpacked(stream)?);
            content.push(b'\n');
        }
        let state = State {
            places: upright(turned),
            font: None,
            size: 0.0,
            spacing: 0.0,
            blank_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.show(&content, resources, state, 0, &mut shown)?;
        Ok(shown)
    }

    /// Returns the streams that a page is drawn with.
    fn contents(&self, page: &'a Dictionary) -> Vec<&'a Stream> {
        match entry(self.document, page, b"Contents") {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(parts)) => {
                let parts = parts.iter().filter_map(|part| resolved(self.document, part));
                parts.filter_map(|part| part.as_stream().ok()).collect()
            }
            _ => vec![],
        }
    }

    /// Returns the bytes of a stream; none of one that is damaged.
    fn unpacked(&mut self, stream: &Stream) -> Result<Vec<u8>, Refused> {
        let too_much = Refused::Unpacked { kind: Kind::Pdf, limit: MAX_UNPACKED_BYTES >> 20 };
        let packed = stream.content.len() + COST;
        let limit = STREAM.min(self.bytes.checked_sub(packed).ok_or(too_much)?);
        let bytes = match stream.get_plain_content_with_limit(limit) {
            Ok(bytes) => bytes,
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded {
                ..
            })) => {
                return Err(too_much);
            }
            Err(_) => Vec::new(),
        };
        self.bytes -= packed.max(bytes.len()).min(self.bytes);
        Ok(bytes)
    }

    /// Shows what operators draw.
    fn show(
        &mut self,
        bytes: &[u8],
        resources: Option<&'a Dictionary>,
        state: State,
        depth: usize,
        shown: &mut Shown,
    ) -> Result<(), Refused> {
        let mut drawing =
            Drawing { state, states: Vec::new(), text: Matrix::IDENTITY, line: Matrix::IDENTITY };
        let mut content = Content::new(bytes);
        while let Some(operator) = content.next_operator() {
            if shown.known + shown.unknown > self.characters {
                break;
            }
            let operands = &content.operands;
            match (operator, operands.as_slice()) {
                (b"Tf", [Operand::Name(name), size, ..]) => {
                    drawing.state.size = size.number().unwrap_or_default();
                    drawing.state.font = self.font(resources, name);
                }
                (b"Do", [Operand::Name(name), ..]) if depth < DEEPEST_FORM => {
                    let objects = resources
                        .and_then(|all| entry(self.document, all, b"XObject")?.as_dict().ok());
                    let form =
                        objects.and_then(|all| entry(self.document, all, name)?.as_stream().ok());
                    if let Some(form) = form.filter(|form| is_form(self.document, form)) {
                        self.form(form, resources, &drawing.state, depth + 1, shown)?;
                    }
                }
                _ => drawing.draw(operator, operands, shown),
            }
        }
        Ok(())
    }

    /// Shows a form: what is drawn in one go, and again and again.
    fn form(
        &mut self,
        form: &'a Stream,
        resources: Option<&'a Dictionary>,
        state: &State,
        depth: usize,
        shown: &mut Shown,
    ) -> Result<(), Refused> {
        let bytes = self.unpacked(form)?;
        let own = entry(self.document, &form.dict, b"Resources").and_then(|own| own.as_dict().ok());
        let matrix =
            entry(self.document, &form.dict, b"Matrix").and_then(|matrix| matrix.as_array().ok());
        let numbers = matrix.map(|matrix| {
            let numbers = matrix
                .iter()
                .filter_map(|object| resolved(self.document, object))
                .filter_map(number);
            numbers.collect::<Vec<f64>>()
        });
        let matrix = numbers.and_then(|numbers| Some(Matrix(numbers.get(..6)?.try_into().ok()?)));
        let mut state = state.clone();
        state.places = matrix.unwrap_or(Matrix::IDENTITY).then(state.places);
        self.show(&bytes, own.or(resources), state, depth, shown)
    }

    /// Returns a font by its name on the page.
    fn font(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Option<Rc<Font>> {
        let fonts = entry(self.document, resources?, b"Font")?.as_dict().ok()?;
        let dictionary = entry(self.document, fonts, name)?.as_dict().ok()?;
        let place = std::ptr::from_ref(dictionary);
        if let Some(known) = self.fonts.get(&place) {
            return Some(Rc::clone(known));
        }
        let font = Font::read(self.document, dictionary, &mut |stream| self.unpacked(stream).ok());
        let font = Rc::new(font);
        self.fonts.insert(place, Rc::clone(&font));
        Some(font)
    }
}

/// Returns a value of a page, or of the groups of pages that it is in.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut group = page;
    for _ in 0..64 {
        if let Some(value) = entry(document, group, key) {
            return Some(value);
        }
        group = entry(document, group, b"Parent")?.as_dict().ok()?;
    }
    None
}

/// Returns the turn that makes a page upright which is shown turned by so many degrees.
fn upright(degrees: f64) -> Matrix {
    match degrees.rem_euclid(360.0) as i64 {
        90 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
        180 => Matrix([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
        270 => Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        _ => Matrix::IDENTITY,
    }
}

fn is_form(document: &Document, stream: &Stream) -> bool {
    let subtype =
        entry(document, &stream.dict, b"Subtype").and_then(|subtype| subtype.as_name().ok());
    subtype == Some(b"Form")
}

/// A drawing in the making.
struct Drawing {
    state: State,
    states: Vec<State>,
    text: Matrix,
    line: Matrix,
}

impl Drawing {
    fn draw(&mut self, operator: &[u8], operands: &[Operand], shown: &mut Shown) {
        let at = |index: usize| operands.get(index).and_then(Operand::number).unwrap_or_default();
        match operator {
            b"q" if self.states.len() < MOST_STATES => self.states.push(self.state.clone()),
            b"Q" => self.state = self.states.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => {
                if let Some(matrix) = Matrix::of(operands) {
                    self.state.places = matrix.then(self.state.places);
                }
            }
            b"BT" => self.set(Matrix::IDENTITY),
            b"Tm" => self.set(Matrix::of(operands).unwrap_or(self.line)),
            b"Td" => self.set(self.line.shifted(at(0), at(1))),
            b"TD" => {
                self.state.leading = -at(1);
                self.set(self.line.shifted(at(0), at(1)));
            }
            b"T*" => self.next_line(),
            b"Tc" => self.state.spacing = at(0),
            b"Tw" => self.state.blank_spacing = at(0),
            b"Tz" => self.state.scale = at(0) / 100.0,
            b"TL" => self.state.leading = at(0),
            b"Ts" => self.state.rise = at(0),
            b"Tj" => self.strings(operands, shown),
            b"TJ" => {
                if let Some(Operand::Array(list)) = operands.first() {
                    self.strings(list, shown);
                }
            }
            b"'" => {
                self.next_line();
                self.strings(operands, shown);
            }
            b"\"" => {
                (self.state.blank_spacing, self.state.spacing) = (at(0), at(1));
                self.next_line();
                self.strings(operands.get(2..).unwrap_or_default(), shown);
            }
            _ => {}
        }
    }

    fn set(&mut self, matrix: Matrix) {
        (self.text, self.line) = (matrix, matrix);
    }

    fn next_line(&mut self) {
        self.set(self.line.shifted(0.0, -self.state.leading));
    }

    /// Shows strings, with steps between them.
    fn strings(&mut self, list: &[Operand], shown: &mut Shown) {
        let Some(font) = self.state.font.clone() else { return };
        let mut text = String::new();
        let (mut begin, mut goes_on) = (self.text, false);
        for operand in list {
            match operand {
                Operand::Text(bytes) => self.letters(&font, bytes, &mut text, shown),
                Operand::Number(step) => {
                    if step.abs() > GAP {
                        self.piece(begin, &mut text, goes_on, shown);
                        goes_on = true;
                    } else if *step < -BLANK && !text.ends_with(' ') && !text.is_empty() {
                        text.push(' ');
                    }
                    let back = -step / 1000.0 * self.state.size * self.state.scale;
                    self.text = self.text.shifted(back, 0.0);
                    if text.is_empty() {
                        begin = self.text;
                    }
                }
                _ => {}
            }
        }
        self.piece(begin, &mut text, goes_on, shown);
    }

    /// Adds the letters of a string to a text, and goes to where it ends.
    fn letters(&mut self, font: &Font, bytes: &[u8], text: &mut String, shown: &mut Shown) {
        let mut advance = 0.0;
        let state = &self.state;
        font.letters(bytes, |letter: Letter<'_>| {
            if letter.text.is_empty() {
                shown.unknown += 1;
            } else {
                shown.known += letter.text.len();
            }
            text.push_str(letter.text);
            let blank = if letter.is_blank { state.blank_spacing } else { 0.0 };
            advance += (letter.width / 1000.0 * state.size + state.spacing + blank) * state.scale;
        });
        self.text = self.text.shifted(advance, 0.0);
    }

    /// Keeps what was shown from a place up to here, if it stands upright.
    fn piece(&self, begin: Matrix, text: &mut String, goes_on: bool, shown: &mut Shown) {
        let text = std::mem::take(text);
        let raised =
            |matrix: Matrix| matrix.shifted(0.0, self.state.rise).then(self.state.places).0;
        let (from, to) = (raised(begin), raised(self.text));
        let size = (self.state.size * from[3]).abs().max((self.state.size * from[2]).abs());
        let is_upright = from[0] > 0.0 && from[1].abs() < 0.2 * from[0];
        let is_sound =
            [from[4], from[5], to[4], size].iter().all(|n| n.is_finite() && n.abs() < 1e6);
        // Watermarks and notes at the margin are turned.
        if text.is_empty() || !is_upright || !is_sound || size < 0.5 {
            return;
        }
        let to = to[4].max(from[4]);
        shown.pieces.push(Piece { text, from: from[4], to, line: from[5], size, goes_on });
    }
}
