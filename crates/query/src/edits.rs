//! From a request to an edit: whom its words name, what it is to change, and making it.

mod correct;
mod naming;

use q7x2_domain::{
    ArticleId, Edit, EditOutcome, Party, SpeakerPart, SpeakerType, StatementStore, Timestamp,
};
use q7x2_names::{NameKey, speaker_id};
use q7x2_proto::v1::edit_speakers_request::Edit as Asked;
use q7x2_proto::{ConvertError, Problem, article_ids, speaker_type, v1};
use tonic::Status;

use self::naming::{NamingError, named, statement, whole_name};

/// The longest name of who edits, in bytes.
const MAX_BY_BYTES: usize = 200;

/// How many edits are looked through at a time for the latest that holds.
const SOME: u32 = 100;

/// Makes the edit that was asked for; `None` when there is nothing to undo.
pub(crate) async fn make<S: StatementStore>(
    store: &S,
    request: v1::EditSpeakersRequest,
    at: Timestamp,
) -> Result<Option<EditOutcome>, Status> {
    let by = request.by.trim().to_owned();
    check_length(&by, "by", MAX_BY_BYTES)?;
    let asked = request.edit.ok_or_else(|| ConvertError::new("edit", Problem::Missing))?;
    let Some(edit) = edit(store, asked).await? else { return Ok(None) };
    edit.check().map_err(|refusal| NamingError::Refused(refusal).status())?;
    let outcome = store.edit(&edit, &by, at).await.map_err(|e| q7x2_proto::status(&e))?;
    tracing::debug!(
        edit = edit.word(),
        number = outcome.entry.number,
        statements = outcome.statements,
        "made an edit"
    );
    Ok(Some(outcome))
}

async fn edit<S: StatementStore>(store: &S, asked: Asked) -> Result<Option<Edit>, Status> {
    Ok(Some(match asked {
        Asked::Merge(v1::MergeSpeakers { into, from }) => {
            let into = named(store, &into, "into").await?;
            let mut parties = vec![];
            for name in &from {
                let party = named(store, name, "from").await?;
                if !parties.contains(&party) {
                    parties.push(party);
                }
            }
            Edit::Merge { into, from: parties }
        }
        Asked::Split(asked) => split(store, asked).await?,
        Asked::Rename(v1::RenameSpeaker { speaker, name }) => {
            let name = name.trim().to_owned();
            check_length(&name, "name", naming::MAX_NAME_BYTES)?;
            Edit::Rename { speaker: named(store, &speaker, "speaker").await?, name }
        }
        Asked::Pin(v1::PinSpeaker { speaker }) => {
            Edit::Pin { speaker: named(store, &speaker, "speaker").await? }
        }
        Asked::PinStatement(asked) => pin_statement(store, asked).await?,
        Asked::Correct(asked) => correct::edit(store, asked).await?,
        Asked::SetArticles(asked) => Edit::try_from(asked)?,
        Asked::ForgetArticles(asked) => Edit::try_from(asked)?,
        Asked::Undo(v1::UndoSpeakerEdit { number: 0 }) => match latest(store).await? {
            Some(number) => Edit::Undo { number },
            None => return Ok(None),
        },
        Asked::Undo(v1::UndoSpeakerEdit { number }) => Edit::Undo { number },
    }))
}

async fn split<S: StatementStore>(store: &S, asked: v1::SplitSpeaker) -> Result<Edit, Status> {
    let from = named(store, &asked.from, "from").await?;
    let mut places = vec![];
    for prefix in &asked.statement_ids {
        places.push(correct::place(&statement(store, prefix, "statement_ids").await?));
    }
    let forms: Vec<String> = asked.forms.iter().map(|form| form.trim().to_owned()).collect();
    for form in &forms {
        check_length(form, "forms", naming::MAX_NAME_BYTES)?;
        if NameKey::of(form).words().is_empty() {
            return Err(ConvertError::new("forms", Problem::Malformed("a name")).into());
        }
    }
    let articles: Vec<ArticleId> = article_ids(&asked.article_ids, "article_ids")?;
    let longest = || forms.iter().max_by_key(|form| NameKey::of(form).words().len()).cloned();
    let name = match asked.to.trim() {
        "" => longest().ok_or_else(|| NamingError::NoName.status())?,
        name => name.to_owned(),
    };
    check_length(&name, "to", naming::MAX_NAME_BYTES)?;
    let kind = speaker_type(asked.to_type, "to_type")?.unwrap_or(from.kind);
    let to = match whole_name(store, &name).await? {
        Some(known) => known,
        None => new_party(name, kind, "to")?,
    };
    Ok(Edit::Split { from, part: SpeakerPart { forms, articles, places }, to })
}

async fn pin_statement<S: StatementStore>(
    store: &S,
    asked: v1::PinStatement,
) -> Result<Edit, Status> {
    let found = statement(store, &asked.statement_id, "statement_id").await?;
    let to = correct::who(store, &asked.speaker, asked.new_type).await?;
    let (statement, place) = (found.hit.statement.id.clone(), correct::place(&found));
    Ok(Edit::PinStatement { statement, place, to })
}

/// Returns a speaker that nothing has named yet.
fn new_party(name: String, kind: SpeakerType, field: &str) -> Result<Party, Status> {
    check_length(&name, field, naming::MAX_NAME_BYTES)?;
    if NameKey::of(&name).words().is_empty() {
        return Err(ConvertError::new(field, Problem::Malformed("a name")).into());
    }
    match kind {
        SpeakerType::Person | SpeakerType::Organization => {
            // Of these, no article is part of the id.
            let id = speaker_id(&name, kind, ArticleId::of(None, ""));
            Ok(Party { id, name, kind })
        }
        SpeakerType::Group | SpeakerType::Document | SpeakerType::Unnamed => {
            let problem = Problem::Malformed(
                "a type of its own; a new speaker is a person or an organization",
            );
            Err(ConvertError::new(field, problem).into())
        }
    }
}

/// Returns the number of the latest edit that holds, is no undo, and says something still.
async fn latest<S: StatementStore>(store: &S) -> Result<Option<u64>, Status> {
    let mut before = None;
    loop {
        let edits = store.edits(before, SOME).await.map_err(|e| q7x2_proto::status(&e))?;
        let Some(last) = edits.last() else { return Ok(None) };
        before = Some(last.number);
        let holds = edits.iter().find(|entry| {
            entry.undone_by.is_none() && !matches!(entry.edit, Edit::Undo { .. } | Edit::Erased)
        });
        if let Some(entry) = holds {
            return Ok(Some(entry.number));
        }
    }
}

/// Refuses a text that is empty or longer than the field takes.
fn check_length(text: &str, field: &str, limit: usize) -> Result<(), ConvertError> {
    match text.len() {
        0 => Err(ConvertError::new(field, Problem::Missing)),
        bytes if bytes > limit => Err(ConvertError::new(field, Problem::TooLong { bytes, limit })),
        _ if text.contains('\0') => Err(ConvertError::new(field, Problem::Nul)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
