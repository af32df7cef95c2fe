//! Title, outlet, author, address and language: the best of what a page tells.

use super::blocks::Block;
use super::dates;
use super::meta::{Told, one_line};
use crate::Page;

/// What may divide a page's title from its site's name.
const DIVIDERS: [&str; 9] = [" | ", " - ", " – ", " — ", " » ", " · ", " :: ", " / ", " • "];

/// How many blocks behind the title and before it may tell who wrote it and when, and how long they are, in
/// bytes.
const BEHIND: usize = 14;
const BEFORE: usize = 5;
const LINE: usize = 160;

/// Fills in what a page tells of itself. `address` is where it was fetched from.
pub(super) fn fill(page: &mut Page, told: &Told, blocks: &[Block], address: Option<&str>) {
    page.outlet = outlet(told, address);
    let host = told.canonical.as_deref().or(address).and_then(host);
    let label = host.as_deref().and_then(|host| host.split('.').next());
    let named = [
        page.outlet.as_deref(),
        label,
        told.linked.publisher.as_deref(),
        told.linked.site.as_deref(),
    ];
    let sites: Vec<Vec<String>> = named.into_iter().flatten().map(words).collect();
    page.title = title(told, &sites);
    let near = near_title(blocks, page.title.as_deref());
    page.author = author(told, &near, page.outlet.as_deref());
    page.url = told.canonical.clone().or_else(|| {
        let named = told.meta_of(&["og:url", "twitter:url"]).filter(|url| url.starts_with("http"));
        address.or(named).map(ToOwned::to_owned)
    });
    page.language = language(told);
    page.published_at = dates::published(told, &near, page.url.as_deref().or(address));
    page.modified_at = dates::modified(told);
}

/// Returns a text's words in lower case, without what divides them.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_word = |c: char| !c.is_alphanumeric();
    text.split(is_word).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Returns the short lines that stand behind the title and right before it, those behind it first: there
/// people print who wrote it and when.
fn near_title<'b>(blocks: &'b [Block], title: Option<&str>) -> Vec<&'b str> {
    let title = title.map(words).unwrap_or_default();
    let is_title =
        |block: &Block| block.words < title.len() * 2 + 4 && is_alike(&words(&block.text), &title);
    let at = blocks.iter().position(is_title);
    let at = at.or_else(|| blocks.iter().position(Block::is_paragraph)).unwrap_or(0);
    let is_line = |block: &&Block| block.text.len() < LINE;
    let behind = blocks.iter().skip(at + 1).take(BEHIND).filter(is_line);
    let before = blocks[..at.min(blocks.len())].iter().rev().take(BEFORE).filter(is_line);
    behind.chain(before).map(|block| block.text.as_str()).collect()
}

fn title(told: &Told, sites: &[Vec<String>]) -> Option<String> {
    let bare = |title: &str| without_site(&one_line(title), sites);
    let element = told.title.as_deref().map(bare);
    let open_graph = told.meta_of(&["og:title", "twitter:title"]).map(bare);
    let headline = told.linked.headline.as_deref().map(bare);
    let given: Vec<(&String, Vec<String>)> = [&open_graph, &element, &headline]
        .into_iter()
        .flatten()
        .map(|given| (given, words(given)))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    let printed: Vec<(&String, Vec<String>)> =
        told.headings.iter().map(|(_, text)| (text, words(text))).collect();
    // A heading that the head of the page has too is the title as it is printed.
    let same = printed
        .iter()
        .find(|(_, heading)| heading.len() > 1 && given.iter().any(|(_, given)| heading == given));
    if let Some((heading, _)) = same {
        return Some((*heading).clone());
    }
    let shared = |heading: &[String]| {
        let alike = given.iter().filter(|(_, given)| is_alike(heading, given));
        alike.map(|(_, given)| given.iter().filter(|word| heading.contains(word)).count()).max()
    };
    let of_it = printed.iter().filter(|(_, heading)| heading.len() > 1);
    let of_it = of_it.filter_map(|(heading, words)| Some((shared(words)?, *heading, words.len())));
    let alike = of_it.rev().max_by_key(|(shared, ..)| *shared);
    let twice = given.iter().enumerate().find(|(at, (_, one))| {
        one.len() > 1 && given[at + 1..].iter().any(|(_, other)| one == other)
    });
    match (alike, twice) {
        // What the head says twice is what the page is called, where the heading is a short form of it.
        (Some((_, _, len)), Some((_, (title, words)))) if len * 3 < words.len() * 2 => {
            return Some((*title).clone());
        }
        (Some((_, heading, _)), _) => return Some(heading.clone()),
        (None, Some((_, (title, _)))) => return Some((*title).clone()),
        (None, None) => {}
    }
    let only = match printed.as_slice() {
        [(only, words)] if words.len() > 3 => Some((*only).clone()),
        _ => None,
    };
    only.or(headline).or(open_graph).or(element).filter(|title| !title.is_empty())
}

/// Tells whether two titles share most of the words of the shorter one, or one begins with the other.
fn is_alike(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && shared * 10 >= short.len() * 6 && long.len() <= short.len() * 3
}

/// Returns a title without the name of its site, before or behind it.
fn without_site(title: &str, sites: &[Vec<String>]) -> String {
    let is_site = |part: &str| {
        let part = words(part);
        !part.is_empty()
            && sites.iter().any(|site| {
                let is_it = part.concat() == site.concat() || is_alike(&part, site);
                is_it && part.len() <= site.len() + 3
            })
    };
    let mut places: Vec<(usize, usize)> = DIVIDERS
        .iter()
        .flat_map(|mark| title.match_indices(mark).map(|(at, _)| (at, at + mark.len())))
        .collect();
    places.sort_unstable();
    for (at, behind) in &places {
        if *at > 0 && is_site(&title[*behind..]) {
            return title[..*at].trim().to_owned();
        }
    }
    if let Some((at, behind)) = places.first()
        && is_site(&title[..*at])
    {
        return title[*behind..].trim().to_owned();
    }
    if let Some((at, behind)) = places.last()
        && title[*at..*behind].contains('|')
        && words(&title[*behind..]).len() <= 3
        && words(&title[..*at]).len() >= 5
    {
        return title[..*at].trim().to_owned();
    }
    title.trim().to_owned()
}

fn outlet(told: &Told, address: Option<&str>) -> Option<String> {
    let named = told.meta_of(&["og:site_name", "application-name", "apple-mobile-web-app-title"]);
    let named = told.meta_of(&["og:site_name"]).or(told.linked.publisher.as_deref()).or(named);
    let named = named.or(told.linked.site.as_deref()).map(one_line);
    let named = named.filter(|name| !name.is_empty() && name.len() < 100);
    named.or_else(|| host(told.canonical.as_deref().or(address)?))
}

/// Returns the host of an address, without `www.`.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

fn language(told: &Told) -> Option<String> {
    let said = told.language.as_deref().or(told.linked.language.as_deref());
    let said = said.or_else(|| told.meta_of(&["content-language", "og:locale", "language"]))?;
    let tag = said.split([',', ';', ' ']).next()?.trim().replace('_', "-");
    let is_tag = (2..=12).contains(&tag.len())
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && tag.split('-').next().is_some_and(|first| (2..=3).contains(&first.len()));
    is_tag.then_some(tag)
}

fn author(told: &Told, near: &[&str], outlet: Option<&str>) -> Option<String> {
    let mut candidates: Vec<Vec<String>> = vec![told.linked.authors.clone()];
    for name in
        ["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"]
    {
        let of_it = told.metas.iter().filter(|(named, _)| named == name);
        candidates.push(of_it.map(|(_, value)| value.clone()).collect());
    }
    if told
        .meta_of(&["twitter:label1"])
        .is_some_and(|label| words(label).contains(&"by".to_owned()))
    {
        candidates.extend(told.meta_of(&["twitter:data1"]).map(|name| vec![name.to_owned()]));
    }
    let people = told.writers.iter().map(|(_, text)| text.clone());
    candidates.extend(people.map(|text| vec![text]));
    let bylines = told.bylines.iter().filter_map(|(_, text)| {
        let lower = text.to_ascii_lowercase();
        let at = if lower.starts_with("by ") { 0 } else { lower.find(" by ")? };
        Some(vec![text.get(at..)?.to_owned()])
    });
    candidates.extend(bylines);
    candidates.extend(
        near.iter().filter(|line| starts_with_by(line)).map(|line| vec![(*line).to_owned()]),
    );
    let outlet = outlet.map(words).unwrap_or_default();
    let mut site = None;
    for candidate in candidates {
        let mut names: Vec<String> = vec![];
        for name in candidate.iter().filter_map(|name| person(name)) {
            if !names.iter().any(|known| words(known) == words(&name)) {
                names.push(name);
            }
        }
        if names.is_empty() {
            continue;
        }
        let joined = names.join(", ");
        if words(&joined) == outlet {
            // The site itself is the author only when nobody else is.
            site = site.or(Some(joined));
            continue;
        }
        return Some(joined);
    }
    site
}

/// Tells whether a line begins as bylines do.
fn starts_with_by(line: &str) -> bool {
    ["by ", "written by ", "author: ", "words by ", "by: ", "text by ", "posted by "].iter().any(
        |opening| {
            line.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
        },
    )
}

/// Returns a name without what stands around it in a byline, if it can be one.
fn person(text: &str) -> Option<String> {
    let text = one_line(text);
    let mut text = text.as_str();
    let opening = [
        "by ",
        "by: ",
        "written by ",
        "posted by ",
        "author: ",
        "author ",
        "words by ",
        "words: ",
        "story by ",
        "reviewed by ",
        "from ",
        "published by ",
        "article by ",
        "text by ",
        "view all posts by ",
        "updated by ",
        "medically reviewed by ",
    ];
    loop {
        let trimmed = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let opened = opening.iter().find(|opening| {
            trimmed.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
        });
        match opened {
            Some(opening) => text = &trimmed[opening.len()..],
            None => {
                text = trimmed;
                break;
            }
        }
    }
    let ends = [
        " | ",
        " - ",
        " – ",
        " — ",
        " • ",
        " · ",
        "@",
        " on ",
        " Published",
        " Updated",
        " Posted",
        ", updated",
        "\u{a0}",
        " / ",
        " Senior ",
        " Staff ",
        " Follow",
        " Last ",
        " ⋅ ",
        ", published",
        "\n",
    ];
    let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let text = text.get(..end)?;
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let text = if digits < 4 { text } else { cut_month(&text[..digits]) };
    let text = text.trim_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | ')' | '\'')));
    let lower = text.to_lowercase();
    let count = words(text).len();
    let is_name = (1..=12).contains(&count)
        && text.len() < 120
        && !lower.starts_with(|c: char| c.is_ascii_digit())
        && !lower.contains("minute")
        && !lower.contains("http")
        && !lower.contains("www.")
        && ![
            "admin",
            "author",
            "the author",
            "updated",
            "sign in",
            "published",
            "team",
            "share",
            "follow",
            "read more",
            "contributor",
            "view profile",
            "log in",
            "by",
            "editor",
            "about the author",
            "guest",
            "administrator",
            "staff",
        ]
        .contains(&lower.as_str());
    is_name.then(|| text.to_owned())
}

/// Returns a text without a month's name at its end.
fn cut_month(text: &str) -> &str {
    let trimmed = text.trim_end();
    let last = trimmed.rsplit(' ').next().unwrap_or_default();
    if dates::month(last).is_some() { &trimmed[..trimmed.len() - last.len()] } else { text }
}
