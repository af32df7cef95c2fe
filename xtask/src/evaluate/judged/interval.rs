//! How sure a share is: articles are drawn anew with replacement, for statements of one article are
//! right or wrong together.

/// How often articles are drawn.
const DRAWS: usize = 1000;

/// Parts and wholes of one figure, an article each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts(Vec<(usize, usize)>);

impl FromIterator<(usize, usize)> for Parts {
    fn from_iter<I: IntoIterator<Item = (usize, usize)>>(parts: I) -> Self {
        Self(parts.into_iter().collect())
    }
}

impl Parts {
    /// Returns the part and the whole of all articles.
    pub(super) fn total(&self) -> (usize, usize) {
        self.0.iter().fold((0, 0), |(part, whole), own| (part + own.0, whole + own.1))
    }

    /// Returns the share in percent, and the bounds between which it lies in 95 of 100 draws;
    /// nothing of nothing has none.
    pub(super) fn percent(&self, seed: u64) -> Option<(f64, f64, f64)> {
        let percent =
            |(part, whole): (usize, usize)| 100.0 * super::super::spans::share(part, whole);
        let total = self.total();
        if total.1 == 0 {
            return None;
        }
        let mut random = Random(seed);
        let mut drawn: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let one = |_: &(usize, usize)| self.0[random.below(self.0.len())];
                self.0.iter().map(one).fold((0, 0), |all, own| (all.0 + own.0, all.1 + own.1))
            })
            .filter(|(_, whole)| *whole > 0)
            .map(percent)
            .collect();
        drawn.sort_by(f64::total_cmp);
        let at = |place: usize| drawn[(drawn.len() * place / 1000).min(drawn.len() - 1)];
        Some((percent(total), at(25), at(975)))
    }
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the remainder is below a usize")]
    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_lies_between_its_bounds_and_a_seed_repeats_them() {
        let parts: Parts = (0..40).map(|i| (usize::from(i % 4 != 0) * 3, 3)).collect();
        let (share, low, high) = parts.percent(1).expect("something");
        assert_eq!(share, 75.0);
        // 40 articles, each all right or all wrong: a standard error of 6.8 points.
        assert!((55.0..68.0).contains(&low) && (82.0..95.0).contains(&high), "{low} {high}");
        assert_eq!(parts.percent(1), parts.percent(1));
        assert_ne!(parts.percent(1), parts.percent(2));
    }

    #[test]
    fn statements_of_one_article_are_no_evidence_of_others() {
        let spread: Parts = (0..40).map(|i| (usize::from(i % 4 != 0), 1)).collect();
        let lumped: Parts = [(0, 10), (10, 10), (10, 10), (10, 10)].into_iter().collect();
        let width = |parts: &Parts| parts.percent(1).map(|(_, low, high)| high - low);
        assert!(width(&lumped) > width(&spread));
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(Parts::default().percent(1), None);
        assert_eq!([(0, 0)].into_iter().collect::<Parts>().percent(1), None);
    }
}
