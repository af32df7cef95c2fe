//! How likely a block is part of the article: a sum of small trees, fitted on pages read by people.
//!
//! `data/page_blocks.txt` has a tree a line: its leaves, then its forks, each `number threshold left
//! right`. A number at or below the threshold goes left. Forks and leaves are named by their place in the
//! line; leaves are negative, the first is -1. How it is fitted: docs/reader.md.

use std::sync::LazyLock;

/// A question of a tree.
#[derive(Debug, Clone, Copy)]
struct Fork {
    number: usize,
    threshold: f32,
    left: i32,
    right: i32,
}

#[derive(Debug, Default)]
struct Shrub {
    leaves: Vec<f32>,
    forks: Vec<Fork>,
}

/// Returns how likely a block is part of the article, from 0 to 1, by its numbers.
pub(super) fn likelihood(row: &[f32]) -> f32 {
    static MODEL: LazyLock<Vec<Shrub>> = LazyLock::new(|| {
        include_str!("../../data/page_blocks.txt").lines().filter_map(shrub).collect()
    });
    let sum: f32 = MODEL.iter().map(|shrub| shrub.value(row)).sum();
    1.0 / (1.0 + (-sum).exp())
}

impl Shrub {
    fn value(&self, row: &[f32]) -> f32 {
        let mut at = if self.forks.is_empty() { -1 } else { 0 };
        // A path is no longer than there are forks, whatever the file says.
        for _ in 0..=self.forks.len() {
            let Ok(fork) = usize::try_from(at) else { break };
            let Some(fork) = self.forks.get(fork) else { break };
            let value = row.get(fork.number).copied().unwrap_or_default();
            at = if value <= fork.threshold { fork.left } else { fork.right };
        }
        let leaf = usize::try_from(-i64::from(at) - 1).unwrap_or(usize::MAX);
        self.leaves.get(leaf).copied().unwrap_or_default()
    }
}

fn shrub(line: &str) -> Option<Shrub> {
    if line.starts_with('#') || line.is_empty() {
        return None;
    }
    let (leaves, forks) = line.split_once('|')?;
    let leaves = leaves.split_whitespace().filter_map(|leaf| leaf.parse().ok()).collect();
    let forks = forks.split(',').filter_map(|fork| {
        let mut parts = fork.split_whitespace();
        Some(Fork {
            number: parts.next()?.parse().ok()?,
            threshold: parts.next()?.parse().ok()?,
            left: parts.next()?.parse().ok()?,
            right: parts.next()?.parse().ok()?,
        })
    });
    Some(Shrub { leaves, forks: forks.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_asked_from_its_first_fork() {
        let shrub = shrub("0.5 -1.5 2 | 3 10 -1 1, 0 0.5 -2 -3").expect("a tree");
        assert_eq!(shrub.value(&[0.0, 0.0, 0.0, 10.0]), 0.5);
        assert_eq!(shrub.value(&[0.5, 0.0, 0.0, 11.0]), -1.5);
        assert_eq!(shrub.value(&[0.6, 0.0, 0.0, 11.0]), 2.0);
        assert_eq!(shrub.value(&[]), 0.5);
    }

    #[test]
    fn every_line_of_the_file_is_a_tree_of_the_numbers_that_there_are() {
        let shrubs: Vec<Shrub> =
            include_str!("../../data/page_blocks.txt").lines().filter_map(shrub).collect();
        assert!(shrubs.len() >= 50, "{}", shrubs.len());
        for shrub in &shrubs {
            assert_eq!(shrub.leaves.len(), shrub.forks.len() + 1);
            assert!(shrub.forks.iter().all(|fork| fork.number < super::super::features::COUNT));
        }
    }
}
