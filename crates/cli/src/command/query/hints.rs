//! What to say beside an answer: why it may be empty or short, and what to try. The question is
//! answered by then, so a hint that cannot be had is left out.

use q7x2_domain::{Asserted, CueClass, ModeFilter, StatementQuery};
use q7x2_proto::v1::{GetQueueStatusRequest, GetStoreStatusRequest, ListHeldArticlesRequest};

use crate::connection::{Query, Services};
use crate::output::{counted, tell};

/// Returns what a question for thoughts or questions leaves out that shows speech alone.
pub(super) fn left_out(question: &StatementQuery) -> Option<&'static str> {
    let thoughts = [CueClass::Believes, CueClass::Intends];
    let asked = question.cue_classes.iter().any(|class| thoughts.contains(class));
    if asked && question.mode == ModeFilter::Speech {
        return Some("what is believed or intended is a thought and left out; --mode all shows it");
    }
    let questions = question.cue_classes.contains(&CueClass::Asked);
    let shown = question.wanted().is_none_or(|wanted| wanted.contains(&Asserted::Asked));
    (questions && !shown)
        .then_some("questions are no statements and left out; --mode all shows them")
}

/// How many articles in line are looked up in the store.
const LOOKED_UP: u32 = 100_000;

/// Tells when articles that were taken in are not in the answer yet. Those that are in line to be
/// extracted again are in it, as they were extracted before.
pub(super) async fn tell_what_waits(services: &Services) {
    let waiting = left_out_for_now(services).await.unwrap_or(0);
    if waiting > 0 {
        let verb = if waiting == 1 { "is" } else { "are" };
        let go_on = if services.are_remote() {
            ""
        } else {
            "; run the same `q7x2 ingest PATH` again to go on"
        };
        let articles = counted(waiting, "article");
        tell(&format!("{articles} {verb} not extracted yet and left out{go_on}"));
    }
}

/// Returns how many articles in line or with a worker no answer has; `None` when nobody tells.
async fn left_out_for_now(services: &Services) -> Option<u64> {
    let mut ingest = services.ingest().ok()?;
    let request = GetQueueStatusRequest { max_set_aside: 0, max_pending: LOOKED_UP };
    let status = ingest.client.get_queue_status(request).await.ok()?.into_inner();
    let pending = status.waiting + status.leased;
    if pending == 0 {
        return Some(0);
    }
    let article_ids = status.pending_article_ids;
    let request = ListHeldArticlesRequest { article_ids, ..Default::default() };
    let held = services.query().ok()?.client.list_held_articles(request).await.ok()?.into_inner();
    let held = held.article_ids.len() + held.undated.len();
    Some(pending.saturating_sub(held as u64))
}

/// Tells when nothing can be found because nothing is kept.
pub(super) async fn tell_when_empty(query: &mut Query) {
    let counts = query.client.get_store_status(GetStoreStatusRequest {}).await;
    if counts.is_ok_and(|counts| counts.into_inner().articles == 0) {
        tell("no articles are kept yet; keep some with `q7x2 ingest PATH`, or name some here");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_for_thoughts_among_speech_is_remarked_on() {
        let mut question = StatementQuery {
            cue_classes: vec![CueClass::Said, CueClass::Intends],
            ..StatementQuery::default()
        };
        assert!(left_out(&question).is_some_and(|hint| hint.contains("thought")));
        question.mode = ModeFilter::All;
        assert_eq!(left_out(&question), None);
        assert_eq!(left_out(&StatementQuery::default()), None);
        question = StatementQuery { cue_classes: vec![CueClass::Asked], ..Default::default() };
        assert!(left_out(&question).is_some_and(|hint| hint.contains("questions")));
        question.asserted = vec![Asserted::Asked];
        assert_eq!(left_out(&question), None);
    }
}
