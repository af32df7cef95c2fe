//! The order in which the fragments of a page are read: columns one after the other, and what stands across
//! them between.
//!
//! A gutter is a stripe from the top to the bottom that next to no fragment crosses. What crosses it, as a
//! headline over two columns, divides the page into bands; in each band the left side comes first.

use super::fragments::Fragment;

/// Into how many stripes a part of a page is divided to look for a gutter.
const STRIPES: usize = 400;

/// In how many turns a part may be divided: into more columns than any page has.
const DEEPEST: usize = 6;

/// A gutter is crossed by one fragment in so many at most.
const ONE_IN: usize = 10;

/// A column is narrower than this part of the page.
const HALF: f64 = 0.55;

/// How wide a gutter is at least, in parts of the size of the letters.
const WIDTH: f64 = 0.6;

/// Of how many fragments a column consists at least.
const COLUMN: usize = 3;

/// Returns the blocks of a page in the order in which they are read. The fragments of each are from the top
/// to the bottom, as those of the page are.
pub(super) fn ordered(page: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    let mut blocks = Vec::new();
    order(page, 0, &mut blocks);
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn order(fragments: Vec<Fragment>, depth: usize, blocks: &mut Vec<Vec<Fragment>>) {
    let gutter = if depth < DEEPEST { gutter(&fragments) } else { None };
    let Some((from, to)) = gutter else {
        blocks.push(fragments);
        return;
    };
    let middle = f64::midpoint(from, to);
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    for fragment in fragments {
        let crosses = fragment.from < from && fragment.to > to;
        // A band ends where something stands across, after columns that were read.
        if crosses {
            if !(left.is_empty() && right.is_empty()) {
                blocks.push(std::mem::take(&mut across));
                order(std::mem::take(&mut left), depth + 1, blocks);
                order(std::mem::take(&mut right), depth + 1, blocks);
            }
            across.push(fragment);
        } else if f64::midpoint(fragment.from, fragment.to) < middle {
            left.push(fragment);
        } else {
            right.push(fragment);
        }
    }
    blocks.push(across);
    order(left, depth + 1, blocks);
    order(right, depth + 1, blocks);
}

/// Returns from where to where the widest gutter of a part goes. Where there is none, those fragments are
/// not looked at that are too wide for a column: a headline, a summary and a picture's line above two short
/// columns are many in comparison.
fn gutter(fragments: &[Fragment]) -> Option<(f64, f64)> {
    if fragments.len() < 2 * COLUMN {
        return None;
    }
    let left = fragments.iter().map(|f| f.from).fold(f64::INFINITY, f64::min);
    let right = fragments.iter().map(|f| f.to).fold(f64::NEG_INFINITY, f64::max);
    let is_narrow = |f: &&Fragment| f.to - f.from < (right - left) * HALF;
    gutter_of(fragments, fragments.iter(), left, right)
        .or_else(|| gutter_of(fragments, fragments.iter().filter(is_narrow), left, right))
}

/// Returns the widest gutter between those fragments of a part that are looked at.
fn gutter_of<'a>(
    fragments: &[Fragment],
    looked_at: impl Iterator<Item = &'a Fragment>,
    left: f64,
    right: f64,
) -> Option<(f64, f64)> {
    let stripe = (right - left) / STRIPES as f64;
    if !(stripe > 0.0 && stripe.is_finite()) {
        return None;
    }
    // How many fragments begin in each stripe, less those that end before it.
    let mut changes = vec![0_i64; STRIPES + 2];
    let mut all = 0;
    for fragment in looked_at {
        all += 1;
        let at = |place: f64| (((place - left) / stripe).max(0.0) as usize).min(STRIPES);
        changes[at(fragment.from)] += 1;
        changes[at(fragment.to) + 1] -= 1;
    }
    let most = (all / ONE_IN).max(1) as i64;
    let (mut widest, mut open, mut count) = (0..0, 0, 0);
    for (number, change) in changes.iter().enumerate().take(STRIPES) {
        count += change;
        if count > most {
            open = number + 1;
        } else if number + 1 - open > widest.len() && open > 0 {
            widest = open..number + 1;
        }
    }
    // Free to the right edge: short lines, and no column behind.
    if widest.is_empty() || widest.end >= STRIPES {
        return None;
    }
    let (from, to) = (left + widest.start as f64 * stripe, left + widest.end as f64 * stripe);
    let is_wide = to - from >= WIDTH * usual_size(fragments);
    (is_wide && are_columns(fragments, from, to)).then_some((from, to))
}

/// Tells whether what stands at both sides of a gutter are columns: of some lines each, and beside each other.
fn are_columns(fragments: &[Fragment], from: f64, to: f64) -> bool {
    let extent = |is_side: &dyn Fn(&&Fragment) -> bool| {
        let side = fragments.iter().filter(is_side);
        let (mut count, mut low, mut high) = (0, f64::INFINITY, f64::NEG_INFINITY);
        for fragment in side {
            count += 1;
            (low, high) = (low.min(fragment.line), high.max(fragment.line));
        }
        (count, low, high)
    };
    let middle = f64::midpoint(from, to);
    let crosses = |f: &&Fragment| f.from < from && f.to > to;
    let left = extent(&|f| !crosses(f) && f64::midpoint(f.from, f.to) < middle);
    let right = extent(&|f| !crosses(f) && f64::midpoint(f.from, f.to) >= middle);
    let common = left.2.min(right.2) - left.1.max(right.1);
    let shorter = (left.2 - left.1).min(right.2 - right.1);
    left.0 >= COLUMN && right.0 >= COLUMN && common > 0.0 && common >= 0.3 * shorter
}

/// Returns the size of most letters.
pub(super) fn usual_size(fragments: &[Fragment]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = fragments.iter().map(|f| (f.size, f.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|size| size.1).sum::<usize>() / 2;
    let mut seen = 0;
    let middle = sizes.iter().find(|size| {
        seen += size.1;
        seen > half
    });
    middle.map_or(10.0, |size| size.0)
}
