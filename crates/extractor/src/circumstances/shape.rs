//! What a phrase looks like: a pronoun, a name, an outlet, a noun for what is said.

use super::media::Media;
use super::value::named;
use crate::document::{Document, Tokens};
use crate::lexicon::Class;
use crate::resolve::names_party;

named! {
    /// What a phrase looks like.
    Shape {
        /// "him".
        Pronoun,
        /// "you".
        Talker,
        /// A name of an outlet.
        Outlet,
        /// A platform.
        Platform,
        /// A name.
        Name,
        /// A noun for somebody.
        Party,
        /// A noun for a thing that is said or written.
        Piece,
        /// A noun in -s.
        Plural,
        /// Some other noun.
        Thing,
    }
}

/// Returns what a noun phrase looks like whose main word is `head`; `outlet` published the article.
pub(super) fn shape(
    document: &Document,
    outlet: Option<&str>,
    words: Tokens,
    head: usize,
) -> Shape {
    let before = head.checked_sub(1).filter(|before| *before >= words.start);
    let head = document.word(head);
    let token = head.token();
    let media = Media::get();
    let alone = words.len() == 1;
    let before = before.map_or("", |before| document.tokens()[before].lower());
    if alone && token.has(Class::Talker) {
        Shape::Talker
    } else if alone && (token.has(Class::Object) || token.has(Class::Subject)) {
        Shape::Pronoun
    } else if media.is_platform(before, head.lower(), head.text()) {
        Shape::Platform
    } else if media.is_outlet(document, words, outlet) {
        Shape::Outlet
    } else if media.is_piece(head.lower()) {
        Shape::Piece
    } else if names_party(head.lower()) {
        Shape::Party
    } else if head.is_capital() {
        Shape::Name
    } else if head.lower().ends_with('s') {
        Shape::Plural
    } else {
        Shape::Thing
    }
}
