//! What the names of an element tell of it: its class, its id, its role. The same few words are used
//! everywhere, so that groups of them are enough.

use super::tags::Tag;
use super::tree::Tree;

/// What an element's names say that it is, as bits.
pub(super) type Marks = u32;

/// The groups, in the order of their bits, with the parts of names that tell them. A part that begins or
/// ends with `-` is there only where a word of the name begins or ends so.
const GROUPS: [(&str, &[&str]); 18] = [
    (
        "navigation",
        &[
            "-nav",
            "menu",
            "breadcrumb",
            "pagination",
            "pager",
            "toc-",
            "-toc",
            "table-of-contents",
            "skip-link",
            "topics",
            "navbar",
            "navigation",
        ],
    ),
    ("foot", &["footer", "-foot-", "colophon", "copyright", "legal", "disclaimer"]),
    ("head", &["-header", "masthead", "banner", "topbar", "hero"]),
    ("side", &["sidebar", "-aside", "-rail", "widget", "side-bar", "-side-", "sidecol"]),
    ("comments", &["comment", "disqus", "respond", "discussion", "replies", "reply"]),
    (
        "related",
        &[
            "related",
            "recommend",
            "-more-",
            "trending",
            "popular",
            "latest",
            "-recent",
            "read-next",
            "readmore",
            "read-more",
            "also-",
            "-teaser",
            "promo",
            "outbrain",
            "taboola",
            "suggest",
            "carousel",
            "slider",
            "similar",
            "next-post",
            "prev-",
            "previous",
            "-card",
            "upnext",
            "must-read",
        ],
    ),
    ("share", &["share", "sharing", "social", "-follow", "addtoany", "sharedaddy", "bookmark"]),
    (
        "newsletter",
        &[
            "newsletter",
            "subscri",
            "signup",
            "sign-up",
            "optin",
            "opt-in",
            "mailing",
            "mailchimp",
            "lead-magnet",
            "paywall",
            "register",
            "login",
            "-cta",
            "call-to-action",
            "donat",
            "convertkit",
            "hubspot",
        ],
    ),
    (
        "notice",
        &[
            "cookie", "consent", "gdpr", "modal", "popup", "pop-up", "overlay", "-alert", "toast",
            "-notice",
        ],
    ),
    (
        "advert",
        &[
            "-ad-",
            "-ads",
            "advert",
            "sponsor",
            "adsense",
            "-dfp",
            "affiliate",
            "commercial",
            "ad-slot",
            "adslot",
        ],
    ),
    (
        "writer",
        &[
            "author-bio",
            "author-box",
            "authorbox",
            "about-author",
            "-bio-",
            "about-the-author",
            "author-info",
            "author-card",
            "author-desc",
            "post-author",
            "contributor",
            "entry-author",
        ],
    ),
    (
        "byline",
        &[
            "byline",
            "-meta",
            "dateline",
            "-date",
            "timestamp",
            "published",
            "post-info",
            "entry-info",
            "readtime",
            "read-time",
            "reading-time",
            "-author",
        ],
    ),
    ("tags", &["-tags", "-tag-", "tagcloud", "categor", "-label", "keyword", "taxonomy"]),
    (
        "caption",
        &[
            "caption",
            "credit",
            "-figure",
            "-photo",
            "gallery",
            "lightbox",
            "-image-",
            "wp-caption",
            "attribution",
        ],
    ),
    (
        "body",
        &[
            "article-body",
            "articlebody",
            "post-content",
            "entry-content",
            "article-content",
            "post-body",
            "story-body",
            "content-body",
            "article__body",
            "body-content",
            "rich-text",
            "richtext",
            "wysiwyg",
            "prose",
            "post__content",
            "article__content",
            "blog-content",
            "storytext",
            "article-text",
            "the-content",
            "theme-post-content",
            "single-content",
            "blog-post-content",
            "post-text",
            "body-copy",
            "story-content",
        ],
    ),
    (
        "content",
        &["content", "article", "-post", "-entry", "story", "-main", "-text", "-body", "blog"],
    ),
    (
        "summary",
        &[
            "summary",
            "excerpt",
            "-dek",
            "standfirst",
            "subtitle",
            "subhead",
            "-lead-",
            "-intro",
            "takeaway",
            "key-points",
            "highlights",
        ],
    ),
    (
        "hidden",
        &[
            "hidden",
            "screen-reader",
            "sr-only",
            "visually-hidden",
            "-print-",
            "noprint",
            "no-print",
            "collapse",
        ],
    ),
];

/// How many groups there are.
pub(super) const COUNT: usize = GROUPS.len();

/// Returns the bit of a group.
pub(super) const fn bit(group: usize) -> Marks {
    1 << group
}

/// The groups that say that it is no part of an article.
pub(super) const FURNITURE: Marks = 0x3ff;

/// Groups that are looked for by number.
pub(super) const BODY: usize = 14;

/// The longest names that are looked at, in bytes.
const LONGEST: usize = 300;

/// Returns what the names of an element tell.
pub(super) fn of(tree: &Tree<'_>, id: u32, names: &mut String) -> Marks {
    names.clear();
    let is_names = |name: &str| {
        name.eq_ignore_ascii_case("class")
            || name.eq_ignore_ascii_case("id")
            || name.eq_ignore_ascii_case("role")
            || name.eq_ignore_ascii_case("itemprop")
            || name.eq_ignore_ascii_case("data-testid")
            || name.eq_ignore_ascii_case("data-component")
    };
    tree.each_attribute(id, |name, value| {
        if is_names(name) {
            names.push('-');
            push_name(names, value);
        }
        names.len() < LONGEST
    });
    if names.is_empty() {
        return 0;
    }
    names.push('-');
    matcher().of(names)
}

/// Appends a name: in lower case, its words divided by `-`.
fn push_name(out: &mut String, value: &str) {
    let mut before = ' ';
    for c in value.chars().take(LONGEST) {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') {
            out.push('-');
        }
        before = c;
    }
}

/// Finds the parts of all groups at once.
struct Matcher {
    automaton: aho_corasick::AhoCorasick,
    bits: Vec<Marks>,
}

impl Matcher {
    fn of(&self, names: &str) -> Marks {
        let found = self.automaton.find_overlapping_iter(names);
        found.fold(0, |marks, part| marks | self.bits[part.pattern().as_usize()])
    }
}

fn matcher() -> &'static Matcher {
    static MATCHER: std::sync::LazyLock<Matcher> = std::sync::LazyLock::new(|| {
        let parts = GROUPS.iter().enumerate().flat_map(|(group, (_, parts))| {
            parts.iter().map(move |part| (part.replace("__", "-"), bit(group)))
        });
        let (parts, bits): (Vec<String>, Vec<Marks>) = parts.unzip();
        let automaton = aho_corasick::AhoCorasick::builder()
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(parts)
            .expect("a few short parts of names make an automaton");
        Matcher { automaton, bits }
    });
    &MATCHER
}

/// Tells whether an element is not shown at all.
pub(super) fn is_hidden(tree: &Tree<'_>, id: u32) -> bool {
    let mut hidden = false;
    tree.each_attribute(id, |name, value| {
        if name.eq_ignore_ascii_case("hidden") {
            hidden = true;
        } else if name.eq_ignore_ascii_case("style") {
            let style: String =
                value.chars().filter(|c| !c.is_whitespace()).take(200).collect::<String>();
            let style = style.to_ascii_lowercase();
            hidden |= style.contains("display:none") || style.contains("visibility:hidden");
        } else if name.eq_ignore_ascii_case("type") && value.eq_ignore_ascii_case("hidden") {
            hidden = true;
        }
        true
    });
    hidden
}

/// Tells whether nothing in an element is ever text of an article.
pub(super) fn is_no_text(tag: Tag) -> bool {
    use Tag::{
        Audio, Button, Canvas, Dialog, Head, Iframe, Map, Math, Noembed, Noframes, Noscript,
    };
    use Tag::{Object, Option, Script, Select, Style, Svg, Template, Textarea, Title, Video};
    matches!(
        tag,
        Audio
            | Button
            | Canvas
            | Dialog
            | Head
            | Iframe
            | Map
            | Math
            | Noembed
            | Noframes
            | Noscript
    ) || matches!(tag, Object | Option | Script | Select | Style | Svg | Template | Textarea)
        || matches!(tag, Title | Video)
}
