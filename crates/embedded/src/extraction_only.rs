//! The extraction service alone, for those who want statements and keep nothing.

use std::num::NonZeroUsize;

use q7x2_extraction::{Engine, Extract};
use q7x2_recipe::Recipe;
use tonic::transport::Channel;

use crate::EmbeddedError;
use crate::transport::{Server, in_memory};

/// The extraction service in this process. It has no data directory and leaves nothing behind.
pub struct ExtractionOnly {
    extraction: Channel,
    server: Server,
}

impl ExtractionOnly {
    /// Starts the service; it extracts from up to `threads` articles at a time and turns more
    /// than eight times as many away.
    ///
    /// # Errors
    /// When the model or the entities file cannot be used.
    pub fn start(recipe: &Recipe, threads: NonZeroUsize) -> Result<Self, EmbeddedError> {
        let (extraction, incoming) = in_memory();
        let engine = Engine::with(recipe.extractor()?, threads);
        let services = q7x2_extraction::services(Extract::new(engine));
        Ok(Self { extraction, server: Server::start(services, incoming) })
    }

    /// Returns a channel to it.
    pub fn extraction(&self) -> Channel {
        self.extraction.clone()
    }

    /// Ends it.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{Article, Extraction, Metadata};

    use super::*;

    #[tokio::test]
    async fn a_text_is_answered_without_a_data_directory() {
        let text = "\u{201c}We start on Monday,\u{201d} Mayor Ada Lind said.";
        let article = Article::new(Metadata::default(), text.into()).expect("a text");
        let embedded =
            ExtractionOnly::start(&Recipe::rules(), NonZeroUsize::MIN).expect("no model to load");
        let mut client = q7x2_proto::connect::extraction(embedded.extraction());
        let request = q7x2_proto::v1::ExtractStatementsRequest::from(&article);
        let answer = client.extract_statements(request).await.expect("answered").into_inner();
        let extraction = Extraction::try_from(answer).expect("understood");
        assert_eq!(extraction.check(&article), Ok(()));
        assert_eq!(extraction.statements[0].content[0].text, "\u{201c}We start on Monday,\u{201d}");
        embedded.shutdown().await;
    }
}
