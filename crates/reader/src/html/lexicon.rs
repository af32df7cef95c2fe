//! Lines that are no part of an article, by their words: what sites write around articles.

/// Which kinds of such lines a line is, as bits.
pub(super) type Kinds = u32;

/// Lines longer than this are prose, whatever they begin with; in bytes.
const LONGEST: usize = 400;

/// Where in a line a phrase tells its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Anywhere,
    Whole,
}

/// Kinds, and the phrases that tell them, in lower case.
const PHRASES: [(At, &[&str]); 14] = [
    // Follow and share.
    (
        At::Start,
        &[
            "share",
            "follow us",
            "follow me",
            "tweet",
            "pin it",
            "copy link",
            "print",
            "email this",
            "facebook",
            "twitter",
            "linkedin",
            "whatsapp",
            "telegram",
            "pinterest",
            "instagram",
            "save",
            "listen to this",
            "like this",
            "add us",
            "add as",
            "follow",
            "click to share",
            "report this",
        ],
    ),
    // Letters and accounts.
    (
        At::Anywhere,
        &[
            "newsletter",
            "subscribe",
            "sign up",
            "signup",
            "your inbox",
            "email address",
            "log in",
            "sign in",
            "create an account",
            "free trial",
            "unsubscribe",
            "privacy policy",
            "terms of",
            "get our",
            "join our",
            "already a member",
            "join the conversation",
            "download our",
            "download the app",
            "get the app",
        ],
    ),
    // Other articles.
    (
        At::Start,
        &[
            "read more",
            "read also",
            "also read",
            "see also",
            "see more",
            "more from",
            "more on",
            "more in",
            "more stories",
            "related",
            "recommended",
            "you may also",
            "you might also",
            "trending",
            "popular",
            "most read",
            "most popular",
            "latest",
            "recent",
            "next article",
            "previous article",
            "next post",
            "previous post",
            "next:",
            "previous:",
            "up next",
            "keep reading",
            "continue reading",
            "learn more",
            "view all",
            "see all",
            "don't miss",
            "don’t miss",
            "must read",
            "editor's picks",
            "editors' picks",
            "editor’s picks",
            "top stories",
            "further reading",
            "read next",
            "what to read",
            "explore more",
            "other posts",
            "similar",
            "read:",
            "watch:",
            "related:",
            "show more",
            "load more",
            "view more",
            "back to",
            "discover more",
        ],
    ),
    // Comments.
    (
        At::Start,
        &[
            "comment",
            "leave a comment",
            "leave a reply",
            "post a comment",
            "add a comment",
            "no comments",
            "comments",
            "reply",
            "your comment",
            "write a comment",
            "join the discussion",
            "log in to comment",
            "view comments",
            "show comments",
            "cancel reply",
            "post comment",
            "be the first",
            "required fields",
            "your email address",
        ],
    ),
    // Notices.
    (
        At::Anywhere,
        &[
            "cookie",
            "consent",
            "all rights reserved",
            "copyright",
            "©",
            "advertisement",
            "sponsored",
            "affiliate",
            "commission",
            "gdpr",
            "adblock",
            "ad blocker",
            "javascript",
            "browser",
            "accept all",
            "this site uses",
            "we use ",
        ],
    ),
    // Captions and credits.
    (
        At::Start,
        &[
            "photo",
            "image",
            "picture",
            "credit",
            "source:",
            "file photo",
            "caption",
            "getty",
            "(photo",
            "(image",
            "photograph",
            "illustration",
            "screenshot",
            "courtesy",
            "video:",
            "figure",
            "image credit",
            "photo credit",
        ],
    ),
    (
        At::Anywhere,
        &[
            "getty images",
            "/getty",
            "shutterstock",
            "/afp",
            "/reuters",
            "/ap photo",
            "istock",
            "unsplash",
            "pexels",
            "photo by",
            "image by",
            "photo:",
            "photo credit",
            "image credit",
            "ap photo",
            "adobe stock",
        ],
    ),
    // Who wrote it and when.
    (
        At::Start,
        &[
            "by ",
            "written by",
            "posted by",
            "published",
            "updated",
            "last updated",
            "posted",
            "author",
            "reviewed by",
            "edited by",
            "modified",
            "first published",
            "created",
            "words by",
            "fact checked",
            "medically reviewed",
        ],
    ),
    (
        At::Anywhere,
        &[
            "min read",
            "minute read",
            "minutes read",
            "mins read",
            "reading time",
            "read time",
            "views",
            "time to read",
        ],
    ),
    // The one who wrote it.
    (
        At::Start,
        &[
            "about the author",
            "about author",
            "about us",
            "meet the",
            "more about",
            "view all posts",
            "author bio",
            "contact us",
            "our team",
            "who we are",
            "the author",
        ],
    ),
    (
        At::Anywhere,
        &[
            "is a freelance",
            "is a writer",
            "is the author of",
            "is a reporter",
            "is a journalist",
            "writes about",
            "is a staff writer",
            "is the founder",
            "is a senior",
            "can be reached at",
            "view posts",
            "years of experience",
            "follow him",
            "follow her",
            "is an editor",
            "contributing writer",
            "view all articles",
            "follow them",
            "more articles by",
        ],
    ),
    // Short ways in.
    (
        At::Whole,
        &[
            "summary",
            "get a summary",
            "no time to read?",
            "table of contents",
            "contents",
            "in this article",
            "key takeaways",
            "tl;dr",
            "menu",
            "search",
            "home",
            "close",
            "skip to content",
            "skip to main content",
            "tags",
            "topics",
            "categories",
            "in this post",
            "on this page",
            "jump to",
            "what's inside",
        ],
    ),
    // Tags and crumbs.
    (
        At::Start,
        &[
            "tags",
            "tagged",
            "filed under",
            "topics:",
            "categories",
            "category",
            "home /",
            "home >",
            "home »",
            "you are here",
            "posted in",
            "in this article",
            "table of contents",
            "jump to",
            "skip to",
        ],
    ),
    // Buying and asking.
    (
        At::Anywhere,
        &[
            "shop now",
            "buy now",
            "add to cart",
            "book a",
            "request a",
            "get started",
            "contact us",
            "call us",
            "schedule a",
            "learn more",
            "donate",
            "support us",
            "get a quote",
            "free consultation",
            "click here",
            "check price",
            "view deal",
            "download now",
            "apply now",
            "register now",
            "get in touch",
            "talk to",
        ],
    ),
];

/// How many kinds there are.
pub(super) const COUNT: usize = PHRASES.len();

/// Kinds that, as a heading, say that something else than the article begins.
pub(super) const OPENS_OTHER: Kinds = 0b10_0010_0000_1110;

/// Returns of which kinds a line is.
pub(super) fn kinds(line: &str) -> Kinds {
    if line.len() > LONGEST {
        return 0;
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(');
    let begin = lower.len() - bare.len();
    let end = begin + bare.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let finder = finder();
    let mut kinds = 0;
    for found in finder.automaton.find_overlapping_iter(&lower) {
        let (kind, at) = finder.of[found.pattern().as_usize()];
        let is_it = match at {
            At::Anywhere => true,
            At::Start => found.start() == begin && ends_word(&lower, found.end()),
            At::Whole => found.start() == begin && found.end() >= end,
        };
        kinds |= u32::from(is_it) << kind;
    }
    kinds
}

/// Tells whether no word goes on over a place.
fn ends_word(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    !before || !line[at..].starts_with(char::is_alphanumeric)
}

/// Finds all phrases at once.
struct Finder {
    automaton: aho_corasick::AhoCorasick,
    /// The kind of each phrase, and where it tells it.
    of: Vec<(usize, At)>,
}

fn finder() -> &'static Finder {
    static FINDER: std::sync::LazyLock<Finder> = std::sync::LazyLock::new(|| {
        let all = PHRASES.iter().enumerate();
        let all = all.flat_map(|(kind, (at, phrases))| {
            phrases.iter().map(move |phrase| (*phrase, (kind, *at)))
        });
        let (phrases, of): (Vec<&str>, Vec<(usize, At)>) = all.unzip();
        let automaton = aho_corasick::AhoCorasick::builder()
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(phrases)
            .expect("a few hundred short phrases make an automaton");
        Finder { automaton, of }
    });
    &FINDER
}
