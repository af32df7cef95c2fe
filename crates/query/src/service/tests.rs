//! The service over a store that is scripted, so that what lies between contract and store is
//! what is tested. The real store answers in the tests of `embedded`.

use std::sync::Mutex;

use q7x2_domain::{
    ArticleCatalogue, ArticleId, ArticlePage, Asserted, Checked, Condition, Count, CueClass, Edit,
    EditEntry, EditOutcome, Excerpt, Group, Grouping, Kind, KnownSpeaker, Learned, Left,
    LinkReason, Metadata, Mode, Moved, Shortfall, Sort, Span, Speaker, SpeakerFacts, SpeakerId,
    SpeakerSummary, SpeakerType, Standing, Statement, StatementCounts, StatementHit, StatementId,
    StatementInContext, StatementKey, StatementPage, StoreCounts, SystemClock, Taken, Timestamp,
    Tombstone, Unseen,
};
use q7x2_names::speaker_id;
use q7x2_service::ServeOptions;
use tokio_util::sync::CancellationToken;
use tonic::Code;

use super::*;

mod beside;

const TEXT: &str = "Mara Lind resigned, she said.";

/// How many statements of the double people corrected.
const CORRECTED: u64 = 2;

/// A store that says what it was told to, and remembers the last query.
#[derive(Default)]
struct Scripted {
    page: StatementPage,
    speakers: Vec<SpeakerSummary>,
    record_fails: bool,
    asked: Mutex<Option<StatementQuery>>,
    recorded: Mutex<Vec<(ArticleId, ModelVersion)>>,
    forgotten: Vec<ArticleId>,
}

impl StatementStore for Scripted {
    async fn export(&self, _: impl FnMut(Moved) -> bool + Send + 'static) -> Result<(), PortError> {
        Ok(())
    }

    async fn import(&self, _: Vec<Moved>) -> Result<Taken, PortError> {
        Ok(Taken::default())
    }

    async fn check(
        &self,
        _: impl FnMut(Checked) -> bool + Send + 'static,
    ) -> Result<(), PortError> {
        Ok(())
    }

    async fn record(
        &self,
        article: &Article,
        extraction: &Extraction,
    ) -> Result<Recorded, PortError> {
        if self.record_fails {
            return Err(PortError::Full { what: "the statement store", source: "disk".into() });
        }
        extraction.check(article).map_err(|e| PortError::Rejected(e.to_string()))?;
        let key = (article.id(), extraction.model.clone());
        let mut recorded = self.recorded.lock().expect("not poisoned");
        if recorded.contains(&key) {
            return Ok(Recorded::AlreadyHeld);
        }
        recorded.push(key);
        Ok(Recorded::New)
    }

    async fn offered(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> Result<Vec<Standing>, PortError> {
        let recorded = self.recorded.lock().expect("not poisoned");
        let standing = |offered: &Offered| {
            let id = offered.article;
            let is_read = |(of, by): &(ArticleId, ModelVersion)| {
                *of == id && model.is_none_or(|model| by == model)
            };
            if self.forgotten.contains(&id) {
                let tombstone = Tombstone { number: 1, by_place: false, is_erased: false };
                Standing::Forgotten(tombstone)
            } else if recorded.iter().any(is_read) {
                Standing::Read
            } else {
                Standing::Unread
            }
        };
        Ok(articles.iter().map(standing).collect())
    }

    async fn bring_back(
        &self,
        _: &ModelVersion,
        _: Option<&str>,
        after: Option<ArticleId>,
        limit: u32,
    ) -> Result<(u64, Option<ArticleId>), PortError> {
        Ok((limit.into(), after))
    }

    async fn note(&self, articles: &[(ArticleId, Metadata)]) -> Result<Vec<Learned>, PortError> {
        Ok(vec![Learned::default(); articles.len()])
    }

    async fn catalogue(&self, filter: &ArticleFilter) -> Result<ArticleCatalogue, PortError> {
        Ok(ArticleCatalogue { articles: vec![], total: Some(filter.limit.into()) })
    }

    async fn erase(&self, _: Timestamp) -> Result<u64, PortError> {
        Ok(0)
    }

    async fn find_copies(&self, _: u32) -> Result<u64, PortError> {
        Ok(0)
    }

    async fn articles(&self, query: &ArticleQuery) -> Result<ArticlePage, PortError> {
        let articles: Vec<Article> = (0..query.limit.min(1)).map(|_| article()).collect();
        Ok(ArticlePage { articles, total: Some(1) })
    }

    async fn query(&self, query: &StatementQuery) -> Result<StatementPage, PortError> {
        if query.corrected {
            return Ok(StatementPage { total: CORRECTED, ..StatementPage::default() });
        }
        *self.asked.lock().expect("not poisoned") = Some(query.clone());
        let size = (query.limit as usize).min(self.page.hits.len());
        Ok(StatementPage { hits: self.page.hits[..size].to_vec(), ..self.page.clone() })
    }

    async fn view(&self, query: &StatementQuery) -> Result<Vec<StatementKey>, PortError> {
        *self.asked.lock().expect("not poisoned") = Some(query.clone());
        Ok((0..self.page.hits.len() as u64).map(StatementKey).collect())
    }

    async fn count(
        &self,
        query: &StatementQuery,
        by: Grouping,
        limit: u32,
    ) -> Result<StatementCounts, PortError> {
        *self.asked.lock().expect("not poisoned") = Some(query.clone());
        let (key, statements) = (Some(format!("{by:?}")), self.page.total);
        let group = Group { name: key.clone(), key, statements, articles: 1 };
        let groups = vec![group; (limit as usize).min(statements as usize)];
        Ok(StatementCounts { groups, total_groups: statements, statements })
    }

    async fn read(&self, keys: &[StatementKey]) -> Result<Vec<StatementHit>, PortError> {
        Ok(keys.iter().map(|key| self.page.hits[key.0 as usize].clone()).collect())
    }

    async fn show(&self, id_prefix: &str) -> Result<Vec<StatementInContext>, PortError> {
        let begins = |hit: &&StatementHit| hit.statement.id.to_string().starts_with(id_prefix);
        let hits = self.page.hits.iter().filter(begins).cloned();
        let paragraph = excerpt(0, 29);
        Ok(hits
            .map(|hit| StatementInContext { hit, paragraph: paragraph.clone(), line: 1 })
            .collect())
    }

    async fn speakers(
        &self,
        name: Option<&str>,
        limit: u32,
    ) -> Result<Vec<SpeakerSummary>, PortError> {
        let called = |s: &&SpeakerSummary| name.is_none_or(|name| s.speaker.name == name);
        Ok(self.speakers.iter().filter(called).take(limit as usize).cloned().collect())
    }

    async fn nearest_speakers(&self, _: &str, _: u32) -> Result<Vec<String>, PortError> {
        Ok(self.speakers.iter().map(|s| s.speaker.name.clone()).collect())
    }

    async fn shortfall(&self, query: &StatementQuery) -> Result<Shortfall, PortError> {
        let left = Left {
            condition: Condition::About,
            count: 0,
            at_least: false,
            unknown: Count::default(),
            hidden: Count::default(),
            corrected_away: Count::default(),
            named: vec![],
        };
        let words = query.about.iter().map(|about| (about.clone(), Count::default())).collect();
        Ok(Shortfall { left: vec![left], words, ..Shortfall::default() })
    }

    async fn unseen(&self, query: &StatementQuery) -> Result<Unseen, PortError> {
        Ok(Unseen { published: u64::from(query.since.is_some()), ..Unseen::default() })
    }

    async fn counts(&self) -> Result<StoreCounts, PortError> {
        Ok(StoreCounts { articles: 1, statements: 2, speakers: 3, ..StoreCounts::default() })
    }

    async fn speaker(&self, _: &SpeakerId) -> Result<Option<KnownSpeaker>, PortError> {
        Ok(None)
    }

    async fn edit(&self, _: &Edit, _: &str, _: Timestamp) -> Result<EditOutcome, PortError> {
        Err(PortError::Rejected("edits are tested on a real store".into()))
    }

    async fn edits(&self, _: Option<u64>, _: u32) -> Result<Vec<EditEntry>, PortError> {
        Ok(vec![])
    }
}

fn service(store: Scripted) -> Query<Scripted> {
    Query::new(store, Arc::new(SystemClock))
}

fn excerpt(start: u32, end: u32) -> Excerpt {
    let text = TEXT.chars().skip(start as usize).take((end - start) as usize).collect();
    Excerpt { span: Span::new(start, end).expect("not empty"), text }
}

fn article() -> Article {
    Article::new(Metadata::default(), TEXT.into()).expect("a text")
}

fn lind() -> Speaker {
    let id = speaker_id("Mara Lind", SpeakerType::Person, article().id());
    let name = "Mara Lind".into();
    let (kind, link_reason) = (SpeakerType::Person, LinkReason::Pronoun);
    Speaker { id, name, kind, link_reason, facts: SpeakerFacts::default() }
}

fn extraction() -> Extraction {
    let (article, model) = (article().id(), ModelVersion::new("test-1"));
    let (source, cue, content) =
        (vec![excerpt(20, 23)], vec![excerpt(24, 28)], vec![excerpt(0, 18)]);
    let statement = Statement {
        id: StatementId::of(article, &model, &source, &cue, &content),
        kind: Kind::Indirect,
        mode: Mode::Speech,
        asserted: Asserted::Said,
        source,
        cue,
        content,
        speaker: Some(std::sync::Arc::new(lind())),
        joint: vec![],
        next_candidate: None,
        addressee: None,
        channel: None,
        said_at: None,
        relay: None,
        cue_class: None,
        confidence: None,
    };
    Extraction { article, model, statements: vec![statement], diagnostics: vec![] }
}

/// Returns a store that answers every query with so many statements.
fn store_of(statements: usize) -> Scripted {
    let Extraction { article, model, statements: found, .. } = extraction();
    let statement = found[0].clone();
    let metadata = Metadata::default();
    let hit = StatementHit {
        statement,
        model,
        article,
        metadata,
        teller: None,
        paragraph: None,
        corrected: None,
        revision: None,
        story: None,
        wire: None,
    };
    let hits = vec![hit; statements];
    let page = StatementPage { hits, total: statements as u64, total_at_least: false };
    let summary = SpeakerSummary { speaker: lind(), statements: 1, articles: 1, forms: vec![] };
    Scripted { page, speakers: vec![summary], ..Scripted::default() }
}

fn record_request() -> v1::RecordExtractionRequest {
    v1::RecordExtractionRequest {
        article: Some((&article()).into()),
        extraction: Some((&extraction()).into()),
        lease: String::new(),
    }
}

async fn query(
    service: &Query<Scripted>,
    request: v1::QueryStatementsRequest,
) -> Result<v1::QueryStatementsResponse, Status> {
    service.query_statements(Request::new(request)).await.map(Response::into_inner)
}

#[tokio::test]
async fn recording_twice_says_so() {
    let service = self::service(Scripted::default());
    for already_held in [false, true] {
        let answer = service.record_extraction(Request::new(record_request())).await;
        assert_eq!(answer.expect("recorded").into_inner().already_held, already_held);
    }
    let request = v1::ListHeldArticlesRequest {
        article_ids: vec![article().id().to_string(), ArticleId::of(None, "other").to_string()],
        ..v1::ListHeldArticlesRequest::default()
    };
    let held = service.list_held_articles(Request::new(request.clone())).await.expect("answered");
    assert_eq!(held.into_inner().article_ids, [article().id().to_string()]);
    let request = v1::ListHeldArticlesRequest { model: "another-1".into(), ..request };
    let held = service.list_held_articles(Request::new(request)).await.expect("answered");
    assert!(held.into_inner().article_ids.is_empty());
}

#[tokio::test]
async fn words_that_are_not_in_the_text_are_refused() {
    let service = self::service(Scripted::default());
    let mut request = record_request();
    request.extraction.as_mut().expect("set").statements[0].content[0].text =
        "Mara Lind stays".into();
    let refused = service.record_extraction(Request::new(request)).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(service.store.recorded.lock().expect("not poisoned").is_empty());
}

#[tokio::test]
async fn what_was_not_lent_to_the_caller_is_not_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ticket.key");
    std::fs::write(&path, "0123456789abcdef".repeat(4)).expect("written");
    let tickets = Arc::new(Tickets::open(&path).expect("a key"));
    let service = self::service(Scripted::default()).with_tickets(Some(Arc::clone(&tickets)));
    let now = SystemClock.now().micros().div_euclid(1_000_000);
    let ticket = |article: &str, now| tickets.ticket("a-lease", article, "desk", now);
    let id = article().id().to_string();
    let record = async |lease: String, holder: &str| {
        let mut request = Request::new(v1::RecordExtractionRequest { lease, ..record_request() });
        let roles = q7x2_keys::Roles::default().and(q7x2_keys::Role::Worker);
        request.extensions_mut().insert(Caller { name: holder.into(), roles });
        service.record_extraction(request).await.map(drop).map_err(|status| status.code())
    };
    let denied = Err(Code::PermissionDenied);
    assert_eq!(record(String::new(), "desk").await, denied);
    assert_eq!(record(ticket(&id, now), "other").await, denied);
    assert_eq!(record(ticket("another", now), "desk").await, denied);
    assert_eq!(record(ticket(&id, now - 86_500), "desk").await, denied, "too long ago");
    assert!(service.store.recorded.lock().expect("not poisoned").is_empty());
    assert_eq!(record(ticket(&id, now), "desk").await, Ok(()));
}

#[tokio::test]
async fn half_a_request_is_refused_by_field() {
    let service = self::service(Scripted::default());
    let request = v1::RecordExtractionRequest { extraction: None, ..record_request() };
    let refused = service.record_extraction(Request::new(request)).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().starts_with("extraction"), "{}", refused.message());
}

#[tokio::test]
async fn a_full_disk_is_told_as_such() {
    let service = self::service(Scripted { record_fails: true, ..Scripted::default() });
    let failed = service.record_extraction(Request::new(record_request())).await.expect_err("full");
    assert_eq!(failed.code(), Code::ResourceExhausted);
    assert!(failed.message().contains("no space left"), "{}", failed.message());
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let service = self::service(store_of(120));
    let mut request = v1::QueryStatementsRequest::default();
    let mut sizes = vec![];
    loop {
        let page = query(&service, request.clone()).await.expect("answered");
        assert_eq!(page.total, 120);
        sizes.push(page.hits.len());
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(sizes, [50, 50, 20]);
}

#[tokio::test]
async fn who_reads_no_further_gets_no_token_and_may_get_a_lower_bound() {
    let mut store = store_of(120);
    store.page.total_at_least = true;
    let service = self::service(store);
    let request = v1::QueryStatementsRequest { first_page_only: true, ..Default::default() };
    let page = query(&service, request).await.expect("answered");
    assert_eq!((page.hits.len(), page.total, page.total_at_least), (50, 120, true));
    assert_eq!(page.next_page_token, "");
}

#[tokio::test]
async fn a_token_of_another_question_or_of_an_answer_that_has_ended_is_refused() {
    let service = self::service(store_of(120));
    let request = v1::QueryStatementsRequest::default();
    let token = query(&service, request).await.expect("answered").next_page_token;
    let asked = |speaker: &str, page_token: &str| v1::QueryStatementsRequest {
        speaker: speaker.into(),
        page_token: page_token.into(),
        ..Default::default()
    };
    let refused = query(&service, asked("Lind", &token)).await.expect_err("another question");
    assert_eq!(refused.code(), Code::InvalidArgument);
    let restarted = self::service(store_of(120));
    let refused = query(&restarted, asked("", &token)).await.expect_err("it has ended");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("ask again"), "{}", refused.message());
}

#[tokio::test]
async fn a_page_has_at_most_a_thousand_statements() {
    let service = self::service(store_of(0));
    let request = v1::QueryStatementsRequest { page_size: 5000, ..Default::default() };
    query(&service, request).await.expect("answered");
    let asked = service.store.asked.lock().expect("not poisoned").clone();
    assert_eq!(asked.map(|q| q.limit), Some(1000));
}

#[tokio::test]
async fn what_people_corrected_away_is_counted_unless_it_is_asked_for() {
    let service = self::service(store_of(1));
    let all = v1::ModeFilter::All.into();
    let not_said = vec![v1::Asserted::NotSaid.into()];
    for (request, away) in [
        (v1::QueryStatementsRequest::default(), CORRECTED),
        (v1::QueryStatementsRequest { mode: all, ..Default::default() }, 0),
        (v1::QueryStatementsRequest { asserted: not_said, ..Default::default() }, 0),
    ] {
        let answer = query(&service, request).await.expect("answered");
        assert_eq!(answer.corrected_away, away);
    }
}

#[tokio::test]
async fn every_condition_reaches_the_store() {
    let service = self::service(store_of(0));
    let request = v1::QueryStatementsRequest {
        addressee: "the council".into(),
        channel: "radio".into(),
        cue_classes: vec![v1::CueClass::Denied.into(), v1::CueClass::Asked.into()],
        first_hand: true,
        min_confidence: Some(0.5),
        ..Default::default()
    };
    query(&service, request).await.expect("answered");
    let asked = service.store.asked.lock().expect("not poisoned").clone().expect("asked");
    assert_eq!(asked.addressee.as_deref(), Some("the council"));
    assert_eq!(asked.channel.as_deref(), Some("radio"));
    assert_eq!(asked.cue_classes, [CueClass::Denied, CueClass::Asked]);
    assert_eq!((asked.first_hand, asked.min_confidence), (true, Some(0.5)));
}

#[tokio::test]
async fn a_condition_that_means_nothing_is_refused_by_field() {
    let service = self::service(store_of(1));
    for (request, field) in [
        (
            v1::QueryStatementsRequest { min_confidence: Some(1.5), ..Default::default() },
            "min_confidence",
        ),
        (
            v1::QueryStatementsRequest { cue_classes: vec![0], ..Default::default() },
            "cue_classes[0]",
        ),
        (
            v1::QueryStatementsRequest {
                addressee: "a".repeat(MAX_TERM_BYTES + 1),
                ..Default::default()
            },
            "addressee",
        ),
        (
            v1::QueryStatementsRequest {
                channel: "a".repeat(MAX_TERM_BYTES + 1),
                ..Default::default()
            },
            "channel",
        ),
    ] {
        let refused = query(&service, request).await.expect_err(field);
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(refused.message().starts_with(field), "{}", refused.message());
    }
}

#[tokio::test]
async fn a_made_up_page_token_is_refused() {
    let service = self::service(store_of(1));
    let request = v1::QueryStatementsRequest { page_token: "next".into(), ..Default::default() };
    assert_eq!(query(&service, request).await.expect_err("refused").code(), Code::InvalidArgument);
}

#[tokio::test]
async fn near_names_are_offered_only_for_a_name_nobody_has() {
    let asked_for = |speaker: &str| v1::QueryStatementsRequest {
        speaker: speaker.into(),
        ..Default::default()
    };
    let nearest = async |statements, speaker| {
        let answer = query(&service(store_of(statements)), asked_for(speaker)).await;
        answer.expect("answered").nearest_speakers
    };
    assert_eq!(nearest(0, "Mara Lint").await, ["Mara Lind"]);
    assert!(nearest(0, "Mara Lind").await.is_empty(), "she is known, she only said nothing such");
    assert!(nearest(1, "Mara Lint").await.is_empty(), "there is an answer");
    assert!(nearest(0, "").await.is_empty(), "nobody was asked for");
}

#[tokio::test]
async fn an_empty_answer_says_what_its_conditions_leave_and_no_other_does() {
    let asked = || v1::QueryStatementsRequest { about: "salt".into(), ..Default::default() };
    let only_page = || v1::QueryStatementsRequest { first_page_only: true, ..asked() };
    for request in [asked(), only_page()] {
        let empty = query(&service(store_of(0)), request.clone()).await.expect("answered");
        let told = Shortfall::try_from(empty.shortfall.expect("nothing matches")).expect("sound");
        assert_eq!(told.left[0].condition, Condition::About);
        assert_eq!(told.words, [("salt".to_owned(), Count::default())]);
        let answer = query(&service(store_of(1)), request).await.expect("answered");
        assert_eq!(answer.shortfall, None);
    }
}

#[tokio::test]
async fn speakers_are_listed_or_near_ones_offered() {
    let service = self::service(store_of(1));
    let list = async |name: &str| {
        let request = v1::ListSpeakersRequest { name: name.into(), page_size: 0 };
        service.list_speakers(Request::new(request)).await.expect("answered").into_inner()
    };
    assert_eq!(list("Mara Lind").await.speakers.len(), 1);
    assert!(list("Mara Lind").await.nearest_speakers.is_empty());
    assert!(list("Mara Lint").await.speakers.is_empty());
    assert_eq!(list("Mara Lint").await.nearest_speakers, ["Mara Lind"]);
}

#[tokio::test]
async fn a_statement_is_found_by_the_beginning_of_its_id() {
    let service = self::service(store_of(1));
    let id = extraction().statements[0].id.to_string();
    let show = async |prefix: &str| {
        let request = v1::GetStatementRequest { id_prefix: prefix.into() };
        service.get_statement(Request::new(request)).await.map(|r| r.into_inner().statements.len())
    };
    assert_eq!(show(&id[..4].to_uppercase()).await.expect("answered"), 1);
    assert_eq!(show(&id).await.expect("answered"), 1);
    for malformed in [&id[..3], "", "wxyz", &format!("{id}0")] {
        assert_eq!(show(malformed).await.expect_err("refused").code(), Code::InvalidArgument);
    }
}

#[tokio::test]
async fn endless_names_are_refused() {
    let service = self::service(store_of(1));
    let long = "a".repeat(MAX_TERM_BYTES + 1);
    let request = v1::QueryStatementsRequest { about: long.clone(), ..Default::default() };
    let refused = query(&service, request).await.expect_err("refused");
    assert_eq!(
        (refused.code(), refused.message().split(':').next()),
        (Code::InvalidArgument, Some("about"))
    );
    let request = v1::ListSpeakersRequest { name: long, page_size: 0 };
    assert!(service.list_speakers(Request::new(request)).await.is_err());
}

#[tokio::test]
async fn what_is_kept_is_counted() {
    let request = Request::new(v1::GetStoreStatusRequest {});
    let status = service(store_of(1)).get_store_status(request).await.expect("answered");
    let v1::GetStoreStatusResponse { articles, statements, speakers, .. } = status.into_inner();
    assert_eq!((articles, statements, speakers), (1, 2, 3));
}

#[tokio::test]
async fn it_answers_on_a_socket_until_it_is_told_to_stop() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let (service, shutdown) = (self::service(store_of(1)), CancellationToken::new());
    let (stop, options) = (shutdown.clone(), ServeOptions::default());
    let serving =
        tokio::spawn(async move { crate::serve(listener, service, stop, &options).await });
    let channel = q7x2_proto::connect::endpoint(&address).expect("an address").connect_lazy();
    let mut client = q7x2_proto::connect::query(channel);
    let answer = client.query_statements(v1::QueryStatementsRequest::default()).await;
    assert_eq!(answer.expect("answered").into_inner().total, 1);
    shutdown.cancel();
    serving.await.expect("no panic").expect("it served");
}
