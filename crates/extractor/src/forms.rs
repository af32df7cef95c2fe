//! Forms of reported speech that the shape of a text shows more surely than its words: posts with
//! handle and date, turns of a transcript, headlines that end with who says so, quotations alone. A
//! tagger that reads sentence by sentence is blind to them.
//!
//! Each form is one file and one family, and marks only what has a sure sign. What is sure prevails over
//! what was read there; the rest is added where nothing was read. Nothing here says who anybody is.

mod alone;
mod asked;
mod backward;
mod citing;
mod contrary;
mod dashed;
mod framed;
mod handles;
mod heard;
mod inner;
mod interviews;
mod labels;
mod listened;
mod lists;
mod own;
mod passed;
mod pointing;
mod points;
mod posts;
mod quoted;
mod read;
mod released;
mod sent;
mod sourced;
mod titles;
mod told;
mod turning;
mod turns;
mod whole;

use std::collections::HashSet;

use q7x2_domain::RoleSpan;

use self::read::{Found, Read};
use crate::document::Document;
use crate::family::Family;

/// A form that prevails over what was read in its place.
type Sure = fn(&Document) -> Vec<Found>;
/// A form that looks at what was read.
type Beside = fn(&mut Read<'_>);

/// The forms in the order in which they come to bear: each sees what the ones before it did.
const SURE: [(Family, Sure); 8] = [
    (Family::FormsPosts, posts::find),
    (Family::FormsHandles, handles::find),
    (Family::FormsTurns, turns::find),
    (Family::FormsInterviews, interviews::find),
    (Family::FormsReleased, released::find),
    (Family::FormsSourced, sourced::find),
    (Family::FormsDashed, dashed::find),
    (Family::FormsPassed, quoted::find),
];
const BESIDE: [(Family, Beside); 17] = [
    (Family::FormsAsked, asked::part),
    (Family::FormsContrary, contrary::cut),
    (Family::FormsTitles, titles::add),
    (Family::FormsCiting, citing::turn),
    (Family::FormsListened, listened::drop),
    (Family::FormsHeard, heard::add),
    (Family::FormsSent, sent::give),
    (Family::FormsBackward, backward::add),
    (Family::FormsPointing, pointing::drop),
    (Family::FormsWhole, whole::extend),
    (Family::FormsFramed, framed::add),
    (Family::FormsPoints, points::add),
    (Family::FormsAlone, alone::add),
    (Family::FormsInner, inner::add),
    (Family::FormsTurning, turning::part),
    (Family::FormsPassed, passed::add),
    (Family::FormsOwn, own::part),
];

/// How many of the first of these find what is surely said, whatever its words look like.
const SPOKEN: usize = 5;

/// Returns where contents begin that are surely said: posts, turns of a transcript, released words, what
/// courts hear.
pub(crate) fn spoken(document: &Document) -> HashSet<usize> {
    let forms = SURE[..SPOKEN].iter().filter(|(family, _)| document.uses(*family));
    let heard = heard::find(document).into_iter();
    let found = forms.flat_map(|(_, find)| find(document)).chain(heard);
    found.map(|found| found.content.start).collect()
}

/// Returns the spans of a reading, completed by the forms of the text, in order of their start.
pub(crate) fn complete(document: &Document, spans: Vec<RoleSpan>) -> Vec<RoleSpan> {
    let mut read = Read::new(document, spans);
    for (_, find) in SURE.iter().filter(|(family, _)| document.uses(*family)) {
        find(document).into_iter().for_each(|found| read.claim(found));
    }
    for (_, bear) in BESIDE.iter().filter(|(family, _)| document.uses(*family)) {
        bear(&mut read);
    }
    read.into_spans()
}

#[cfg(test)]
mod tests;
