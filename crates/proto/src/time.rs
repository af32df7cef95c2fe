//! Times on the wire. Both sides are foreign types here, so these are functions.

use std::time::Duration;

use q7x2_domain::Timestamp;

use crate::{ConvertError, Problem};

const MICROS: i64 = 1_000_000;

/// The first and the last moment that go over the wire, in microseconds: those of the years -9999 and
/// 9999, to which calendars reach. What is beyond is no time of an article but a mistake.
const FIRST: i64 = -377_705_116_800 * MICROS;
const LAST: i64 = 253_402_300_800 * MICROS - 1;

/// Returns the time as it goes on the wire: the nearest that may, where older programs kept others.
pub fn timestamp_to_wire(time: Timestamp) -> prost_types::Timestamp {
    let time = time.micros().clamp(FIRST, LAST);
    let micros = time.rem_euclid(MICROS);
    prost_types::Timestamp {
        seconds: time.div_euclid(MICROS),
        nanos: i32::try_from(micros * 1_000).expect("less than a second has less than 2^31 ns"),
    }
}

/// Returns the time in `field`, or `None` when it is absent. Fractions of a microsecond are cut.
///
/// # Errors
/// When the nanoseconds are not within a second, or the time is in no year from -9999 to 9999.
pub fn timestamp_from_wire(
    time: Option<prost_types::Timestamp>,
    field: &str,
) -> Result<Option<Timestamp>, ConvertError> {
    let Some(time) = time else { return Ok(None) };
    if !(0..1_000_000_000).contains(&time.nanos) {
        let problem = Problem::OutOfRange("nanoseconds are from 0 to 999999999");
        return Err(ConvertError::new(field, problem));
    }
    // In 128 bits, since the whole seconds alone of the earliest time are out of range.
    let micros = i128::from(time.seconds) * i128::from(MICROS) + i128::from(time.nanos / 1_000);
    let micros = i64::try_from(micros).ok().filter(|micros| (FIRST..=LAST).contains(micros));
    let far = || ConvertError::new(field, Problem::OutOfRange("years are from -9999 to 9999"));
    micros.map(Timestamp::from_micros).map(Some).ok_or_else(far)
}

/// Returns the times in two fields, the first before the second; `None` for each that is absent.
///
/// # Errors
/// When one cannot be read, or nothing lies between them: an empty answer would not say so.
pub(crate) fn period_from_wire(
    since: (Option<prost_types::Timestamp>, &str),
    until: (Option<prost_types::Timestamp>, &str),
) -> Result<[Option<Timestamp>; 2], ConvertError> {
    let field = until.1;
    let since = timestamp_from_wire(since.0, since.1)?;
    let until = timestamp_from_wire(until.0, field)?;
    if since.zip(until).is_some_and(|(since, until)| since >= until) {
        let problem = Problem::OutOfRange("it is not after the time that the period begins with");
        return Err(ConvertError::new(field, problem));
    }
    Ok([since, until])
}

/// Returns the duration as it goes on the wire; the longest there is when it has no place there.
pub fn duration_to_wire(duration: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(duration.subsec_nanos()).expect("a second has less than 2^31 ns"),
    }
}

/// Returns the duration in `field`; zero when it is absent.
///
/// # Errors
/// When it is negative.
pub fn duration_from_wire(
    duration: Option<prost_types::Duration>,
    field: &str,
) -> Result<Duration, ConvertError> {
    let Some(duration) = duration else { return Ok(Duration::ZERO) };
    let bad = |_| ConvertError::new(field, Problem::OutOfRange("a duration is not negative"));
    let seconds = u64::try_from(duration.seconds).map_err(bad)?;
    let nanos = u32::try_from(duration.nanos).map_err(bad)?;
    // `Duration::new` would panic where the nanoseconds carry over the largest second.
    Ok(Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanos.into())))
}
