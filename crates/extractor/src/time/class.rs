//! The closed classes of words of time and its measures, by the names that `data/time.toml` has for them.

use serde::Deserialize;

/// A closed class of words, by the name of its list; what belongs in it is said there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Class {
    Barred,
    Attributive,
    Following,
    Ranges,
    DayOpeners,
    PartOpeners,
    PartsOfDay,
    Evenings,
    Small,
    PeriodOpeners,
    PeriodLeads,
    YearLeads,
    PeriodParts,
    SpanOpeners,
    Seasons,
    Weekends,
    Spans,
    Around,
    Noons,
    ZoneEnds,
    ZoneFillers,
    Measures,
    ExactMeasures,
    Several,
    Ago,
    Afterwards,
    Yesterdays,
    Pointed,
    Recent,
    Eves,
    EventEnds,
    The,
    Of,
    On,
    In,
    At,
    This,
    That,
    Last,
    Past,
    Before,
    After,
    Hours,
    Day,
    Week,
}

/// A measure of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    /// Seconds, minutes, hours: shorter than a day.
    Moment,
    Day,
    Week,
    Month,
    Year,
}
