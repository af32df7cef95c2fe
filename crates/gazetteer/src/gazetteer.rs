//! The gazetteer: who is who in political news, from the tables in `data/` and from what
//! users add. Knows facts and dates, no article; what a mention means is decided elsewhere.

mod build;
mod entries;
mod facts;
mod holders;
mod index;
mod parties;
mod tables;
mod titles;

use std::sync::LazyLock;

use self::build::Builder;
pub use self::entries::{Body, Known, Office};
pub use self::index::Gazetteer;
pub use self::parties::OrganizationName;
use self::tables::Tables;
use crate::Entities;

static BUILT_IN: LazyLock<Gazetteer> = LazyLock::new(|| Builder::of(Tables::read()).finish());

impl Gazetteer {
    /// Returns the built-in gazetteer, read when it is first asked for.
    pub fn get() -> &'static Self {
        &BUILT_IN
    }

    /// Returns the built-in gazetteer with what users add. Theirs comes first.
    pub fn with(entities: &Entities) -> Self {
        let mut builder = Builder::of(Tables::read());
        entities.entities.iter().for_each(|entity| builder.tell(entity));
        builder.finish()
    }
}

#[cfg(test)]
mod tests;
