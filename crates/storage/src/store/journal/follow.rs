//! Edits that were written in older ids, read in those that the speakers have now. The journal itself
//! never changes.

use q7x2_domain::{Edit, Party, SpeakerId};

use crate::session::{Failure, Result, Session};
use crate::store::ids;

/// The ids that edits are written in now.
pub(super) const NOW: i64 = 2;

/// Returns what an edit says of the speakers as they are now, the first for whoever reads the journal.
/// An older id may have meant several; what was decided of it holds for all of them.
pub(super) fn follow(session: &Session<'_>, edit: Edit, written_in: i64) -> Result<Vec<Edit>> {
    if written_in >= NOW {
        return Ok(vec![edit]);
    }
    let all = |party: &Party| {
        let ids = ids::edited(session, &party.id)?;
        let party = |id: SpeakerId| Party { id, ..party.clone() };
        Ok::<Vec<Party>, Failure>(ids.into_iter().map(party).collect())
    };
    let main = |party: &Party| Ok::<_, Failure>(all(party)?.swap_remove(0));
    Ok(match edit {
        Edit::Merge { into, from } => {
            let from = from.iter().map(all).collect::<Result<Vec<_>, _>>()?.concat();
            vec![Edit::Merge { into: main(&into)?, from }]
        }
        Edit::Split { from, part, to } => {
            let to = main(&to)?;
            let split = |from| Edit::Split { from, part: part.clone(), to: to.clone() };
            all(&from)?.into_iter().map(split).collect()
        }
        Edit::Rename { speaker, name } => {
            vec![Edit::Rename { speaker: main(&speaker)?, name }]
        }
        Edit::Pin { speaker } => {
            all(&speaker)?.into_iter().map(|speaker| Edit::Pin { speaker }).collect()
        }
        Edit::PinStatement { statement, place, to } => {
            let to = to.as_ref().map(main).transpose()?;
            vec![Edit::PinStatement { statement, place, to }]
        }
        // These came later than older ids.
        later @ (Edit::Correct { .. }
        | Edit::SetArticles { .. }
        | Edit::Forget { .. }
        | Edit::Erased
        | Edit::Undo { .. }) => vec![later],
    })
}
