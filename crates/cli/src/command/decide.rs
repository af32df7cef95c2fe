//! What the commands have in common with which people decide something: who decides, asking for the edit,
//! and the journal of those that were made.

use std::io::Write;

use clap::{Args, ValueEnum};
use q7x2_domain::{Edit, EditEntry, EditOutcome, SpeakerType};
use q7x2_proto::MAX_PAGE_SIZE;
use q7x2_proto::v1::edit_speakers_request::Edit as Asked;
use q7x2_proto::v1::{self, EditSpeakersRequest, ListSpeakerEditsRequest, UndoSpeakerEdit};

use super::query::limit;
use crate::connection::{Query, Services};
use crate::exit::{Failure, Outcome};
use crate::json::{self, EditLog, Edited};
use crate::output::{Output, tell};
use crate::render;

/// Who decides where nobody is named.
const NOBODY: &str = "unknown";

/// The command that a person decides with. Each has an `undo` of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Desk {
    /// `q7x2 speakers`
    Speakers,
    /// `q7x2 correct`
    Correct,
    /// `q7x2 articles`
    Articles,
}

impl Desk {
    /// Returns the word for it on the command line.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Speakers => "speakers",
            Self::Correct => "correct",
            Self::Articles => "articles",
        }
    }
}

/// What holds for every edit.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    /// Who decides, for the log [default: who is logged in, or "unknown"]
    #[arg(long, value_name = "NAME", env = "Q7X2_BY", hide_env_values = true)]
    by: Option<String>,
    // Systems differ in the variable that holds who is logged in.
    #[arg(long, hide = true, env = "USER", hide_env_values = true)]
    unix_user: Option<String>,
    #[arg(long, hide = true, env = "USERNAME", hide_env_values = true)]
    windows_user: Option<String>,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How an edit is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line for each
    Text,
    /// One object
    Json,
}

/// What a speaker is that nothing has named yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewType {
    /// One named human being
    Person,
    /// A named body
    Organization,
}

impl NewType {
    /// Returns what goes over the wire; nothing means that it is not said.
    pub(super) fn on_wire(this: Option<Self>) -> i32 {
        let kind = this.map(|this| match this {
            Self::Person => SpeakerType::Person,
            Self::Organization => SpeakerType::Organization,
        });
        kind.map_or(0, |kind| v1::SpeakerType::from(kind).into())
    }
}

impl CommonArgs {
    /// Returns who decides; `None` where nobody is named or logged in, as in a container.
    fn named(&self) -> Option<&str> {
        let given = [&self.by, &self.unix_user, &self.windows_user];
        let mut names = given.into_iter().flatten().map(|name| name.trim());
        names.find(|name| !name.is_empty())
    }

    /// Returns who decides. Where that is not known the edit is made all the same, and when it is made it is
    /// told how to name somebody.
    fn by(&self) -> String {
        self.named().unwrap_or(NOBODY).to_owned()
    }

    /// Prints what an edit did, or that there was nothing to undo.
    pub(super) fn print(
        &self,
        made: Option<&EditOutcome>,
        desk: Desk,
        out: &mut Output,
    ) -> Result<Outcome, Failure> {
        match self.format {
            Format::Text => {
                if let Some(made) = made {
                    render::edits::write_made(out, made, desk.command())?;
                }
            }
            Format::Json => json::write_pretty(out, &Edited::from(made))?,
        }
        out.flush()?;
        if made.is_none() {
            tell("there is no edit to undo");
            return Ok(Outcome::NothingFound);
        }
        if self.named().is_none() {
            tell(&format!(
                "noted as decided by \"{NOBODY}\": nobody is logged in here; --by NAME or Q7X2_BY says who \
                 decides"
            ));
        }
        Ok(Outcome::Answered)
    }
}

/// Asks for an edit and tells what it did, and how it is taken back at the same desk.
pub(super) async fn make(
    edit: Asked,
    desk: Desk,
    common: &CommonArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    made(edit, desk, common, services, out).await.map(|(outcome, _)| outcome)
}

/// Does the same; returns what it did as well.
async fn made(
    edit: Asked,
    desk: Desk,
    common: &CommonArgs,
    services: &Services,
    out: &mut Output,
) -> Result<(Outcome, Option<EditOutcome>), Failure> {
    let request = EditSpeakersRequest { by: common.by(), edit: Some(edit) };
    let mut query = services.query()?;
    let answer = query.client.edit_speakers(request).await;
    let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let made: Option<EditOutcome> = answer.try_into().map_err(|error| query.garbled(&error))?;
    Ok((common.print(made.as_ref(), desk, out)?, made))
}

/// Undoes the edit of this number, or the latest that holds among those that `is_wanted` chooses.
pub(super) async fn undo(
    number: Option<u64>,
    is_wanted: fn(&Edit) -> bool,
    desk: Desk,
    common: &CommonArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    undone(number, is_wanted, desk, common, services, out).await.map(|(outcome, _)| outcome)
}

/// Does the same; returns what it did as well.
pub(super) async fn undone(
    number: Option<u64>,
    is_wanted: fn(&Edit) -> bool,
    desk: Desk,
    common: &CommonArgs,
    services: &Services,
    out: &mut Output,
) -> Result<(Outcome, Option<EditOutcome>), Failure> {
    let number = match number {
        Some(number) => number,
        None => {
            let holds = |entry: &EditEntry| entry.undone_by.is_none() && is_wanted(&entry.edit);
            match entries(&mut services.query()?, 1, holds).await?.pop() {
                Some(entry) => entry.number,
                None => return Ok((common.print(None, desk, out)?, None)),
            }
        }
    };
    made(Asked::Undo(UndoSpeakerEdit { number }), desk, common, services, out).await
}

/// Returns an edit; of an undo, the edit at the end of the chain.
pub(super) async fn in_the_end(query: &mut Query, mut edit: Edit) -> Result<Edit, Failure> {
    while let Edit::Undo { number } = edit {
        let is_it = |entry: &EditEntry| entry.number == number;
        match entries(query, 1, is_it).await?.pop() {
            Some(entry) => edit = entry.edit,
            None => break,
        }
    }
    Ok(edit)
}

/// Which edits are listed, and how.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// List at most this many, or `all`
    #[arg(long, value_name = "N", default_value = "50", value_parser = limit)]
    limit: u64,
    /// How to print the edits
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Prints the edits of the journal that `is_wanted` chooses, and the undos of such; `nothing` is told
/// where there are none.
pub(super) async fn list(
    args: &ListArgs,
    is_wanted: fn(&Edit) -> bool,
    nothing: &str,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let wanted = |entry: &EditEntry| is_wanted(&entry.edit);
    let edits = entries(&mut services.query()?, args.limit, wanted).await?;
    match args.format {
        Format::Text => render::edits::write_log(out, &edits)?,
        Format::Json => json::write_pretty(out, &EditLog::from(&edits[..]))?,
    }
    out.flush()?;
    if edits.is_empty() {
        tell(nothing);
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Answered)
}

/// Returns up to `limit` edits of the journal that `is_wanted` chooses, the latest first.
pub(super) async fn entries(
    query: &mut Query,
    limit: u64,
    is_wanted: impl Fn(&EditEntry) -> bool,
) -> Result<Vec<EditEntry>, Failure> {
    let (mut edits, mut before): (Vec<EditEntry>, u64) = (vec![], 0);
    loop {
        let page_size = MAX_PAGE_SIZE;
        let request = ListSpeakerEditsRequest { page_size, before };
        let answer = query.client.list_speaker_edits(request).await;
        let page = answer.map_err(|status| query.failure(&status))?.into_inner().edits;
        let more = page.len() == page_size as usize;
        for edit in page {
            let edit: EditEntry = edit.try_into().map_err(|error| query.garbled(&error))?;
            before = edit.number;
            if is_wanted(&edit) {
                edits.push(edit);
            }
            if edits.len() as u64 >= limit {
                return Ok(edits);
            }
        }
        if !more {
            return Ok(edits);
        }
    }
}
