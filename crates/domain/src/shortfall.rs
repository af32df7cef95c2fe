//! Why a query has no answer: what each of its conditions leaves. An answer that is empty for another
//! reason than the one a reader thinks of says something untrue about whoever was asked for.

use std::fmt;

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

/// How many there are, as far as they were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How many were counted.
    pub count: u64,
    /// Whether there are more, beyond which nobody counted.
    pub at_least: bool,
}

impl Count {
    /// Returns the count of what was counted to the end.
    pub fn exactly(count: u64) -> Self {
        Self { count, at_least: false }
    }

    /// Returns how many there are besides `known` of them.
    #[must_use]
    pub fn besides(self, known: u64) -> Self {
        Self { count: self.count.saturating_sub(known), ..self }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.at_least { "more than " } else { "" }, self.count)
    }
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
    pub unknown: Count,
    /// Of the mode and the conditions behind it: how many would be left besides, were it not for the mode.
    /// Where thoughts and signs are asked for anyway: behind the mode, were it not for what is asked of
    /// whether something was said.
    pub hidden: Count,
    /// Of the mode: how many of those before it are left out because people corrected that nobody said them or
    /// that they are wrong.
    pub corrected_away: Count,
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
    pub words: Vec<(String, Count)>,
    /// Where the words leave nothing: the statements with most of them that all other conditions leave.
    pub nearest: Vec<NearStatement>,
    /// Where the words leave nothing: how many statements have some of them, of which [`Self::nearest`] are a few.
    pub near: Count,
    /// Where no outlet is called so: the outlets that are spelt most like it.
    pub nearest_outlets: Vec<String>,
    /// Where none of the statements is as likely to be right as is asked for: how likely the likeliest is.
    pub highest_confidence: Option<f32>,
    /// How many statements match in earlier revisions, which were not asked.
    pub earlier: Count,
    /// How many statements match all conditions but the mode; where that leaves nothing out, but what is asked of
    /// whether something was said.
    pub hidden: Count,
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
