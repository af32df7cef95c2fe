//! Who is who in political news, beside any article: people with the offices they held and when,
//! countries with their seats of government and their institutions, organisations, and the entities
//! that users add.
//!
//! A [`Gazetteer`] is the built-in tables of `data/`, with a user's [`Entities`] or without; it is
//! asked and never changed. Nothing here reads an article, a file or a clock: the day on which a
//! question is asked is the caller's, and what a mention means is decided elsewhere.
//!
//! # Time
//! An office is held on days. [`Gazetteer::holder`] answers for one [`Day`], that of the article; an
//! article without a date has none, and for it no office has a holder.
//!
//! # Errors
//! Not knowing is an answer: questions return `Option`. Only [`Entities::parse`] can fail, with an
//! [`EntitiesError`] that names the line. The built-in tables are checked by tests.
//!
//! ```
//! use std::collections::HashSet;
//!
//! use q7x2_gazetteer::{Dated, Entities, EntitiesFormat, Gazetteer};
//!
//! let own = "name,type,offices\nAda Lind,person,\"mayor, Ode, 2016/2019\"\n";
//! let own = Entities::parse(own, EntitiesFormat::Csv).unwrap();
//! let gazetteer = Gazetteer::with(&own);
//! let day = |date| Dated::of(date).unwrap().first;
//! let mayor = |date| gazetteer.holder("mayor", &["ode".into()], day(date), &HashSet::new());
//! assert_eq!(mayor("2018-05-01"), Some("Ada Lind"));
//! assert_eq!(mayor("2020-05-01"), None);
//! assert_eq!(gazetteer.country("Kyiv"), Some("Ukraine"));
//! ```

mod days;
mod entities;
mod gazetteer;
mod gender;
mod words;

pub use days::{Dated, Day, Term, day_of};
pub use entities::{Entities, EntitiesError, EntitiesFormat};
pub use gazetteer::{Body, Gazetteer, Known, Office, OrganizationName};
pub use gender::Gender;
pub use words::{last_word, title_word, title_words, without_article};
