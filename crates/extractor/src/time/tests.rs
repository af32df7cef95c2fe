//! Expressions and their values, seen from Wednesday, 15 May 2024.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use q7x2_domain::Timestamp;

use super::*;
use crate::document::{Bytes, Document};

fn at(written: &str) -> Timestamp {
    let time: DateTime = written.parse().expect("a time");
    let time = time.to_zoned(TimeZone::UTC).expect("a time in UTC");
    Timestamp::from_micros(time.timestamp().as_microsecond())
}

/// Returns the first expression of a text and its value, as "expression = value".
fn read(text: &str, published: Option<&str>) -> String {
    let document = Document::of(text);
    let tokens = document.tokens_in(Bytes::new(0, text.len()));
    let grammar = Grammar::new(Run::new(&document, tokens));
    let found = tokens.places().find_map(|from| grammar.at(from));
    let Some((_, expression)) = found else { return String::new() };
    let value = expression.value(published.map(|day| at(&format!("{day}T08:00"))));
    let value = value.map_or("-".to_owned(), |(time, precision)| {
        let time = jiff::Timestamp::from_microsecond(time.micros()).expect("a time");
        let format = match precision.as_str() {
            "year" => "%Y",
            "month" => "%Y-%m",
            "day" => "%Y-%m-%d",
            "hour" => "%Y-%m-%dT%H",
            _ => "%Y-%m-%dT%H:%M",
        };
        time.strftime(format).to_string()
    });
    format!("{} = {value}", &text[expression.bytes])
}

fn check(text: &str, expect: &str) {
    assert_eq!(read(text, Some("2024-05-15")), expect, "{text:?}");
}

#[test]
fn days_of_the_week_are_the_last_on_or_before_publication() {
    check("on Wednesday", "on Wednesday = 2024-05-15");
    check("late on Thursday that", "late on Thursday = 2024-05-09");
    check("late Friday", "late Friday = 2024-05-10");
    check("Tuesday night", "Tuesday night = 2024-05-14");
    check("on Sunday in the evening", "on Sunday in the evening = 2024-05-12");
    check("earlier on Tuesday", "earlier on Tuesday = 2024-05-14");
    check("last Wednesday", "last Wednesday = 2024-05-08");
    check("this Thursday", "this Thursday = 2024-05-09");
    check("on Tuesday last week", "on Tuesday last week = 2024-05-07");
    check("on Friday of last week", "on Friday of last week = 2024-05-10");
    check("in the early hours of Monday", "in the early hours of Monday = 2024-05-13");
    check("on Tuesday, May 7, that", "on Tuesday, May 7 = 2024-05-07");
}

#[test]
fn days_beside_publication() {
    check("yesterday", "yesterday = 2024-05-14");
    check("earlier today", "earlier today = 2024-05-15");
    check("late last night", "late last night = 2024-05-14");
    check("this morning", "this morning = 2024-05-15");
    check("yesterday evening", "yesterday evening = 2024-05-14");
    check("the day before yesterday", "the day before yesterday = 2024-05-13");
    check("two days ago", "two days ago = 2024-05-13");
    check("three weeks ago", "three weeks ago = 2024-04");
    check("two weeks ago", "two weeks ago = 2024");
    check("a month ago", "a month ago = 2024-04");
    check("six years ago", "six years ago = 2018");
    check("about six years ago", "about six years ago = -");
    check("several days ago", "several days ago = -");
    check("an hour ago", "an hour ago = -");
}

#[test]
fn dates_without_a_year_are_the_nearest_past() {
    check("on May 3", "on May 3 = 2024-05-03");
    check("on 20 May", "on 20 May = 2023-05-20");
    check("on the 3rd of May", "on the 3rd of May = 2024-05-03");
    check("on the 20th", "on the 20th = 2024-04-20");
    check("on Feb. 29", "on Feb. 29 = 2024-02-29");
    check("on Christmas Eve", "on Christmas Eve = 2023-12-24");
    check("on New Year’s Day", "on New Year’s Day = 2024-01-01");
    check("in March", "in March = 2024-03");
    check("in late September", "in late September = 2023-09");
    check("in mid-April", "in mid-April = 2024-04");
    check("last December", "last December = 2023-12");
    check("last March", "last March = -");
}

#[test]
fn what_is_absolute_needs_no_publication() {
    let free = |text: &str, expect: &str| assert_eq!(read(text, None), expect, "{text:?}");
    free("on May 3, 2016", "on May 3, 2016 = 2016-05-03");
    free("on 3 May 2016", "on 3 May 2016 = 2016-05-03");
    free("on Tuesday, 3 May 2016", "on Tuesday, 3 May 2016 = 2016-05-03");
    free("on 2016-05-03", "on 2016-05-03 = 2016-05-03");
    free("on 03.05.2016", "on 03.05.2016 = 2016-05-03");
    free("on 13/05/2016", "on 13/05/2016 = 2016-05-13");
    free("on 03/05/2016", "on 03/05/2016 = -");
    free("in May 2016", "in May 2016 = 2016-05");
    free("back in early 2016", "back in early 2016 = 2016");
    free("in the summer of 2016", "in the summer of 2016 = 2016");
    free("on Tuesday", "on Tuesday = -");
    free("in May", "in May = -");
    free("yesterday", "yesterday = -");
}

#[test]
fn weeks_are_known_to_the_month_or_year_that_holds_them() {
    check("last week", "last week = 2024-05");
    check("earlier this week", "earlier this week = 2024-05");
    check("over the weekend", "over the weekend = 2024-05");
    assert_eq!(read("last week", Some("2024-05-03")), "last week = 2024-04");
    assert_eq!(read("last week", Some("2024-05-08")), "last week = 2024");
    assert_eq!(read("last week", Some("2025-01-08")), "last week = -");
    assert_eq!(read("at the weekend", Some("2024-05-18")), "at the weekend = -");
    check("last month", "last month = 2024-04");
    check("earlier this month", "earlier this month = 2024-05");
    check("late last year", "late last year = 2023");
    check("earlier this year", "earlier this year = 2024");
    check("in the past week", "in the past week = -");
    check("last summer", "last summer = -");
}

#[test]
fn hours_need_their_zone() {
    check("at 9 p.m. on Monday", "at 9 p.m. on Monday = 2024-05-13");
    check("at 9pm GMT on Monday", "at 9pm GMT on Monday = 2024-05-13T21");
    check("on Monday at 21:30 GMT", "on Monday at 21:30 GMT = 2024-05-13T21:30");
    check("on Monday at 1 a.m. Moscow time", "on Monday at 1 a.m. Moscow time = 2024-05-12T22");
    check("at noon local time on Monday", "at noon local time on Monday = 2024-05-13");
    check("shortly after 9 p.m. GMT on Monday", "shortly after 9 p.m. GMT on Monday = 2024-05-13");
    check("at 1830 GMT yesterday", "at 1830 GMT yesterday = 2024-05-14T18:30");
    check("at 9 p.m. that", "at 9 p.m. = -");
    check("at noon", "at noon = -");
    check("at 4", "");
}

#[test]
fn what_hangs_on_the_story_stays_words() {
    check("two days later", "two days later = -");
    check("moments before the vote", "moments before the vote = -");
    check("hours after the storm had passed", "hours after the storm had passed = -");
    check("the day after the vote", "the day after the vote = -");
    check("the next day", "the next day = -");
    check("later that night", "later that night = -");
    check("on the eve of the vote, he", "on the eve of the vote = -");
    check("on Monday and Tuesday", "on Monday and Tuesday = -");
}

#[test]
fn bounds_plans_and_names_are_no_times() {
    for text in [
        "until Tuesday",
        "by Friday",
        "since May 3",
        "before 2016",
        "next week",
        "next Tuesday",
        "every Monday",
        "the Tuesday group",
        "a May 3 interview",
        "Tuesday’s debate",
        "in 2016 elections",
        "the Sunday Herald",
        "may 3",
        "March Street",
        "for two days",
        "for years",
        "earlier",
        "then",
        "Lind",
    ] {
        check(text, "");
    }
}

#[test]
fn a_date_before_a_noun_is_read_there_alone() {
    let attributive = |text: &str| {
        let document = Document::of(text);
        let tokens = document.tokens_in(Bytes::new(0, text.len()));
        let grammar = Grammar::new(Run::new(&document, tokens));
        grammar.attributive(1).map(|(_, found)| text[found.bytes].to_owned())
    };
    assert_eq!(attributive("a May 3 interview"), Some("May 3".to_owned()));
    assert_eq!(attributive("a 2014 memoir"), Some("2014".to_owned()));
    assert_eq!(attributive("in Tuesday’s debate"), Some("Tuesday".to_owned()));
    assert_eq!(attributive("the Sunday Herald interview"), None);
}

#[test]
fn the_examples_of_the_table_hold() {
    let found = |text: &str| read(text, None).split(" = ").next().map(str::to_owned);
    for table::Examples { name, holds, not } in table::examples() {
        for marked in &holds {
            let expect = marked.split(['[', ']']).nth(1).map(str::to_owned);
            assert_eq!(found(&marked.replace(['[', ']'], "")), expect, "{name}: {marked:?}");
        }
        for text in &not {
            assert_eq!(found(text).as_deref(), Some(""), "{name}: {text:?}");
        }
    }
}
