//! Edits: what people decide about speakers answers, holds for what comes later, and can be undone.

use std::sync::Arc;

use q7x2_domain::{
    Addressee, ArticleId, Edit, EditOutcome, LinkReason, ModeFilter, Party, PortError, Speaker,
    SpeakerFacts, SpeakerPart, SpeakerSummary, SpeakerType, Statement, StatementPage,
    StatementPlace, StatementQuery, StatementStore,
};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything, excerpt, said_by};

/// Returns the person of this name.
fn person(name: &str) -> Party {
    let kind = SpeakerType::Person;
    Party { id: speaker_id(name, kind, ArticleId::of(None, "any")), name: name.into(), kind }
}

fn merge(into: &str, from: &str) -> Edit {
    Edit::Merge { into: person(into), from: vec![person(from)] }
}

fn split(from: &str, part: SpeakerPart, to: &str) -> Edit {
    Edit::Split { from: person(from), part, to: person(to) }
}

fn forms(forms: &[&str]) -> SpeakerPart {
    let forms = forms.iter().map(|form| (*form).to_owned()).collect();
    SpeakerPart { forms, ..SpeakerPart::default() }
}

fn pin(statement: &Statement, article: ArticleId, to: Option<&str>) -> Edit {
    Edit::PinStatement {
        statement: statement.id.clone(),
        place: StatementPlace::of(statement, article),
        to: to.map(person),
    }
}

/// Records "source: content" with the source linked to a person by name.
async fn record(store: &impl StatementStore, content: &str, source: &str, name: &str) -> ArticleId {
    let link = if source == name { LinkReason::Name } else { LinkReason::Surname };
    let link = if source == "She" { LinkReason::Pronoun } else { link };
    let draft = Draft::new(content).by(source, name, link);
    let (article, extraction) = Story::new(&format!("{source}: {content}")).says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    article.id()
}

async fn edit(store: &impl StatementStore, edit: Edit) -> EditOutcome {
    store.edit(&edit, "Tove", day_start(1)).await.expect("edited")
}

async fn undo(store: &impl StatementStore, number: u64) -> EditOutcome {
    edit(store, Edit::Undo { number }).await
}

/// Returns the contents of what `name` said, sorted.
async fn found(store: &impl StatementStore, name: &str) -> Vec<String> {
    let page = store.query(&said_by(name)).await.expect("answered");
    let mut contents: Vec<String> = contents(&page).into_iter().map(str::to_owned).collect();
    contents.sort_unstable();
    contents
}

/// Returns the speaker of the statement with this content: its name, id and link.
async fn speaker_of(store: &impl StatementStore, content: &str) -> String {
    let page = all(store).await;
    let hit = page.hits.iter().find(|hit| hit.statement.content[0].text == content);
    let statement = &hit.expect("found").statement;
    let shown = store.show(statement.id.as_str()).await.expect("shown");
    assert_eq!(shown[0].hit.statement.speaker, statement.speaker, "shown as it is found");
    statement.speaker.as_ref().map_or("nobody".into(), |speaker| {
        format!("{} {} {}", speaker.name, speaker.id, speaker.link_reason.as_str())
    })
}

async fn all(store: &impl StatementStore) -> StatementPage {
    let query = StatementQuery { mode: ModeFilter::All, ..everything() };
    store.query(&query).await.expect("answered")
}

async fn listed(store: &impl StatementStore) -> Vec<SpeakerSummary> {
    store.speakers(None, 1000).await.expect("listed")
}

/// Returns the listed speakers as "name statements: form, form".
async fn overview(store: &impl StatementStore) -> Vec<String> {
    let line = |summary: &SpeakerSummary| {
        let forms: Vec<&str> = summary.forms.iter().map(|(form, _)| form.as_str()).collect();
        format!("{} {}: {}", summary.speaker.name, summary.statements, forms.join(", "))
    };
    listed(store).await.iter().map(line).collect()
}

/// Who was merged answers under the other's id and name, in lists and in queries for any form of
/// either, and so does what is recorded later.
pub async fn merged_speakers_answer_as_one(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", "Anna Lind", "Anna Lind").await;
    record(&store, "salt", "Lind", "Anna Lind").await;
    record(&store, "rope", "Annika Linde", "Annika Linde").await;
    record(&store, "tar", "Tom Berg", "Tom Berg").await;
    let outcome = edit(&store, merge("Anna Lind", "Annika Linde")).await;
    assert_eq!(outcome.statements, 1);
    record(&store, "fish", "Linde", "Annika Linde").await;
    record(&store, "ice", "She", "Annika Linde").await;

    let hers = ["bread", "fish", "ice", "rope", "salt"];
    for name in ["Anna Lind", "Lind", "annika linde", "LINDE"] {
        assert_eq!(found(&store, name).await, hers, "{name}");
    }
    assert_eq!(speaker_of(&store, "rope").await, "Anna Lind person/anna-lind name");
    assert_eq!(speaker_of(&store, "ice").await, "Anna Lind person/anna-lind pronoun");
    assert_eq!(speaker_of(&store, "salt").await, "Anna Lind person/anna-lind surname");
    let overview = overview(&store).await;
    assert_eq!(overview.len(), 2, "{overview:?}");
    assert_eq!(overview[0], "Anna Lind 5: Anna Lind, Annika Linde, Lind, Linde");
    assert_eq!(store.counts().await.expect("counted").speakers, 2);
    let known = store.speaker(&person("Annika Linde").id).await.expect("found").expect("known");
    assert_eq!(known.answers_as, Some(person("Anna Lind")));
    assert!(store.speaker(&person("Nobody").id).await.expect("asked").is_none());
}

/// An edit holds whether it was made before or after an article was recorded, and whatever model
/// extracts the article.
pub async fn edits_hold_for_later_extractions(harness: &impl StoreHarness) {
    let store = harness.open().await;
    edit(&store, merge("Anna Lind", "Annika Linde")).await;
    edit(&store, split("Anna Lind", forms(&["Linde"]), "Lina Linde")).await;
    let text = "Annika Linde: bread. Linde: salt.";
    let bread = Draft::new("bread").by("Annika Linde", "Annika Linde", LinkReason::Name);
    let salt = Draft::new("salt").by("Linde", "Annika Linde", LinkReason::Surname);
    for model in ["test-1", "test-2", "test-3"] {
        let story = Story::new(text).model(model).says(bread.clone()).says(salt.clone());
        let (article, extraction) = story.build();
        store.record(&article, &extraction).await.expect("recorded");
        assert_eq!(found(&store, "Anna Lind").await, ["bread"], "{model}");
        assert_eq!(speaker_of(&store, "salt").await, "Lina Linde person/lina-linde surname");
        assert_eq!(listed(&store).await.len(), 2, "{model}");
    }
}

/// Whatever was decided, and in whatever order it is undone, all is as if it had never been.
pub async fn an_undo_is_exact(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let here = record(&store, "bread", "Anna Lind", "Anna Lind").await;
    record(&store, "salt", "Lind", "Anna Lind").await;
    record(&store, "rope", "Annika Linde", "Annika Linde").await;
    record(&store, "tar", "Tom Berg", "Tom Berg").await;
    let before = (all(&store).await, listed(&store).await);
    let tar = before.0.hits.iter().find(|h| h.statement.content[0].text == "tar").expect("there");
    let edits = [
        merge("Anna Lind", "Annika Linde"),
        Edit::Rename { speaker: person("Anna Lind"), name: "Anna Lind-Berg".into() },
        split("Anna Lind", forms(&["Lind"]), "Jon Lind"),
        pin(&tar.statement, tar.article, Some("Jon Lind")),
        split("Anna Lind", SpeakerPart { articles: vec![here], ..forms(&[]) }, "Anna Lind Jr"),
        merge("Eva Moe", "Jon Lind"),
        Edit::Pin { speaker: person("Eva Moe") },
    ];
    let mut states = vec![];
    for decided in edits.clone() {
        states.push((all(&store).await, listed(&store).await));
        edit(&store, decided).await;
    }
    let after = (all(&store).await, listed(&store).await);
    assert_eq!(speaker_of(&store, "tar").await, "Eva Moe person/eva-moe pinned");
    // From the last to the first, every state comes back.
    let mut undos = vec![];
    for number in (1..=edits.len() as u64).rev() {
        undos.push(undo(&store, number).await.entry.number);
        let state = states.pop().expect("one for each");
        assert_eq!((all(&store).await, listed(&store).await), state, "{number}");
    }
    // An undo is undone in the same way.
    for number in undos.into_iter().rev() {
        undo(&store, number).await;
    }
    assert_eq!((all(&store).await, listed(&store).await), after);
    for number in [3, 1, 7, 5, 2, 6, 4] {
        undo(&store, number).await;
    }
    assert_eq!((all(&store).await, listed(&store).await), before);
}

/// The forms of a name leave for a speaker of their own, with the pronouns of articles that know
/// the speaker by no other.
pub async fn forms_are_split_off(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", "Anna Lind", "Anna Lind").await;
    record(&store, "salt", "Lind", "Anna Lind").await;
    record(&store, "ice", "She", "Anna Lind").await;
    record(&store, "rope", "Annika Linde", "Annika Linde").await;
    record(&store, "ash", "She", "Annika Linde").await;
    edit(&store, merge("Anna Lind", "Annika Linde")).await;
    assert_eq!(
        edit(&store, split("Anna Lind", forms(&["LINDE, annika"]), "A")).await.statements,
        0
    );
    let outcome = edit(&store, split("Anna Lind", forms(&["annika LINDE"]), "Lina Moe")).await;
    assert_eq!(outcome.statements, 2);
    assert_eq!(found(&store, "Lina Moe").await, ["ash", "rope"]);
    assert_eq!(found(&store, "Anna Lind").await, ["bread", "ice", "salt"]);
    // What it was called before names somebody else now, or nobody.
    assert_eq!(found(&store, "Linde").await, [""; 0]);
    assert_eq!(speaker_of(&store, "ash").await, "Lina Moe person/lina-moe pronoun");
}

/// Two people of one name are told apart by their articles.
pub async fn articles_are_split_off(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", "Anna Lind", "Anna Lind").await;
    let here = record(&store, "goal", "Anna Lind", "Anna Lind").await;
    let part = SpeakerPart { articles: vec![here], ..SpeakerPart::default() };
    edit(&store, split("Anna Lind", part, "Anna Lind (striker)")).await;
    assert_eq!(found(&store, "Anna Lind").await, ["bread", "goal"]);
    assert_eq!(found(&store, "Lind striker").await, ["goal"]);
    assert_eq!(
        speaker_of(&store, "goal").await,
        "Anna Lind (striker) person/anna-lind-striker name"
    );
    assert_eq!(speaker_of(&store, "bread").await, "Anna Lind person/anna-lind name");
}

/// A new name is shown everywhere and finds the speaker; the old ones go on to find it.
pub async fn a_new_name_is_shown(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", "Lind", "Lind").await;
    let rename = Edit::Rename { speaker: person("Lind"), name: "Sigrid Undvik".into() };
    assert_eq!(edit(&store, rename).await.statements, 1);
    for name in ["Lind", "Sigrid", "undvik"] {
        assert_eq!(found(&store, name).await, ["bread"], "{name}");
    }
    assert_eq!(speaker_of(&store, "bread").await, "Sigrid Undvik person/lind name");
    assert_eq!(overview(&store).await, ["Sigrid Undvik 1: Lind"]);
    assert_eq!(store.nearest_speakers("Undvick", 5).await.expect("told"), ["Sigrid Undvik"]);
    undo(&store, 1).await;
    assert_eq!(found(&store, "Undvik").await, [""; 0]);
    assert_eq!(store.nearest_speakers("Undvick", 5).await.expect("told"), [""; 0]);
}

/// A pinned statement keeps its speaker when another model finds it with other borders and another
/// speaker, or no speaker; its neighbours keep theirs.
pub async fn a_pinned_statement_is_known_again(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let text = "Lind: we bake on Monday and rest on Sunday. Lind: fish is dear.";
    let first = Draft::new("we bake on Monday").by("Lind", "Anna Lind", LinkReason::Surname);
    let other = Draft::new("fish is dear").by("Lind", "Anna Lind", LinkReason::Surname);
    let (article, old) = Story::new(text).says(first).says(other.clone()).build();
    store.record(&article, &old).await.expect("recorded");
    edit(&store, pin(&old.statements[0], article.id(), Some("Jon Lind"))).await;
    assert_eq!(speaker_of(&store, "we bake on Monday").await, "Jon Lind person/jon-lind pinned");
    assert_eq!(found(&store, "Jon Lind").await, ["we bake on Monday"]);

    let again = Draft::new("bake on Monday and").by("Lind", "Eva Lind", LinkReason::Title);
    let (article, new) = Story::new(text).model("test-2").says(again).says(other).build();
    store.record(&article, &new).await.expect("recorded");
    assert_eq!(speaker_of(&store, "bake on Monday and").await, "Jon Lind person/jon-lind pinned");
    assert_eq!(speaker_of(&store, "fish is dear").await, "Anna Lind person/anna-lind surname");

    let alone = Draft::new("we bake on Monday and");
    let (article, new) = Story::new(text).model("test-3").says(alone).build();
    store.record(&article, &new).await.expect("recorded");
    assert_eq!(found(&store, "Jon").await, ["we bake on Monday and"]);
    undo(&store, 1).await;
    assert_eq!(speaker_of(&store, "we bake on Monday and").await, "nobody");
}

/// Not knowing is an answer that a person can give, too.
pub async fn a_statement_can_be_pinned_to_nobody(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let article = record(&store, "bread", "Lind", "Anna Lind").await;
    let statement = all(&store).await.hits[0].statement.clone();
    edit(&store, pin(&statement, article, None)).await;
    assert_eq!(speaker_of(&store, "bread").await, "nobody");
    assert_eq!(found(&store, "Lind").await, [""; 0]);
    assert_eq!(listed(&store).await, []);
    undo(&store, 1).await;
    assert_eq!(speaker_of(&store, "bread").await, "Anna Lind person/anna-lind surname");
}

/// What is merged into a pinned statement's speaker later does not touch it, and what that speaker
/// is merged into takes it along.
pub async fn a_pin_outlasts_merges_of_others(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let article = record(&store, "bread", "Lind", "Anna Lind").await;
    record(&store, "salt", "Anna Lind", "Anna Lind").await;
    let page = all(&store).await;
    let bread = page.hits.iter().find(|h| h.article == article).expect("there");
    edit(&store, pin(&bread.statement, article, Some("Tom Berg"))).await;
    edit(&store, merge("Eva Moe", "Anna Lind")).await;
    assert_eq!(speaker_of(&store, "bread").await, "Tom Berg person/tom-berg pinned");
    assert_eq!(speaker_of(&store, "salt").await, "Eva Moe person/eva-moe name");
    edit(&store, merge("Jon Dahl", "Tom Berg")).await;
    assert_eq!(speaker_of(&store, "bread").await, "Jon Dahl person/jon-dahl pinned");
}

/// Who is addressed, and who else may have spoken, go by what people decided as well.
pub async fn edits_name_the_other_parties_too(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let text = "Lind told Berg: fish is dear. Moe hums.";
    let draft = Draft::new("fish is dear").by("Lind", "Anna Lind", LinkReason::Surname);
    let (article, mut extraction) = Story::new(text).says(draft).build();
    let party = |name: &str| {
        let Party { id, name, kind } = person(name);
        Speaker { id, name, kind, link_reason: LinkReason::Name, facts: SpeakerFacts::default() }
    };
    let statement = &mut extraction.statements[0];
    let excerpt = excerpt(text, "Berg");
    statement.addressee = Some(Box::new(Addressee { excerpt, party: Some(party("Tom Berg")) }));
    statement.next_candidate = Some(Arc::new(party("Moe")));
    store.record(&article, &extraction).await.expect("recorded");
    edit(&store, merge("Jon Dahl", "Tom Berg")).await;
    edit(&store, Edit::Rename { speaker: person("Moe"), name: "Eva Moe".into() }).await;
    let others = async || {
        let page = all(&store).await;
        let hit = page.hits.into_iter().find(|hit| hit.article == article.id());
        let statement = hit.expect("there").statement;
        let addressee = statement.addressee.and_then(|addressee| addressee.party);
        let next = statement.next_candidate.map(|party| party.name.clone());
        (addressee.map(|party| party.name), next)
    };
    assert_eq!(others().await, (Some("Jon Dahl".into()), Some("Eva Moe".into())));
    record(&store, "hm", "Jon Dahl", "Jon Dahl").await;
    let to = StatementQuery { addressee: Some("Jon Dahl".into()), ..everything() };
    let page = store.query(&to).await.expect("answered");
    assert_eq!(contents(&page), ["fish is dear"], "found by the name that the party has now");
    edit(&store, merge("Anna Lind", "Moe")).await;
    assert_eq!(others().await, (Some("Jon Dahl".into()), None), "nobody else any more");
    edit(&store, pin(&extraction.statements[0], article.id(), Some("Sigrid"))).await;
    for number in 1..=4 {
        undo(&store, number).await;
    }
    assert_eq!(others().await, (Some("Tom Berg".into()), Some("Moe".into())));
}

/// Descriptions stay with their article; such an edit is refused and leaves nothing behind.
pub async fn descriptions_are_not_merged_over_articles(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let kind = SpeakerType::Unnamed;
    let aide = |text: &str| {
        let id = speaker_id("an aide", kind, ArticleId::of(None, text));
        Party { id, name: "an aide".into(), kind }
    };
    let edit = Edit::Merge { into: aide("one"), from: vec![aide("two")] };
    let refused = store.edit(&edit, "Tove", day_start(1)).await;
    assert!(matches!(&refused, Err(PortError::Rejected(why)) if why.contains("unnamed")));
    assert_eq!(store.edits(None, 10).await.expect("listed"), []);
}

/// Who, when, what, and by what it was undone: the latest first, in pages.
pub async fn the_journal_tells_who_and_when(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let made = [merge("Anna Lind", "A. Lind"), merge("Tom Berg", "T. Berg")];
    for (day, (by, edit)) in ["Tove", "Åse"].into_iter().zip(&made).enumerate() {
        store.edit(edit, by, day_start(day as i64)).await.expect("edited");
    }
    let undone = store.edit(&Edit::Undo { number: 1 }, "Åse", day_start(2)).await;
    let undone = undone.expect("undone").entry;
    let journal = store.edits(None, 10).await.expect("listed");
    let lines: Vec<(u64, &str, Option<u64>)> =
        journal.iter().map(|entry| (entry.number, entry.by.as_str(), entry.undone_by)).collect();
    assert_eq!(lines, [(3, "Åse", None), (2, "Åse", None), (1, "Tove", Some(3))]);
    assert_eq!(journal[0], undone);
    assert_eq!((&journal[2].edit, journal[2].at), (&made[0], day_start(0)));
    assert_eq!(store.edits(Some(3), 1).await.expect("listed"), journal[1..2]);
    assert_eq!(store.edits(Some(1), 10).await.expect("listed"), []);
}

/// What was never made, or is undone, is not undone.
pub async fn only_what_holds_is_undone(harness: &impl StoreHarness) {
    let store = harness.open().await;
    edit(&store, merge("Anna Lind", "A. Lind")).await;
    undo(&store, 1).await;
    for number in [0, 1, 3, u64::MAX] {
        let refused = store.edit(&Edit::Undo { number }, "Tove", day_start(1)).await;
        assert!(matches!(refused, Err(PortError::Rejected(_))), "{number}");
    }
    undo(&store, 2).await;
    undo(&store, 1).await;
    // The first undo holds again, so that both must go for the edit to hold.
    undo(&store, 3).await;
    assert_eq!(store.edits(Some(2), 1).await.expect("listed")[0].undone_by, Some(4));
    undo(&store, 4).await;
    assert_eq!(store.edits(Some(2), 1).await.expect("listed")[0].undone_by, Some(2));
}
