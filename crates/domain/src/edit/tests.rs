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

fn refused(edit: &SpeakerEdit) -> bool {
    matches!(edit.check(), Err(EditRefusal::BoundToArticle { .. }))
}

#[test]
fn persons_and_organizations_are_merged() {
    for kind in [SpeakerType::Person, SpeakerType::Organization] {
        let from = vec![party("Harbour Board", kind), person("A. Lind")];
        assert_eq!(SpeakerEdit::Merge { into: person("Anna Lind"), from }.check(), Ok(()));
    }
}

#[test]
fn groups_documents_and_unnamed_parties_stay_with_their_article() {
    for kind in [SpeakerType::Group, SpeakerType::Document, SpeakerType::Unnamed] {
        let aide = party("aide", kind);
        let from = vec![aide.clone()];
        assert!(refused(&SpeakerEdit::Merge { into: person("Anna Lind"), from }));
        let from = vec![person("Anna Lind")];
        assert!(refused(&SpeakerEdit::Merge { into: aide.clone(), from }));
        assert!(refused(&SpeakerEdit::Rename { speaker: aide.clone(), name: "Lind".into() }));
        assert!(refused(&SpeakerEdit::Pin { speaker: aide.clone() }));

        let other = SpeakerId::of_slug("aide", kind, ArticleId::of(None, "another text"));
        let elsewhere = Party { id: other, ..aide.clone() };
        assert!(refused(&SpeakerEdit::Merge { into: aide.clone(), from: vec![elsewhere.clone()] }));
        let twin = party("senior aide", kind);
        assert_eq!(SpeakerEdit::Merge { into: aide.clone(), from: vec![twin] }.check(), Ok(()));

        let statement = StatementId::from_stored("0123456789abcdef".into());
        let content = vec![Span::new(0, 9).expect("not empty")];
        let place = StatementPlace { article: article(), source: vec![], content };
        let pin = |to| SpeakerEdit::PinStatement {
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
        SpeakerEdit::Merge { into: lind.clone(), from: vec![] },
        SpeakerEdit::Merge { into: lind.clone(), from: vec![lind.clone()] },
        SpeakerEdit::Split { from: lind.clone(), part: SpeakerPart::default(), to: person("Ada") },
        SpeakerEdit::Split {
            from: lind.clone(),
            part: SpeakerPart { forms: vec!["Lind".into()], ..SpeakerPart::default() },
            to: lind.clone(),
        },
        SpeakerEdit::Rename { speaker: lind, name: " – ".into() },
    ];
    for edit in nothing {
        assert!(matches!(edit.check(), Err(EditRefusal::Nothing(_))), "{edit:?}");
    }
}
