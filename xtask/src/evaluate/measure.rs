//! Runs an extractor over gold articles and gathers every score.

use std::collections::BTreeMap;

use q7x2_domain::{Article, CodePoints, Mode, Span, SpeakerType, Statement};
use q7x2_recipe::AnyExtractor;

use super::circumstances::Circumstances;
use super::corpus::CorpusText;
use super::found::{Found, Matched, spans_of};
use super::gold::{GoldArticle, Spans, Style};
use super::quoted::kind_of;
use super::roles::{Count, Roles};
use super::speakers::Speakers;
use super::table::Table;
use super::trust::{Calibration, Reasons};

/// How many articles an extractor is given at once.
pub(super) const BATCH: usize = 16;

/// Scores of groups of articles or attributions, by the group's name.
#[derive(Default)]
struct Groups(BTreeMap<String, Roles>);

impl Groups {
    fn of(&mut self, name: &str) -> &mut Roles {
        self.0.entry(name.to_owned()).or_default()
    }

    fn table(&self, title: &str) -> Table {
        let rows = self.0.iter().flat_map(|(name, roles)| roles.brief(name)).collect();
        Table { title: title.to_owned(), columns: &Count::COLUMNS, rows }
    }

    /// Counts one reading kind by kind: the attributions of a kind on either side are held against
    /// each other, so that one found with another kind counts as missed and invented.
    fn add_by_kind(&mut self, text: &str, gold: &[Spans], predicted: &[Spans]) {
        for kind in q7x2_domain::Kind::ALL {
            let of = |all: &[Spans]| -> Vec<Spans> {
                let own = all.iter().filter(|spans| kind_of(text, &spans.content) == *kind);
                own.cloned().collect()
            };
            self.of(kind.as_str()).add(text, &of(gold), &of(predicted));
        }
    }
}

/// Returns the scores on a corpus; what is wrong about its speakers is added to `errors`, and all
/// speakers that were found to `list`, a line each.
pub(super) fn on_corpus(
    extractor: &AnyExtractor,
    texts: &[CorpusText],
    errors: &mut Vec<String>,
    list: &mut Vec<String>,
) -> Vec<Table> {
    let (mut roles, mut calibration) = (Roles::default(), Calibration::default());
    let (mut kinds, mut publishers) = (Groups::default(), Groups::default());
    let (mut speakers, mut reasons) = (Speakers::default(), Reasons::default());
    let articles: Vec<&Article> = texts.iter().map(|text| &text.article).collect();
    for (text, statements) in texts.iter().zip(extract(extractor, &articles)) {
        let predicted: Vec<Spans> = statements.iter().map(spans_of).collect();
        let words = text.article.text();
        let mut found = Vec::new();
        for gold in &text.readings {
            found = roles.add(words, gold, &predicted);
            publishers.of(&text.publisher).add(words, gold, &predicted);
            kinds.add_by_kind(words, gold, &predicted);
        }
        list.extend(statements.iter().map(|statement| told(text, statement)));
        let met = speakers.add_article(&text.speakers, &statements);
        // Confidence is about the speaker too, which only some articles tell.
        for (statement, found) in statements.iter().zip(found).filter(|_| !met.is_empty()) {
            let is_met =
                |(met, right): &(&Statement, bool)| *right && std::ptr::eq(*met, statement);
            calibration.add(statement.confidence, found && met.iter().flatten().any(is_met));
        }
        for (judged, (statement, right)) in
            text.speakers.iter().zip(met).filter_map(|(j, m)| Some((j, m?)))
        {
            if let Some(speaker) = &statement.speaker {
                reasons.add(speaker.link_reason, right);
            }
            if !right {
                let gold = party(&judged.speaker.name, judged.speaker.kind);
                errors.push(format!(
                    "{}; not {gold} ({})",
                    told(text, statement),
                    judged.speaker.how
                ));
            }
        }
    }
    vec![
        roles.table("roles"),
        kinds.table("by kind"),
        publishers.table("by publisher"),
        speakers.table(),
        reasons.table(),
        calibration.table(),
    ]
}

/// Tells who is behind a statement of a corpus, and why.
fn told(text: &CorpusText, statement: &Statement) -> String {
    let source = statement.source.first().map_or("", |source| source.text.as_str());
    let at = statement.content.first().map_or(0, |content| content.span.start());
    let got = statement.speaker.as_ref();
    let speaker = got.map_or(party("", None), |got| party(&got.name, Some(got.kind)));
    let reason = got.map_or("", |got| got.link_reason.as_str());
    format!("{} @{at} | {source} | {speaker} {reason}", text.name)
}

/// Writes a speaker's name and type.
fn party(name: &str, kind: Option<SpeakerType>) -> String {
    format!("{name} ({})", kind.map_or("nobody", SpeakerType::as_str))
}

/// Returns the scores on the golden set; what is wrong is added to `errors`, a line each.
pub(super) fn on_golden(
    extractor: &AnyExtractor,
    golden: &[GoldArticle],
    errors: &mut Vec<String>,
) -> Vec<Table> {
    let (mut roles, mut calibration) = (Roles::default(), Calibration::default());
    let (mut kinds, mut styles) = (Groups::default(), Groups::default());
    let (mut found, mut circumstances) = (Found::default(), Circumstances::default());
    let (mut speakers, mut reasons) = (Speakers::default(), Reasons::default());
    let articles: Vec<&Article> = golden.iter().map(|gold| &gold.article).collect();
    for (gold, statements) in golden.iter().zip(extract(extractor, &articles)) {
        let text = gold.article.text();
        let points = CodePoints::new(text);
        let matched = Matched::new(&gold.statements, &statements);
        let mut remark = |number: u32, what: &str, place: &[Span]| {
            let words = place.first().and_then(|span| points.slice(*span)).unwrap_or_default();
            let words: String = words.chars().take(70).collect();
            errors.push(format!("{} {number}: {what} | {words}", gold.name));
        };
        found.add(&matched, &mut remark);
        let required: Vec<Spans> = (gold.statements.iter().filter(|gold| !gold.borderline))
            .map(|gold| gold.spans.clone())
            .collect();
        let counted = statements.iter().enumerate().filter(|(p, _)| !matched.is_borderline(*p));
        let counted: Vec<&Statement> = counted.map(|(_, statement)| statement).collect();
        let predicted: Vec<Spans> = counted.iter().map(|statement| spans_of(statement)).collect();
        let found = roles.add(text, &required, &predicted);
        let mut well_told: Vec<&Statement> = Vec::new();
        kinds.add_by_kind(text, &required, &predicted);
        let style = Style::ALL.iter().find(|(_, style)| *style == gold.style);
        styles.of(style.map_or("", |(word, _)| word)).add(text, &required, &predicted);
        for (g, judged) in gold.statements.iter().enumerate().filter(|(_, gold)| !gold.borderline) {
            let met = matched.partner(g);
            let right = speakers.add(&judged.speaker, met);
            let Some(met) = met else {
                if judged.mode != Mode::Speech {
                    remark(judged.number, "not found (no speech)", &judged.spans.content);
                }
                continue;
            };
            if let Some(speaker) = &met.speaker {
                reasons.add(speaker.link_reason, right);
            }
            if right {
                well_told.push(met);
            } else {
                let got = met.speaker.as_ref();
                let what = format!(
                    "speaker {}, not {}",
                    got.map_or(party("", None), |got| party(&got.name, Some(got.kind))),
                    party(&judged.speaker.name, judged.speaker.kind)
                );
                remark(judged.number, &what, &judged.spans.source);
            }
        }
        for (statement, found) in counted.iter().zip(found) {
            let told = well_told.iter().any(|told| std::ptr::eq(*told, *statement));
            calibration.add(statement.confidence, found && told);
        }
        circumstances.add(text, &matched, |number, what| {
            errors.push(format!("{} {number}: {what}", gold.name));
        });
    }
    vec![
        roles.table("roles"),
        kinds.table("by kind"),
        styles.table("by style"),
        found.table(),
        circumstances.table(),
        circumstances.acts(),
        circumstances.classes(),
        speakers.table(),
        reasons.table(),
        calibration.table(),
    ]
}

/// Returns the statements of each article.
pub(super) fn extract(extractor: &AnyExtractor, articles: &[&Article]) -> Vec<Vec<Statement>> {
    let batches = articles.chunks(BATCH).flat_map(|batch| extractor.extract_all(batch));
    batches.map(|extraction| extraction.statements).collect()
}
