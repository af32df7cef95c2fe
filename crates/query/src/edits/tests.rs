//! Requests on a real store: whom they name, what they are told when that is not clear.

use q7x2_domain::{Correction, LinkReason, SpeakerType};
use q7x2_proto::v1::correct_statement::What;
use q7x2_storage::SqliteStore;
use q7x2_storage::contract::fixtures::{Draft, Story, everything};
use tonic::Code;

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

struct Desk {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// Returns a store in which these people said something, each in an article of its own.
    async fn with(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(&folder.path().join("store.db")).expect("opened");
        let desk = Self { store, _folder: folder };
        for (number, name) in names.iter().enumerate() {
            desk.hears(&format!("word {number}"), name, SpeakerType::Person).await;
        }
        desk
    }

    async fn hears(&self, content: &str, name: &str, kind: SpeakerType) {
        let draft = Draft::new(content).by_party(name, name, kind, LinkReason::Name);
        let (article, extraction) = Story::new(&format!("{name}: {content}")).says(draft).build();
        self.store.record(&article, &extraction).await.expect("recorded");
    }

    async fn make(&self, edit: Asked) -> Result<Option<EditOutcome>, Status> {
        let request = v1::EditSpeakersRequest { by: " Tove ".into(), edit: Some(edit) };
        make(&self.store, request, NOW).await
    }

    /// Makes an edit that is refused, and returns the message.
    async fn refused(&self, edit: Asked) -> String {
        let status = self.make(edit).await.expect_err("refused");
        assert_eq!(status.code(), Code::InvalidArgument, "{}", status.message());
        status.message().to_owned()
    }

    /// Returns the speakers' names and ids, the most heard first.
    async fn speakers(&self) -> Vec<String> {
        let listed = self.store.speakers(None, 100).await.expect("listed");
        listed.into_iter().map(|s| Party::from(s.speaker).to_string()).collect()
    }

    async fn statement_id(&self, content: &str) -> String {
        let page = self.store.query(&everything()).await.expect("answered");
        let hit = page.hits.into_iter().find(|hit| hit.statement.content[0].text == content);
        hit.expect("there").statement.id.to_string()
    }
}

fn merge(into: &str, from: &[&str]) -> Asked {
    let from = from.iter().map(|name| (*name).to_owned()).collect();
    Asked::Merge(v1::MergeSpeakers { into: into.into(), from })
}

#[tokio::test]
async fn speakers_are_named_by_id_or_by_a_name_of_their_own() {
    let desk = Desk::with(&["Anna Lind", "Jon Lind", "Lind", "Tom Berg"]).await;
    let made = desk.make(merge("person/jon-lind", &["berg"])).await.expect("made").expect("new");
    assert_eq!((made.entry.by.as_str(), made.entry.at, made.statements), ("Tove", NOW, 1));
    // "Lind" is also part of two other names, but whole it is nobody else's.
    desk.make(merge("Anna Lind", &["Lind", "person/lind"])).await.expect("made");
    let left = ["Anna Lind (person/anna-lind)", "Jon Lind (person/jon-lind)"];
    assert_eq!(desk.speakers().await, left);
}

#[tokio::test]
async fn what_may_mean_several_is_refused_with_their_ids() {
    let desk = Desk::with(&["Anna Lind", "Jon Lind", "Tom Berg"]).await;
    assert_eq!(
        desk.refused(merge("Tom Berg", &["lind"])).await,
        "\"lind\" may be Anna Lind (person/anna-lind) or Jon Lind (person/jon-lind); name one by \
         its id"
    );
}

#[tokio::test]
async fn who_is_not_known_is_told_the_nearest() {
    let desk = Desk::with(&["Astrid Lindkvist", "Tom Berg"]).await;
    let nearest = "nearest: Astrid Lindkvist (person/astrid-lindkvist)";
    for name in ["Lindqvist", "person/astrid-lindkwist"] {
        let told = desk.refused(merge("Tom Berg", &[name])).await;
        assert_eq!(told, format!("nobody is called \"{name}\"; {nearest}"));
    }
    assert_eq!(desk.refused(merge("Xu", &["Berg"])).await, "nobody is called \"Xu\"");
    let told = desk.refused(merge("", &["Berg"])).await;
    assert!(told.starts_with("into: "), "{told}");
}

#[tokio::test]
async fn who_was_merged_is_not_edited_behind_the_others_back() {
    let desk = Desk::with(&["Anna Lind", "Annie Moe", "Tom Berg"]).await;
    desk.make(merge("Anna Lind", &["Annie Moe"])).await.expect("made");
    assert_eq!(
        desk.refused(merge("Tom Berg", &["person/anie-moe"])).await,
        "person/anie-moe answers as Anna Lind (person/anna-lind) since they were merged; name that \
         one, or undo the merge"
    );
}

#[tokio::test]
async fn descriptions_are_refused_with_the_reason() {
    let desk = Desk::with(&["Anna Lind"]).await;
    desk.hears("hm", "local officials", SpeakerType::Group).await;
    let told = desk.refused(merge("Anna Lind", &["local officials"])).await;
    assert!(told.contains("is a group: its words mean somebody in one article"), "{told}");
}

#[tokio::test]
async fn a_form_leaves_for_a_speaker_with_its_name_or_another() {
    let desk = Desk::with(&["Anna Lind", "Annie Moe"]).await;
    desk.make(merge("Anna Lind", &["Annie Moe"])).await.expect("made");
    let split = |to: &str| {
        let (from, forms) = ("Anna Lind".into(), vec!["annie moe".into()]);
        Asked::Split(v1::SplitSpeaker { from, forms, to: to.into(), ..Default::default() })
    };
    desk.make(split("Jon Dahl")).await.expect("made");
    let jon = ["Anna Lind (person/anna-lind)", "Jon Dahl (person/jon-dahl)"];
    assert_eq!(desk.speakers().await, jon);
    let undo = |number| Asked::Undo(v1::UndoSpeakerEdit { number });
    desk.make(undo(0)).await.expect("undone");
    // Its own id again; to that, a name in other letters changes nothing.
    let made = desk.make(split("")).await.expect("made").expect("new");
    assert!(matches!(made.entry.edit, Edit::Split { to, .. } if to.name == "annie moe"));
    assert_eq!(
        desk.refused(split("Anna Lind")).await,
        "the speakers are one already; give the other another name"
    );
    let nameless = v1::SplitSpeaker { from: "Anna Lind".into(), ..Default::default() };
    assert!(desk.refused(Asked::Split(nameless)).await.contains("a name is needed"));
}

#[tokio::test]
async fn a_statement_is_pinned_to_somebody_known_or_expressly_new() {
    let desk = Desk::with(&["Anna Lind", "Tom Berg"]).await;
    let id = desk.statement_id("word 0").await;
    let pin = |speaker: &str, new: Option<SpeakerType>| {
        Asked::PinStatement(v1::PinStatement {
            statement_id: id[..8].to_owned(),
            speaker: speaker.into(),
            new_type: new.map_or(0, |kind| v1::SpeakerType::from(kind).into()),
        })
    };
    desk.make(pin("berg", None)).await.expect("made");
    assert_eq!(desk.speakers().await, ["Tom Berg (person/tom-berg)"]);
    assert!(desk.refused(pin("Eva Moe", None)).await.starts_with("nobody is called"));
    desk.make(pin("Eva Moe", Some(SpeakerType::Person))).await.expect("made");
    let both = ["Eva Moe (person/eva-moe)", "Tom Berg (person/tom-berg)"];
    assert_eq!(desk.speakers().await, both);
    desk.make(pin("", None)).await.expect("made");
    assert_eq!(desk.speakers().await, ["Tom Berg (person/tom-berg)"]);
    assert!(desk.refused(pin("Eva Moe", Some(SpeakerType::Group))).await.contains("a person or"));
    for (statement_id, told) in
        [("00000000", "no statement has"), ("x", "it is not a statement's id")]
    {
        let pin = v1::PinStatement { statement_id: statement_id.into(), ..Default::default() };
        let refused = desk.refused(Asked::PinStatement(pin)).await;
        assert!(refused.contains(told), "{refused}");
    }
}

#[tokio::test]
async fn the_latest_that_holds_is_undone_until_there_is_none() {
    let desk = Desk::with(&["Anna Lind", "Tom Berg", "Eva Moe"]).await;
    let before = desk.speakers().await;
    desk.make(merge("Anna Lind", &["Tom Berg"])).await.expect("made");
    desk.make(merge("Anna Lind", &["Eva Moe"])).await.expect("made");
    let undo = |number| Asked::Undo(v1::UndoSpeakerEdit { number });
    for undone in [2, 1] {
        let made = desk.make(undo(0)).await.expect("made").expect("undone");
        assert_eq!(made.entry.edit, Edit::Undo { number: undone });
    }
    assert_eq!(desk.speakers().await, before);
    assert_eq!(desk.make(undo(0)).await.expect("answered"), None);
    assert!(desk.refused(undo(1)).await.contains("edit 1 does not hold"));
}

#[tokio::test]
async fn whoever_edits_says_who_it_is() {
    let desk = Desk::with(&["Anna Lind"]).await;
    for by in ["", "  ", &"x".repeat(201)] {
        let edit = Some(Asked::Pin(v1::PinSpeaker { speaker: "Lind".into() }));
        let request = v1::EditSpeakersRequest { by: by.into(), edit };
        let refused = make(&desk.store, request, NOW).await.expect_err("refused");
        assert!(refused.message().starts_with("by: "), "{}", refused.message());
    }
    let nothing = v1::EditSpeakersRequest { by: "Tove".into(), edit: None };
    assert_eq!(
        make(&desk.store, nothing, NOW).await.expect_err("refused").code(),
        Code::InvalidArgument
    );
}

#[tokio::test]
async fn a_statement_is_corrected_in_each_way_with_its_reason() {
    let desk = Desk::with(&["Anna Lind", "Tom Berg"]).await;
    let id = desk.statement_id("word 0").await;
    let correct = |what| {
        let (statement_id, reason) = (id[..8].to_owned(), "  heard the tape ".into());
        Asked::Correct(v1::CorrectStatement { statement_id, reason, what: Some(what) })
    };
    let words = |pieces: &[&str]| {
        let pieces = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        What::Words(v1::RightWords { pieces })
    };
    let speaker = |speaker: &str, new: Option<SpeakerType>| {
        let new_type = new.map_or(0, |kind| v1::SpeakerType::from(kind).into());
        What::Speaker(v1::RightSpeaker { speaker: speaker.into(), new_type })
    };
    let made = desk.make(correct(words(&["word"]))).await.expect("made").expect("new");
    let Edit::Correct { what: Correction::Words(spans), reason, place, .. } = &made.entry.edit
    else {
        panic!("{made:?}")
    };
    assert_eq!((spans[0].start(), spans[0].end()), (11, 15));
    assert_eq!(reason.as_deref(), Some("heard the tape"));
    // Known again is what was extracted, whatever it was corrected to.
    let again = desk.make(correct(words(&["Anna"]))).await.expect("made").expect("new");
    assert!(matches!(&again.entry.edit, Edit::Correct { place: same, .. } if same == place));
    desk.make(correct(speaker("Eva Moe", Some(SpeakerType::Person)))).await.expect("made");
    assert!(desk.refused(correct(speaker("Jon Dahl", None))).await.starts_with("nobody is called"));
    for wrong in [words(&["nothing like it"]), words(&["word", "Tom Berg"])] {
        let told = desk.refused(correct(wrong)).await;
        assert!(told.starts_with("the article does not have the words"), "{told}");
    }
    for nothing in [words(&[]), What::Wrong(false), What::NotSaid(false)] {
        desk.refused(correct(nothing)).await;
    }
    desk.make(correct(What::NotSaid(true))).await.expect("made");
    let page = desk.store.query(&everything()).await.expect("answered");
    assert_eq!(page.total, 1, "what nobody said is not shown unasked");
}

#[tokio::test]
async fn several_are_said_to_have_said_it() {
    let desk = Desk::with(&["Anna Lind", "Jon Lind", "Tom Berg"]).await;
    let statement_id = desk.statement_id("word 0").await;
    let correct = |names: &[&str], new: Option<SpeakerType>| {
        let speakers = names.iter().map(|name| (*name).to_owned()).collect();
        let new_type = new.map_or(0, |kind| v1::SpeakerType::from(kind).into());
        let what = Some(What::Speakers(v1::RightSpeakers { speakers, new_type }));
        let (statement_id, reason) = (statement_id.clone(), String::new());
        Asked::Correct(v1::CorrectStatement { statement_id, reason, what })
    };
    let names = ["Tom Berg", "person/anna-lind", "Eva Moe"];
    let made = desk.make(correct(&names, Some(SpeakerType::Person))).await.expect("made");
    let Edit::Correct { what: Correction::Speakers(to), .. } = made.expect("new").entry.edit else {
        panic!("it is about its speakers")
    };
    let to: Vec<&str> = to.iter().map(|party| party.name.as_str()).collect();
    assert_eq!(to, ["Tom Berg", "Anna Lind", "Eva Moe"]);
    let told = desk.refused(correct(&["Berg", "Lind"], None)).await;
    assert!(told.starts_with("\"Lind\" may be"), "{told}");
    let told = desk.refused(correct(&["Berg", "Kim Dahl"], None)).await;
    assert!(told.starts_with("nobody is called \"Kim Dahl\""), "{told}");
    let told = desk.refused(correct(&["Berg", "Tom Berg"], None)).await;
    assert_eq!(told, "name each speaker once");
    for nobody in [&[][..], &["Berg", " "], &["Berg"; 21]] {
        let told = desk.refused(correct(nobody, None)).await;
        assert!(told.starts_with("speakers: "), "{told}");
    }
}

#[tokio::test]
async fn articles_are_set_and_forgotten_by_their_ids() {
    let desk = Desk::with(&["Anna Lind"]).await;
    let page = desk.store.query(&everything()).await.expect("answered");
    let ids = vec![page.hits[0].article.to_string()];
    let field = v1::FieldSet { field: Some(v1::field_set::Field::Outlet("The Post".into())) };
    let set = |article_ids: Vec<String>, fields| {
        Asked::SetArticles(v1::SetArticles { article_ids, fields })
    };
    let made = desk.make(set(ids.clone(), vec![field.clone()])).await.expect("made").expect("new");
    assert_eq!(made.articles, 1);
    assert_eq!(desk.refused(set(ids.clone(), vec![])).await, "say what is to be set");
    assert_eq!(desk.refused(set(vec![], vec![field])).await, "name at least one article");
    let forget =
        |article_ids| Asked::ForgetArticles(v1::ForgetArticles { article_ids, erase: false });
    assert!(desk.refused(forget(vec!["x".into()])).await.starts_with("article_ids[0]"));
    let made = desk.make(forget(ids)).await.expect("made").expect("new");
    assert_eq!((made.articles, made.statements), (1, 1));
    assert_eq!(desk.speakers().await, [""; 0]);
}
