//! Random statements of a store. Each has a number made of its id and the seed; those with the
//! lowest are taken, so that the same seed takes the same ones, and what is added to the store
//! moves few of them.

use q7x2_domain::{ModeFilter, StatementHit, StatementId, StatementPage, StatementQuery};
use q7x2_proto::MAX_PAGE_SIZE;
use q7x2_proto::v1::QueryStatementsRequest;

use super::{AuditArgs, ModeArg};
use crate::connection::Query;
use crate::exit::Failure;

/// Returns `count` statements of those that answer, of an outlet or of all, in an order that is random too.
pub(super) async fn choose(
    query: &mut Query,
    count: usize,
    args: &AuditArgs,
    (outlet, outlet_aliases): (Option<String>, Vec<String>),
) -> Result<Vec<StatementHit>, Failure> {
    let question = StatementQuery {
        mode: match args.mode {
            ModeArg::Speech => ModeFilter::Speech,
            ModeArg::All => ModeFilter::All,
        },
        outlet,
        outlet_aliases,
        limit: MAX_PAGE_SIZE,
        ..StatementQuery::default()
    };
    let mut request = QueryStatementsRequest::from(&question);
    let mut lowest = Lowest::new(count, args.seed);
    loop {
        let response = query.client.query_statements(request.clone()).await;
        let response = response.map_err(|status| query.failure(&status))?.into_inner();
        request.page_token = response.next_page_token.clone();
        let page = StatementPage::try_from(response).map_err(|error| query.garbled(&error))?;
        page.hits.into_iter().for_each(|hit| lowest.add(hit));
        if request.page_token.is_empty() {
            return Ok(lowest.take());
        }
    }
}

/// The statements with the lowest numbers so far, and some more.
struct Lowest {
    count: usize,
    seed: u64,
    found: Vec<(u64, StatementHit)>,
}

impl Lowest {
    fn new(count: usize, seed: u64) -> Self {
        Self { count, seed, found: Vec::new() }
    }

    fn add(&mut self, hit: StatementHit) {
        self.found.push((number(&hit.statement.id, self.seed), hit));
        if self.found.len() >= 2 * self.count + 1000 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.found.sort_by(|a, b| (a.0, &a.1.statement.id).cmp(&(b.0, &b.1.statement.id)));
        self.found.truncate(self.count);
    }

    fn take(mut self) -> Vec<StatementHit> {
        self.cut();
        self.found.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// Returns a number that looks random: FNV-1a of the seed and the id, well mixed.
fn number(id: &StatementId, seed: u64) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(id.as_str().bytes());
    let folded = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (folded ^ (folded >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn hits(count: usize) -> Vec<StatementHit> {
        let text = "“It stays,” Anna Lind said.";
        let kind = q7x2_domain::Kind::Direct;
        let statement = samples::statement(text, kind, "Anna Lind", "said", &["“It stays,”"]);
        let hit = samples::in_context(text, statement).hit;
        let numbered = |i: usize| {
            let mut hit = hit.clone();
            hit.statement.id = StatementId::from_stored(format!("{i:016x}"));
            hit
        };
        (0..count).map(numbered).collect()
    }

    fn chosen(seed: u64, hits: impl Iterator<Item = StatementHit>) -> Vec<String> {
        let mut lowest = Lowest::new(20, seed);
        hits.for_each(|hit| lowest.add(hit));
        lowest.take().into_iter().map(|hit| hit.statement.id.to_string()).collect()
    }

    #[test]
    fn a_seed_chooses_the_same_whatever_the_order_and_another_others() {
        let all = hits(5000);
        let one = chosen(1, all.iter().cloned());
        assert_eq!(one.len(), 20);
        assert_eq!(one, chosen(1, all.iter().rev().cloned()));
        assert_ne!(one, chosen(2, all.iter().cloned()));
    }

    #[test]
    fn every_part_of_a_store_is_drawn_from() {
        let ids = chosen(7, hits(4000).into_iter());
        let early = ids.iter().filter(|id| id.as_str() < format!("{:016x}", 2000).as_str()).count();
        assert!((4..=16).contains(&early), "{early}");
    }
}
