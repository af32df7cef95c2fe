//! One request and its answer: over a connection to an address that was checked, within time and size.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response, redirect};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::address;
use crate::body::Body;
use crate::error::Reason;
use crate::names::{Checked, Names, Objection};
use crate::options::Options;
use crate::public::Allowed;

/// What is wanted, most of all.
const WANTED: &str = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, \
    application/feed+json, application/xml;q=0.9, text/plain;q=0.9, */*;q=0.5";

/// Sends requests.
pub(crate) struct Transport {
    client: Client,
    idle: Duration,
    total: Duration,
}

/// An answer, of which the body is read or not.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Raw {
    /// Returns a header as text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// Returns a header as text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// How much of a body to read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Take {
    /// All of it, and no more than so many bytes.
    Whole(u64),
    /// The first so many bytes.
    Start(u64),
}

impl Transport {
    /// Returns what sends requests as `options` say.
    ///
    /// # Errors
    /// When the system's certificates or TLS cannot be used.
    pub(crate) fn new(
        options: &Options,
        names: Arc<dyn Names>,
        allowed: Allowed,
    ) -> Result<Self, Reason> {
        let failed = |error: &dyn Error| Reason::Connection(innermost(error));
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(WANTED));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        let client = Client::builder()
            .tls_backend_preconfigured(tls().map_err(|error| failed(&error))?)
            .user_agent(&options.user_agent)
            .default_headers(headers)
            // Each hop is checked by whoever asked.
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A proxy would look names up itself, where nobody checks what they mean.
            .no_proxy()
            .referer(false)
            .dns_resolver(Checked { names, allowed })
            .connect_timeout(options.connect_timeout)
            .pool_max_idle_per_host(1)
            .http1_max_headers(200)
            .http2_max_header_list_size(64 * 1024)
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Self { client, idle: options.idle_timeout, total: options.total_timeout })
    }

    /// Sends a request. A body is read of an answer with a page alone, where `is_wanted` does not object to
    /// its headers.
    ///
    /// # Errors
    /// When the connection fails, takes too long, or the body is not what can be taken.
    pub(crate) async fn get(
        &self,
        url: &Url,
        headers: HeaderMap,
        take: Take,
        is_wanted: impl FnOnce(&HeaderMap) -> Result<(), Reason>,
    ) -> Result<Raw, Reason> {
        let all = async {
            let sent = self.client.get(url.clone()).headers(headers).send();
            let answer = tokio::time::timeout(self.idle, sent)
                .await
                .map_err(|_| Reason::TooSlow(self.idle))?
                .map_err(|error| reason(&error, url))?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let bytes = if status == 200 {
                is_wanted(&headers)?;
                self.body(answer, take).await?
            } else {
                Vec::new()
            };
            Ok(Raw { status, headers, bytes })
        };
        let in_time = tokio::time::timeout(self.total, all).await;
        in_time.unwrap_or(Err(Reason::TooSlow(self.total)))
    }

    async fn body(&self, mut answer: Response, take: Take) -> Result<Vec<u8>, Reason> {
        let encoding = header(answer.headers(), &reqwest::header::CONTENT_ENCODING);
        let limit = match take {
            Take::Whole(limit) => limit,
            // One piece more than what counts.
            Take::Start(limit) => limit + (1 << 20),
        };
        if let (Take::Whole(limit), Some(length)) = (take, answer.content_length())
            && length > limit
        {
            return Err(Reason::TooLong(limit));
        }
        let mut body = Body::new(encoding, limit)?;
        let mut taken = 0;
        loop {
            let piece = tokio::time::timeout(self.idle, answer.chunk())
                .await
                .map_err(|_| Reason::TooSlow(self.idle))?
                .map_err(|error| Reason::Connection(innermost(&error)))?;
            let Some(piece) = piece else { return body.end() };
            taken += piece.len() as u64;
            body.take(&piece)?;
            if let Take::Start(limit) = take
                && taken >= limit
            {
                return Ok(body.so_far());
            }
        }
    }
}

/// Returns how connections are encrypted: with the authorities of the system, by `ring`.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// Returns why a request failed.
fn reason(error: &reqwest::Error, url: &Url) -> Reason {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = source {
        if let Some(Objection(reason)) = error.downcast_ref() {
            return reason.clone();
        }
        source = error.source();
    }
    let why = innermost(error);
    Reason::Connection(format!("{}: {why}", address::host(url)))
}

/// Returns what is at the bottom of an error, which says more than what is around it.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
