//! Reads what addresses give: the articles of a page or a file, or those of the items of a feed.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;

use futures::{Stream, StreamExt, stream};
use q7x2_domain::{Clock, SystemClock, Timestamp};
use q7x2_fetch::{Answer, FetchError, Fetched, Reason, Trace, joined};
use q7x2_reader::{Articles, FeedPages, Held, Page, Progress, ReadError, Reader, read_feed};
use tokio::runtime::Handle;

use super::Web;
use super::pending::{Kept, Pending};
use crate::config::Outlets;
use crate::feed::{Fed, named};

/// How many addresses are fetched at once, of other hosts each.
const AT_ONCE: usize = 8;

/// Takes what is read; tells whether anybody still listens.
pub(crate) type Sink<'a> = &'a dyn Fn(Fed) -> bool;

/// Answers in the order of the addresses.
type Answers<T> = Pin<Box<dyn Stream<Item = (T, Result<Answer, FetchError>)>>>;

/// Reads what addresses give, on a thread that may block.
pub(crate) struct Reading {
    pub(crate) web: Web,
    pub(crate) reader: Reader,
    pub(crate) outlets: Outlets,
    /// Where requests are made.
    pub(crate) runtime: Handle,
}

/// An item of a feed that is to be fetched.
struct Link {
    address: String,
    /// What the feed tells of it.
    told: Page,
}

impl Reading {
    /// Reads all addresses, one after the other, while the next are fetched.
    pub(crate) fn read(&self, addresses: Vec<String>, sink: Sink<'_>) {
        let mut answers = self.fetch(addresses, String::as_str);
        while let Some((address, answer)) = self.runtime.block_on(answers.next()) {
            let goes_on = match answer {
                Ok(Answer::New(fetched)) => self.new_one(&address, *fetched, sink),
                Ok(Answer::Unchanged(unchanged)) => {
                    self.web.notes().unchanged += 1;
                    self.web.note_pause(&address, unchanged.fresh_for);
                    self.remember(&unchanged.trace);
                    true
                }
                Err(error) => {
                    if let Reason::Later(pause) = error.reason {
                        self.web.note_pause(&address, Some(pause));
                    }
                    sink(refused(&error))
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Reads what an address gave that was named.
    fn new_one(&self, address: &str, fetched: Fetched, sink: Sink<'_>) -> bool {
        self.web.note_pause(address, fetched.fresh_for);
        match read_feed(&fetched.bytes) {
            Some(feed) => self.feed(address, &fetched, feed, sink),
            None => {
                let page = Pending::begin(&self.web.fetcher, fetched.trace.clone(), None);
                self.page(fetched, Page::default(), &page, sink)
            }
        }
    }

    /// Reads what was fetched, of which `told` is known.
    fn page(&self, fetched: Fetched, told: Page, page: &Kept, sink: Sink<'_>) -> bool {
        let told = Page { url: Some(fetched.url), text: String::new(), ..told };
        let Fetched { asked: place, bytes, media_type, charset, .. } = fetched;
        let held = Held { place, bytes, media_type, charset, told };
        let goes_on = self.give(self.reader.read_held(held), page, sink);
        page.done();
        goes_on
    }

    /// Reads a feed: the items that are whole, and the pages of the others.
    fn feed(&self, address: &str, fetched: &Fetched, feed: FeedPages, sink: Sink<'_>) -> bool {
        self.web.note_pause(address, feed.ttl);
        let all = Pending::begin(&self.web.fetcher, fetched.trace.clone(), None);
        let mut links = Vec::new();
        let mut met = HashSet::new();
        for (at, page) in feed.items.into_iter().enumerate() {
            let link = page.url.as_deref().and_then(|link| joined(&fetched.url, link));
            let is_followed = page.is_summary || page.text.trim().is_empty();
            match link {
                Some(address) if is_followed => {
                    if met.insert(address.clone()) && self.is_news(&address, page.modified_at) {
                        links.push(Link { address, told: page });
                    }
                }
                link => {
                    let page = Page { url: link.or(page.url), ..page };
                    let place = format!("{address}#{}", at + 1);
                    if !self.give(self.reader.read_page(&place, page), &all, sink) {
                        return false;
                    }
                }
            }
        }
        if let Some(broken) = feed.broken {
            let error = ReadError::not_got(address, broken.to_string());
            if !sink(fed(Err(error), Some(all.part()))) {
                return false;
            }
        }
        let is_whole = links.len() <= self.web.max_items;
        if !is_whole {
            self.web.notes().left += (links.len() - self.web.max_items) as u64;
            links.truncate(self.web.max_items);
        }
        let goes_on = self.follow(links, &all, sink);
        // What is left is in the feed the next time only if that is fetched anew.
        if is_whole {
            all.done();
        }
        goes_on
    }

    /// Reads the pages of the items of a feed.
    fn follow(&self, links: Vec<Link>, feed: &Kept, sink: Sink<'_>) -> bool {
        let links = links.into_iter().map(|link| (link, feed.part())).collect();
        let mut answers = self.fetch(links, |(link, _)| &link.address);
        while let Some(((link, part), answer)) = self.runtime.block_on(answers.next()) {
            let goes_on = match answer {
                Ok(Answer::New(fetched)) => {
                    let page = Pending::begin(&self.web.fetcher, fetched.trace.clone(), Some(part));
                    self.page(*fetched, link.told, &page, sink)
                }
                Ok(Answer::Unchanged(unchanged)) => {
                    self.remember(&unchanged.trace);
                    part.done();
                    true
                }
                Err(error) => {
                    // Otherwise it is tried again with the feed, which is not remembered before.
                    if !error.reason.is_passing() {
                        self.remember(&Trace::of(&link.address, SystemClock.now()));
                        part.done();
                    }
                    sink(refused(&error))
                }
            };
            if !goes_on {
                return false;
            }
        }
        true
    }

    /// Tells whether an item was not followed yet, or changed since.
    fn is_news(&self, address: &str, modified_at: Option<Timestamp>) -> bool {
        match self.web.fetcher.memory().fetched_at(address) {
            Some(fetched_at) => modified_at.is_some_and(|modified_at| modified_at > fetched_at),
            None => true,
        }
    }

    /// Hands over the articles of something that was fetched.
    fn give(&self, mut articles: Articles, of: &Kept, sink: Sink<'_>) -> bool {
        while let Some(article) = articles.next() {
            let article = article.map(|article| named(article, &self.outlets));
            let warning = articles.take_warning();
            let form = articles.form();
            if !sink(Fed { warning, form, ..fed(article, Some(of.part())) }) {
                return false;
            }
        }
        true
    }

    fn remember(&self, trace: &Trace) {
        if let Err(error) = self.web.fetcher.memory().remember(trace) {
            crate::output::tell(&error.to_string());
        }
    }

    /// Fetches addresses, several at once, and gives the answers in their order.
    fn fetch<T: 'static>(&self, all: Vec<T>, address: fn(&T) -> &str) -> Answers<T> {
        let (fetcher, runtime) = (Arc::clone(&self.web.fetcher), self.runtime.clone());
        let answers = stream::iter(all).map(move |one| {
            let (fetcher, asked) = (Arc::clone(&fetcher), address(&one).to_owned());
            // On its own, so that it goes on while others are read.
            let answer = runtime.spawn(async move { fetcher.fetch(&asked).await });
            async move {
                let answer = answer.await.unwrap_or_else(|error| {
                    let (address, why) = (address(&one).to_owned(), error.to_string());
                    Err(FetchError { address, reason: Reason::Connection(why) })
                });
                (one, answer)
            }
        });
        Box::pin(answers.buffered(AT_ONCE))
    }
}

fn refused(error: &FetchError) -> Fed {
    fed(Err(ReadError::not_got(&error.address, error.reason.to_string())), None)
}

fn fed(article: Result<q7x2_domain::Article, ReadError>, kept: Option<Kept>) -> Fed {
    Fed { article, warning: None, form: None, progress: Progress::default(), kept }
}
