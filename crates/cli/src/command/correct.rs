//! `q7x2 correct`: what is wrong with a statement, and what is right.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand};
use q7x2_domain::Edit;
use q7x2_proto::v1::correct_statement::What;
use q7x2_proto::v1::edit_speakers_request::Edit as Asked;
use q7x2_proto::v1::{CorrectStatement, RightSpeaker, RightSpeakers, RightWords};

use super::audit;
use super::decide::{self, CommonArgs, Desk, ListArgs, NewType};
use super::show;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::output::{Output, counted, tell};

const EXAMPLES: &str = "\
Examples:
  q7x2 correct 3f9a0c12 --speaker \"Ida Holm\"           somebody else said it
  q7x2 correct 3f9a0c12 --speaker \"Jon Lind\" --new     somebody of whom nothing else is known
  q7x2 correct 3f9a0c12 --speaker \"Ida Holm\" --speaker \"Jon Lind\"    both, jointly
  q7x2 correct 3f9a0c12 --nobody                       it is not known who
  q7x2 correct 3f9a0c12 --words \"we stay until May\"    these words of the article, no others
  q7x2 correct 3f9a0c12 --not-said --reason \"it is a headline\"
  q7x2 correct 3f9a0c12 --wrong                        it is wrong, somebody shall look into it
  q7x2 correct log                                     who corrected what, when and why
  q7x2 correct undo                                    the latest that holds, or by its number
  q7x2 correct export labels.jsonl                     labels to evaluate and to fit on

A correction is kept with who made it, when and why, beside what was extracted. It is known again by its
place when another model extracts the article, stands beside the statement in every output, and can be
undone. Corrections of one statement add to each other; the last one tells whether it was said. What was
not said, or is wrong, is shown with `query --mode all` alone, as not said and as disputed.";

const UNDO_EXAMPLES: &str = "\
Examples:
  q7x2 correct undo       the latest correction that holds
  q7x2 correct undo 12    any edit, whatever came after it";

const LOG_EXAMPLES: &str = "\
Examples:
  q7x2 correct log
  q7x2 correct log --limit all --format json | jq '.edits[] | select(.undone_by == null)'";

const EXPORT_EXAMPLES: &str = "\
Examples:
  q7x2 correct export labels.jsonl
  q7x2 correct export -                                to standard output
  cargo xtask fit speakers --labels labels.jsonl

The shape is that of `q7x2 audit --export`, which writes corrections too; docs/audit.md describes it.";

/// Say what is right of a statement that was extracted wrongly
#[derive(Debug, Args)]
#[command(
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
#[command(group = ArgGroup::new("what").required(true))]
pub(crate) struct CorrectArgs {
    #[command(subcommand)]
    command: Option<CorrectCommand>,
    /// The statement, by its id or the first digits of it: at least 4
    #[arg(value_name = "ID", required = true)]
    id: Option<String>,
    /// Who said it: an id, or a name that nobody else has; again for each who said it jointly
    #[arg(
        long,
        value_name = "NAME",
        group = "what",
        value_parser = NonEmptyStringValueParser::new().try_map(named)
    )]
    speaker: Vec<String>,
    /// Make the speaker if nothing has named it yet, of this type; of several, each of them
    #[arg(
        long,
        value_name = "TYPE",
        requires = "speaker",
        require_equals = true,
        num_args = 0..=1,
        default_missing_value = "person"
    )]
    new: Option<NewType>,
    /// It is not known who said it
    #[arg(long, group = "what")]
    nobody: bool,
    /// Which words of the article were said; again for each piece of words that are apart
    #[arg(
        long,
        value_name = "TEXT",
        group = "what",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    words: Vec<String>,
    /// Nobody said it
    #[arg(long, group = "what")]
    not_said: bool,
    /// It is wrong, and how is not said
    #[arg(long, group = "what")]
    wrong: bool,
    /// Why
    #[arg(long, alias = "why", value_name = "TEXT", allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    common: CommonArgs,
}

/// What is done with corrections.
#[derive(Debug, Subcommand)]
enum CorrectCommand {
    /// Undo a correction, as if it had never been made
    #[command(after_help = UNDO_EXAMPLES)]
    Undo {
        /// The number of the edit [default: the latest correction that holds]
        #[arg(value_parser = clap::value_parser!(u64).range(1..))]
        number: Option<u64>,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// List corrections, with who, when and why, the latest first
    #[command(after_help = LOG_EXAMPLES)]
    Log(#[command(flatten)] ListArgs),
    /// Write corrections as labels, with the texts of their articles, as JSON Lines
    #[command(after_help = EXPORT_EXAMPLES)]
    Export {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl CorrectArgs {
    fn what(&self) -> What {
        if self.not_said {
            What::NotSaid(true)
        } else if self.wrong {
            What::Wrong(true)
        } else if self.words.is_empty() {
            let new_type = NewType::on_wire(self.new);
            match self.speaker.as_slice() {
                // Services of older versions know of one alone.
                [] => What::Speaker(RightSpeaker { speaker: String::new(), new_type }),
                [speaker] => What::Speaker(RightSpeaker { speaker: speaker.clone(), new_type }),
                several => What::Speakers(RightSpeakers { speakers: several.to_vec(), new_type }),
            }
        } else {
            What::Words(RightWords { pieces: self.words.clone() })
        }
    }
}

/// Refuses a name of nothing but blanks.
fn named(name: String) -> Result<String, &'static str> {
    let blank = name.trim().is_empty();
    if blank { Err("a name is wanted; --nobody says that nobody is known") } else { Ok(name) }
}

/// Tells whether an edit corrects a statement.
fn corrects(edit: &Edit) -> bool {
    edit.corrects().is_some()
}

/// Asks for the correction, or for what is done with those that were made.
pub(crate) async fn run(
    args: &CorrectArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    match &args.command {
        None => {
            let id = args.id.clone().unwrap_or_default();
            let correct = CorrectStatement {
                statement_id: id.clone(),
                reason: args.reason.clone().unwrap_or_default(),
                what: Some(args.what()),
            };
            let edit = Asked::Correct(correct);
            let made = decide::make(edit, Desk::Correct, &args.common, services, out).await;
            match made {
                Err(Failure::Usage(told)) => Err(show::not_kept(at, services, &id, told).await),
                made => made,
            }
        }
        Some(CorrectCommand::Undo { number, common }) => {
            decide::undo(*number, corrects, Desk::Correct, common, services, out).await
        }
        Some(CorrectCommand::Log(args)) => {
            let nothing = "nothing was corrected yet; `q7x2 correct --help` says how";
            decide::list(args, corrects, nothing, services, out).await
        }
        Some(CorrectCommand::Export { file }) => {
            let written = audit::export_corrections(&mut services.query()?, file).await?;
            tell(&format!("wrote {} to {}", counted(written, "label"), file.display()));
            Ok(if written == 0 { Outcome::NothingFound } else { Outcome::Answered })
        }
    }
}
