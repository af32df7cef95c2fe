//! What the fitting of learned parts sees: for each source of an article who may stand behind it and the
//! evidence for each. Not needed to extract.

use q7x2_domain::{Article, CodePoints, CueClass, Kind, Mode, Span, SpeakerType};

use crate::act::MEANINGS;
pub use crate::act::{OUTCOMES, decide};
use crate::circumstances::{Choosing, PARTS};
pub use crate::circumstances::{Circumstance, Evidence};
use crate::document::{Bytes, Document};
use crate::link::Attribution;
pub use crate::resolve::Thresholds;
use crate::resolve::{CandidateKind, Feature, Form, Model, Ranking, Row, choose, likelihood};
use crate::weights::vector_names;

/// An attribution with the clues by which its act is told.
#[derive(Debug, Clone)]
pub struct ToldAct {
    /// The pieces of what is said, in code points of the stored text.
    pub content: Vec<Span>,
    /// The names of what is known.
    pub clues: Vec<String>,
    /// What its parts mean, in the order of [`act_vectors`].
    pub vectors: Vec<f32>,
    /// What the rules make of it.
    pub rules: (Mode, Option<CueClass>),
    /// Whether it is quoted.
    pub kind: Kind,
}

/// What may be told within what somebody tells, in code points of the stored text.
#[derive(Debug, Clone)]
pub struct ToldWithin {
    /// Who tells it.
    pub source: Vec<Span>,
    /// The citing words.
    pub cue: Vec<Span>,
    /// The pieces of what is told.
    pub content: Vec<Span>,
    /// The names of what speaks for it and against it.
    pub clues: Vec<String>,
}

/// An article's sources with all who may stand behind them.
pub struct RankedArticle {
    pub(crate) ranking: Ranking,
    /// For each source, in order of the attributions.
    pub sources: Vec<RankedSource>,
}

/// A source with who may stand behind it.
#[derive(Debug, Clone)]
pub struct RankedSource {
    /// The pieces of what is said, in code points of the stored text.
    pub content: Vec<Span>,
    /// The source, in code points of the stored text.
    pub source: Option<Span>,
    form: Form,
    /// Who may stand behind it.
    pub offers: Vec<Offer>,
    /// Which offer is the answer of the layers.
    pub pick: Option<usize>,
}

impl RankedSource {
    /// Returns which offer is the answer, if each is as likely as told and names are given from these
    /// likelihoods on.
    pub fn choose(&self, told: &[f32], thresholds: &Thresholds) -> usize {
        let owners = |at: usize| self.offers[at].owns;
        choose(thresholds, self.form, &self.kinds(), told, self.pick, owners)
    }

    /// Returns how likely an answer is right, from 0 to 1, if each offer is as likely as told.
    pub fn likelihood(&self, told: &[f32], chosen: usize) -> f32 {
        likelihood(&self.kinds(), told, chosen)
    }

    /// Returns the number of its form.
    pub fn form(&self) -> usize {
        self.form as usize
    }

    fn kinds(&self) -> Vec<CandidateKind> {
        self.offers.iter().map(|offer| offer.kind).collect()
    }
}

/// Somebody who may stand behind a source.
#[derive(Debug, Clone)]
pub struct Offer {
    kind: CandidateKind,
    /// The name or phrase; empty for nobody.
    pub name: String,
    /// Who speaks together.
    pub names: Vec<String>,
    /// Whether the source names it only as the owner of what it describes.
    pub owns: bool,
    /// What sort of party it is; `None` for nobody.
    pub party: Option<SpeakerType>,
}

impl Offer {
    /// Returns the number of its kind.
    pub fn kind(&self) -> usize {
        self.kind as usize
    }

    /// Returns the word for its kind.
    pub fn word(&self) -> String {
        format!("{:?}", self.kind)
    }
}

/// The evidence for an offer that is not nothing: which piece, and how much.
pub type Pieces = Vec<(u16, f32)>;

/// How many pieces of evidence there are.
pub const FEATURES: usize = Feature::COUNT;
/// The names of the pieces of evidence, in order; the group stands before the dot.
pub const NAMES: &[&str] = Feature::NAMES;
/// How many forms of sources.
pub const FORMS: usize = Form::COUNT;
/// How many kinds of offers.
pub const KINDS: usize = CandidateKind::COUNT;
/// How many weights a ranking has: a block of [`FEATURES`] for all, one for each form, one for each kind,
/// then one weight for each form with each kind.
pub const WEIGHTS: usize = Model::SIZE;

impl RankedArticle {
    /// Returns the sources of an article as they were ranked.
    pub(crate) fn of(
        article: &Article,
        document: &Document,
        attributions: &[Attribution],
        ranking: Ranking,
    ) -> Self {
        let points = CodePoints::new(article.text());
        let span = |bytes: Bytes| points.span(document.stored(bytes));
        let source = |(number, told): (usize, &Attribution)| {
            let candidates = ranking.full()[number].0.iter().enumerate();
            let offers = candidates.map(|(at, candidate)| Offer {
                kind: candidate.kind,
                name: candidate.name.clone(),
                names: candidate.names.clone(),
                owns: ranking.owns(number, at),
                party: candidate.party,
            });
            RankedSource {
                content: told.contents.iter().filter_map(|content| span(*content)).collect(),
                source: told.source.and_then(span),
                form: ranking.form(number),
                offers: offers.collect(),
                pick: ranking.picks()[number],
            }
        };
        let sources = attributions.iter().enumerate().map(source).collect();
        Self { ranking, sources }
    }

    /// Returns the evidence for each offer of each source: of a first ranking, or of the second, after
    /// the first `chose`.
    pub fn evidence(&self, chose: Option<&[usize]>) -> Vec<Vec<Pieces>> {
        let some = |row: &Row| row.pieces().to_vec();
        let all = |rows: &Vec<Row>| rows.iter().map(some).collect();
        match chose {
            Some(chosen) => self.ranking.again(chosen).iter().map(all).collect(),
            None => self.ranking.full().iter().map(|(_, rows)| all(rows)).collect(),
        }
    }
}

/// A statement with all that may be its circumstances.
#[derive(Debug, Clone)]
pub struct AskedStatement {
    /// The pieces of what is said, in code points of the stored text.
    pub content: Vec<Span>,
    /// The cue, in code points of the stored text.
    pub cue: Option<Span>,
    /// What comes into question for each circumstance, in the order of [`Circumstance::ALL`].
    pub asked: Vec<Asked>,
}

/// Returns the names of the weights of what the parts of an attribution mean.
pub fn act_vectors() -> Vec<String> {
    vector_names(&MEANINGS)
}

/// Returns the names of the weights of what the words of a circumstance mean.
pub fn circumstance_vectors() -> Vec<String> {
    vector_names(&PARTS)
}

/// What comes into question as a circumstance of a statement.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What speaks for there being none.
    pub none: Evidence,
    /// Each phrase, in code points of the stored text, with what speaks for and against it.
    pub offers: Vec<(Span, Evidence)>,
    /// What the rules propose.
    pub proposed: Option<Span>,
}

impl AskedStatement {
    /// Returns the statements of an article.
    pub(crate) fn all(
        article: &Article,
        document: &Document,
        attributions: &[Attribution],
        choosing: &Choosing<'_>,
    ) -> Vec<Self> {
        let points = CodePoints::new(article.text());
        let span = |bytes: Bytes| points.span(document.stored(bytes));
        let statement = |(number, told): (usize, &Attribution)| {
            let asked = |what: Circumstance| {
                let (none, offers) = choosing.question(number, what).unwrap_or_default();
                let offers = offers.into_iter().filter_map(|(at, clues)| Some((span(at)?, clues)));
                let proposed = what.of(choosing.proposed(number)).and_then(span);
                Asked { none, offers: offers.collect(), proposed }
            };
            Self {
                content: told.contents.iter().filter_map(|content| span(*content)).collect(),
                cue: told.cue.and_then(span),
                asked: Circumstance::ALL.map(asked).into(),
            }
        };
        attributions.iter().enumerate().map(statement).collect()
    }
}

/// Weights of a ranking, what its scores are divided by so that likelihoods come true, and from how likely
/// names are given.
pub type Fitted = (Vec<f32>, f32, Thresholds);

/// Returns the table of two rankings, as it is written to `data/ranking.txt`.
pub fn ranking_table(first: Fitted, second: Fitted) -> String {
    let [first, second] = [first, second].map(|(weights, temperature, thresholds)| {
        Model::new(weights, temperature, thresholds).table()
    });
    format!("{HEAD}{first}\n[again]\n{second}")
}

/// What the table says of itself.
const HEAD: &str = "# What each piece of evidence weighs in the ranking of speakers, written by `cargo xtask fit`: for all\n\
    # sources, by the form of the source, by the kind of the candidate; at the end each form with each kind.\n\
    # src/resolve/rank/model.rs reads it. Below [again] is the second ranking, which knows who spoke around.\n";
