//! The forms of a verb, from the one that the cue table gives.

use super::cues::Form;

/// Returns the forms of a verb as the table gives it.
pub(super) fn inflect(word: &str) -> Vec<(String, Form)> {
    let given: Vec<&str> = word.split('/').collect();
    if let [base, third, ing, past @ ..] = given.as_slice() {
        let regular = [(*base, Form::Base), (*third, Form::Third), (*ing, Form::Ing)];
        let past = past.iter().map(|past| (*past, Form::Past));
        return regular.into_iter().chain(past).map(|(w, form)| (w.to_owned(), form)).collect();
    }
    let (verb, rest) =
        word.split_once(' ').map_or((word, String::new()), |(v, r)| (v, format!(" {r}")));
    let y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    let e = verb.strip_suffix('e');
    let sibilant = ["s", "sh", "ch", "x", "z"].iter().any(|end| verb.ends_with(end));
    let third = match y {
        Some(stem) => format!("{stem}ies"),
        None if sibilant => format!("{verb}es"),
        None => format!("{verb}s"),
    };
    let past = match (y, e) {
        (Some(stem), _) => format!("{stem}ied"),
        (None, Some(_)) => format!("{verb}d"),
        (None, None) => format!("{verb}ed"),
    };
    let ing = format!("{}ing", e.filter(|stem| !stem.ends_with('e')).unwrap_or(verb));
    let forms =
        [(verb.to_owned(), Form::Base), (third, Form::Third), (ing, Form::Ing), (past, Form::Past)];
    forms.map(|(form_of, form)| (format!("{form_of}{rest}"), form)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_verbs_are_inflected() {
        let check = |verb: &str, expect: [&str; 4]| {
            let forms: Vec<_> = inflect(verb).into_iter().map(|(form, _)| form).collect();
            assert_eq!(forms, expect);
        };
        check("argue", ["argue", "argues", "arguing", "argued"]);
        check("deny", ["deny", "denies", "denying", "denied"]);
        check("convey", ["convey", "conveys", "conveying", "conveyed"]);
        check("stress", ["stress", "stresses", "stressing", "stressed"]);
        check("point out", ["point out", "points out", "pointing out", "pointed out"]);
        check("agree", ["agree", "agrees", "agreeing", "agreed"]);
    }
}
