//! `extraction.proto`: a request is its article, an answer its extraction.

use q7x2_domain as domain;

use crate::{ConvertError, require, v1};

impl TryFrom<v1::ExtractStatementsRequest> for domain::Article {
    type Error = ConvertError;

    fn try_from(wire: v1::ExtractStatementsRequest) -> Result<Self, ConvertError> {
        require(wire.article, "article")
    }
}

impl From<&domain::Article> for v1::ExtractStatementsRequest {
    fn from(article: &domain::Article) -> Self {
        Self { article: Some(article.into()), limit: None }
    }
}

impl TryFrom<v1::ExtractStatementsResponse> for domain::Extraction {
    type Error = ConvertError;

    fn try_from(wire: v1::ExtractStatementsResponse) -> Result<Self, ConvertError> {
        require(wire.extraction, "extraction")
    }
}

impl From<&domain::Extraction> for v1::ExtractStatementsResponse {
    fn from(extraction: &domain::Extraction) -> Self {
        Self { extraction: Some(extraction.into()) }
    }
}

impl TryFrom<v1::StreamStatementsResponse> for domain::Extraction {
    type Error = ConvertError;

    fn try_from(wire: v1::StreamStatementsResponse) -> Result<Self, ConvertError> {
        require(wire.extraction, "extraction")
    }
}
