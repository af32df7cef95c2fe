//! Fetches addresses: asks `robots.txt`, waits for the host's turn, follows where an address leads, and comes
//! back where a server says so.

use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::Timestamp;
use reqwest::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use url::Url;

use crate::answer::{Answer, Fetched, Unchanged};
use crate::clock::{RealTime, Time};
use crate::error::{FetchError, Reason};
use crate::hosts::Hosts;
use crate::media::Media;
use crate::memory::{Entry, Memory, Trace};
use crate::names::{Names, SystemNames};
use crate::options::{Options, product};
use crate::public::Allowed;
use crate::robots::{self, Robots};
use crate::transport::{Raw, Take, Transport};
use crate::{address, waiting};

/// For how long a `robots.txt` counts that was read, and one that could not be.
const ROBOTS_FOR: Duration = Duration::from_secs(24 * 3600);
const NO_ROBOTS_FOR: Duration = Duration::from_secs(300);

/// The longest mark of a server that is remembered, in bytes.
const MAX_MARK: usize = 1000;

/// Fetches addresses, one request to a host at a time. Several may be fetched at once: they wait for each
/// other where they are of one host.
pub struct Fetcher {
    options: Options,
    allowed: Allowed,
    transport: Transport,
    hosts: Hosts,
    memory: Arc<Memory>,
    time: Arc<dyn Time>,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Fetcher {
    /// Returns a fetcher that remembers in `memory`.
    ///
    /// # Errors
    /// When the system's certificates or TLS cannot be used.
    pub fn new(options: Options, memory: Arc<Memory>) -> Result<Self, Reason> {
        Self::with(options, memory, Arc::new(RealTime), Arc::new(SystemNames))
    }

    /// Returns a fetcher that waits by `time` and asks `names` for hosts.
    ///
    /// # Errors
    /// When the system's certificates or TLS cannot be used.
    pub fn with(
        options: Options,
        memory: Arc<Memory>,
        time: Arc<dyn Time>,
        names: Arc<dyn Names>,
    ) -> Result<Self, Reason> {
        let allowed = Allowed { all: options.allow_private, some: options.allowed.clone() };
        let transport = Transport::new(&options, names, allowed.clone())?;
        Ok(Self { options, allowed, transport, hosts: Hosts::default(), memory, time })
    }

    /// Returns what it remembers.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Fetches what is at an address. What is new is not remembered before [`Memory::remember`] is told so.
    ///
    /// # Errors
    /// When nothing is fetched; the error names the address and says what to do.
    pub async fn fetch(&self, address: &str) -> Result<Answer, FetchError> {
        self.follow(address)
            .await
            .map_err(|reason| FetchError { address: address.to_owned(), reason })
    }

    /// Follows an address to where it leads.
    async fn follow(&self, asked: &str) -> Result<Answer, Reason> {
        let mut url = address::parse(asked, &self.allowed)?;
        let first = url.to_string();
        let mut passed = Vec::new();
        for _ in 0..=self.options.max_redirects {
            let at_hop = |reason: Reason| reason.at_hop(&first, url.as_str());
            let known = self.memory.entry(url.as_str()).filter(|_| !self.options.refetch);
            let raw = self.hop(&url, known.as_ref()).await.map_err(at_hop)?;
            match raw.status {
                200 => return Ok(self.answer(asked, &url, raw, &passed, known.as_ref())),
                304 if known.is_some() => return Ok(self.unchanged(asked, &raw, &passed, known)),
                301 | 302 | 303 | 307 | 308 => {
                    let next = next(&url, &raw, &self.allowed)?;
                    passed.push(std::mem::replace(&mut url, next).to_string());
                }
                status => return Err(at_hop(Reason::Status(status))),
            }
        }
        Err(Reason::Redirects(self.options.max_redirects))
    }

    /// Asks for one address, if `robots.txt` has nothing against it.
    async fn hop(&self, url: &Url, known: Option<&Entry>) -> Result<Raw, Reason> {
        let robots = self.robots(url).await?;
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        if !robots.allows(path) {
            return Err(Reason::Robots(address::host(url).to_owned()));
        }
        let headers = known.map(conditions).unwrap_or_default();
        self.tries(url, &headers, Take::Whole(self.options.max_bytes), is_readable).await
    }

    /// Returns what the `robots.txt` says that an address is subject to; it is read once a day.
    async fn robots(&self, url: &Url) -> Result<Arc<Robots>, Reason> {
        let known = self.hosts.robots(&address::origin(url));
        let mut known = known.lock().await;
        let now = self.time.now();
        let counts = |known: &Result<_, _>, since: Timestamp| {
            now < since.after(if known.is_ok() { ROBOTS_FOR } else { NO_ROBOTS_FOR })
        };
        if let Some((known, since)) = &*known
            && counts(known, *since)
        {
            return known.clone();
        }
        let read = self.read_robots(url).await.map(Arc::new);
        if let Ok(robots) = &read {
            let host = self.hosts.host(address::host(url));
            let delay = robots.delay.map(|delay| delay.min(self.options.longest_delay));
            host.lock().await.delay = delay;
        }
        *known = Some((read.clone(), self.time.now()));
        read
    }

    async fn read_robots(&self, url: &Url) -> Result<Robots, Reason> {
        let host = address::host(url);
        let unread = |why: String| Reason::NoRobots { host: host.to_owned(), why };
        let mut at = url.join("/robots.txt").map_err(|error| unread(error.to_string()))?;
        for _ in 0..=self.options.max_redirects {
            let take = Take::Start(robots::MAX_BYTES as u64);
            let raw = match self.tries(&at, &HeaderMap::new(), take, |_| Ok(())).await {
                // It is packed as nobody asked, or comes from elsewhere.
                Err(reason @ Reason::Packing(_)) => return Err(unread(reason.to_string())),
                other => other?,
            };
            match raw.status {
                200 => return Ok(Robots::parse(&raw.bytes, product(&self.options.user_agent))),
                301 | 302 | 303 | 307 | 308 => {
                    at = next(&at, &raw, &self.allowed)
                        .map_err(|reason| unread(reason.to_string()))?;
                }
                status if status == 429 || status >= 500 => {
                    return Err(unread(format!("the server answers {status}")));
                }
                // There is none.
                _ => return Ok(Robots::default()),
            }
        }
        // One that cannot be found is none.
        Ok(Robots::default())
    }

    /// Asks until there is an answer that is no passing trouble, or patience ends.
    async fn tries(
        &self,
        url: &Url,
        headers: &HeaderMap,
        take: Take,
        is_wanted: fn(&HeaderMap) -> Result<(), Reason>,
    ) -> Result<Raw, Reason> {
        let mut tried = 0;
        loop {
            let answer = self.ask(url, headers.clone(), take, is_wanted).await;
            let told = match &answer {
                Ok(raw) if matches!(raw.status, 429 | 500 | 502 | 503 | 504) => {
                    self.retry_after(raw)
                }
                Err(Reason::Connection(_)) => None,
                Err(Reason::TooSlow(time)) if *time < self.options.total_timeout => None,
                _ => return answer,
            };
            let wait = told.unwrap_or_else(|| waiting::pause(tried));
            if told.is_some() || tried < self.options.tries_again {
                self.put_off(url, wait).await;
            }
            if wait > self.options.patience {
                return Err(Reason::Later(wait));
            }
            if tried == self.options.tries_again {
                return answer;
            }
            tried += 1;
            tracing::debug!(host = address::host(url), tried, ?wait, "asking once more");
        }
    }

    fn retry_after(&self, raw: &Raw) -> Option<Duration> {
        waiting::retry_after(raw.header(&RETRY_AFTER)?, self.time.now())
    }

    /// Waits for the turn of the host and asks once.
    async fn ask(
        &self,
        url: &Url,
        headers: HeaderMap,
        take: Take,
        is_wanted: fn(&HeaderMap) -> Result<(), Reason>,
    ) -> Result<Raw, Reason> {
        let host = self.hosts.host(address::host(url));
        let mut host = host.lock().await;
        let delay = self.options.delay.max(host.delay.unwrap_or_default());
        if let Some(next) = host.next {
            let wait = waiting::between(self.time.now(), next);
            if wait > self.options.patience.max(delay) {
                return Err(Reason::Later(wait));
            }
            if wait > Duration::ZERO {
                self.time.pass(wait).await;
            }
        }
        let answer = self.transport.get(url, headers, take, is_wanted).await;
        host.next = Some(self.time.now().after(delay));
        answer
    }

    /// Lets nobody ask the host for a while.
    async fn put_off(&self, url: &Url, wait: Duration) {
        let host = self.hosts.host(address::host(url));
        let mut host = host.lock().await;
        host.next = host.next.max(Some(self.time.now().after(wait)));
    }

    /// Returns what was given, or that it is what was given before.
    fn answer(
        &self,
        asked: &str,
        url: &Url,
        raw: Raw,
        passed: &[String],
        known: Option<&Entry>,
    ) -> Answer {
        let hash = blake3::hash(&raw.bytes).to_hex().to_string();
        if known.is_some_and(|known| known.hash.as_deref() == Some(&hash)) {
            return self.unchanged(asked, &raw, passed, known.cloned());
        }
        let fetched_at = self.time.now();
        let mark = |name| raw.header(name).filter(|mark| mark.len() < MAX_MARK).map(str::to_owned);
        let last = Entry {
            etag: mark(&ETAG),
            last_modified: mark(&LAST_MODIFIED),
            hash: Some(hash.clone()),
            ..Entry::of(url.as_str(), fetched_at)
        };
        let trace = trace(passed, last, fetched_at);
        let media = Media::parse(raw.header(&CONTENT_TYPE));
        let fresh_for = raw.header(&CACHE_CONTROL).and_then(waiting::max_age);
        Answer::New(Box::new(Fetched {
            asked: asked.to_owned(),
            url: url.to_string(),
            media_type: media.kind,
            charset: media.charset,
            bytes: raw.bytes,
            hash,
            fetched_at,
            fresh_for,
            trace,
        }))
    }

    /// Returns that an address gave what it gave before.
    fn unchanged(&self, asked: &str, raw: &Raw, passed: &[String], known: Option<Entry>) -> Answer {
        let now = self.time.now();
        let fresh_for = raw.header(&CACHE_CONTROL).and_then(waiting::max_age);
        let last = known.map(|known| Entry { at: Entry::of(asked, now).at, ..known });
        let trace = last.map(|last| trace(passed, last, now)).unwrap_or_default();
        Answer::Unchanged(Unchanged { asked: asked.to_owned(), fresh_for, trace })
    }
}

/// Returns what to remember of an address, and of those that led to it.
fn trace(passed: &[String], last: Entry, now: Timestamp) -> Trace {
    let before = passed.iter().map(|url| Entry::of(url, now));
    Trace(before.chain([last]).collect())
}

/// Returns the headers that ask for what changed alone.
fn conditions(known: &Entry) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let marks = [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)];
    for (name, mark) in marks {
        let mark = mark.as_deref().and_then(|mark| HeaderValue::from_str(mark).ok());
        if let Some(mark) = mark {
            headers.insert(name, mark);
        }
    }
    headers
}

/// Objects to what cannot be read.
fn is_readable(headers: &HeaderMap) -> Result<(), Reason> {
    let media = Media::parse(crate::transport::header(headers, &CONTENT_TYPE));
    media.unreadable().map_or(Ok(()), |kind| Err(Reason::Media(kind.to_owned())))
}

/// Returns the address that another leads to.
fn next(url: &Url, raw: &Raw, allowed: &Allowed) -> Result<Url, Reason> {
    let location = raw.headers.get(LOCATION).ok_or(Reason::NoLocation)?;
    let location = String::from_utf8_lossy(location.as_bytes());
    let to = url.join(location.trim()).map_err(|_| Reason::NoLocation)?;
    let shown = to.to_string();
    address::check(to, allowed).map_err(|reason| reason.at_hop(url.as_str(), &shown))
}
