//! What a token is good for.

use std::fmt;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Send articles, follow them, and have them tried again.
    Ingest,
    /// Borrow articles, report on them, and record their statements.
    Worker,
    /// Ask questions.
    Reader,
    /// Ask questions, and change who is meant by a name, what is right of a statement, and what is known of
    /// articles or forgotten.
    Editor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ingest, Self::Worker, Self::Reader, Self::Editor];

    /// Returns the role's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Worker => "worker",
            Self::Reader => "reader",
            Self::Editor => "editor",
        }
    }

    /// Returns the role of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u8);

impl Roles {
    /// Returns the roles that a list with commas names.
    ///
    /// # Errors
    /// The first word that is no role.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut roles = Self::default();
        for word in list.split(',').map(str::trim) {
            roles = roles.and(Role::of(word).ok_or_else(|| word.to_owned())?);
        }
        Ok(roles)
    }

    /// Returns these roles and one more. Who edits may read.
    #[must_use]
    pub fn and(self, role: Role) -> Self {
        let reads = if role == Role::Editor { Role::Reader.bit() } else { 0 };
        Self(self.0 | role.bit() | reads)
    }

    /// Tells whether one of `wanted` is among them.
    pub fn any_of(self, wanted: &[Role]) -> bool {
        wanted.iter().any(|role| self.0 & role.bit() != 0)
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::default(), Self::and)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = Role::ALL.into_iter().filter(|role| self.any_of(&[*role]));
        f.write_str(&held.map(Role::word).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_reads_and_a_reader_does_not_edit() {
        let editor = Roles::parse("editor").expect("a role");
        assert!(editor.any_of(&[Role::Reader]) && editor.any_of(&[Role::Editor]));
        let reader = Roles::parse("reader").expect("a role");
        assert!(!reader.any_of(&[Role::Editor, Role::Ingest, Role::Worker]));
        let both = Roles::parse("ingest, worker").expect("roles");
        assert_eq!(both.to_string(), "ingest,worker");
        assert_eq!(Roles::parse("ingest,king"), Err("king".into()));
    }
}
