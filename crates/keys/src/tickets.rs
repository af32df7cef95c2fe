//! Lending tickets: what ingest gives a worker with an article, so that the services know later that
//! it was lent to this worker without asking each other. A ticket names the lease, the article and
//! the end of its time, and carries a MAC over these and the worker's name. A worker's name is the
//! name of its token; it is not in the ticket, so a ticket is of no use to another.

use std::path::{Path, PathBuf};

use ring::hmac::{self, HMAC_SHA256, Key};

use crate::KeyError;
use crate::error::read_text;
use crate::reload::Reloading;
use crate::secret::{from_hex, hex};

/// How long after lending the query service takes what a worker found, in seconds: a day, as leases
/// are prolonged and ingest alone knows how often.
const GOOD_FOR: i64 = 86_400;

/// What a MAC begins over, so that the key's MACs mean nothing else.
const PURPOSE: &[u8] = b"q7x2 lending ticket 1";

/// What stands between the parts of a ticket; in none of them.
const BETWEEN: char = '~';

/// The shortest key, in bytes.
const SHORTEST_KEY: usize = 32;

/// Makes and checks tickets. The first key in its file signs; all of them are good.
#[derive(Debug)]
pub struct Tickets(Reloading<Vec<Key>>);

/// Why a ticket is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It was not lent to this caller.
    #[error(
        "this lease was not lent to this token; a worker reports on what it borrowed itself, with \
         the token that it borrowed it with"
    )]
    NotLent,
    /// It is for another article.
    #[error(
        "this lease is for another article; a worker records what it was lent and nothing else"
    )]
    OtherArticle,
    /// It was lent too long ago.
    #[error("this article was lent more than a day ago; borrow it again")]
    TooOld,
}

impl Tickets {
    /// Reads the file of keys: a line of hexadecimal digits each.
    ///
    /// # Errors
    /// When it cannot be read or holds no key.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let from: PathBuf = path.to_owned();
        Reloading::open(vec![path.to_owned()], move || keys(&from)).map(Self)
    }

    /// Returns the ticket for a lease of `article` to `holder`, lent at `now`, in seconds since 1970.
    pub fn ticket(&self, lease: &str, article: &str, holder: &str, now: i64) -> String {
        let until = (now.saturating_add(GOOD_FOR)).to_string();
        let keys = self.0.current();
        let key = keys.first().expect("a file without keys is refused");
        let tag = hmac::sign(key, &message(lease, article, holder, &until));
        [lease, article, &until, &hex(tag.as_ref())].join(&BETWEEN.to_string())
    }

    /// Returns the lease of a ticket that was lent to `holder`. Whether the lease still holds is for
    /// the queue to say.
    ///
    /// # Errors
    /// When it was lent to somebody else, or to nobody.
    pub fn lease<'a>(&self, ticket: &'a str, holder: &str) -> Result<&'a str, TicketError> {
        Ok(self.open_ticket(ticket, holder)?.lease)
    }

    /// Checks that `article` was lent to `holder` with this ticket, not more than a day before `now`,
    /// in seconds since 1970.
    ///
    /// # Errors
    /// When it was not.
    pub fn check(
        &self,
        ticket: &str,
        article: &str,
        holder: &str,
        now: i64,
    ) -> Result<(), TicketError> {
        let lent = self.open_ticket(ticket, holder)?;
        if lent.article != article {
            return Err(TicketError::OtherArticle);
        }
        if now > lent.until { Err(TicketError::TooOld) } else { Ok(()) }
    }

    fn open_ticket<'a>(&self, ticket: &'a str, holder: &str) -> Result<Lent<'a>, TicketError> {
        let mut parts = ticket.split(BETWEEN);
        let (Some(lease), Some(article), Some(until), Some(tag), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TicketError::NotLent);
        };
        let tag = from_hex(tag).ok_or(TicketError::NotLent)?;
        let message = message(lease, article, holder, until);
        // `verify` compares in constant time.
        let good = self.0.current().iter().any(|key| hmac::verify(key, &message, &tag).is_ok());
        let until = until.parse().map_err(|_| TicketError::NotLent)?;
        if good { Ok(Lent { lease, article, until }) } else { Err(TicketError::NotLent) }
    }
}

/// What a ticket says.
struct Lent<'a> {
    lease: &'a str,
    article: &'a str,
    until: i64,
}

/// Returns what the MAC is over: every part with its length, so that no two tickets have the same.
fn message(lease: &str, article: &str, holder: &str, until: &str) -> Vec<u8> {
    let mut message = PURPOSE.to_vec();
    for part in [lease, article, holder, until] {
        message.extend((part.len() as u64).to_be_bytes());
        message.extend(part.as_bytes());
    }
    message
}

fn keys(path: &Path) -> Result<Vec<Key>, KeyError> {
    let text = read_text(path)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let key = |line: &str| {
        let bytes = from_hex(line).filter(|bytes| bytes.len() >= SHORTEST_KEY);
        bytes.map(|bytes| Key::new(HMAC_SHA256, &bytes))
    };
    let keys: Option<Vec<Key>> = lines.map(key).collect();
    keys.filter(|keys| !keys.is_empty()).ok_or_else(|| {
        let problem = "it is no ticket key, which has 64 hexadecimal digits or more on a line; \
                       `q7x2 keys init` makes one";
        KeyError::malformed(path, problem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_secret;

    fn open(keys: &[&str]) -> Tickets {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ticket.key");
        std::fs::write(&path, keys.join("\n")).expect("written");
        Tickets::open(&path).expect("keys")
    }

    #[test]
    fn a_ticket_is_good_for_its_holder_and_article_alone() {
        let key = new_secret().expect("random");
        let tickets = open(&[key.reveal()]);
        let ticket = tickets.ticket("a.1.2", "a", "desk", 1000);
        assert_eq!(tickets.lease(&ticket, "desk"), Ok("a.1.2"));
        assert_eq!(tickets.lease(&ticket, "other"), Err(TicketError::NotLent));
        assert_eq!(tickets.lease("a.1.2", "desk"), Err(TicketError::NotLent));
        assert_eq!(tickets.check(&ticket, "a", "desk", 1000), Ok(()));
        assert_eq!(tickets.check(&ticket, "b", "desk", 1000), Err(TicketError::OtherArticle));
        assert_eq!(tickets.check(&ticket, "a", "other", 1000), Err(TicketError::NotLent));
        assert_eq!(tickets.check(&ticket, "a", "desk", 1001 + GOOD_FOR), Err(TicketError::TooOld));
        let longer = ticket.replace("~87400~", "~97400~");
        assert_ne!(longer, ticket);
        assert_eq!(tickets.check(&longer, "a", "desk", 1000), Err(TicketError::NotLent));
    }

    #[test]
    fn a_key_is_replaced_while_both_are_good() {
        let (old, new) = (new_secret().expect("random"), new_secret().expect("random"));
        let ticket = open(&[old.reveal()]).ticket("a.1.2", "a", "desk", 0);
        assert!(open(&[new.reveal(), old.reveal()]).lease(&ticket, "desk").is_ok());
        assert!(open(&[new.reveal()]).lease(&ticket, "desk").is_err());
    }

    #[test]
    fn a_short_key_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ticket.key");
        for text in ["", "00ff", "not digits at all, however long this line may become in the end"]
        {
            std::fs::write(&path, text).expect("written");
            assert!(Tickets::open(&path).is_err(), "{text}");
        }
    }
}
