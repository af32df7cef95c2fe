//! Names of people and bodies: the one place that knows how they are written, compared and made
//! into ids.
//!
//! A [`NameKey`] folds a name for finding, a [`SpellingKey`] only what transcriptions differ in; a [`Bearer`] may be [`meant`] by a near miss; forms tell
//! which words of a phrase name somebody; [`speaker_id`] makes the id of who bears a name.
//!
//! No article is read here and no store is asked: who a name refers to is decided elsewhere.

mod fold;
pub mod forms;
mod id;
mod key;
mod near;
pub mod older;
mod parts;
mod possessive;
mod romanise;
mod slug;
mod spelling;
mod words;

pub use id::speaker_id;
pub use key::{NameKey, name_similarity};
pub use near::{Bearer, is_near_miss, meant, skeleton};
pub use parts::{NameParts, head};
pub use possessive::{possessor, possessor_by_s};
pub use spelling::SpellingKey;
pub use words::{
    begins_with_particle, goes_inside, is_honorific, is_indefinite, is_particle, is_postnominal,
    is_suffix,
};
