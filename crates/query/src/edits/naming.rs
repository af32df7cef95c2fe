//! Whom the words of a request name. An edit is about one speaker and no other, so whatever may
//! mean several is refused, with what to write instead.

use q7x2_domain::{EditRefusal, Party, PortError, SpeakerId, StatementInContext, StatementStore};
use q7x2_names::NameKey;
use q7x2_proto::{ConvertError, ErrorCode, Problem, ServiceError};
use tonic::Status;

/// The longest name that is taken, in bytes.
pub(super) const MAX_NAME_BYTES: usize = 1000;

/// How many speakers a refusal lists.
const LISTED: usize = 8;

/// How many names are compared to find the one that is meant.
const COMPARED: u32 = 1000;

/// Why the words of a request name nobody, or not one.
#[derive(Debug, thiserror::Error)]
pub(super) enum NamingError {
    /// Nobody is called so.
    #[error("nobody is called \"{name}\"{}", nearest_list(nearest))]
    Nobody { name: String, nearest: Vec<Party> },
    /// Nobody is called so, and somebody may be from now on.
    #[error(
        "nobody is called \"{name}\"{}; --new makes a speaker of that name",
        nearest_list(nearest)
    )]
    NobodyYet { name: String, nearest: Vec<Party> },
    /// Several are.
    #[error("\"{name}\" may be {}; name one by its id", list(candidates))]
    Several { name: String, candidates: Vec<Party> },
    /// Somebody else answers for it.
    #[error("{id} answers as {into} since they were merged; name that one, or undo the merge")]
    Merged { id: SpeakerId, into: Party },
    /// No statement has the id.
    #[error("no statement has the id {prefix}; `q7x2 query` prints ids")]
    NoStatement { prefix: String },
    /// Several statements have it.
    #[error("{prefix} is the beginning of several ids; write more of one: {}", ids.join(", "))]
    SeveralStatements { prefix: String, ids: Vec<String> },
    /// The article of a statement does not have the words.
    #[error("the article does not have the words “{words}”; copy them from `q7x2 show`")]
    NoWords { words: String },
    /// There is no name for a new speaker.
    #[error("say who said them: a name is needed where no form of one leaves")]
    NoName,
    /// The edit cannot be made.
    #[error(transparent)]
    Refused(EditRefusal),
}

impl ServiceError for NamingError {
    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidArgument
    }
}

impl NamingError {
    /// Returns what a client is told.
    pub(super) fn status(&self) -> Status {
        q7x2_proto::status(self)
    }

    /// Returns the same where a name that nobody has may be given to somebody new.
    fn or_new(self) -> Self {
        match self {
            Self::Nobody { name, nearest } => Self::NobodyYet { name, nearest },
            other => other,
        }
    }
}

/// Returns the one speaker that `words` name: its id, its whole name, or a name of nobody else's.
pub(super) async fn named<S: StatementStore>(
    store: &S,
    words: &str,
    field: &str,
) -> Result<Party, Status> {
    meant(store, words, field).await?.map_err(|error| error.status())
}

/// Returns the one speaker that `words` name, as [`named`] does, where somebody new may be named as well:
/// who is refused is told how.
pub(super) async fn named_or_new<S: StatementStore>(
    store: &S,
    words: &str,
    field: &str,
) -> Result<Party, Status> {
    meant(store, words, field).await?.map_err(|error| error.or_new().status())
}

/// Returns the one speaker that `words` name, or why they name nobody, or not one.
async fn meant<S: StatementStore>(
    store: &S,
    words: &str,
    field: &str,
) -> Result<Result<Party, NamingError>, Status> {
    let words = words.trim();
    super::check_length(words, field, MAX_NAME_BYTES)?;
    if let Some(party) = of_id(store, words).await? {
        return Ok(Ok(party));
    }
    let candidates = called(store, words).await?;
    let name = words.to_owned();
    Ok(match exactly(words, &candidates).or_else(|| only(&candidates)) {
        Some(party) => Ok(party),
        None if candidates.is_empty() => {
            let nearest = nearest(store, words).await?;
            Err(NamingError::Nobody { name, nearest })
        }
        None => Err(NamingError::Several { name, candidates }),
    })
}

/// Returns the speaker of this id or whole name, if there is one.
pub(super) async fn whole_name<S: StatementStore>(
    store: &S,
    words: &str,
) -> Result<Option<Party>, Status> {
    if let Some(party) = of_id(store, words).await? {
        return Ok(Some(party));
    }
    let mut same = called(store, words).await?;
    same.retain(|party| NameKey::of(&party.name) == NameKey::of(words));
    match same.len() {
        0 | 1 => Ok(same.pop()),
        _ => Err(NamingError::Several { name: words.to_owned(), candidates: same }.status()),
    }
}

/// Returns the statement whose id begins with `prefix`.
pub(super) async fn statement<S: StatementStore>(
    store: &S,
    prefix: &str,
    field: &str,
) -> Result<StatementInContext, Status> {
    let prefix = prefix.trim().to_ascii_lowercase();
    let digits = prefix.bytes().all(|b| b.is_ascii_hexdigit());
    if !(4..=16).contains(&prefix.len()) || !digits {
        let problem = Problem::Malformed(
            "a statement's id or the beginning of one (4 to 16 hexadecimal digits)",
        );
        return Err(ConvertError::new(field, problem).into());
    }
    let mut found = store.show(&prefix).await.map_err(port)?;
    if found.len() > 1 {
        let ids = found.iter().map(|found| {
            let statement = &found.hit.statement;
            let speaker = statement.speakers().next().map(|speaker| format!(" ({})", speaker.name));
            format!("{}{}", statement.id, speaker.unwrap_or_default())
        });
        return Err(NamingError::SeveralStatements { ids: ids.collect(), prefix }.status());
    }
    found.pop().ok_or_else(|| NamingError::NoStatement { prefix }.status())
}

/// Returns the speaker of this id.
async fn of_id<S: StatementStore>(store: &S, words: &str) -> Result<Option<Party>, Status> {
    if !words.contains('/') {
        return Ok(None);
    }
    let id = SpeakerId::from_stored(words.to_owned());
    match store.speaker(&id).await.map_err(port)? {
        None => Ok(None),
        Some(known) => match known.answers_as {
            None => Ok(Some(known.party)),
            Some(into) => Err(NamingError::Merged { id, into }.status()),
        },
    }
}

async fn called<S: StatementStore>(store: &S, name: &str) -> Result<Vec<Party>, Status> {
    let found = store.speakers(Some(name), COMPARED).await.map_err(port)?;
    Ok(found.into_iter().map(|summary| summary.speaker.into()).collect())
}

/// Returns the candidate that is called so and not only among other words, if it is one.
fn exactly(words: &str, candidates: &[Party]) -> Option<Party> {
    let key = NameKey::of(words);
    let same: Vec<&Party> = candidates.iter().filter(|p| NameKey::of(&p.name) == key).collect();
    match same[..] {
        [party] => Some(party.clone()),
        _ => None,
    }
}

fn only(candidates: &[Party]) -> Option<Party> {
    match candidates {
        [party] => Some(party.clone()),
        _ => None,
    }
}

/// Returns speakers whose names are spelt most like `words`, a name or an id.
async fn nearest<S: StatementStore>(store: &S, words: &str) -> Result<Vec<Party>, Status> {
    let name = words.rsplit('/').next().unwrap_or(words).replace('-', " ");
    let mut nearest: Vec<Party> = vec![];
    for name in store.nearest_speakers(&name, 3).await.map_err(port)? {
        for party in called(store, &name).await?.into_iter().take(2) {
            if !nearest.contains(&party) {
                nearest.push(party);
            }
        }
    }
    Ok(nearest)
}

fn list(parties: &[Party]) -> String {
    let shown: Vec<String> = parties.iter().take(LISTED).map(ToString::to_string).collect();
    match parties.len().saturating_sub(LISTED) {
        0 => shown.join(" or "),
        more => format!("{} or one of {more} more", shown.join(", ")),
    }
}

fn nearest_list(parties: &[Party]) -> String {
    if parties.is_empty() { String::new() } else { format!("; nearest: {}", list(parties)) }
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn port(error: PortError) -> Status {
    q7x2_proto::status(&error)
}
