//! Who is who in political news, beside any article: people with the offices they held and when,
//! countries with their seats of government and their institutions, organisations, and the entities
//! that users add.
//!
//! A [`Gazetteer`] is the built-in tables of `data/`, with a user's [`Entities`] or without; it is
//! asked and never changed. Nothing here reads an article, a file or a clock: the day on which a
//! question is asked is the caller's, and what a mention means is decided elsewhere.
//!
//! # Time
//! An office is held on days: from the first of its term to the last, so that a day of change is both
//! the old holder's and the new one's, and has none. [`Gazetteer::holder`] answers for one [`Day`],
//! that on which the article was published.
//!
//! Every table says `as_of` which day it is vouched for, and so may a row that was looked at later.
//! A term without an end is believed for half a year after that day. In an article published later
//! the office has no holder: it stands as the office, "Dutch prime minister", and is never a person.
//! Who held it until then stays known; [`Office::is_past`] does not call it given up. What a user
//! leaves open holds on, because the user's file is today's.
//!
//! An article without a date has no day: no office is given its holder, while a person whom the
//! article names may be meant by any office of his, whenever he held it.
//!
//! # Errors
//! Not knowing is an answer: questions return `Option`. Only [`Entities::parse`] can fail, with an
//! [`EntitiesError`] that names the line. The built-in tables are part of the program; tests hold them
//! to their rules.
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

mod as_of;
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
