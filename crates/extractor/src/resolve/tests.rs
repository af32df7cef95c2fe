//! Small articles and whom the layers propose as the speakers in them. What becomes of their answers is
//! tested beside the ranking.

use std::sync::Arc;

use q7x2_domain::{Article, Metadata, Speaker};
use q7x2_gazetteer::Gazetteer;

use super::{Resolved, Resolver};
use crate::document::Document;
use crate::link::{Attribution, link};

/// Returns what the layers say of each attribution that the rules find, in text order.
fn layers(article: &Article, gazetteer: &Gazetteer) -> Vec<Resolved> {
    let document = Document::of(article.text());
    let spans = crate::tag::mark(&document);
    let mut attributions = link(&document, &spans);
    crate::contents::prune(&document, &mut attributions);
    let mut resolver = Resolver::new(article, &document, gazetteer, &attributions);
    let of = |told: &Attribution| {
        let places = told.contents.iter().chain(&told.source).chain(&told.cue);
        (places.map(|place| place.start).min(), resolver.resolve(told))
    };
    let mut told: Vec<_> = attributions.iter().map(of).collect();
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(_, resolved)| resolved).collect()
}

fn speakers(article: &Article, gazetteer: &Gazetteer) -> Vec<Option<Speaker>> {
    layers(article, gazetteer)
        .into_iter()
        .map(|resolved| resolved.speaker.map(Arc::unwrap_or_clone))
        .collect()
}

/// Shows each statement's speaker as `name (type, link reason)`, or `-`.
fn check(text: &str, expect: &[&str]) {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let shown = speakers(&article, Gazetteer::get());
    let shown = shown.iter().map(|speaker| match speaker {
        Some(speaker) => {
            format!("{} ({}, {})", speaker.name, speaker.kind, speaker.link_reason.as_str())
        }
        None => "-".to_owned(),
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{text:?}");
}

#[test]
fn names_titles_and_surnames() {
    check("“Yes,” Ada Lind said.", &["Ada Lind (person, name)"]);
    check("“Yes,” Mayor Ada Lind said.", &["Ada Lind (person, title_and_name)"]);
    check("“Yes,” Mrs Lind said. Ada Lind left.", &["Ada Lind (person, title_and_name)"]);
    check("“Yes,” Lind said. The plan pleased Ada Lind.", &["Ada Lind (person, surname)"]);
    check("“Yes,” Secretary of State Ada Lind said.", &["Ada Lind (person, title_and_name)"]);
    check("“Yes,” said the mayor of Ode, Ada Lind.", &["Ada Lind (person, name)"]);
    check("Ada Lindqvist came. “Yes,” Lindquist said.", &["Ada Lindqvist (person, similarity)"]);
}

#[test]
fn namesakes_are_told_apart_by_their_titles() {
    let text = "Peter Lind met his wife Ada Lind. “Yes,” Mrs. Lind said. “No,” Mr. Lind said.";
    check(text, &["Ada Lind (person, title_and_name)", "Peter Lind (person, title_and_name)"]);
}

#[test]
fn a_title_alone_stands_for_its_bearer() {
    check("Mayor Ada Lind came. The mayor said she was glad.", &["Ada Lind (person, title)"]);
    check(
        "Swedish President Ada Lind met Danish President Peter Ode. The Swedish president said it was late.",
        &["Ada Lind (person, title)"],
    );
    check("The mayor said it was late.", &["mayor (unnamed, description)"]);
    check(
        "President Ada Lind came. The former president said it was late.",
        &["former president (unnamed, description)"],
    );
}

#[test]
fn pronouns_stand_for_the_likeliest_person() {
    check("Ada Lind met Peter Ode. “Yes,” she said.", &["Ada Lind (person, pronoun)"]);
    check("Ada Lind met Peter Ode. “Yes,” he said.", &["Peter Ode (person, pronoun)"]);
    check(
        "“I saw Anton Reik. He ran,” Peter Ode said. “No,” he added.",
        &["Peter Ode (person, name)", "Peter Ode (person, pronoun)"],
    );
    check("Ada Lind, who said she was late, left.", &["Ada Lind (person, name)"]);
    check(
        "The ministry said it was late. It added that rain fell.",
        &["ministry (organization, description)", "ministry (organization, pronoun)"],
    );
    check("“Yes,” he said.", &["-"]);
}

#[test]
fn a_pronoun_may_stand_for_somebody_unnamed() {
    check(
        "Peter Ode came on Monday. A senior aide said it rained. He added that it snowed.",
        &["senior aide (unnamed, description)", "senior aide (unnamed, pronoun)"],
    );
}

#[test]
fn parties_that_are_no_named_person() {
    check("Local officials said it rained.", &["Local officials (group, description)"]);
    check(
        "The foreign ministry said it rained.",
        &["foreign ministry (organization, description)"],
    );
    check("Sweden said it rained.", &["Sweden (organization, gazetteer)"]);
    check("A senior aide to Lind said it rained.", &["senior aide to Lind (unnamed, description)"]);
    check("Ada Lind and Peter Ode said it rained.", &["Ada Lind and Peter Ode (group, name)"]);
}

#[test]
fn an_unnamed_party_never_gets_a_persons_name() {
    let text = "Ada Lind came. A spokeswoman for the party said it rained. An aide said it snowed.";
    check(
        text,
        &["spokeswoman for the party (unnamed, description)", "aide (unnamed, description)"],
    );
}

#[test]
fn a_title_of_somebodys_is_nobody_by_name() {
    check(
        "Peter Ode met lawyer Ada Lind. His lawyer said it rained.",
        &["His lawyer (unnamed, description)"],
    );
}

#[test]
fn well_known_people_need_no_full_name() {
    check(
        "President Zelensky came from Ukraine. “Yes,” Zelensky said.",
        &["Volodymyr Zelensky (person, gazetteer)"],
    );
    // Nothing else speaks of his office or country, and here somebody else bears the name.
    check("“Yes,” Zelensky said.", &["Zelensky (person, name)"]);
    check(
        "Ada Zelensky came from Ukraine. “Yes,” Zelensky said.",
        &["Ada Zelensky (person, surname)"],
    );
}

#[test]
fn a_heading_gives_the_full_name() {
    check("Ada Lind Leaves The Town\n\n“Yes,” Lind said.", &["Ada Lind (person, surname)"]);
}

#[test]
fn a_noun_stands_for_whom_the_article_calls_so() {
    check(
        "They met the geologist Ada Lind. “Yes,” the geologist said.",
        &["Ada Lind (person, title)"],
    );
    check("Per Ode, 41, came. The 41-year-old said it rained.", &["Per Ode (person, title)"]);
    check(
        "Ada Lind met a lawyer for Peter Ode, Lea Holm. Ode’s lawyer said it rained.",
        &["Lea Holm (person, title)"],
    );
    check(
        "Ada Lind, a baker, came. A baker from Ode came too. The baker said it rained.",
        &["baker (unnamed, description)"],
    );
    check(
        "Prime Minister Ada Lind met Finance Minister Peter Ode. Ada Lind left. The minister said it rained.",
        &["Peter Ode (person, title)"],
    );
}

#[test]
fn a_noun_that_is_new_stands_for_whoever_was_speaking() {
    check(
        "Ada Lind came late. “I ran,” she said. “It rained,” the physician said.",
        &["Ada Lind (person, pronoun)", "Ada Lind (person, title)"],
    );
    check(
        "Ada Lind met Peter Ode. The spokesman said it rained.",
        &["spokesman (unnamed, description)"],
    );
    check("Ada Lind came. The mayor said it rained.", &["mayor (unnamed, description)"]);
}

#[test]
fn an_apposition_names_whom_a_description_means() {
    check("His defender, the lawyer Ada Lind, said it rained.", &["Ada Lind (person, name)"]);
    check("The guard, Ada Lind, said it rained.", &["Ada Lind (person, name)"]);
    check("One of them, Ada, said it rained.", &["Ada (person, name)"]);
    check(
        "A spokesman for the town, Velm, said it rained.",
        &["spokesman for the town (unnamed, description)"],
    );
    check("Ada Lind herself said it rained.", &["Ada Lind (person, name)"]);
}

#[test]
fn several_people_keep_their_names() {
    check(
        "Senator Ada Lind met Senator Peter Ode. The senators said it rained.",
        &["Ada Lind and Peter Ode (group, name)"],
    );
    check(
        "Younger voters stayed away. These voters said it rained.",
        &["Younger voters (group, name)"],
    );
}

#[test]
fn plural_pronouns_and_it_stand_for_groups_and_bodies() {
    check("Residents left the town. They said it rained.", &["Residents (group, pronoun)"]);
    check(
        "The Ode Agency met Peter Lind. It said that rain fell.",
        &["Ode Agency (organization, pronoun)"],
    );
}

#[test]
fn somebody_without_a_name_is_not_the_person_named_before() {
    check(
        "Peter Ode left on Monday. A doctor was there too. He said it rained.",
        &["doctor (unnamed, pronoun)"],
    );
    check(
        "Ada Lind left. His neighbour nodded. “Yes,” he said.",
        &["His neighbour (unnamed, pronoun)"],
    );
}

#[test]
fn whoever_was_asked_answers() {
    check(
        "Ada Lind met Lea Holm. Lind asked Holm whether it rained. “No,” she replied.",
        &["Ada Lind (person, surname)", "Lea Holm (person, pronoun)"],
    );
}

#[test]
fn a_name_that_nobody_shortens_is_a_bodys() {
    check(
        "Velm Fargan lost money. “We are sorry,” Velm Fargan said. “Yes,” the company added.",
        &["Velm Fargan (organization, name)", "Velm Fargan (organization, title)"],
    );
}

/// Returns who else may stand behind the last statement.
fn next(text: &str) -> Option<String> {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let resolved = layers(&article, Gazetteer::get()).pop()?;
    resolved.next_candidate.map(|next| next.name.clone())
}

#[test]
fn an_uncertain_speaker_has_a_runner_up() {
    assert_eq!(next("Ada Lind met Lea Ode. “Yes,” she said."), Some("Lea Ode".to_owned()));
    assert_eq!(next("Ada Lind met Peter Ode. “Yes,” she said."), None);
    assert_eq!(next("Ada Lind met Lea Ode. “Yes,” Lind said."), None);
}

#[test]
fn a_word_that_stands_alone_is_no_person_unless_it_can_be() {
    check("“Yes,” Fargan said.", &["Fargan (organization, name)"]);
    check("“Yes,” Ada said.", &["Ada (person, name)"]);
    check("Ada Lind came. “Yes,” Republicans said.", &["Republicans (group, description)"]);
}

#[test]
fn an_article_is_the_word_of_its_outlet() {
    check(
        "Politico published a report on Monday. The article said it rained.",
        &["Politico (organization, title)"],
    );
    check("The article said it rained.", &["article (unnamed, description)"]);
}

#[test]
fn a_relative_pronoun_follows_whoever_is_described() {
    check("Ada Lind, a clerk at the bank who said it rained, left.", &["Ada Lind (person, name)"]);
}

/// Checks the speakers of an article of a day with what users tell.
fn check_on(date: &str, users: &str, text: &str, expect: &[&str]) {
    let day = q7x2_gazetteer::Dated::of(date).expect("a date").first;
    let published_at = q7x2_domain::Timestamp::from_micros(day * 24 * 3600 * 1_000_000);
    let metadata = Metadata { published_at: Some(published_at), ..Metadata::default() };
    let article = Article::new(metadata, text.to_owned()).expect("a text");
    let users = q7x2_gazetteer::Entities::parse(users, q7x2_gazetteer::EntitiesFormat::Toml)
        .expect("well formed");
    let shown = speakers(&article, &Gazetteer::with(&users));
    let shown = shown.iter().map(|speaker| match speaker {
        Some(speaker) if speaker.kind != q7x2_domain::SpeakerType::Unnamed => {
            format!("{} = {}", speaker.id.as_str(), speaker.name)
        }
        _ => "-".to_owned(),
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{text:?}");
}

#[test]
fn an_office_is_held_by_somebody_else_in_the_past() {
    let text = "The French president said it rained.";
    let check = |date, expect| check_on(date, "", text, &[expect]);
    check("2010-02-01", "person/nicolas-sarkozy = Nicolas Sarkozy");
    check("2013-02-01", "person/francois-hollande = François Hollande");
    check("2018-02-01", "person/emmanuel-macron = Emmanuel Macron");
    // Another country's president is not he, though the article names him by that title.
    check_on(
        "2013-02-01",
        "",
        "The president of Turkey, Abdullah Gul, came. The Moldovan president said it rained.",
        &["person/nicolae-timofti = Nicolae Timofti"],
    );
    // Nobody may be sure of the day of a change, nor of a day before the first one known.
    check_on("2017-05-14", "", "The French president said it rained.", &["-"]);
    check_on("1970-05-14", "", "The French president said it rained.", &["-"]);
}

#[test]
fn an_office_stands_for_itself_when_nobody_vouches_for_its_holder() {
    let check = |text: &str, expect| check_on("2099-02-01", "", text, expect);
    check("The Dutch prime minister said it rained.", &["-"]);
    check("The president of Ukraine said it rained.", &["-"]);
    // Whom the article names and gives no title is not given one by what was true once.
    check(
        "Mark Carney came to Ode. A day later it rained, the Canadian prime minister said.",
        &["-"],
    );
    // What the article itself says holds.
    let told = "Prime Minister Mark Carney came. The prime minister said it rained.";
    check(told, &["person/mark-carney = Mark Carney"]);
    let users = r#"entities = [{ name = "Ada Lind", type = "person",
        offices = [{ title = "prime minister", of = "Netherlands", from = "2016" }] }]"#;
    let text = "The Dutch prime minister said it rained.";
    check_on("2099-02-01", users, text, &["person/ada-lind = Ada Lind"]);
    let published_at = Some(q7x2_domain::Timestamp::from_seconds(4_000_000_000));
    for published_at in [None, published_at] {
        let metadata = Metadata { published_at, ..Metadata::default() };
        let article = Article::new(metadata, text.to_owned()).expect("a text");
        let speakers = speakers(&article, Gazetteer::get());
        let speaker = speakers[0].as_ref().expect("a party");
        assert_eq!(speaker.kind, q7x2_domain::SpeakerType::Unnamed);
        assert_eq!(speaker.name, "Dutch prime minister");
    }
}

#[test]
fn spellings_are_one_person_with_one_id() {
    for name in ["Muammar Gaddafi", "Moammar Gadhafi", "Moammar Kadafi"] {
        let expect = format!("person/muammar-gaddafi = {name}");
        check_on("2009-02-01", "", &format!("“Yes,” {name} said."), &[&expect]);
    }
}

#[test]
fn names_that_differ_in_a_letter_are_not_one() {
    let check = |text: &str, expect: &[&str]| check_on("2020-02-01", SHORT, text, expect);
    // Not the politician of the tables.
    check("“Yes,” Emanuel Macron said.", &["person/emanuel-macron = Emanuel Macron"]);
    let hanson = ["person/tom-hanson = Tom Hanson", "person/tom-hansson = Tom Hansson"];
    check("“Yes,” Tom Hanson said.\n\n“No,” Tom Hansson said.", &hanson);
    check("AAP said it rained.", &["organization/ode-angling-press = Ode Angling Press"]);
    check("AP said it rained.", &["organization/ode-harbour-press = Ode Harbour Press"]);
}

/// Two bodies whose names differ in a doubled letter.
const SHORT: &str = r#"
    [[entities]]
    name = "Ode Harbour Press"
    type = "organization"
    aliases = ["AP"]

    [[entities]]
    name = "Ode Angling Press"
    type = "organization"
    aliases = ["AAP"]
"#;

#[test]
fn initials_keep_their_stops_and_letters_after_a_name_are_no_part_of_it() {
    check("“Yes,” J.D. Holmbrand said.", &["J.D. Holmbrand (person, name)"]);
    check("“Yes,” A. B. de Holmbrand said.", &["A. B. de Holmbrand (person, name)"]);
    check("“Yes,” Ada Lind KC said.", &["Ada Lind (person, name)"]);
    // A body of the same letters is not somebody of that surname.
    let both = ["Tom Un (person, name)", "United Nations (organization, gazetteer)"];
    check("“Yes,” Tom Un said.\n\n“No,” the U.N. said.", &both);
}

#[test]
fn capitals_and_institutions_are_organizations_with_one_id() {
    let check = |text: &str, expect| check_on("2020-02-01", "", text, &[expect]);
    check("Kyiv said it rained.", "organization/ukraine = Ukraine");
    check("Chisinau said it rained.", "organization/moldova = Moldova");
    check("Ukraine said it rained.", "organization/ukraine = Ukraine");
    check("The Kremlin said it rained.", "organization/kremlin = Kremlin");
    check("No. 10 said it rained.", "organization/downing-street = Downing Street");
    let force = "organization/ukrainian-air-force = Ukrainian Air Force";
    check("Ukraine’s air force said it rained.", force);
    check("The Ukrainian Air Force said it rained.", force);
    // A capital that somebody bears as a name is that person.
    check("Sofia Lind came. Sofia said it rained.", "person/sofia-lind = Sofia Lind");
}

const USERS: &str = r#"
    [[entities]]
    name = "Ada Lind"
    type = "person"
    aliases = ["the Countess of Ode", "Ada Brandt"]
    gender = "female"
    offices = [{ title = "mayor", of = "Ode", from = "2016", until = "2020-06" }]

    [[entities]]
    name = "Ode Harbour Board"
    type = "organization"
    aliases = ["OHB", "the quay men"]
"#;

#[test]
fn users_entities_are_known_without_evidence() {
    let ada = "person/ada-lind = Ada Lind";
    let check = |text: &str, expect| check_on("2018-02-01", USERS, text, &[expect]);
    check("“Yes,” Lind said.", ada);
    check("“Yes,” Ada Brandt said.", ada);
    check("“Yes,” the Countess of Ode said.", ada);
    check("“Yes,” the mayor of Ode said.", ada);
    check("The quay men said it rained.", "organization/ode-harbour-board = Ode Harbour Board");
    check("OHB said it rained.", "organization/ode-harbour-board = Ode Harbour Board");
    check("Peter Ode met Lind. “Yes,” she said.", ada);
    // Somebody whom the article introduces is not the one whom the user knows.
    check("Peter Lind came. “Yes,” Lind said.", "person/peter-lind = Peter Lind");
    check_on("2021-02-01", USERS, "The mayor of Ode said it rained.", &["-"]);
}

#[test]
fn whoever_is_named_in_an_excerpt_of_another_article_is_at_hand() {
    check(
        "The Ode Times sent reporter Lea Holm to the town.\n\n\"Ada Lind was waiting. She called it “a day.”\n\n“It rained,” she said.",
        &["Ada Lind (person, pronoun)"],
    );
}

#[test]
fn a_knight_goes_by_the_first_name() {
    check("Sir Peter Lind came. “Yes,” Sir Peter said.", &["Peter Lind (person, title_and_name)"]);
}

#[test]
fn a_dateline_is_nobody() {
    check(
        "PORT VELM, May 4 - Mayor Ada Lind said it rained. “Yes,” she said.",
        &["Ada Lind (person, title_and_name)", "Ada Lind (person, pronoun)"],
    );
}

#[test]
fn a_colon_announces_who_is_quoted_below() {
    let text = "Per Ode left. Ada Lind had two wishes for the town:\n\n“Rain.”";
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let document = Document::of(text);
    let quoted = text.find('“').expect("a quotation")..text.len();
    let contents = vec![quoted.into()];
    let told = Attribution { source: None, cue: None, contents };
    let attributions = [told];
    let mut resolver = Resolver::new(&article, &document, Gazetteer::get(), &attributions);
    let speaker = resolver.resolve(&attributions[0]).speaker;
    assert_eq!(speaker.as_deref().map(|speaker| speaker.name.as_str()), Some("Ada Lind"));
}

#[test]
fn particles_belong_to_the_name() {
    check(
        "Marta van der Holt came. “Yes,” van der Holt said. “No,” Holt said.",
        &["Marta van der Holt (person, surname)", "Marta van der Holt (person, surname)"],
    );
    check(
        "Idris bin Ode al-Rimm left the hall. “Yes,” al-Rimm said. “No,” Rimm said.",
        &["Idris bin Ode al-Rimm (person, surname)", "Idris bin Ode al-Rimm (person, surname)"],
    );
    check("“Yes,” Idris bin Ode al-Rimm said.", &["Idris bin Ode al-Rimm (person, name)"]);
}

#[test]
fn letters_after_a_name_make_nobody_else_of_it() {
    check(
        "“Yes,” Ada Lind MP said. “No,” Lind said.",
        &["Ada Lind (person, name)", "Ada Lind (person, surname)"],
    );
    check("“Yes,” said Tom Ode KC.", &["Tom Ode (person, name)"]);
}

#[test]
fn a_father_is_not_his_son() {
    check(
        "“Yes,” Anton Ode Sr said. “No,” Anton Ode Jr said. “Well,” Ode Sr said.",
        &[
            "Anton Ode Sr (person, name)",
            "Anton Ode Jr (person, name)",
            "Anton Ode Sr (person, surname)",
        ],
    );
}

#[test]
fn initials_keep_their_stops() {
    check(
        "“Yes,” J.D. Fargan said. “No,” Mr. Fargan said.",
        &["J.D. Fargan (person, name)", "J.D. Fargan (person, title_and_name)"],
    );
}

#[test]
fn a_word_within_a_name_may_stand_for_it() {
    check("Ada Fargan Lind came. “Yes,” Fargan said.", &["Ada Fargan Lind (person, surname)"]);
    check(
        "Idris bin Fargan al-Rimm left. “Yes,” bin Fargan said.",
        &["Idris bin Fargan al-Rimm (person, surname)"],
    );
    check(
        "Ada Fargan Lind met Peter Fargan Ode. “Yes,” Fargan said.",
        &["Fargan (organization, name)"],
    );
}

#[test]
fn who_stands_beside_the_article_is_nobody_in_it() {
    check(
        "Bridge sold\n\nPeter Ode bought the bridge.\n\nPhoto: Anton Reik\n\n“It was cheap,” he said.",
        &["Peter Ode (person, pronoun)"],
    );
}
