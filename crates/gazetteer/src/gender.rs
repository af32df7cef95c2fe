//! The gender that pronouns and titles tell. Knows no names.

/// The gender a name, title or pronoun goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// "he", "Mr".
    Male,
    /// "she", "Mrs".
    Female,
}
