//! `q7x2 speakers merge`, `split`, `rename`, `pin` and `undo`: what a person decides about speakers.

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use q7x2_proto::v1::edit_speakers_request::Edit;
use q7x2_proto::v1::{
    MergeSpeakers, PinSpeaker, PinStatement, RenameSpeaker, SplitSpeaker, UndoSpeakerEdit,
};

use super::log::LogArgs;
use crate::command::decide::{self, CommonArgs, Desk, NewType};
use crate::command::{articles, show};
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::output::Output;

const MERGE_EXAMPLES: &str = "\
Examples:
  q7x2 speakers merge \"Steve Witkoff\" \"Steven Witkoff\"
  q7x2 speakers merge person/anna-lind person/lind person/a-lind

Names of people and organisations alone are merged. \"Local officials\" of one article are not those
of another; pin a single statement if you know who it was.";

const SPLIT_EXAMPLES: &str = "\
Examples:
  q7x2 speakers split \"Anna Lind\" Linde                      who is called Linde is somebody else
  q7x2 speakers split \"Anna Lind\" Linde --as \"Lina Linde\"
  q7x2 speakers split \"Anna Lind\" --article 0a1b2c3d4e5f60718293a4b5c6d7e8f9 --as \"Anna Lind (striker)\"
  q7x2 speakers split \"Anna Lind\" --statement 3f9a0c12 --as \"Jon Lind\"

A FORM takes along whatever it stood for as a source, and all that an article which calls the speaker
so says in other words. `q7x2 speakers NAME` lists forms, `q7x2 query` prints ids.";

const RENAME_EXAMPLES: &str = "\
Examples:
  q7x2 speakers rename person/lind \"Sigrid Lind\"

The id stays, and every other form of the name goes on to find the speaker.";

const PIN_EXAMPLES: &str = "\
Examples:
  q7x2 speakers pin \"Steve Witkoff\"                  nobody else is taken for him, nor he for another
  q7x2 speakers pin 3f9a0c12 \"Anna Lind\"             this statement is hers
  q7x2 speakers pin 3f9a0c12 \"Jon Lind\" --new=person   and his, of whom nothing else is known
  q7x2 speakers pin 3f9a0c12 --nobody                it is not known whose it is

A pinned statement is known again by its place when another model extracts its article.";

const UNDO_EXAMPLES: &str = "\
Examples:
  q7x2 speakers undo       the latest edit that holds
  q7x2 speakers undo 12    any edit, whatever came after it
  q7x2 speakers undo 13    if 13 is an undo: what it undid holds again";

/// What is decided about speakers.
#[derive(Debug, Subcommand)]
pub(crate) enum EditCommand {
    /// Let several speakers answer as one
    ///
    /// What they said, and what is extracted later, answers under the first. A SPEAKER is an id or
    /// a name that nobody else has; where a name may mean several, their ids are listed.
    #[command(after_help = MERGE_EXAMPLES)]
    Merge {
        /// The speaker that answers, then those that are the same
        #[arg(value_name = "SPEAKER", num_args = 2.., required = true)]
        speakers: Vec<String>,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// Let part of what a speaker said answer under another
    #[command(after_help = SPLIT_EXAMPLES)]
    Split {
        /// The speaker, by its id or a name that nobody else has
        speaker: String,
        /// Forms of the name that mean somebody else
        #[arg(value_name = "FORM")]
        forms: Vec<String>,
        /// Articles in which somebody else is meant, by their ids
        #[arg(long = "article", value_name = "ID")]
        articles: Vec<String>,
        /// Statements of somebody else, by their ids or the first digits of them
        #[arg(long = "statement", value_name = "ID")]
        statements: Vec<String>,
        /// Who that is: a speaker's id or whole name, or the name of a new one [default: the
        /// longest FORM]
        #[arg(long = "as", value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        to: Option<String>,
        /// What a new speaker is [default: the same as the one it leaves]
        #[arg(long = "type", value_name = "TYPE")]
        to_type: Option<NewType>,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// Call a speaker something else
    #[command(after_help = RENAME_EXAMPLES)]
    Rename {
        /// The speaker, by its id or a name that nobody else has
        speaker: String,
        /// The name to show from now on
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        name: String,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// Settle who a speaker is, or who said a statement
    ///
    /// Names that are nearly spelt like that of a well-known person are taken for it. Whoever is
    /// pinned is taken for nobody else, and nobody else for it. A statement that is pinned keeps
    /// its speaker, whatever is extracted later.
    #[command(after_help = PIN_EXAMPLES)]
    Pin {
        /// A speaker; or a statement, by its id or the first digits of it, when it is followed by
        /// a speaker or --nobody
        what: String,
        /// Who said the statement
        #[arg(conflicts_with = "nobody")]
        speaker: Option<String>,
        /// It is not known who said the statement
        #[arg(long)]
        nobody: bool,
        /// Make the speaker if nothing has named it yet, of this type
        #[arg(
            long,
            value_name = "TYPE",
            requires = "speaker",
            require_equals = true,
            num_args = 0..=1,
            default_missing_value = "person"
        )]
        new: Option<NewType>,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// Undo an edit, as if it had never been made
    #[command(after_help = UNDO_EXAMPLES)]
    Undo {
        /// The number of the edit [default: the latest that holds]
        #[arg(value_parser = clap::value_parser!(u64).range(1..))]
        number: Option<u64>,
        #[command(flatten)]
        common: CommonArgs,
    },
    Log(LogArgs),
}

impl EditCommand {
    /// Returns the edit to ask for; `None` for the log.
    fn edit(&self) -> Result<Option<(Edit, &CommonArgs)>, Failure> {
        Ok(Some(match self {
            Self::Merge { speakers, common } => {
                let (into, from) = speakers.split_first().expect("two are required");
                (Edit::Merge(MergeSpeakers { into: into.clone(), from: from.to_vec() }), common)
            }
            Self::Split { speaker, forms, articles, statements, to, to_type, common } => {
                if forms.is_empty() && articles.is_empty() && statements.is_empty() {
                    let what = "say what leaves: a FORM, --article or --statement";
                    return Err(Failure::Usage(what.into()));
                }
                let split = SplitSpeaker {
                    from: speaker.clone(),
                    forms: forms.clone(),
                    article_ids: articles.clone(),
                    statement_ids: statements.clone(),
                    to: to.clone().unwrap_or_default(),
                    to_type: NewType::on_wire(*to_type),
                };
                (Edit::Split(split), common)
            }
            Self::Rename { speaker, name, common } => {
                let (speaker, name) = (speaker.clone(), name.clone());
                (Edit::Rename(RenameSpeaker { speaker, name }), common)
            }
            Self::Pin { what, speaker: None, nobody: false, common, .. } => {
                (Edit::Pin(PinSpeaker { speaker: what.clone() }), common)
            }
            Self::Pin { what, speaker, new, common, .. } => {
                let pin = PinStatement {
                    statement_id: what.clone(),
                    speaker: speaker.clone().unwrap_or_default(),
                    new_type: NewType::on_wire(*new),
                };
                (Edit::PinStatement(pin), common)
            }
            Self::Undo { number, common } => {
                (Edit::Undo(UndoSpeakerEdit { number: number.unwrap_or_default() }), common)
            }
            Self::Log(_) => return Ok(None),
        }))
    }
}

/// Tells whether an edit decides something about speakers.
pub(super) fn is_about_speakers(edit: &q7x2_domain::Edit) -> bool {
    edit.articles().is_empty()
        && !matches!(
            edit,
            q7x2_domain::Edit::Correct { .. }
                | q7x2_domain::Edit::Erased
                | q7x2_domain::Edit::Undo { .. }
        )
}

/// Asks for the edit and tells what it did.
pub(super) async fn run(
    command: &EditCommand,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    if let EditCommand::Log(args) = command {
        return super::log::run(args, services, out).await;
    }
    if let EditCommand::Undo { number: None, common } = command {
        let desk = Desk::Speakers;
        return decide::undo(None, is_about_speakers, desk, common, services, out).await;
    }
    let Some((mut edit, common)) = command.edit()? else { return Ok(Outcome::Answered) };
    if let Edit::Split(split) = &mut edit {
        for id in &mut split.article_ids {
            *id = articles::whole_id(at, services, id).await?;
        }
    }
    let made = decide::make(edit, Desk::Speakers, common, services, out).await;
    match (command, made) {
        (EditCommand::Pin { what, .. }, Err(Failure::Usage(told))) => {
            Err(show::not_kept(at, services, what, told).await)
        }
        (_, made) => made,
    }
}
