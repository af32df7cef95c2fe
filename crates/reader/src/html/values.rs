//! Title, outlet, author, address and language: the best of what a page tells.

use super::dates;
use super::meta::{Told, one_line};
use crate::Page;

/// What may divide a page's title from its site's name.
const DIVIDERS: [&str; 9] = [" | ", " - ", " – ", " — ", " » ", " · ", " :: ", " / ", " • "];

/// Fills in what a page tells of itself. `address` is where it was fetched from.
pub(super) fn fill(page: &mut Page, told: &Told, address: Option<&str>) {
    page.outlet = outlet(told, address);
    page.title = title(told, page.outlet.as_deref());
    page.author = author(told, page.outlet.as_deref());
    page.url = told.canonical.clone().or_else(|| {
        let named = told.meta_of(&["og:url", "twitter:url"]).filter(|url| url.starts_with("http"));
        address.or(named).map(ToOwned::to_owned)
    });
    page.language = language(told);
    page.published_at = dates::published(told, page.url.as_deref().or(address));
    page.modified_at = dates::modified(told);
}

/// Returns a text's words in lower case, without what divides them.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_word = |c: char| !c.is_alphanumeric();
    text.split(is_word).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn title(told: &Told, outlet: Option<&str>) -> Option<String> {
    let element = told.title.as_deref().map(one_line);
    let open_graph = told.meta_of(&["og:title", "twitter:title"]).map(one_line);
    let headline = told.linked.headline.as_deref().map(one_line);
    let given: Vec<String> =
        [&open_graph, &element, &headline].into_iter().flatten().cloned().collect();
    // A heading that the head of the page has too is the title as it is printed.
    let heading = told.headings.iter().map(|(_, text)| text).find(|text| {
        let heading = words(text);
        heading.len() > 1 && given.iter().any(|given| is_alike(&heading, &words(given)))
    });
    if let Some(heading) = heading {
        return Some(heading.clone());
    }
    let only = match told.headings.as_slice() {
        [(_, only)] if words(only).len() > 3 => Some(only.clone()),
        _ => None,
    };
    let best = only.or(headline).or(open_graph).or(element)?;
    Some(without_site(&best, outlet))
}

/// Tells whether two titles share most of the words of the shorter one, or one begins with the other.
fn is_alike(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && shared * 10 >= short.len() * 6 && long.len() <= short.len() * 3
}

/// Returns a title without the name of its site, before or behind it.
fn without_site(title: &str, outlet: Option<&str>) -> String {
    let outlet = outlet.map(words).unwrap_or_default();
    let is_site = |part: &str| {
        let part = words(part);
        !part.is_empty()
            && (is_alike(&part, &outlet) || part.concat() == outlet.concat())
            && part.len() <= outlet.len() + 3
    };
    let last = DIVIDERS.iter().filter_map(|mark| title.rfind(mark).map(|at| (at, *mark))).max();
    if let Some((at, mark)) = last {
        let (before, behind) = (&title[..at], &title[at + mark.len()..]);
        let is_short = words(behind).len() <= 3 && words(before).len() >= 5 && mark == " | ";
        if is_site(behind) || is_short {
            return before.trim().to_owned();
        }
    }
    let first = DIVIDERS.iter().filter_map(|mark| title.find(mark).map(|at| (at, *mark))).min();
    if let Some((at, mark)) = first
        && is_site(&title[..at])
    {
        return title[at + mark.len()..].trim().to_owned();
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

fn author(told: &Told, outlet: Option<&str>) -> Option<String> {
    let mut candidates: Vec<Vec<String>> = vec![told.linked.authors.clone()];
    for name in [
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "byl",
        "twitter:data1",
    ] {
        let of_it = told.metas.iter().filter(|(named, _)| named == name);
        candidates.push(of_it.map(|(_, value)| value.clone()).collect());
    }
    let people = told.writers.iter().map(|(_, text)| text.clone());
    candidates.extend(people.map(|text| vec![text]));
    let bylines = told.bylines.iter().filter_map(|(_, text)| {
        let lower = text.to_ascii_lowercase();
        let at = if lower.starts_with("by ") { 0 } else { lower.find(" by ")? };
        Some(vec![text.get(at..)?.to_owned()])
    });
    candidates.extend(bylines);
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
        && !lower.contains("http")
        && !lower.contains("www.")
        && ![
            "admin",
            "author",
            "the author",
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
