//! `q7x2 articles set`: what is known of articles from now on.

use clap::Args;
use q7x2_domain::{FieldEdit, Timestamp, is_english};
use q7x2_proto::v1::edit_speakers_request::Edit as Asked;
use q7x2_proto::v1::{FieldSet, SetArticles};
use q7x2_reader::language_tag;

use super::{ids, meant};
use crate::command::decide::{self, CommonArgs, Desk};
use crate::command::reextract;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::feed::date;
use crate::output::{Output, counted, tell};

const EXAMPLES: &str = "\
Examples:
  q7x2 articles set 1e08efcf --outlet \"The Post\" --date 2024-05-01
  q7x2 articles set 1e08efcf 87015d8a --language de     several
  q7x2 articles set 1e08efcf --title \"\"                 it is not known any more
  q7x2 articles undo                                    as it was

Queries follow at once, and what is set holds when the article is ingested or extracted again, also with a text
that has changed, unless that comes with something else than the one before did. With another date an article
is read again: times that it tells in words, as “on Tuesday”, are made out from that.";

/// Say of articles what is not known of them, or is not right
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SetArgs {
    /// The ids of the articles, or their first digits: at least 4
    #[arg(value_name = "ID", required = true, value_parser = super::id)]
    ids: Vec<String>,
    /// The newspaper or site that published them
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    outlet: Option<String>,
    /// When they were published: 2024, 2024-05, 2024-05-01 or RFC 3339
    #[arg(
        long,
        aliases = ["published", "published-at"],
        value_name = "DATE",
        value_parser = date_or_nothing
    )]
    date: Option<Day>,
    /// The headline
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    title: Option<String>,
    /// The address that is shown, with https:// or http://; the id stays as it is
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The language, as a BCP 47 tag: en, de-AT; what was extracted already stays and answers, whatever the
    /// language
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Who wrote them
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    author: Option<String>,
    #[command(flatten)]
    common: CommonArgs,
}

/// A date, or that there is none.
#[derive(Debug, Clone, Copy)]
struct Day(Option<Timestamp>);

fn date_or_nothing(text: &str) -> Result<Day, String> {
    if text.trim().is_empty() {
        return Ok(Day(None));
    }
    date(text).map(|period| Day(Some(period.start)))
}

impl SetArgs {
    /// Tells whether a date is set, by which the articles are read again.
    pub(super) fn sets_date(&self) -> bool {
        self.date.is_some()
    }

    fn fields(&self, services: &Services) -> Vec<FieldEdit> {
        let text = |value: &String| {
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let outlet = |value| text(value).map(|outlet| services.outlets().name(&outlet));
        let fields = [
            self.outlet.as_ref().map(|value| FieldEdit::Outlet(outlet(value))),
            self.date.map(|Day(time)| FieldEdit::PublishedAt(time)),
            self.title.as_ref().map(|value| FieldEdit::Title(text(value))),
            self.url.as_ref().map(|value| FieldEdit::Url(text(value))),
            self.language.as_ref().map(|value| {
                FieldEdit::Language(text(value).map(|language| language_tag(&language)))
            }),
            self.author.as_ref().map(|value| FieldEdit::Author(text(value))),
        ];
        fields.into_iter().flatten().collect()
    }
}

/// Tells whether a field is a language that is not extracted.
fn is_another_language(field: &FieldEdit) -> bool {
    matches!(field, FieldEdit::Language(Some(language)) if !is_english(language))
}

/// Returns what becomes of so many statements.
fn stay(statements: u64) -> &'static str {
    match statements {
        1 => "was extracted already stays and answers",
        _ => "were extracted already stay and answer",
    }
}

/// Asks for the edit and tells what it did.
pub(super) async fn run(
    args: &SetArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let fields = args.fields(services);
    if fields.is_empty() {
        let told =
            "say what is to be set: --outlet, --date, --title, --url, --language or --author";
        return Err(Failure::Usage(told.into()));
    }
    for field in &fields {
        field.check().map_err(|refusal| Failure::Usage(refusal.to_string()))?;
    }
    let articles = meant(at, services, &args.ids).await?;
    let set = SetArticles {
        article_ids: ids(&articles).iter().map(ToString::to_string).collect(),
        fields: fields.iter().map(FieldSet::from).collect(),
    };
    let set = Asked::SetArticles(set);
    let outcome = decide::make(set, Desk::Articles, &args.common, services, out).await?;
    let extracted: u64 = articles.iter().map(|article| article.statements).sum();
    if extracted > 0 && fields.iter().any(is_another_language) {
        let (stay, statements) = (stay(extracted), counted(extracted, "statement"));
        tell(
            &format!("{statements} that {stay}; `q7x2 articles forget ID` leaves an article out",),
        );
    }
    if args.sets_date() {
        reextract::read_again(services, &ids(&articles)).await;
    }
    Ok(outcome)
}
