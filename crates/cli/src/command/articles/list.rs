//! `q7x2 articles list`: the catalogue, narrowed by what is known of articles.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use q7x2_domain::{ArticleFilter, ArticleState, Timestamp};
use q7x2_reader::{Period, language_tag};

use super::{catalogue, paths};
use crate::command::query::{limit, reversed};
use crate::command::{outlet, waiting};
use crate::connection::{Query, Services};
use crate::exit::{Failure, Outcome};
use crate::feed::date;
use crate::json::{self, ArticleList, ArticleShape};
use crate::output::{Output, counted, tell};
use crate::render;

/// Which articles are listed, and how.
#[derive(Debug, Args)]
pub(crate) struct CatalogueArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// How the articles stand
    #[arg(long, value_enum, default_value_t = StateArg::Kept)]
    state: StateArg,
    /// List at most this many, or `all` [default: 50 as a table, else all]
    #[arg(long, value_name = "N", value_parser = limit)]
    limit: Option<u64>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Which articles are meant.
#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// Only articles of this newspaper or site, by its name or words of it
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    outlet: Option<String>,
    /// Only articles of this file, of a folder with all below it, or that match a pattern of paths as they
    /// were given when they were read
    #[arg(long, value_name = "PATH", value_parser = NonEmptyStringValueParser::new())]
    path: Option<String>,
    /// Only articles published on this date or later
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Period>,
    /// Only articles published on this date or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Period>,
    /// Only articles in this language, by its tag or its English name: `en` means `en-GB` as well
    #[arg(long, value_name = "TAG", value_parser = NonEmptyStringValueParser::new())]
    language: Option<String>,
}

impl FilterArgs {
    /// Tells whether it leaves nothing out.
    pub(super) fn is_empty(&self) -> bool {
        self.outlet.is_none()
            && self.path.is_none()
            && self.since.is_none()
            && self.until.is_none()
            && self.language.is_none()
    }

    /// Returns why it can mean no article, if that shows before anything is asked.
    pub(super) fn mistake(&self) -> Option<Failure> {
        reversed(self.since, self.until, ["--since", "--until"]).map(Failure::Usage)
    }

    /// Returns why none of so many articles is like that; `is_everything` when all states were asked for.
    pub(super) async fn why_none(
        &self,
        kept: u64,
        services: &Services,
        is_everything: bool,
    ) -> String {
        let name = self.outlet.as_ref().map(|outlet| services.outlets().name(outlet));
        let unknown = match &name {
            Some(name) => outlet::unknown(services, name).await,
            None => None,
        };
        let lead = unknown.map(|unknown| format!("{unknown}; ")).unwrap_or_default();
        let articles = counted(kept, "article");
        let hint = if is_everything { "" } else { "; `q7x2 articles --state all` lists all" };
        format!("{lead}none of {articles} is like that{hint}")
    }

    /// Returns which outlets have the words of the one that is asked for among others, and how many articles
    /// are theirs.
    pub(super) async fn other_outlets(
        &self,
        filter: &ArticleFilter,
        services: &Services,
    ) -> Result<Option<String>, Failure> {
        let Some(name) = &filter.outlet else { return Ok(None) };
        let mut others = vec![];
        for other in outlet::others(services, name).await {
            let asked = ArticleFilter { outlet: Some(other.clone()), ..filter.clone() };
            let (_, articles) = catalogue(&mut services.query()?, &asked, 1).await?;
            if articles > 0 {
                others.push((other, articles));
            }
        }
        Ok(outlet::told_others(name, &others))
    }

    /// Returns how many articles its dates cannot see, that are else what was asked for.
    pub(super) fn cannot_see(&self, undated: u64) -> String {
        let options = match (self.since.is_some(), self.until.is_some()) {
            (true, true) => "--since and --until",
            (true, false) => "--since",
            _ => "--until",
        };
        match undated {
            1 => format!("1 more has no date: {options} cannot see it"),
            several => format!("{several} more have no date: {options} cannot see them"),
        }
    }

    /// Returns the filter.
    pub(super) fn filter(&self, services: &Services) -> ArticleFilter {
        let outlet = self.outlet.as_ref().map(|outlet| services.outlets().name(outlet));
        let aliases = outlet.as_deref().map(|outlet| services.outlets().aliases(outlet));
        ArticleFilter {
            outlet,
            outlet_aliases: aliases.unwrap_or_default(),
            path: self.path.clone(),
            spellings: self.path.as_deref().map(paths::spellings).unwrap_or_default(),
            file_keys: self
                .path
                .as_deref()
                .map(|path| paths::file_keys(path, services))
                .unwrap_or_default(),
            since: self.since.map(|period| period.start),
            until: self.until.map(|period| period.end),
            language: self.language.as_deref().map(language_tag),
            ..ArticleFilter::default()
        }
    }
}

/// How articles stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StateArg {
    /// Their statements answer
    Kept,
    /// They are earlier revisions: a later text of the article answers
    Earlier,
    /// They were forgotten and can be brought back
    Forgotten,
    /// All of them
    All,
}

/// How articles are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One object with all articles
    Json,
    /// An article a line
    Jsonl,
}

/// Asks for the articles and prints them.
pub(super) async fn run(
    args: &CatalogueArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    if let Some(mistake) = args.filter.mistake() {
        return Err(mistake);
    }
    let limit = args.limit.unwrap_or(if args.format == Format::Table { 50 } else { u64::MAX });
    let state = match args.state {
        StateArg::Kept => Some(ArticleState::Kept),
        StateArg::Earlier => Some(ArticleState::Earlier),
        StateArg::Forgotten => Some(ArticleState::Forgotten),
        StateArg::All => None,
    };
    let filter = ArticleFilter { state, ..args.filter.filter(services) };
    let (articles, total) = catalogue(&mut services.query()?, &filter, limit).await?;
    match args.format {
        Format::Table if articles.is_empty() => {}
        Format::Table => {
            out.page();
            let look = out.look();
            render::articles::write_articles(out, look, &articles)?;
        }
        Format::Json => json::write_pretty(out, &ArticleList::new(&articles, total))?,
        Format::Jsonl => {
            for article in &articles {
                json::write_line(out, &ArticleShape::from(article))?;
            }
        }
    }
    out.end_page()?;
    let shown = articles.len() as u64;
    if shown > 0 && shown < total {
        tell(&format!("{shown} of {}; --limit all lists the rest", counted(total, "article")));
    }
    if let Some(undated) = undated(&mut services.query()?, &filter).await? {
        tell(&args.filter.cannot_see(undated));
    }
    if let Some(line) = args.filter.other_outlets(&filter, services).await? {
        tell(&line);
    }
    let some_wait = waiting::tell_what_waits(services).await;
    if shown > 0 {
        return Ok(Outcome::Answered);
    }
    match waiting::kept(services).await {
        Some(0) if some_wait => {}
        Some(0) | None => tell(&waiting::none_kept(services, waiting::KEEP_SOME).await),
        Some(kept) => {
            tell(&args.filter.why_none(kept, services, args.state == StateArg::All).await);
        }
    }
    Ok(Outcome::NothingFound)
}

/// The beginning of all dates that are told over the wire.
const FIRST_DAY: Timestamp = Timestamp::from_seconds(-62_135_596_800);

/// Returns how many articles a filter with dates leaves out that have none; `None` where it leaves out none so.
pub(super) async fn undated(
    query: &mut Query,
    filter: &ArticleFilter,
) -> Result<Option<u64>, Failure> {
    if filter.since.or(filter.until).is_none() {
        return Ok(None);
    }
    let any = ArticleFilter { since: None, until: None, ..filter.clone() };
    let dated = ArticleFilter { since: Some(FIRST_DAY), ..any.clone() };
    let (_, all) = catalogue(query, &any, 1).await?;
    let (_, dated) = catalogue(query, &dated, 1).await?;
    Ok(Some(all.saturating_sub(dated)).filter(|undated| *undated > 0))
}
