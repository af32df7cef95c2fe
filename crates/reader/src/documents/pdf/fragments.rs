//! Pieces of text that stand beside each other, as fragments of lines: a fragment ends where the gap to the
//! next piece is as wide as one between columns.

use super::show::Piece;

/// The gap between two columns, in parts of the size of the letters. Between words it is smaller.
const GAP: f64 = 1.2;

/// The gap between two words that are not divided by a blank.
const BLANK: f64 = 0.15;

/// How far two pieces may be apart in height to stand on one line.
const HEIGHT: f64 = 0.45;

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fragment {
    pub(super) text: String,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) line: f64,
    pub(super) size: f64,
}

/// Returns the fragments of a page, from the top to the bottom and from the left to the right.
pub(super) fn of(mut pieces: Vec<Piece>) -> Vec<Fragment> {
    pieces.retain(|piece| !piece.text.is_empty());
    pieces.sort_by(|a, b| b.line.total_cmp(&a.line).then(a.from.total_cmp(&b.from)));
    let mut fragments = Vec::new();
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first() {
        let (line, size) = (first.line, first.size);
        let is_same = |piece: &Piece| line - piece.line <= HEIGHT * size.max(piece.size);
        let length = rest.iter().take_while(|piece| is_same(piece)).count();
        let (row, behind) = rest.split_at_mut(length.max(1));
        row.sort_by(|a, b| a.from.total_cmp(&b.from));
        join(row, &mut fragments);
        rest = behind;
    }
    fragments.retain(|fragment| !fragment.text.trim().is_empty());
    fragments
}

/// Joins the pieces of a row to fragments.
fn join(row: &[Piece], fragments: &mut Vec<Fragment>) {
    let mut open: Option<(Fragment, &Piece)> = None;
    for piece in row {
        if let Some((fragment, last)) = &mut open {
            // Bold letters are made by showing them twice.
            if piece.text == last.text && (piece.from - last.from).abs() < 0.3 * piece.size {
                continue;
            }
            let gap = piece.from - fragment.to;
            let size = fragment.size.max(piece.size);
            let widest = if piece.goes_on { GAP * 2.0 } else { GAP };
            if gap < widest * size && gap > -size {
                let is_apart = gap > BLANK * size;
                if is_apart && !fragment.text.ends_with(' ') && !piece.text.starts_with(' ') {
                    fragment.text.push(' ');
                }
                fragment.text.push_str(&piece.text);
                // A raised number does not say where the line is, nor how large.
                if piece.size > fragment.size {
                    (fragment.size, fragment.line) = (piece.size, piece.line);
                }
                fragment.to = fragment.to.max(piece.to);
                *last = piece;
                continue;
            }
        }
        let fragment = Fragment {
            text: piece.text.clone(),
            from: piece.from,
            to: piece.to,
            line: piece.line,
            size: piece.size,
        };
        fragments.extend(open.replace((fragment, piece)).map(|(fragment, _)| fragment));
    }
    fragments.extend(open.map(|(fragment, _)| fragment));
}
