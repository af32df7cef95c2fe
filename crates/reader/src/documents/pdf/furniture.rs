//! What returns at the top or the bottom of the pages: headers, footers and numbers. They are told by their
//! words, in which numbers count as equal, and by their height on the page.

use std::collections::{HashMap, HashSet};

use super::fragments::Fragment;

/// How many lines at the top and at the bottom of a page may be a header or a footer.
const LINES: usize = 3;

/// How exactly a header returns at its height, in points.
const HEIGHT: f64 = 6.0;

/// On how many pages a line returns to be a header: on one in so many, as left and right pages differ.
const ONE_IN: usize = 3;

/// Returns the pages without what returns on them.
pub(super) fn without(mut pages: Vec<Vec<Fragment>>) -> Vec<Vec<Fragment>> {
    let mut counted: HashMap<(String, i64), HashSet<usize>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for fragment in at_the_edges(page) {
            let words = comparable(&fragment.text);
            for height in heights(fragment) {
                counted.entry((words.clone(), height)).or_default().insert(number);
            }
        }
    }
    let least = pages.len().div_ceil(ONE_IN).max(2);
    let count = pages.len();
    for page in &mut pages {
        let edges: HashSet<i64> = at_the_edges(page).map(|fragment| exact(fragment.line)).collect();
        page.retain(|fragment| {
            let words = comparable(&fragment.text);
            let returns = heights(fragment).iter().any(|height| {
                counted.get(&(words.clone(), *height)).is_some_and(|on| on.len() >= least)
            });
            let is_at_edge = edges.contains(&exact(fragment.line));
            !(is_at_edge && (returns || is_number_of_page(&fragment.text, count)))
        });
    }
    pages
}

/// Returns the fragments of the first and the last lines of a page.
fn at_the_edges(page: &[Fragment]) -> impl Iterator<Item = &Fragment> {
    let mut lines: Vec<i64> = page.iter().map(|fragment| exact(fragment.line)).collect();
    lines.sort_unstable();
    lines.dedup();
    let (low, high) = match lines.as_slice() {
        [] => (0, 0),
        lines if lines.len() <= 2 * LINES => (i64::MAX, i64::MIN),
        lines => (lines[LINES - 1], lines[lines.len() - LINES]),
    };
    page.iter().filter(move |fragment| {
        let line = exact(fragment.line);
        line <= low || line >= high
    })
}

/// Returns a height as a number that can be compared.
fn exact(line: f64) -> i64 {
    (line * 8.0).round() as i64
}

/// Returns the two steps of height that a fragment is between: two that are near have one in common.
fn heights(fragment: &Fragment) -> [i64; 2] {
    let step = (fragment.line / HEIGHT).floor() as i64;
    [step, step + 1]
}

/// Returns words as they are compared: numbers are all the same.
fn comparable(text: &str) -> String {
    let mut words = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if !(c == '#' && words.ends_with('#')) {
            words.push(c);
        }
    }
    words
}

/// Tells whether a line is the number of a page and nothing else: of more pages any number is one, of one
/// page alone only what says that it is.
fn is_number_of_page(text: &str, pages: usize) -> bool {
    let lower = text.trim().to_lowercase();
    let bare =
        lower.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '·'));
    let (named, rest) = match bare.strip_prefix("page").or_else(|| bare.strip_prefix("p.")) {
        Some(rest) => (true, rest.trim()),
        None => (false, bare),
    };
    let mut parts = rest.split(['/']).flat_map(|part| part.split(" of ")).map(str::trim);
    let is_number = |part: &str| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())
    };
    let (first, second, third) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let is_form = is_number(first) && second.is_none_or(is_number) && third.is_none();
    is_form && (named || second.is_some() || pages > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_are_told_from_other_numbers() {
        for text in ["Page 3 of 9", "3 / 9", "p. 3", "page 12"] {
            assert!(is_number_of_page(text, 1), "{text}");
        }
        assert!(is_number_of_page("– 3 –", 2) && !is_number_of_page("3", 1));
        for text in ["2031 was late", "Page", "12345", "1/2/3", "3 ferries"] {
            assert!(!is_number_of_page(text, 9), "{text}");
        }
    }

    #[test]
    fn what_returns_is_left_out_where_it_returns() {
        let fragment = |text: &str, line: f64| Fragment {
            text: text.into(),
            from: 50.0,
            to: 200.0,
            line,
            size: 10.0,
        };
        let page = |number: usize| {
            let mut page = vec![fragment(&format!("Velm Post {number}"), 800.0 + number as f64)];
            page.extend(
                (0..10).map(|line| {
                    fragment(&format!("Fog {number}."), 700.0 - 12.0 * f64::from(line))
                }),
            );
            page.push(fragment(&number.to_string(), 20.0));
            page
        };
        let pages = without(vec![page(1), page(2), page(3)]);
        assert!(
            pages.iter().all(|page| page.iter().all(|fragment| fragment.text.starts_with("Fog")))
        );
        assert_eq!(without(vec![page(1)])[0].len(), 12);
    }
}
