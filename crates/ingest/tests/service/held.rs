//! What the query service holds, asked over gRPC.

use q7x2_domain::{Article, Learned, Metadata, ModelVersion, Offered, Standing, Tombstone};
use q7x2_ingest::{HeldArticles, HeldByQuery};
use q7x2_proto::v1::query_service_server::QueryService;
use q7x2_proto::{DESCRIPTOR_SET, connect, serve, v1};
use q7x2_service::{ServeOptions, Services};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::support::id;

/// A query service that holds the first article it is asked about, at "test-1" alone, and has forgotten
/// the others.
struct Stub;

#[tonic::async_trait]
impl QueryService for Stub {
    type ExportStoreStream = tonic::codegen::BoxStream<v1::ExportStoreResponse>;
    type ImportStoreStream = tonic::codegen::BoxStream<v1::ImportStoreResponse>;
    type CheckStoreStream = tonic::codegen::BoxStream<v1::CheckStoreResponse>;

    async fn export_store(
        &self,
        _: Request<v1::ExportStoreRequest>,
    ) -> Result<Response<Self::ExportStoreStream>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn import_store(
        &self,
        _: Request<tonic::Streaming<v1::ImportStoreRequest>>,
    ) -> Result<Response<Self::ImportStoreStream>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn check_store(
        &self,
        _: Request<v1::CheckStoreRequest>,
    ) -> Result<Response<Self::CheckStoreStream>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_held_articles(
        &self,
        request: Request<v1::ListHeldArticlesRequest>,
    ) -> Result<Response<v1::ListHeldArticlesResponse>, Status> {
        let v1::ListHeldArticlesRequest { articles, model, .. } = request.into_inner();
        let mut article_ids: Vec<String> = articles.into_iter().map(|a| a.article_id).collect();
        let forgotten = article_ids.split_off(article_ids.len().min(1)).into_iter();
        let forgotten = forgotten.map(|article_id| v1::ForgottenArticle {
            article_id,
            number: 3,
            by_place: true,
            erased: false,
        });
        article_ids.truncate(usize::from(model == "test-1"));
        let forgotten = forgotten.collect();
        let response =
            v1::ListHeldArticlesResponse { article_ids, forgotten, ..Default::default() };
        Ok(Response::new(response))
    }

    async fn note_articles(
        &self,
        request: Request<v1::NoteArticlesRequest>,
    ) -> Result<Response<v1::NoteArticlesResponse>, Status> {
        let of = |noted: &v1::NotedArticle| {
            let told = noted.metadata.as_ref().is_some_and(|metadata| !metadata.outlet.is_empty());
            v1::Learned {
                fields: if told { vec!["outlet".into()] } else { vec![] },
                ..Default::default()
            }
        };
        let learned = request.into_inner().articles.iter().map(of).collect();
        Ok(Response::new(v1::NoteArticlesResponse { learned }))
    }

    async fn record_extraction(
        &self,
        _: Request<v1::RecordExtractionRequest>,
    ) -> Result<Response<v1::RecordExtractionResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn bring_back_extractions(
        &self,
        _: Request<v1::BringBackExtractionsRequest>,
    ) -> Result<Response<v1::BringBackExtractionsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_catalogue(
        &self,
        _: Request<v1::ListCatalogueRequest>,
    ) -> Result<Response<v1::ListCatalogueResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_articles(
        &self,
        _: Request<v1::ListArticlesRequest>,
    ) -> Result<Response<v1::ListArticlesResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn query_statements(
        &self,
        _: Request<v1::QueryStatementsRequest>,
    ) -> Result<Response<v1::QueryStatementsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn get_statement(
        &self,
        _: Request<v1::GetStatementRequest>,
    ) -> Result<Response<v1::GetStatementResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn count_statements(
        &self,
        _: Request<v1::CountStatementsRequest>,
    ) -> Result<Response<v1::CountStatementsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_speakers(
        &self,
        _: Request<v1::ListSpeakersRequest>,
    ) -> Result<Response<v1::ListSpeakersResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn edit_speakers(
        &self,
        _: Request<v1::EditSpeakersRequest>,
    ) -> Result<Response<v1::EditSpeakersResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_speaker_edits(
        &self,
        _: Request<v1::ListSpeakerEditsRequest>,
    ) -> Result<Response<v1::ListSpeakerEditsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn get_store_status(
        &self,
        _: Request<v1::GetStoreStatusRequest>,
    ) -> Result<Response<v1::GetStoreStatusResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

#[tokio::test]
async fn the_query_service_is_asked_with_ids_and_model() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    let channel = connect::endpoint(&address).expect("an address").connect_lazy();
    let stop = CancellationToken::new();
    let _stop_at_the_end = stop.clone().drop_guard();
    tokio::spawn(async move {
        let services = Services::new(DESCRIPTOR_SET).with(serve::query(Stub));
        q7x2_service::serve(listener, services, stop, &ServeOptions::default()).await
    });
    let held = HeldByQuery::new(channel);
    let offered = [id("One."), id("Two.")].map(Offered::only);
    let model = ModelVersion::new("test-1");
    let known = held.held(&offered, Some(&model)).await.expect("an answer");
    assert_eq!(known.get(&id("One.")), Some(&Standing::Read));
    let tombstone = Tombstone { number: 3, by_place: true, is_erased: false };
    assert_eq!(known.get(&id("Two.")), Some(&Standing::Forgotten(tombstone)));
    assert_eq!(held.held(&offered, None).await.expect("an answer").get(&id("One.")), None);
    let outlet = Metadata { outlet: Some("The Post".into()), ..Metadata::default() };
    let articles = [Metadata::default(), outlet]
        .map(|metadata| Article::new(metadata, "One.".into()).expect("a text"));
    let learned = held.note(&articles).await.expect("an answer");
    assert_eq!(learned[0], Learned::default());
    assert_eq!(learned[1].fields, ["outlet"]);
}

#[tokio::test]
async fn nobody_there_is_an_error_that_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    drop(listener);
    let channel = connect::endpoint(&address).expect("an address").connect_lazy();
    let error = HeldByQuery::new(channel).held(&[Offered::only(id("One."))], None).await;
    let error = error.expect_err("nobody is there").to_string();
    assert_eq!(error, "the query service does not say which articles it holds");
}
