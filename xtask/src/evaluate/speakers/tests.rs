//! Names that are the same speaker, names that are not, and how they are counted.

use q7x2_domain::{
    ArticleId, Asserted, CodePoints, Excerpt, Kind, LinkReason, Mode, ModelVersion, SpeakerFacts,
    SpeakerId, StatementId,
};

use super::*;

fn gold(name: &str, kind: &str) -> GoldSpeaker {
    let kind = SpeakerType::ALL.into_iter().find(|known| known.as_str() == kind);
    GoldSpeaker { name: name.to_owned(), kind, how: "name".to_owned() }
}

fn speaker(name: &str, kind: SpeakerType) -> Speaker {
    Speaker {
        id: SpeakerId::of_slug(name, kind, ArticleId::of(None, "")),
        name: name.to_owned(),
        kind,
        link_reason: LinkReason::Name,
        facts: SpeakerFacts::default(),
    }
}

fn is_person(gold_name: &str, name: &str) -> bool {
    same(&gold(gold_name, "person"), Some(&speaker(name, SpeakerType::Person)))
}

#[test]
fn a_person_needs_first_and_last_name() {
    assert!(is_person("Ada Lind", "Mayor Ada M. Lind"));
    assert!(is_person("Ada Lind|Ada Ode", "Ada Ode"));
    assert!(is_person("Zoë Núñez", "Zoe Nunez's"));
    assert!(!is_person("Ada Lind", "Lind"));
    assert!(!is_person("Ada Lind", "Per Lind"));
    assert!(is_person("Lind", "Ada Lind"));
    assert!(!is_person("Ada Lind", "The President"));
}

#[test]
fn a_body_needs_half_of_its_words() {
    let is = |gold_name: &str, name: &str, kind| {
        same(&gold(gold_name, "organization"), Some(&speaker(name, kind)))
    };
    assert!(is("Harbour Board", "the Velm Harbour Board", SpeakerType::Organization));
    assert!(!is("Harbour Board", "Velm Fire Board", SpeakerType::Organization));
    assert!(!is("Harbour Board", "Harbour Board", SpeakerType::Unnamed));
}

#[test]
fn nobody_is_never_a_person() {
    for kind in ["unnamed", "none"] {
        assert!(same(&gold("", kind), None));
        assert!(same(&gold("", kind), Some(&speaker("an aide", SpeakerType::Unnamed))));
        assert!(!same(&gold("", kind), Some(&speaker("Ada Lind", SpeakerType::Person))));
    }
    assert!(!same(&gold("", "none"), Some(&speaker("aides", SpeakerType::Group))));
    assert!(same(&gold("", "unnamed"), Some(&speaker("aides", SpeakerType::Group))));
    assert!(!same(&gold("Ada Lind", "person"), None));
}

#[test]
fn each_statement_meets_one_judged_attribution() {
    let points = CodePoints::new("0123456789012345678901234567890123456789");
    let span = |start, end| Span::new(start, end).expect("not empty");
    let statement = |start, end, name: &str| Statement {
        id: StatementId::of(ArticleId::of(None, ""), &ModelVersion::new("a-1"), &[], &[], &[]),
        kind: Kind::Indirect,
        mode: Mode::Speech,
        asserted: Asserted::Said,
        source: Vec::new(),
        cue: Vec::new(),
        content: vec![Excerpt::of(&points, span(start, end)).expect("inside")],
        speaker: Some(std::sync::Arc::new(speaker(name, SpeakerType::Person))),
        joint: Vec::new(),
        next_candidate: None,
        addressee: None,
        channel: None,
        said_at: None,
        relay: None,
        cue_class: None,
        confidence: None,
    };
    let at = |start, end| SpeakerAt {
        source: None,
        cue: None,
        content: span(start, end),
        speaker: gold("Ada Lind", "person"),
    };
    let mut speakers = Speakers::default();
    let predicted = [statement(0, 12, "Ada Lind"), statement(20, 30, "Per Ode")];
    let met = speakers.add_article(&[at(0, 10), at(0, 11), at(20, 30)], &predicted);
    let right: Vec<_> = met.iter().map(|met| met.map(|(_, right)| right)).collect();
    assert_eq!(right, [Some(true), None, Some(false)]);
    assert_eq!(speakers.scores["all"], Score { gold: 3, matched: 2, right: 1 });
}
