//! `extraction.proto`: a request is made of its article, an answer is its extraction.

use q7x2_domain as domain;

use crate::{ConvertError, require, v1};

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

impl From<&domain::Article> for v1::StreamStatementsRequest {
    fn from(article: &domain::Article) -> Self {
        Self { article: Some(article.into()), limit: None }
    }
}

impl TryFrom<v1::StreamStatementsResponse> for domain::Extraction {
    type Error = ConvertError;

    fn try_from(wire: v1::StreamStatementsResponse) -> Result<Self, ConvertError> {
        require(wire.extraction, "extraction")
    }
}
