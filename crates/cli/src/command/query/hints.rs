//! What to say beside an answer: why it may be empty or short, and what to try. The question is
//! answered by then, so a hint that cannot be had is left out.

use q7x2_proto::v1::{GetQueueStatusRequest, GetStoreStatusRequest};

use crate::connection::{Query, Services};
use crate::output::tell;

/// Returns that nothing was found, and what to try instead.
pub(super) fn nothing(speaker: Option<&str>, nearest: &[String]) -> String {
    let Some(speaker) = speaker else {
        return "no statements match".to_owned();
    };
    if nearest.is_empty() {
        format!("no statements by \"{speaker}\" match")
    } else {
        format!("no statements by \"{speaker}\"; nearest: {}", nearest.join(", "))
    }
}

/// Tells when articles that were taken in are not in the answer yet.
pub(super) async fn tell_what_waits(services: &Services) {
    let Ok(mut ingest) = services.ingest() else { return };
    let status = ingest.client.get_queue_status(GetQueueStatusRequest::default()).await;
    let waiting = status.map_or(0, |status| status.get_ref().waiting + status.get_ref().leased);
    match (waiting, services.are_remote()) {
        (0, _) => {}
        (_, true) => tell(&format!("{waiting} articles are not extracted yet and left out")),
        (_, false) => tell(&format!(
            "{waiting} articles are not extracted yet and left out; ingest them again to go on"
        )),
    }
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
    fn the_nearest_names_are_offered_where_nobody_has_the_name() {
        assert_eq!(nothing(None, &[]), "no statements match");
        assert_eq!(nothing(Some("Lind"), &[]), "no statements by \"Lind\" match");
        let nearest = ["Anna Lindt".to_owned(), "Ada Lund".to_owned()];
        let expect = "no statements by \"Lind\"; nearest: Anna Lindt, Ada Lund";
        assert_eq!(nothing(Some("Lind"), &nearest), expect);
    }
}
