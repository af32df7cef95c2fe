//! How good a ranking is beside the layers' answers.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

use q7x2_domain::SpeakerType;
use q7x2_extractor::fitting::Thresholds;

use super::examples::{Material, Source};

/// Counts of one set of sources.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: usize,
    layers: usize,
    right: usize,
    possible: usize,
}

/// The figures of a ranking.
pub(super) struct Report {
    title: String,
    counts: BTreeMap<(String, String), Count>,
    named: BTreeMap<String, Vec<(f32, bool)>>,
    layers_named: BTreeMap<String, (usize, usize)>,
    /// By set and tenth of the likelihood: how many, how many of them right, the likelihoods added up.
    bins: BTreeMap<(String, usize), (usize, usize, f64)>,
}

impl Report {
    pub(super) fn of(
        material: &Material,
        told: &[Vec<f32>],
        folds: &[usize],
        thresholds: &Thresholds,
        title: &str,
    ) -> Self {
        let mut report = Self {
            title: title.to_owned(),
            counts: BTreeMap::new(),
            named: BTreeMap::new(),
            layers_named: BTreeMap::new(),
            bins: BTreeMap::new(),
        };
        for source in counted(material, folds) {
            let article = material.article(source);
            let Some(judged) = source.judged.map(|at| &article.statements[at]) else { continue };
            let chosen = source.told.choose(&told[source.number], thresholds);
            let (right, layers) = (source.ok[chosen], source.pick_right());
            let kind = judged.kind.as_str();
            for key in ["all".to_owned(), kind.to_owned(), format!("{kind}/{}", judged.how)] {
                let count = report.counts.entry((article.set.to_owned(), key)).or_default();
                count.all += 1;
                count.layers += usize::from(layers);
                count.right += usize::from(right);
                count.possible += usize::from(source.ok.iter().any(|ok| *ok));
            }
            let likely = source.told.likelihood(&told[source.number], chosen);
            let bin = (likely * 10.0).min(9.0) as usize;
            let entry = report.bins.entry((article.set.to_owned(), bin)).or_default();
            entry.0 += 1;
            entry.1 += usize::from(right);
            entry.2 += f64::from(likely);
            let named = |at: usize| source.names(at);
            if named(chosen) {
                let entry = report.named.entry(article.set.to_owned()).or_default();
                entry.push((told[source.number][chosen], right));
            }
            if source.told.pick.is_some_and(named) {
                let entry = report.layers_named.entry(article.set.to_owned()).or_default();
                entry.0 += 1;
                entry.1 += usize::from(!layers);
            }
        }
        report
    }
}

/// The sources that count: of the tagger's spans, judged and required.
pub(super) fn counted<'m>(
    material: &'m Material,
    folds: &'m [usize],
) -> impl Iterator<Item = &'m Source> {
    let own = material.sources.iter().filter(|source| !source.gold && folds.contains(&source.fold));
    own.filter(|source| {
        let article = material.article(source);
        source.judged.is_some_and(|at| article.statements[at].required)
    })
}

impl Source {
    /// Tells whether the layers' answer is right.
    pub(super) fn pick_right(&self) -> bool {
        self.told.pick.is_some_and(|pick| self.ok[pick])
    }

    /// Tells whether an offer is a person or an organisation.
    pub(super) fn names(&self, offer: usize) -> bool {
        let party = self.told.offers[offer].party;
        matches!(party, Some(SpeakerType::Person | SpeakerType::Organization))
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "== {}", self.title)?;
        for ((set, key), count) in &self.counts {
            if count.all >= 15 || key == "all" {
                writeln!(
                    f,
                    "{set:8} {key:28} n {:5}  layers {:5.1}  ranking {:5.1}  possible {:5.1}",
                    count.all,
                    percent(count.layers, count.all),
                    percent(count.right, count.all),
                    percent(count.possible, count.all),
                )?;
            }
        }
        for set in self.named.keys() {
            let own = self.bins.iter().filter(|((of, _), _)| of == set).map(|(_, bin)| bin);
            let all: usize = own.clone().map(|(count, ..)| count).sum();
            let off: f64 = own.map(|(_, right, sum)| (sum - *right as f64).abs()).sum();
            writeln!(f, "{set:8} calibration error {:.1}", 100.0 * off / all.max(1) as f64)?;
        }
        let mut pooled: BTreeMap<usize, (usize, usize, f64)> = BTreeMap::new();
        for ((_, bin), (count, right, sum)) in &self.bins {
            let all = pooled.entry(*bin).or_default();
            *all = (all.0 + count, all.1 + right, all.2 + sum);
        }
        let all: usize = pooled.values().map(|(count, ..)| count).sum();
        let off: f64 = pooled.values().map(|(_, right, sum)| (sum - *right as f64).abs()).sum();
        writeln!(f, "pooled   calibration error {:.1}", 100.0 * off / all.max(1) as f64)?;
        for (set, named) in &self.named {
            let (layers, wrong) = self.layers_named.get(set).copied().unwrap_or_default();
            let mut named = named.clone();
            named.sort_by(|a, b| b.0.total_cmp(&a.0));
            let wrong_of = |named: &[(f32, bool)]| {
                percent(named.iter().filter(|(_, right)| !right).count(), named.len())
            };
            let all =
                self.counts.get(&(set.clone(), "all".to_owned())).map_or(1, |count| count.all);
            let rights = |named: &[(f32, bool)]| named.iter().filter(|(_, right)| *right).count();
            let sure = named.iter().filter(|(p, _)| *p >= 0.5).count();
            writeln!(
                f,
                "{set:8} wrong names: layers {:.1} of {:.1} ({} right); ranking {:.1} of {:.1} ({} right); at the layers' coverage {:.1}; p >= .5 {:.1} of {:.1} ({} right)",
                percent(wrong, layers),
                percent(layers, all),
                layers - wrong,
                wrong_of(&named),
                percent(named.len(), all),
                rights(&named),
                wrong_of(&named[..layers.min(named.len())]),
                wrong_of(&named[..sure]),
                percent(sure, all),
                rights(&named[..sure]),
            )?;
        }
        Ok(())
    }
}

/// Prints what is wrong.
pub(super) fn errors(
    out: &mut impl Write,
    material: &Material,
    told: &[Vec<f32>],
    folds: &[usize],
    thresholds: &Thresholds,
) -> anyhow::Result<()> {
    for source in counted(material, folds) {
        let article = material.article(source);
        let Some(judged) = source.judged.map(|at| &article.statements[at]) else { continue };
        let chosen = source.told.choose(&told[source.number], thresholds);
        if source.ok[chosen] {
            continue;
        }
        let offer = |at: usize| {
            let offer = &source.told.offers[at];
            format!("{} [{}]", offer.name, offer.word())
        };
        let text = |span: Option<q7x2_domain::Span>| {
            let text: Vec<char> = article.article.text().chars().collect();
            span.map(|s| text[s.start() as usize..s.end() as usize].iter().collect::<String>())
        };
        writeln!(
            out,
            "{}/{} | {} {} | gold {} | source {:?} gold source {:?} | chose {} p {:.2} | layers {} {} | possible {}",
            article.set,
            article.name.chars().take(24).collect::<String>(),
            judged.kind,
            judged.how,
            judged.speaker,
            text(source.told.source).unwrap_or_default(),
            text(judged.source.first().copied()).unwrap_or_default(),
            offer(chosen),
            told[source.number][chosen],
            source.told.pick.map(offer).unwrap_or_default(),
            if source.pick_right() { "RIGHT" } else { "" },
            source
                .ok
                .iter()
                .zip(&source.told.offers)
                .filter(|(ok, _)| **ok)
                .map(|(_, o)| format!("{} [{}]", o.name, o.word()))
                .take(2)
                .collect::<Vec<_>>()
                .join("; "),
        )?;
    }
    Ok(())
}
