//! The tokens that a service knows: a file of names, roles and digests, a line each. The file is no
//! secret, because a token cannot be made from its digest. Several lines may have the same name:
//! they are the old and the new token of somebody while one replaces the other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::error::read_text;
use crate::reload::Reloading;
use crate::secret::{from_hex, hex};
use crate::{KeyError, Role, Roles, Secret};

/// What a digest begins with in the file.
const MARK: &str = "sha256:";

/// How a line looks, for whoever wrote one that does not.
const FORM: &str = "a line is NAME ROLES sha256:DIGITS; `q7x2 keys token` writes one";

/// The tokens in a file.
#[derive(Debug)]
pub struct Tokens(Reloading<Vec<Entry>>);

/// Whom a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name in the file of tokens. Two tokens of one name are one caller.
    pub name: Arc<str>,
    /// What the caller may do.
    pub roles: Roles,
}

impl Caller {
    /// Tells whether the caller has one of `roles`.
    pub fn may(&self, roles: &[Role]) -> bool {
        self.roles.any_of(roles)
    }
}

/// A line of the file.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) caller: Caller,
    digest: [u8; 32],
}

impl Entry {
    /// Returns the entry of a new token.
    pub(crate) fn new(name: &str, roles: Roles, token: &Secret) -> Self {
        Self { caller: Caller { name: name.into(), roles }, digest: digest_of(token.reveal()) }
    }

    /// Returns the entry as a line of the file.
    pub(crate) fn line(&self) -> String {
        format!("{} {} {MARK}{}\n", self.caller.name, self.caller.roles, hex(&self.digest))
    }

    fn parse(line: &str) -> Result<Self, String> {
        let mut words = line.split_whitespace();
        let (Some(name), Some(roles), Some(digest), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(FORM.into());
        };
        let roles = Roles::parse(roles).map_err(|word| {
            format!("\"{word}\" is no role; there are ingest, worker, reader and editor")
        })?;
        let digest = digest.strip_prefix(MARK).and_then(from_hex);
        let digest = digest.and_then(|bytes| bytes.try_into().ok()).ok_or(FORM)?;
        Ok(Self { caller: Caller { name: name.into(), roles }, digest })
    }
}

impl Tokens {
    /// Reads the file of tokens. When the last is taken out of it later, nobody's token is good any more.
    ///
    /// # Errors
    /// When it cannot be read, a line makes no sense, or it names nobody: a service that begins so was
    /// given the wrong file.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        if entries(path)?.is_empty() {
            let problem = "it holds no token; `q7x2 keys token` adds one";
            return Err(KeyError::malformed(path, problem));
        }
        let from: PathBuf = path.to_owned();
        Reloading::open(vec![path.to_owned()], move || {
            let entries = entries(&from)?;
            if entries.is_empty() {
                tracing::error!(
                    file = %from.display(),
                    "no token is left: every call is refused until `q7x2 keys token` adds one"
                );
            }
            Ok(entries)
        })
        .map(Self)
    }

    #[cfg(test)]
    fn look_again(&self) {
        self.0.look_again();
    }

    /// Returns whose token this is; `None` when nobody's. Takes the same time whatever is sent.
    pub fn caller(&self, token: &str) -> Option<Caller> {
        let sent = digest_of(token);
        let entries = self.0.current();
        let mut known = Choice::from(0);
        let mut at = 0_u64;
        for (index, entry) in (0_u64..).zip(entries.iter()) {
            let same = sent.ct_eq(&entry.digest);
            at.conditional_assign(&index, same);
            known |= same;
        }
        let at = usize::try_from(at).ok()?;
        bool::from(known).then(|| entries.get(at).map(|entry| entry.caller.clone())).flatten()
    }
}

/// Returns the entries of a file; lines that are empty or begin with `#` are none.
pub(crate) fn entries(path: &Path) -> Result<Vec<Entry>, KeyError> {
    let text = read_text(path)?;
    let lines = text.lines().zip(1..).map(|(line, number)| (line.trim(), number));
    let lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(line, number)| {
            Entry::parse(line)
                .map_err(|problem| KeyError::malformed(path, format!("line {number}: {problem}")))
        })
        .collect()
}

fn digest_of(token: &str) -> [u8; 32] {
    let digest = digest(&SHA256, token.as_bytes());
    digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_secret;

    fn open(text: &str) -> Result<Tokens, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tokens");
        std::fs::write(&path, text).expect("written");
        Tokens::open(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn old_and_new_tokens_are_good_at_the_same_time() {
        let (old, new, reader) = (new_secret(), new_secret(), new_secret());
        let (old, new, reader) = (old.expect("ok"), new.expect("ok"), reader.expect("ok"));
        let worker = Roles::parse("worker").expect("a role");
        let lines = [
            "# tokens\n\n".to_owned(),
            Entry::new("desk", worker, &old).line(),
            Entry::new("desk", worker, &new).line(),
            Entry::new("clerk", Roles::parse("reader").expect("a role"), &reader).line(),
        ];
        let tokens = open(&lines.concat()).expect("tokens");
        let name = |token: &str| tokens.caller(token).map(|caller| caller.name.to_string());
        assert_eq!(name(old.reveal()), Some("desk".into()));
        assert_eq!(name(new.reveal()), Some("desk".into()));
        assert_eq!(name(reader.reveal()), Some("clerk".into()));
        assert_eq!(name(""), None);
        assert_eq!(name(&reader.reveal()[1..]), None);
        assert!(tokens.caller(new.reveal()).expect("known").may(&[Role::Worker]));
    }

    #[test]
    fn who_is_taken_out_last_enters_no_more_and_a_broken_file_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tokens");
        let reader = new_secret().expect("random");
        let line = Entry::new("clerk", Roles::default().and(Role::Reader), &reader).line();
        let write = |text: &str| std::fs::write(&path, text).expect("written");
        write(&line);
        let tokens = Tokens::open(&path).expect("tokens");
        let enters = || {
            tokens.look_again();
            tokens.caller(reader.reveal()).is_some()
        };
        assert!(enters());
        write("# nobody\n");
        assert!(!enters(), "the last is revoked");
        write(&line);
        assert!(enters());
        write("clerk reader");
        assert!(enters(), "a broken file revokes nobody");
        std::fs::remove_file(&path).expect("removed");
        assert!(enters(), "nor does one that is gone");
        write("");
        assert!(!enters());
    }

    #[test]
    fn the_file_holds_no_token() {
        let token = new_secret().expect("random");
        let line = Entry::new("desk", Roles::default().and(Role::Reader), &token).line();
        assert!(!line.contains(token.reveal()), "{line}");
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        assert!(open("").expect_err("empty").contains("holds no token"));
        let error = open("# x\ndesk king sha256:00\n").expect_err("no role");
        assert!(error.contains("line 2") && error.contains("\"king\""), "{error}");
        let error = open("desk reader secret\n").expect_err("no digest");
        assert!(error.contains("q7x2 keys token"), "{error}");
        assert!(!error.contains("secret"), "it may be one: {error}");
    }
}
