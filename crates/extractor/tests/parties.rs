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

#[test]
fn nobody_may_have_spoken_instead_of_himself() {
    for text in [
        "The French president said that the pact must hold. He told the German chancellor that it cost little. \
         He said that it would do.",
        "Ada Lind Jr. spoke in Ode on Monday. Lind said that quays cost much. “We need them,” Ada Lind Jr \
         said. She added that it rained.",
        "Tom Berg, a fisherman, met Ada Lind. Berg said the quay was old. “It is rotten,” he said. He added \
         that nobody cared. Tom Berg said he would go. Lind said he should.",
    ] {
        let published_at = Some(q7x2_domain::Timestamp::from_seconds(1_709_251_200));
        let metadata = Metadata { published_at, ..Metadata::default() };
        let article = Article::new(metadata, text.to_owned()).expect("a text");
        let told = Extractor::rules().extract(&article).statements;
        assert!(told.len() > 2, "{told:?}");
        for statement in told {
            let name = |party: &q7x2_domain::Speaker| party.name.replace('.', "");
            let speaker = statement.speaker.as_ref().map(|speaker| name(speaker));
            let next = statement.next_candidate.as_ref().map(|next| name(next));
            assert!(next.is_none() || next != speaker, "{statement:?}");
        }
    }
}

#[test]
fn the_nation_of_an_office_is_no_party() {
    for office in ["French ambassador", "Polish deputy prime minister", "Kenyan economist"] {
        let text = format!(
            "The {office} said that the pact must hold. He told the Ode Herald that it cost little."
        );
        assert_eq!(last(&text).0, office);
    }
    let (speaker, ..) = last("The French said that the pact must hold.");
    assert_eq!(speaker, "French");
}
