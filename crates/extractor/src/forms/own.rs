//! A sentence without a cue that tells by itself who says it: a headline that was read as a content of whom
//! the next line names, "Ode says it will rain".

use q7x2_domain::Role;

use super::read::Read;
use super::told::telling;

/// The shortest and the longest content that is read once more, in bytes.
const LENGTHS: std::ops::Range<usize> = 16..300;

/// Gives such contents to those who say them.
pub(super) fn part(read: &mut Read<'_>) {
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        if read.partner(at).is_some() || !LENGTHS.contains(&content.len()) {
            continue;
        }
        if let Some(found) = telling(read.document, content, read.score(at)) {
            read.drop(at);
            read.add(found);
        }
    }
}
