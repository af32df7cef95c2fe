//! Why a query has no answer: what each of its conditions leaves. An answer that is empty for another
//! reason than the one a reader thinks of says something untrue about whoever was asked for.

use crate::StatementHit;

/// A condition of a [`crate::StatementQuery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The selection of articles.
    Articles,
    /// The speaker.
    Speaker,
    /// Which modes, and whether it was said.
    Mode,
    /// How much is quoted.
    Kind,
    /// The outlet.
    Outlet,
    /// To whom it was said.
    Addressee,
    /// How it was said.
    Channel,
    /// What the cue does.
    CueClass,
    /// That it is not second-hand.
    FirstHand,
    /// When it was published.
    Published,
    /// When it was said.
    Said,
    /// How likely it is to be right.
    Confidence,
    /// That people corrected it.
    Corrected,
    /// The words.
    About,
}

impl Condition {
    /// All of them, in the order in which they are tried.
    pub const ALL: &'static [Self] = &[
        Self::Articles,
        Self::Speaker,
        Self::Mode,
        Self::Kind,
        Self::Outlet,
        Self::Addressee,
        Self::Channel,
        Self::CueClass,
        Self::FirstHand,
        Self::Published,
        Self::Said,
        Self::Confidence,
        Self::Corrected,
        Self::About,
    ];
}

/// What a condition leaves of what those before it left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The condition.
    pub condition: Condition,
    /// How many statements it leaves.
    pub count: u64,
    /// Whether there are more than [`Self::count`], beyond which nobody counted.
    pub at_least: bool,
    /// How many of those before it have nothing that it could be held against: no date of
    /// publication, no outlet, no time said, no confidence.
    pub unknown: u64,
    /// Of the mode, where it is told whether something was said: how many of those before it are as asked, and
    /// left out because they are thoughts or signs.
    pub hidden: u64,
    /// Of the mode: how many of those before it are left out because people corrected that nobody said them or
    /// that they are wrong.
    pub corrected_away: u64,
    /// Whom or what its words mean in the store: speakers by the names they are shown under, outlets as
    /// the articles have them. A few of them, the commonest speakers first; none where nothing is called
    /// so, and for conditions without a name.
    pub named: Vec<String>,
}

/// Why nothing matches a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shortfall {
    /// What the conditions that are set leave, one after the other, up to the first that leaves nothing.
    pub left: Vec<Left>,
    /// Where the words leave nothing: each of them, or phrase, and how many statements have it that all
    /// other conditions leave.
    pub words: Vec<(String, u64)>,
    /// Where the words leave nothing: the statements with most of them that all other conditions leave.
    pub nearest: Vec<NearStatement>,
    /// Where no outlet is called so: the outlets that are spelt most like it.
    pub nearest_outlets: Vec<String>,
    /// How many statements match in earlier revisions, which were not asked.
    pub earlier: u64,
}

/// How many statements have all that is asked for but what a condition could be held against, so that the
/// answer is without them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// In articles that do not tell when they were published, where that is asked for.
    pub published: u64,
    /// Without a time said that is known, where that is asked for.
    pub said: u64,
    /// In articles without an outlet, where one is asked for.
    pub outlet: u64,
    /// Without an addressee that is told, where one is asked for.
    pub addressee: u64,
    /// Without a channel that is told, where one is asked for.
    pub channel: u64,
    /// Where an outlet is called as the one that is asked for: those whose names have its words among others,
    /// as articles have them, each with how many statements match but for that.
    pub other_outlets: Vec<(String, u64)>,
}

/// A statement with some of the words that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct NearStatement {
    /// The statement and its article.
    pub hit: StatementHit,
    /// How many of the words it has: of those in [`Shortfall::words`].
    pub met: u32,
}
