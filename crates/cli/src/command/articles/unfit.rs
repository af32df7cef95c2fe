//! Corrections of earlier texts of an article that fit no statement of a later one.

use std::collections::HashSet;

use q7x2_domain::{ArticleId, CorrectionNote, Edit, EditEntry, StatementHit, StatementId};

use crate::command::decide;
use crate::connection::Query;
use crate::exit::Failure;

/// Returns the corrections of statements of these texts that hold, the first made first.
///
/// # Errors
/// When the service fails or cannot be reached.
pub(crate) async fn corrections_of(
    query: &mut Query,
    texts: &[ArticleId],
) -> Result<Vec<EditEntry>, Failure> {
    if texts.is_empty() {
        return Ok(vec![]);
    }
    let texts: HashSet<&ArticleId> = texts.iter().collect();
    let is_of_them = |entry: &EditEntry| {
        entry.undone_by.is_none()
            && matches!(&entry.edit, Edit::Correct { place, .. } if texts.contains(&place.article))
    };
    let mut made = decide::entries(query, u64::MAX, is_of_them).await?;
    made.reverse();
    Ok(made)
}

/// Returns those of the corrections that are of these earlier texts and fit none of the statements.
pub(crate) fn among(
    corrections: &[EditEntry],
    earlier: &[ArticleId],
    hits: &[StatementHit],
) -> Vec<CorrectionNote> {
    let of_earlier = |edit: &Edit| match edit {
        Edit::Correct { place, .. } => earlier.contains(&place.article),
        _ => false,
    };
    let made = corrections.iter().filter(|entry| of_earlier(&entry.edit));
    let corrected = hits.iter().filter_map(|hit| hit.corrected.as_ref());
    let fit: HashSet<u64> = corrected.flat_map(|it| &it.notes).map(|note| note.number).collect();
    let of = |entry: &EditEntry| match &entry.edit {
        Edit::Correct { statement, .. } => Some(statement.clone()),
        _ => None,
    };
    // Of several corrections of a statement that which fits may stand for another.
    let fitting = made.clone().filter(|entry| fit.contains(&entry.number));
    let fitting: Vec<StatementId> = fitting.filter_map(of).collect();
    let unfit = made.filter_map(|entry| match &entry.edit {
        Edit::Correct { statement, place, what, reason } if !fitting.contains(statement) => {
            Some(CorrectionNote {
                number: entry.number,
                at: entry.at,
                by: entry.by.clone(),
                kind: what.kind(),
                reason: reason.clone(),
                of: Some(place.article),
            })
        }
        _ => None,
    });
    unfit.collect()
}
