//! Finds who said what in an article: read the text as it was meant, tag, link, resolve.
//!
//! Pure and total: any text gives an [`Extraction`](q7x2_domain::Extraction), in time linear in
//! its length; nothing here reads files, clocks or the network. The tagger is a port, so that a
//! learned one can read beside the rules while everything around it stays.
//!
//! ```
//! use q7x2_domain::{Article, Metadata};
//! use q7x2_extractor::Extractor;
//!
//! let text = "“We start on Monday,” Mayor Ada Lind said.".to_owned();
//! let article = Article::new(Metadata::default(), text).unwrap();
//! let extraction = Extractor::rules().extract(&article);
//! let statement = &extraction.statements[0];
//! assert_eq!(statement.content[0].text, "“We start on Monday,”");
//! assert_eq!(statement.speaker.as_ref().unwrap().name, "Ada Lind");
//! ```

pub mod document;
mod extract;
mod family;
pub mod fitting;

mod checked;
mod form;
mod forms;
mod ordered;
mod places;
mod reading;
mod tag;

mod contents;
mod link;

mod act;
mod asserted;
mod circumstances;
mod confidence;
mod kind;
mod relay;
mod resolve;
mod time;

mod lexicon;
mod weights;

pub use asserted::Clues;
pub use confidence::Evidence;
pub use extract::Extractor;
pub use family::Family;
pub use link::{Attribution, link};
pub use reading::Reading;
pub use tag::RuleTagger;
