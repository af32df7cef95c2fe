//! The evidence for a candidate, as numbers: names and their order, what each is, nothing of how they
//! are weighed.

/// Declares the evidence, each with the name it has in the table of weights.
macro_rules! evidence {
    ($($(#[$doc:meta])* $feature:ident = $name:literal,)*) => {
        /// A piece of evidence for a candidate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        pub(crate) enum Feature {
            $($(#[$doc])* $feature,)*
        }

        impl Feature {
            /// The names in the table of weights, in order.
            pub(crate) const NAMES: &'static [&'static str] = &[$($name,)*];
        }
    };
}

evidence! {
    // What the phrase is.
    PhrasePerson = "phrase.person",
    PhraseDocument = "phrase.document",
    PhraseBody = "phrase.body",
    PhraseNoun = "phrase.noun",
    PhraseMany = "phrase.many",
    PhraseThe = "phrase.the",
    PhraseCapital = "phrase.capital",
    PhraseWho = "phrase.who",
    PhraseSingleWord = "phrase.single",
    PhraseSomeones = "phrase.owned",
    // The cue.
    CuePassive = "cue.passive",
    CueSign = "cue.sign",
    CueAccording = "cue.according",
    CueNone = "cue.none",
    CueHedged = "cue.hedged",
    CueNoun = "cue.noun",
    CueImpersonal = "cue.impersonal",
    CueOfSubject = "cue.of_subject",
    NounSaidBefore = "phrase.said_before",
    NounInRoles = "phrase.in_roles",
    HasSource = "cue.source",
    Quoted = "cue.quoted",
    InHeading = "cue.heading",
    Question = "cue.question",
    // The name in the source.
    Inside = "match.in",
    InsideHead = "match.head",
    InsideApposed = "match.apposed",
    InsideOwner = "match.owner",
    InsideGoverned = "match.governed",
    InsideOther = "match.other",
    InsideJoined = "match.joined",
    InsideFull = "match.full",
    InsideLast = "match.last",
    InsideFirst = "match.first",
    InsideWhole = "match.whole",
    Shared = "match.shared",
    SharedHere = "match.shared_here",
    SharedGender = "match.shared_gender",
    SharedOther = "match.shared_other",
    SharedNearest = "match.shared_nearest",
    SharedMost = "match.shared_most",
    OtherNamed = "match.other_named",
    SharesWord = "match.word",
    SharesLast = "match.last_word",
    JointNamed = "match.joint_named",
    JointTwo = "match.joint_two",
    JointOwned = "match.joint_owned",
    JointOf = "match.joint_of",
    JointMany = "match.joint_many",
    // What is said of it.
    RoleHead = "role.head",
    RoleAny = "role.any",
    RoleLike = "role.like",
    RoleWords = "role.words",
    RoleAll = "role.all",
    RoleNone = "role.none",
    RoleTail = "role.tail",
    RoleWithin = "role.within",
    RoleOwner = "role.owner",
    RolePerson = "role.person",
    RoleBody = "role.body",
    RoleDocument = "role.document",
    SameNoun = "role.same_noun",
    SomebodysPronoun = "role.somebodys",
    // How far it stands.
    Sentences = "near.sentences",
    SameSentence = "near.same",
    OneSentence = "near.one",
    TwoSentences = "near.two",
    FiveSentences = "near.five",
    Far = "near.far",
    SameParagraph = "near.paragraph",
    OneParagraph = "near.paragraph_one",
    TwoParagraphs = "near.paragraph_two",
    Tokens = "near.tokens",
    First = "near.first",
    Second = "near.second",
    Third = "near.third",
    Later = "near.later",
    FirstFitting = "near.first_fitting",
    SecondFitting = "near.second_fitting",
    OnlyFitting = "near.only_fitting",
    FirstFittingNear = "near.first_fitting_near",
    NoQuotation = "near.no_quotation",
    OneQuotation = "near.one_quotation",
    InQuotation = "near.in_quotation",
    SameQuotation = "near.same_quotation",
    Never = "near.never",
    NextHere = "near.next_here",
    NextSentence = "near.next_sentence",
    AlsoAfter = "near.after",
    // How it stands there.
    Subject = "place.subject",
    SubjectSame = "place.subject_same",
    SubjectOne = "place.subject_one",
    SubjectTwo = "place.subject_two",
    Object = "place.object",
    Governed = "place.governed",
    Owner = "place.owner",
    Apposed = "place.apposed",
    Joined = "place.joined",
    LastSubject = "place.last_subject",
    LastButOneSubject = "place.last_but_one_subject",
    OpensSentence = "place.opens_sentence",
    OpensParagraph = "place.opens_paragraph",
    SubjectBefore = "place.subject_before",
    Antecedent = "place.antecedent",
    Adjacent = "place.adjacent",
    Says = "place.says",
    SaysNear = "place.says_near",
    FullThere = "place.full",
    BeforeCue = "place.before_cue",
    AfterCue = "place.after_cue",
    CueSubject = "place.cue_subject",
    // How much the article is about it.
    CountBefore = "about.before",
    Count = "about.count",
    Share = "about.share",
    Most = "about.most",
    Once = "about.once",
    InTitle = "about.title",
    InLead = "about.lead",
    NameInFull = "about.full",
    OftenSays = "about.says",
    Known = "about.known",
    // Agreement.
    GenderFits = "agree.gender",
    GenderOther = "agree.other",
    GenderUnknown = "agree.unknown",
    GenderFarOther = "agree.far_other",
    ManyFits = "agree.many",
    OneFits = "agree.one",
    NounPerson = "agree.noun_person",
    NounDocument = "agree.noun_document",
    NounBody = "agree.noun_body",
    NounSpoke = "agree.noun_spoke",
    NounGender = "agree.noun_gender",
    // The content.
    InContent = "said.in",
    InQuotedContent = "said.in_quoted",
    Addressed = "said.addressed",
    AddressedBeside = "said.addressed_beside",
    Encloses = "said.encloses",
    Enclosed = "said.enclosed",
    // The answer of the layers.
    Picked = "layers.pick",
    PickedNext = "layers.next",
    PickedName = "layers.name",
    PickedSurname = "layers.surname",
    PickedTitleAndName = "layers.title_and_name",
    PickedTitle = "layers.title",
    PickedPronoun = "layers.pronoun",
    PickedContinued = "layers.continued",
    PickedGazetteer = "layers.gazetteer",
    PickedSimilar = "layers.similarity",
    PickedDescription = "layers.description",
    // Who spoke before and after, of a first ranking.
    LastSpeaker = "spoke.last",
    LastButOne = "spoke.last_but_one",
    Alternates = "spoke.alternates",
    ThirdLast = "spoke.third",
    JustSpoke = "spoke.just",
    JustSpokeParagraph = "spoke.just_paragraph",
    JustSpokeSentence = "spoke.just_sentence",
    JustSpokeNextParagraph = "spoke.just_next_paragraph",
    GoesOn = "spoke.goes_on",
    SpeaksNext = "spoke.next",
    SpokeCount = "spoke.count",
    SpeaksCount = "spoke.all",
    NewSpeaker = "spoke.new",
    SpeakerAround = "spoke.around",
    SameSource = "spoke.same_source",
    OtherOfSource = "spoke.other_of_source",
}

impl Feature {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::NAMES.len();
}

/// The evidence for a candidate: what is not nothing, each piece once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row(Vec<(u16, f32)>);

impl Row {
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(48))
    }

    /// Sets a number, once.
    pub(super) fn set(&mut self, feature: Feature, value: f32) {
        if value != 0.0 {
            self.0.push((feature as u16, value));
        }
    }

    /// Sets what is or is not so.
    pub(super) fn is(&mut self, feature: Feature, holds: bool) {
        self.set(feature, f32::from(u8::from(holds)));
    }

    /// Takes everything away.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds what is in another row, which has none of the same pieces.
    pub(super) fn extend(&mut self, more: &Self) {
        self.0.extend_from_slice(&more.0);
    }

    /// Tells whether a piece of evidence is there.
    pub(super) fn has(&self, feature: Feature) -> bool {
        self.0.iter().any(|(known, value)| *known == feature as u16 && *value > 0.0)
    }

    /// Returns what is there: which piece, and how much.
    pub(crate) fn pieces(&self) -> &[(u16, f32)] {
        &self.0
    }
}
