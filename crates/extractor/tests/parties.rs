//! Who is told something and who else may have said it: no addressee is the speaker, and no office is that of
//! another country.

use q7x2_domain::{Article, Metadata, Statement};
use q7x2_extractor::Extractor;

fn statements(text: &str) -> Vec<Statement> {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    Extractor::rules().extract(&article).statements
}

/// Returns the last statement of a text: who says it, to which words, and who else may have.
fn last(text: &str) -> (String, Option<String>, Option<String>) {
    let statement = statements(text).pop().expect("a statement");
    let speaker = statement.speaker.as_ref().map(|speaker| speaker.name.clone());
    let addressee = statement.addressee.as_ref().map(|told| told.excerpt.text.clone());
    let next = statement.next_candidate.as_ref().map(|next| next.name.clone());
    (speaker.unwrap_or_default(), addressee, next)
}

#[test]
fn who_is_told_by_a_pronoun_is_somebody_else() {
    let text = "Minister Tom Berg met Mayor Peter Holm in Ode on Monday. Berg praised the plan. \
                He told Berg that the harbour would pay.";
    let (speaker, addressee, _) = last(text);
    assert_eq!((speaker.as_str(), addressee.as_deref()), ("Peter Holm", Some("Berg")));
}

#[test]
fn nobody_tells_himself() {
    let text = "Mayor Ada Lind came late. Lind told herself that it was right.";
    assert_eq!(last(text).1, None);
    for statement in statements(
        "Mayor Ada Lind met Tom Berg. “You were right, Ms Lind,” Lind joked. “Wait,” the mayor told \
         Lind. “I will,” Berg told the mayor. She told Ada Lind that it rained.",
    ) {
        let Some(told) = statement.addressee.as_ref().and_then(|told| told.party.as_ref()) else {
            continue;
        };
        let speaker = statement.speaker.as_ref();
        assert!(speaker.is_none_or(|speaker| speaker.id != told.id), "{statement:?}");
    }
}

#[test]
fn an_office_of_another_country_is_nobodys_here() {
    let text = "Spanish Defence Minister Ana Robledo met aides in Ode. “They sail,” Robledo said. \
                The Turkish president said that he would not come.";
    let (speaker, _, next) = last(text);
    assert_eq!((speaker.as_str(), next), ("Turkish president", None));
}

#[test]
fn another_office_is_not_who_else_may_have_spoken() {
    let text = "Polish Prime Minister Marek Zielak met Foreign Minister Eva Braun-Holm in Ode. Zielak \
                left early. The foreign minister said that the talks would go on.";
    let (speaker, _, next) = last(text);
    assert_eq!((speaker.as_str(), next), ("Eva Braun-Holm", None));
}

#[test]
fn a_minister_is_no_prime_minister() {
    let text = "Spanish Defence Minister Ana Robledo met aides in Ode. “They sail,” Robledo said. \
                The prime minister told parliament that the budget was too small.";
    let (speaker, _, next) = last(text);
    assert_eq!((speaker.as_str(), next), ("prime minister", None));
}
