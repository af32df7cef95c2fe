//! How wide letters are in the fonts that every reader of PDF has, so that documents need not say it: in
//! thousandths of the size of the font, from the blank to the tilde.

/// Letters of Helvetica.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Letters of Times.
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// How wide other letters are, and all of a typewriter's.
const OTHERS: f64 = 500.0;
const TYPEWRITER: f64 = 600.0;

/// Returns how wide each code's letter is in a font of this name.
pub(super) fn of_font(name: &[u8]) -> [f64; 256] {
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
    if has(b"Courier") || has(b"Mono") {
        return [TYPEWRITER; 256];
    }
    let table = if has(b"Times") || has(b"Serif") || has(b"Roman") { &TIMES } else { &HELVETICA };
    let mut widths = [OTHERS; 256];
    for (width, known) in widths[32..].iter_mut().zip(table) {
        *width = f64::from(*known);
    }
    widths
}
