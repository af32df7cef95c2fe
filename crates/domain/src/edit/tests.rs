//! Which edits make sense by themselves.

use super::*;
use crate::Span;

fn article() -> ArticleId {
    ArticleId::of(None, "text")
}

fn party(name: &str, kind: SpeakerType) -> Party {
    Party { id: SpeakerId::of_slug(name, kind, article()), name: name.into(), kind }
}

fn person(name: &str) -> Party {
    party(name, SpeakerType::Person)
}

fn refused(edit: &Edit) -> bool {
    matches!(edit.check(), Err(EditRefusal::BoundToArticle { .. }))
}

#[test]
fn persons_and_organizations_are_merged() {
    for kind in [SpeakerType::Person, SpeakerType::Organization] {
        let from = vec![party("Harbour Board", kind), person("A. Lind")];
        assert_eq!(Edit::Merge { into: person("Anna Lind"), from }.check(), Ok(()));
    }
}

#[test]
fn groups_documents_and_unnamed_parties_stay_with_their_article() {
    for kind in [SpeakerType::Group, SpeakerType::Document, SpeakerType::Unnamed] {
        let aide = party("aide", kind);
        let from = vec![aide.clone()];
        assert!(refused(&Edit::Merge { into: person("Anna Lind"), from }));
        let from = vec![person("Anna Lind")];
        assert!(refused(&Edit::Merge { into: aide.clone(), from }));
        assert!(refused(&Edit::Rename { speaker: aide.clone(), name: "Lind".into() }));
        assert!(refused(&Edit::Pin { speaker: aide.clone() }));

        let other = SpeakerId::of_slug("aide", kind, ArticleId::of(None, "another text"));
        let elsewhere = Party { id: other, ..aide.clone() };
        assert!(refused(&Edit::Merge { into: aide.clone(), from: vec![elsewhere.clone()] }));
        let twin = party("senior aide", kind);
        assert_eq!(Edit::Merge { into: aide.clone(), from: vec![twin] }.check(), Ok(()));

        let statement = StatementId::from_stored("0123456789abcdef".into());
        let content = vec![Span::new(0, 9).expect("not empty")];
        let place = StatementPlace { article: article(), source: vec![], content };
        let pin = |to| Edit::PinStatement {
            statement: statement.clone(),
            place: place.clone(),
            to: Some(to),
        };
        assert_eq!(pin(aide).check(), Ok(()));
        assert!(refused(&pin(elsewhere)));
    }
}

#[test]
fn edits_that_change_nothing_are_refused() {
    let lind = person("Anna Lind");
    let nothing = [
        Edit::Merge { into: lind.clone(), from: vec![] },
        Edit::Merge { into: lind.clone(), from: vec![lind.clone()] },
        Edit::Split { from: lind.clone(), part: SpeakerPart::default(), to: person("Ada") },
        Edit::Split {
            from: lind.clone(),
            part: SpeakerPart { forms: vec!["Lind".into()], ..SpeakerPart::default() },
            to: lind.clone(),
        },
        Edit::Rename { speaker: lind, name: " – ".into() },
    ];
    for edit in nothing {
        assert!(matches!(edit.check(), Err(EditRefusal::Nothing(_))), "{edit:?}");
    }
}
