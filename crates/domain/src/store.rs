//! The port to the statement store: articles with their extractions, and questions about them.

use std::future::Future;

use crate::{
    Article, ArticleCatalogue, ArticleFilter, ArticleId, Asserted, Checked, CodePoints, Corrected,
    CueClass, Edit, EditEntry, EditOutcome, Excerpt, Extraction, Kind, KnownSpeaker, Learned,
    Metadata, ModelVersion, Moved, Offered, PortError, Revision, Shortfall, Speaker, SpeakerId,
    Standing, Statement, Story, Taken, Timestamp, Unseen, Wire,
};

/// Where articles and their statements are kept and searched.
pub trait StatementStore: Send + Sync + 'static {
    /// Keeps an article with an extraction of it, in one transaction, keyed by article id and
    /// model version. When the store has that pair already, nothing changes. Of an article that was
    /// forgotten ([`Edit::Forget`]) it answers nobody until that is brought back; of one that was erased
    /// nothing is kept. The latest recorded
    /// extraction of an article is the one that answers queries; older ones stay readable by id.
    ///
    /// Of several texts of one address ([`Metadata::url`]) or file ([`Metadata::file_key`]) that share words,
    /// the one that was published last ([`Metadata::published_at`]) answers, of those published at the same or an
    /// unknown time the one that was taken in last ([`Metadata::taken_at`]), in whichever order they are recorded;
    /// the others are earlier revisions.
    ///
    /// Statements answer under the speaker that the extraction links, unless people decided
    /// otherwise ([`Self::edit`]) or its name is a near miss of a person's that is known well
    /// ([`crate::meant`]). Neither depends on the order in which articles are recorded.
    ///
    /// # Errors
    /// [`PortError::Rejected`] when an excerpt is not a slice of the article's text.
    fn record(
        &self,
        article: &Article,
        extraction: &Extraction,
    ) -> impl Future<Output = Result<Recorded, PortError>> + Send;

    /// Says of articles that are offered, in their order, whether the store has them: read by `model`, or by
    /// any where it is `None`. See [`Standing`].
    fn offered(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> impl Future<Output = Result<Vec<Standing>, PortError>> + Send;

    /// Learns of articles what their metadata tells that was not known, and that they were taken in again;
    /// returns for each what that is. Of an article that the store does not have nothing is learned.
    fn note(
        &self,
        articles: &[(ArticleId, Metadata)],
    ) -> impl Future<Output = Result<Vec<Learned>, PortError>> + Send;

    /// Returns one page of the articles that the store has, without their texts, forgotten ones included:
    /// the latest published first, unknown dates last, then by id.
    fn catalogue(
        &self,
        filter: &ArticleFilter,
    ) -> impl Future<Output = Result<ArticleCatalogue, PortError>> + Send;

    /// Erases the articles that were forgotten before `before`, with their statements and all words that
    /// nothing else has, so that nothing of them is left in a file. Returns how many. What was decided
    /// about them alone is erased from the journal; that they are forgotten is not.
    fn erase(&self, before: Timestamp) -> impl Future<Output = Result<u64, PortError>> + Send;

    /// Looks for the copies of up to `most` articles of which that was not done when they were recorded: by an
    /// older version, or by one that was stopped. Returns of how many; 0 when none is left.
    fn find_copies(&self, most: u32) -> impl Future<Output = Result<u64, PortError>> + Send;

    /// Returns one page of the articles that are kept, with their texts, by id. Their metadata is what
    /// people set it to, but for the address, of which the id is made.
    fn articles(
        &self,
        query: &ArticleQuery,
    ) -> impl Future<Output = Result<ArticlePage, PortError>> + Send;

    /// Lets what `model` read of articles answer again, where another extraction does: of up to `limit`
    /// articles after `after`, by id, of an outlet if one is named as [`ArticleQuery::outlet`] does. Returns
    /// how many, and the last of them, after which to go on.
    fn bring_back(
        &self,
        model: &ModelVersion,
        outlet: Option<&str>,
        after: Option<ArticleId>,
        limit: u32,
    ) -> impl Future<Output = Result<(u64, Option<ArticleId>), PortError>> + Send;

    /// Answers a query with its first statements, and with how many match as far as that is quickly
    /// counted.
    ///
    /// Order: as [`StatementQuery::sort`] says; where that says nothing, by rank when `about` is set,
    /// else latest published first. What that leaves equal comes latest published first, unknown dates
    /// last, then by article id, and within an article by place in the text.
    fn query(
        &self,
        query: &StatementQuery,
    ) -> impl Future<Output = Result<StatementPage, PortError>> + Send;

    /// Returns the keys of all statements that match in one state of the store, in the order of
    /// [`Self::query`], whatever its limit. Read with [`Self::read`] they are a view that what is
    /// recorded and edited meanwhile neither doubles nor cuts: each statement that matches throughout
    /// comes once, and of one that is extracted anew the version that was there.
    ///
    /// # Errors
    /// Those of [`Self::query`].
    fn view(
        &self,
        query: &StatementQuery,
    ) -> impl Future<Output = Result<Vec<StatementKey>, PortError>> + Send;

    /// Counts all statements that match, whatever the limit, in one state of the store: as many as
    /// [`Self::view`] has. Groups come with most statements first, then by name, at most `limit` of
    /// them.
    ///
    /// # Errors
    /// Those of [`Self::query`].
    fn count(
        &self,
        query: &StatementQuery,
        by: Grouping,
        limit: u32,
    ) -> impl Future<Output = Result<StatementCounts, PortError>> + Send;

    /// Returns the statements of these keys, in their order, each as it was extracted and under
    /// whom it answers now; without those that the store never had or has forgotten.
    fn read(
        &self,
        keys: &[StatementKey],
    ) -> impl Future<Output = Result<Vec<StatementHit>, PortError>> + Send;

    /// Returns the statements, in text order, whose id begins with `id_prefix`, at most ten, each
    /// inside its paragraph.
    fn show(
        &self,
        id_prefix: &str,
    ) -> impl Future<Output = Result<Vec<StatementInContext>, PortError>> + Send;

    /// Returns speakers whose known forms match `name`, or all, the most heard first. Counts are
    /// of statements that a query shows unasked.
    fn speakers(
        &self,
        name: Option<&str>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<SpeakerSummary>, PortError>> + Send;

    /// Returns up to `limit` speakers' names that are spelt most like `name`, nearest first,
    /// leaving out what is not alike at all.
    fn nearest_speakers(
        &self,
        name: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<String>, PortError>> + Send;

    /// Says why nothing matches a query: what each of its conditions leaves, in the order of
    /// [`crate::Condition::ALL`], and what comes nearest. Of a query that has an answer it says what
    /// all of them leave, and nothing is near.
    ///
    /// # Errors
    /// Those of [`Self::query`].
    fn shortfall(
        &self,
        query: &StatementQuery,
    ) -> impl Future<Output = Result<Shortfall, PortError>> + Send;

    /// Counts what the conditions on time of a query cannot see, as far as that is quick. Nothing, of a query
    /// without such conditions.
    ///
    /// # Errors
    /// Those of [`Self::query`].
    fn unseen(
        &self,
        query: &StatementQuery,
    ) -> impl Future<Output = Result<Unseen, PortError>> + Send;

    /// Counts what is kept.
    fn counts(&self) -> impl Future<Output = Result<StoreCounts, PortError>> + Send;

    /// Returns the speaker of this id, whether or not it has statements that answer queries.
    fn speaker(
        &self,
        id: &SpeakerId,
    ) -> impl Future<Output = Result<Option<KnownSpeaker>, PortError>> + Send;

    /// Writes an edit into the journal and lets statements answer as it says, in one transaction.
    /// It holds for extractions that are recorded later as well; see [`crate::SpeakerRules`].
    /// Corrected words are found by [`StatementQuery::about`], and what a correction says was not said,
    /// or is wrong, is shown as [`Asserted::NotSaid`] and [`Asserted::Disputed`] are.
    ///
    /// Statements shown or found anywhere name the speaker that answers, under the name it has
    /// then. With a name come all forms of those who were merged into it.
    ///
    /// # Errors
    /// [`PortError::Rejected`] when [`Edit::check`] refuses it, for an undo of an edit that is not
    /// there or does not hold, and for words that the article does not have.
    fn edit(
        &self,
        edit: &Edit,
        by: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<EditOutcome, PortError>> + Send;

    /// Returns up to `limit` edits of the journal, the latest first: those before number `before`,
    /// or the latest of all.
    fn edits(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<EditEntry>, PortError>> + Send;

    /// Gives everything that is kept, in one state of the store and in the order of [`Moved`], to `each`, part
    /// after part and where blocking is allowed, until that returns false.
    ///
    /// # Errors
    /// When something that is kept cannot be read; [`Self::check`] says what all of that is.
    fn export(
        &self,
        each: impl FnMut(Moved) -> bool + Send + 'static,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Takes parts of another store in, in one transaction, so that everything answers here as it did there.
    /// What is here stays as it is: articles, extractions and edits that it has are passed over.
    ///
    /// # Errors
    /// [`PortError::Rejected`] when an excerpt is not a slice of its article's text, and when edits do not
    /// follow those of the journal that is here, or are others than those. Parts before that may be kept.
    fn import(&self, parts: Vec<Moved>) -> impl Future<Output = Result<Taken, PortError>> + Send;

    /// Looks at everything that is kept, in one state of the store: whether each article's id is that of its
    /// text, whether each span of each statement is a slice of it, and whether the journal can be read. Gives
    /// what it has come to, some articles at a time and where blocking is allowed, to `each`, until that
    /// returns false.
    fn check(
        &self,
        each: impl FnMut(Checked) -> bool + Send + 'static,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// What recording did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// The extraction was new and is kept.
    New,
    /// The same, but this date of publication is known of the article, and it was not read with it.
    OtherDate(Timestamp),
    /// This article had an extraction of this model version already.
    AlreadyHeld,
    /// People had this article forgotten; it answers nobody.
    Forgotten,
}

/// How far a query goes beyond what was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ModeFilter {
    /// Only what was said or written, or denied or declined: [`Asserted::SHOWN`].
    #[default]
    Speech,
    /// Thoughts and signs as well, and what was not said.
    All,
}

/// A question. Every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatementQuery {
    /// Any of these speakers; empty for everybody. Each is the id of a speaker, be it one of several who
    /// speak jointly, or a name, which matches every speaker one of whose known forms has all its words
    /// (as the adapter folds names), at least one of which names the speaker itself ("Lind" does not
    /// find "a spokesman for Lind"), and a bare surname where no other full name shares it.
    pub speakers: Vec<String>,
    /// Words to search for in content, full text. All must occur; those in double quotation marks
    /// stand together. Ranked by those of them that are not in very many statements; where all are,
    /// the latest recorded come first.
    pub about: Option<String>,
    /// How much is quoted.
    pub kind: Option<Kind>,
    /// Which modes, and unless [`Self::asserted`] tells, whether what was not said.
    pub mode: ModeFilter,
    /// Whether it was said at all: one of these; empty for what the mode filter shows.
    pub asserted: Vec<Asserted>,
    /// Published at or after.
    pub since: Option<Timestamp>,
    /// Published before.
    pub until: Option<Timestamp>,
    /// An outlet: the one of this name, whatever its case; if there is none, all whose names have its
    /// words, folded as those of a speaker ("harbour" finds "The Harbour Post").
    pub outlet: Option<String>,
    /// Other names of that outlet, under which articles may be kept.
    pub outlet_aliases: Vec<String>,
    /// To whom it was said: a name or description; matches an addressee whose words, in the text
    /// or in the name of the party it resolves to, are all of these, folded as those of a speaker,
    /// at least one of which names the addressee itself ("Lind" does not find "an aide to Lind").
    pub addressee: Option<String>,
    /// Words to search for in the channel, full text. All must occur; those in double quotation
    /// marks stand together.
    pub channel: Option<String>,
    /// What the cue does: one of these; empty for anything.
    pub cue_classes: Vec<CueClass>,
    /// Only what is not second-hand.
    pub first_hand: bool,
    /// May have been said at or after. What has no time said that could be anchored does not
    /// match, neither here nor for [`Self::said_until`].
    pub said_since: Option<Timestamp>,
    /// May have been said before.
    pub said_until: Option<Timestamp>,
    /// At least so likely to be right, from 0 to 1. What has no confidence does not match. What people
    /// corrected matches whatever its confidence, which is that of what was extracted.
    pub min_confidence: Option<f32>,
    /// Only what people corrected.
    pub corrected: bool,
    /// Only these articles; `None` for all.
    pub articles: Option<Vec<ArticleId>>,
    /// Whether earlier revisions answer as well: texts of an article that has a later one.
    pub all_revisions: bool,
    /// Whether what copies of one story say in the same words, by the same speaker, counts once: of those that
    /// match, the one answers whose article was recorded first. Revisions are no copies: where all of them
    /// answer, nothing is grouped.
    pub grouped: bool,
    /// What comes first; `None` for the best match where words are asked for, else the latest
    /// published.
    pub sort: Option<Sort>,
    /// How many statements to return at most.
    pub limit: u32,
}

/// What comes first in an answer. What is not known of a statement comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// What was said latest, as the articles tell it.
    Said,
    /// What was published latest.
    Published,
    /// What matches the words best; the same as [`Self::Published`] where no words are asked for.
    Relevance,
    /// What is likeliest to be right.
    Confidence,
}

/// What statements are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// Under whom they answer. A joint statement counts for each of its speakers.
    Speaker,
    /// The outlet of the article, whatever its case.
    Outlet,
    /// The month of publication.
    Month,
    /// How it was said, in the words of the article, whatever their case.
    Channel,
    /// What the cue does.
    CueClass,
}

/// How many statements match, in all and in groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementCounts {
    /// The groups.
    pub groups: Vec<Group>,
    /// How many groups there are, whatever the limit.
    pub total_groups: u64,
    /// How many statements match, each counted once.
    pub statements: u64,
}

/// Statements that have something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have: a speaker's id, an outlet, a month as "2024-05", the words for a channel, a cue
    /// class as [`CueClass::as_str`] has it; `None` for those of which it is not known.
    pub key: Option<String>,
    /// How it is called: a speaker's name; else the same as the key.
    pub name: Option<String>,
    /// How many statements.
    pub statements: u64,
    /// In how many articles.
    pub articles: u64,
}

impl StatementQuery {
    /// Returns the classes of what is wanted, said or not; `None` for all.
    pub fn wanted(&self) -> Option<&[Asserted]> {
        match (self.asserted.as_slice(), self.mode) {
            ([], ModeFilter::Speech) => Some(&Asserted::SHOWN),
            ([], ModeFilter::All) => None,
            (asked, _) => Some(asked),
        }
    }
}

/// Which articles are wanted. Every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleQuery {
    /// An outlet: the one of this name, whatever its case; if there is none, all whose names have its
    /// words, folded as those of a speaker ("harbour" finds "The Harbour Post").
    pub outlet: Option<String>,
    /// Only those without an extraction of this model that was made with the date of publication which is
    /// known now.
    pub without: Option<ModelVersion>,
    /// Only those whose statements were found when another date of publication was known.
    pub undated: bool,
    /// Only these articles; `None` for all.
    pub articles: Option<Vec<ArticleId>>,
    /// Only those whose id comes after this one; `None` for the first page.
    pub after: Option<ArticleId>,
    /// How many to return at most.
    pub limit: u32,
}

/// One page of articles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticlePage {
    /// The articles.
    pub articles: Vec<Article>,
    /// How many match in all; counted for the first page only.
    pub total: Option<u64>,
}

/// A statement with the article it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementHit {
    /// The statement.
    pub statement: Statement,
    /// What produced it.
    pub model: ModelVersion,
    /// Its article.
    pub article: ArticleId,
    /// The article's metadata.
    pub metadata: Metadata,
    /// Who tells it, where it is second-hand: the speaker of the statement that relays it, if that
    /// was extracted and its speaker is known.
    pub teller: Option<Speaker>,
    /// The paragraphs its source, cue and content stand in, where they were asked for. A store leaves
    /// it out.
    pub paragraph: Option<Excerpt>,
    /// What people corrected about it, if anything; the statement is as it answers now.
    pub corrected: Option<Corrected>,
    /// Which text of its article it is from, where that has several.
    pub revision: Option<Revision>,
    /// The story that its article is a copy of, where other copies are kept, with how many have the statement.
    pub story: Option<Story>,
    /// The news agency to which its article is credited.
    pub wire: Option<Wire>,
}

/// The beginning of an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatementPage {
    /// The statements.
    pub hits: Vec<StatementHit>,
    /// How many match in all.
    pub total: u64,
    /// Whether there are more than [`Self::total`], beyond which nobody counted.
    pub total_at_least: bool,
}

/// What a store calls a statement in one of its versions. It means the same for as long as the store
/// is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementKey(pub u64);

/// A statement with the text around it.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementInContext {
    /// The statement and its article.
    pub hit: StatementHit,
    /// The paragraphs its source, cue and content stand in, as one excerpt.
    pub paragraph: Excerpt,
    /// The line of the article's text in which the first of them begins, counted from 1.
    pub line: u32,
}

impl StatementInContext {
    /// Returns a statement inside the paragraphs of its article's text; `None` where it is outside that.
    pub fn of(hit: StatementHit, text: &CodePoints<'_>) -> Option<Self> {
        let extent = hit.statement.extent()?;
        let paragraph = Excerpt::of(text, text.paragraph_around(extent))?;
        let line = text.line_of(extent.start());
        Some(Self { hit, paragraph, line })
    }
}

/// A speaker, how often and under which names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerSummary {
    /// The speaker, as first linked.
    pub speaker: Speaker,
    /// How many statements a query shows unasked, joint ones included.
    pub statements: u64,
    /// In how many articles.
    pub articles: u64,
    /// The names that stood for it in the texts, with their counts, the commonest first.
    pub forms: Vec<(String, u64)>,
}

/// How much is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// Articles with at least one extraction.
    pub articles: u64,
    /// Statements of the extractions that answer queries, all modes.
    pub statements: u64,
    /// Speakers of those statements.
    pub speakers: u64,
    /// Statements that people corrected and that answer as an earlier extraction found them: the one that
    /// answers for their article has not.
    pub outliving: u64,
    /// Articles that are not in English and have no statements, by the language: its tag and how many there
    /// are, the most first.
    pub not_english: Vec<(String, u64)>,
}
