//! Datelines: where and when somebody wrote, in front of the first words of an article. Knows no
//! names of places, only how such lines are written.

/// The longest dateline, in bytes.
const LONGEST: usize = 60;

/// How the names of months begin.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What parts a dateline from what follows.
const DASHES: [&str; 5] = [" - ", " – ", " — ", " -- ", " ― "];

/// Returns how many bytes of a phrase are the dateline before it: "VELM, May 4 (AP) - ".
pub(crate) fn dateline(phrase: &str) -> usize {
    let found = DASHES.iter().filter_map(|dash| Some((phrase.find(dash)?, dash.len())));
    let Some((end, dash)) = found.min().filter(|(end, _)| *end < LONGEST) else { return 0 };
    let first = phrase.split([' ', ',', '.']).next().unwrap_or_default();
    let place = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
    let month = MONTHS.iter().any(|month| first.starts_with(month));
    let date = phrase[..end].ends_with(|c: char| c.is_ascii_digit() || c == ')');
    // "Velm, May 4 - "
    let mut words = phrase[..end].split([' ', ',']).skip(1);
    let dated = words.any(|word| MONTHS.iter().any(|month| word.starts_with(month)));
    let month = month || dated && first.starts_with(char::is_uppercase);
    if place || month && date { end + dash } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_no_part_of_a_phrase() {
        let check = |phrase: &str, rest: &str| assert_eq!(&phrase[dateline(phrase)..], rest);
        check("PORT VELM, May 4 - Mayor Lind", "Mayor Lind");
        check("VELM (AP) — The bank", "The bank");
        check("May 4 - Lind", "Lind");
        check("Velm, April 2 - Captain Lind", "Captain Lind");
        check("Kall -- editor of the Ode", "Kall -- editor of the Ode");
        check("May - the former premier -", "May - the former premier -");
        check("The bank", "The bank");
    }
}
