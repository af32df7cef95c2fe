//! How many of the judged statements are right, and between which bounds that share lies.

use std::collections::BTreeMap;
use std::io::{self, Write};

use q7x2_domain::Speaker;

use super::answers::Verdict;

/// The normal quantile of a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Right ones of some.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Share {
    right: usize,
    all: usize,
}

/// The verdicts on a sample.
#[derive(Debug, Default)]
pub(super) struct Figures {
    verdicts: BTreeMap<&'static str, usize>,
    all: Share,
    /// By the reason of the link; "no speaker" where none was linked.
    reasons: BTreeMap<&'static str, Share>,
}

impl Figures {
    /// Counts verdicts on statements with these speakers.
    pub(super) fn of<'a>(judged: impl Iterator<Item = (Option<&'a Speaker>, Verdict)>) -> Self {
        let mut figures = Self::default();
        for (speaker, verdict) in judged {
            let reason = speaker.map_or("no speaker", |speaker| speaker.link_reason.as_str());
            *figures.verdicts.entry(verdict.words()).or_default() += 1;
            for share in [&mut figures.all, figures.reasons.entry(reason).or_default()] {
                share.all += 1;
                share.right += usize::from(verdict == Verdict::Right);
            }
        }
        figures
    }

    /// Returns how many were judged.
    pub(super) fn judged(&self) -> usize {
        self.all.all
    }

    /// Writes the figures for people.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(super) fn write(&self, out: &mut dyn Write, chosen: usize) -> io::Result<()> {
        let count = |verdict: &Verdict| {
            let words = verdict.words();
            format!("{} {words}", self.verdicts.get(words).copied().unwrap_or_default())
        };
        let counts: Vec<String> = Verdict::ALL.iter().map(count).collect();
        writeln!(out, "judged {} of {chosen}: {}", self.all.all, counts.join(", "))?;
        if self.all.all == 0 {
            return Ok(());
        }
        writeln!(out, "\n{:22}  right  judged  precision  95 % interval", "")?;
        let mut reasons: Vec<_> =
            self.reasons.iter().map(|(name, share)| (*name, *share)).collect();
        reasons.sort_by_key(|(_, share)| std::cmp::Reverse(share.all));
        for (name, share) in [("all", self.all)].into_iter().chain(reasons) {
            let Share { right, all } = share;
            let precision = 100.0 * right as f64 / all as f64;
            let (low, high) = wilson(right, all);
            writeln!(
                out,
                "{:22}  {right:5}  {all:6}  {precision:7.1} %  {:.1} to {:.1} %",
                name.replace('_', " "),
                100.0 * low,
                100.0 * high
            )?;
        }
        Ok(())
    }
}

/// Returns the bounds of a share by Wilson's score, which holds for few and for all right too.
fn wilson(right: usize, all: usize) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, z2) = (all as f64, Z * Z);
    let p = right as f64 / n;
    let middle = p + z2 / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let of = |bound: f64| (bound / (1.0 + z2 / n)).clamp(0.0, 1.0);
    (of(middle - half), of(middle + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bounds in percent, one decimal, against published tables.
    fn check(right: usize, all: usize, expect: &str) {
        let (low, high) = wilson(right, all);
        assert_eq!(format!("{:.1} to {:.1}", 100.0 * low, 100.0 * high), expect);
    }

    #[test]
    fn bounds_are_wilsons() {
        check(0, 10, "0.0 to 27.8");
        check(5, 10, "23.7 to 76.3");
        check(10, 10, "72.2 to 100.0");
        check(180, 200, "85.1 to 93.4");
        check(0, 0, "0.0 to 100.0");
    }

    #[test]
    fn verdicts_are_counted_by_reason() {
        let verdicts = [Verdict::Right, Verdict::WrongWords, Verdict::Right, Verdict::NotSaid];
        let figures = Figures::of(verdicts.into_iter().map(|verdict| (None, verdict)));
        let mut text = Vec::new();
        figures.write(&mut text, 9).expect("written");
        let text = String::from_utf8(text).expect("text");
        let first = "judged 4 of 9: 2 right, 0 wrong speaker, 1 wrong words, 1 not said";
        assert_eq!(text.lines().next(), Some(first));
        assert!(text.lines().last().is_some_and(|line| line.starts_with("no speaker")), "{text}");
    }
}
