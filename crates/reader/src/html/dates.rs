//! When a page says that it was published and changed.

use q7x2_domain::Timestamp;

use super::meta::Told;
use crate::parse_date;

/// `meta` elements that tell when an article was published, the best first.
const PUBLISHED: [&str; 24] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published-date",
    "publication_date",
    "article:published",
    "citation_publication_date",
    "citation_date",
    "date",
    "created",
    "og:article:published_time",
];

/// Those that tell when it was changed.
const MODIFIED: [&str; 7] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
];

/// Years of articles on the web.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Returns when a page was published.
pub(super) fn published(told: &Told, near: &[&str], address: Option<&str>) -> Option<Timestamp> {
    let linked = told.linked.published.as_deref().and_then(read);
    linked
        .or_else(|| told.meta_of(&PUBLISHED).and_then(read))
        .or_else(|| told.prop_of("datepublished").and_then(read))
        .or_else(|| times(told, true))
        .or_else(|| near.iter().find_map(|line| in_text(line)))
        .or_else(|| told.bylines.iter().find_map(|(_, text)| in_text(text)))
        .or_else(|| in_address(address?))
        .or_else(|| times(told, false))
}

/// Returns when a page was changed last.
pub(super) fn modified(told: &Told) -> Option<Timestamp> {
    let linked = told.linked.modified.as_deref().and_then(read);
    linked
        .or_else(|| told.meta_of(&MODIFIED).and_then(read))
        .or_else(|| told.prop_of("datemodified").and_then(read))
}

/// Returns what the `time` elements tell. Behind the title stands the article's own.
fn times(told: &Told, after_title: bool) -> Option<Timestamp> {
    let title = told.headings.first().map_or(0, |(id, _)| *id);
    let mut of_it = told.times.iter().filter(|(id, ..)| !after_title || *id > title);
    of_it.find_map(|(_, at, text)| read(at).or_else(|| in_text(text)))
}

/// Returns the time that a value names.
pub(super) fn read(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    let exact = parse_date(value).ok().map(|period| period.start);
    let exact = exact.or_else(|| parse_date(&mended(value)?).ok().map(|period| period.start));
    exact.filter(|at| is_plausible(*at)).or_else(|| in_text(value))
}

fn is_plausible(at: Timestamp) -> bool {
    // From 1990 to 2100.
    (631_152_000..4_102_444_800).contains(&(at.micros() / 1_000_000))
}

/// Returns an ISO time with its faults mended: blanks before the offset, `UTC`, an offset without minutes,
/// a time that is none.
fn mended(value: &str) -> Option<String> {
    let day = value.get(..10)?;
    let bytes = day.as_bytes();
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let rest = value[10..].trim_start_matches(['T', 't', ' ', ',']);
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')));
    let (time, zone) = rest.split_at(end.unwrap_or(rest.len()));
    let zone = zone.trim();
    if time.len() < 4 {
        return Some(day.to_owned());
    }
    let zone = if zone.starts_with(['+', '-']) && zone.len() >= 5 { zone } else { "Z" };
    let time = if time.as_bytes().get(1) == Some(&b':') { format!("0{time}") } else { time.into() };
    let whole = format!("{day}T{time}{zone}");
    Some(if parse_date(&whole).is_ok() { whole } else { day.to_owned() })
}

/// Returns the first day that a text names with a month's name, or as ISO does.
pub(super) fn in_text(text: &str) -> Option<Timestamp> {
    let is_part = |c: char| !c.is_alphanumeric();
    let parts: Vec<&str> = text.split(is_part).filter(|part| !part.is_empty()).take(60).collect();
    (0..parts.len()).find_map(|at| {
        let part = |n: usize| parts.get(at + n).copied().unwrap_or_default();
        if let Some(month) = month(part(0)) {
            // May 1, 2024
            if let (Some(day), Some(year)) = (day(part(1)), year(part(2))) {
                return on(year, month, day);
            }
        }
        if let (Some(day), Some(month), Some(year)) = (day(part(0)), month(part(1)), year(part(2)))
        {
            return on(year, month, day);
        }
        // 2024-05-01, 2024/05/01, 2024.05.01
        let numbers = (
            year(part(0)),
            part(1).parse::<u32>(),
            part(2).get(..2).unwrap_or(part(2)).parse::<u32>(),
        );
        if let (Some(year), Ok(month), Ok(day)) = numbers
            && part(1).len() <= 2
        {
            return on(year, month, day);
        }
        numeric(part(0), part(1), part(2))
    })
}

/// Returns a day whose day and month are told apart by their size or are the same.
fn numeric(first: &str, second: &str, third: &str) -> Option<Timestamp> {
    let small = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 2);
    let (first, second, year) = (small(first)?, small(second)?, year(third)?);
    match (first, second) {
        (13..=31, 1..=12) => on(year, second, first),
        // As in America, where most pages that write so are from.
        (1..=12, _) => on(year, first, second),
        _ => None,
    }
}

/// Returns the day in an address, as in `/2024/05/01/`.
fn in_address(address: &str) -> Option<Timestamp> {
    let path = address.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_']).collect();
    parts.windows(3).find_map(|three| {
        let month = three[1].parse::<u32>().ok().or_else(|| month(three[1]))?;
        on(year(three[0])?, month, day(three[2]).filter(|_| three[2].len() == 2)?)
    })
}

/// Returns the number of a month's name in English, whole or cut.
pub(super) fn month(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = name.to_ascii_lowercase();
    let is_it = |whole: &&str| {
        (lower.len() >= 3 && lower.len() <= 4 && whole.starts_with(&lower)) || **whole == *lower
    };
    let at = NAMES.iter().position(is_it);
    at.or_else(|| (lower == "sept").then_some(8)).and_then(|at| u32::try_from(at + 1).ok())
}

fn day(text: &str) -> Option<u32> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_ending = matches!(&text[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| is_ending && digits.len() <= 2 && (1..=31).contains(day))
}

fn year(text: &str) -> Option<i32> {
    text.parse().ok().filter(|year| text.len() == 4 && YEARS.contains(year))
}

fn on(year: i32, month: u32, day: u32) -> Option<Timestamp> {
    parse_date(&format!("{year:04}-{month:02}-{day:02}")).ok().map(|period| period.start)
}
