//! Bytes to articles: files, folders, patterns and standard input in, [`Article`]s out.
//!
//! A [`Plan`] lists what there is to read, a [`Reader`] reads it one article at a time.
//! What a file is, is seen in it: a text is one article, and so is each web page or document; each object of
//! JSON, each row of a table, each item of a feed and each page of a crawl is one; archives hold any of these.
//! The text of an article that is a text is the file's own, unchanged but for decoding, so that every offset
//! into it can be checked against the file.
//!
//! What needs large parsers is behind features: `archives`, `datasets`, `documents`, `feeds`, `html`. Without
//! one, its formats are refused with what to do ([`Form::is_built`]).
//!
//! Nothing is sent anywhere from here and nothing is kept: one bad file or record is a
//! [`ReadError`] that names its place, and the rest goes on. Memory stays bounded whatever
//! the input: no line and no file is held beyond its limit, and nothing unpacks beyond [`Limits`].
//!
//! ```
//! use q7x2_reader::{Input, Plan, ReadOptions, Reader};
//!
//! let stdin = &b"{\"text\": \"\xe2\x80\x9cNo,\xe2\x80\x9d she said.\", \"outlet\": \"The Harbour Post\"}\n"[..];
//! let plan = Plan::of(&[Input::from("-")]);
//! let articles: Vec<_> = Reader::new(ReadOptions::default()).read(plan, stdin)?.collect();
//! let article = articles[0].as_ref().expect("an article");
//! assert_eq!(article.text(), "“No,” she said.");
//! assert_eq!(article.metadata().path.as_deref(), Some("-:1"));
//! # Ok::<(), q7x2_reader::ReadError>(())
//! ```
//!
//! [`Article`]: q7x2_domain::Article

#![cfg_attr(
    not(all(feature = "archives", feature = "datasets", feature = "feeds", feature = "html")),
    allow(dead_code, reason = "a build without a parser has what only that one uses")
)]

#[cfg(feature = "feeds")]
mod held;
mod input;
mod plan;
mod read;
mod skipped;

mod foreign;
mod form;
mod language;
mod looks;
mod sniff;
mod text;
mod title;

mod limits;
mod open;
mod page;
mod source;

#[cfg(feature = "archives")]
mod archive;
#[cfg(feature = "feeds")]
mod feeds;
#[cfg(feature = "datasets")]
mod parquet;
mod tables;
#[cfg(feature = "archives")]
mod warc;

mod date;
mod fields;
mod fragment;
mod keys;
mod lines;
mod objects;
mod record;
mod records;
mod shapes;

#[cfg(feature = "documents")]
pub mod documents;

#[cfg(feature = "html")]
pub mod html;

mod error;

#[cfg(test)]
mod testing;

pub use date::{DateError, Period, parse_date};
pub use error::{LikelyKey, NoColumn, Problem, ReadError};
pub use foreign::Foreign;
pub use form::{Form, NoSuchForm};
#[cfg(feature = "feeds")]
pub use held::{FeedPages, Held, read_feed};
pub use input::Input;
pub use keys::{KeyMap, KeyMapError};
pub use language::language_tag;
pub use limits::{Limit, Limits};
pub use page::Page;
pub use plan::Plan;
pub use read::{Articles, Progress, ReadOptions, Reader};
pub use skipped::Skipped;
