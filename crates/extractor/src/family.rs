//! The families of rules, by name, and the switch that leaves one out. What a family does is in the
//! stage that asks for it; this is for measuring what each is good for, and nothing else sets it.

/// Declares the families, so that the list of all cannot lack one.
macro_rules! families {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// A family of rules that can be left out.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Family {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Family {
            /// Every family, in the order in which they come to bear.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Returns its name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }
        }
    };
}

families! {
    /// Mend: UTF-8 read as another encoding.
    MendMojibake,
    /// Mend: character references and tags of HTML.
    MendEntities,
    /// Mend: characters that nobody sees.
    MendUnseen,
    /// Mend: letters and accents apart.
    MendAccents,
    /// Mend: marks of Markdown.
    MendMarkdown,
    /// Mend: hard-wrapped lines.
    MendLines,
    /// Mend: words and sentences glued together.
    MendGlue,
    /// Mend: text in capitals.
    MendCapitals,
    /// Tag: a quotation alone in a paragraph, signed in the next.
    TagSigned,
    /// Tag: "LIND: We start."
    TagLabels,
    /// Tag: quotations alone in a period after one that leaves its cue open.
    TagGoingOn,
    /// Tag: a period that ends with an announcement, "Lind told reporters:".
    TagAnnouncing,
    /// Tag: what a line with a colon announces without marks: a list, or a block that is quoted.
    TagListed,
    /// Tag: “…” – Name.
    TagDashes,
    /// Tag: a noun and its clause, "Lind’s claim that …".
    TagNounThat,
    /// Tag: a noun and its quotation, "Lind’s answer: “…”".
    TagNounQuote,
    /// Tag: a sentence that only says who asked the question before it.
    TagAskers,
    /// Tag: what stands beside its cue.
    TagBeside,
    /// Tag: "…, said the mayor".
    TagInverted,
    /// Tag: plain clauses beside their cue.
    TagBesideClauses,
    /// Tag: what goes on after a cue between.
    TagResumed,
    /// Tag: the relative clause alone is the content, "which, she said, is closed".
    TagRelative,
    /// Tag: "When he came, he said, …" only sets the scene.
    TagScenes,
    /// Tag: according to ….
    TagAccording,
    /// Tag: "According to Lind, mayor of Ode, …".
    TagAccordingApposition,
    /// Tag: "The plan, according to Lind, is dead".
    TagAccordingAround,
    /// Tag: "said that according to Lind, …".
    TagAccordingTold,
    /// Tag: content after its cue.
    TagFollowing,
    /// Tag: content some way after its cue, "wrote in March that …".
    TagBridges,
    /// Tag: what somebody is urged to do.
    TagInfinitives,
    /// Tag: objects of cues.
    TagObjects,
    /// Tag: verbs in their base form.
    TagBase,
    /// Tag: subjects shared with an earlier verb.
    TagSharedSubjects,
    /// Tag: a subject before a clause that is claimed already.
    TagClosedClauses,
    /// Tag: a verb of which somebody is the object.
    TagPassive,
    /// Tag: adverbs between cue and content.
    TagAdverbs,
    /// Tag: time and channel between cue and content.
    TagAdjuncts,
    /// Tag: listeners between cue and content.
    TagListeners,
    /// Tag: a clause ends where another cue reports it.
    TagReports,
    /// Tag: a clause ends where the writer comments on it.
    TagComments,
    /// Tag: a clause ends where its subject turns to something else.
    TagTurns,
    /// Tag: a clause ends before "and said".
    TagResumes,
    /// Tag: a clause ends before the occasion, in a headline.
    TagOccasions,
    /// Tag: a clause within a clause ends at its comma.
    TagInner,
    /// Tag: subjects with appositions.
    TagAppositions,
    /// Tag: subjects with brackets.
    TagBrackets,
    /// Form: scores of the ruled contents.
    FormScores,
    /// Checked: contents far from their cue go.
    CheckedStrays,
    /// Checked: contents that cut a quotation get its ends; the network has such ones at the setting
    /// `recall` alone.
    CheckedMended,
    /// Checked: quotations have the ends that the rules give them.
    CheckedReshaped,
    /// Checked: the rules settle the cue of a content that both read.
    CheckedCues,
    /// Checked: what both read is trusted more.
    CheckedConfirmed,
    /// Checked: what only the rules read is added.
    CheckedAdded,
    /// Checked: what is told within a learned content is added.
    CheckedWithin,
    /// Checked: some forms of the rules prevail over other ends.
    CheckedPrevailing,
    /// Checked: a ruled content that holds the learned source is not believed.
    CheckedBackwards,
    /// Checked: a sentence that nothing was read in and that ends with who said it.
    CheckedTrailing,
    /// Forms: posts with handle and date.
    FormsPosts,
    /// Forms: turns of transcripts and interviews.
    FormsTurns,
    /// Forms: "Source: Lind on Telegram", then "Quote: …".
    FormsSourced,
    /// Forms: posts that have their writers above.
    FormsHandles,
    /// Forms: questions and answers without labels.
    FormsInterviews,
    /// Forms: "Statement by Ada Lind", and then her words.
    FormsReleased,
    /// Forms: speech without marks that a dash and its verb close.
    FormsDashed,
    /// Forms: who is asked does not ask.
    FormsAsked,
    /// Forms: "contrary to what Lind said, …".
    FormsContrary,
    /// Forms: headlines that end with who says so.
    FormsTitles,
    /// Forms: what only points, names or labels goes.
    FormsPointing,
    /// Forms: contents go on with a clause that says more of their last words.
    FormsWhole,
    /// Forms: "what Lind said was a shot".
    FormsFramed,
    /// Forms: lists of what somebody's points or demands are.
    FormsPoints,
    /// Forms: quotations that are sentences of their own and have no cue.
    FormsAlone,
    /// Forms: what a sentence tells of the one before, "this was announced by Lind".
    FormsBackward,
    /// Forms: "…, the Lantern reported, citing two aides".
    FormsCiting,
    /// Forms: whom somebody tells it, before "according to".
    FormsListened,
    /// Forms: "in a letter sent by Lind, the crew were told that …".
    FormsSent,
    /// Forms: "the court heard that …".
    FormsHeard,
    /// Forms: what is told of others within quotations.
    FormsInner,
    /// Forms: a clause with a subject of its own behind a cue that stands aside.
    FormsTurning,
    /// Forms: a sentence without a cue that tells who says it.
    FormsOwn,
    /// Forms: what an outlet passes on.
    FormsPassed,
    /// Spans beside the article are no statements.
    Furniture,
    /// Link: a content without a cue gets the nearest source.
    LinkOrphans,
    /// Link: contents of one cue in several paragraphs are statements each.
    LinkApart,
    /// Link: paragraphs of one quotation stay together.
    LinkContinued,
    /// Contents: plain pieces far from the rest go.
    ContentsFar,
    /// Contents: no source within the content.
    ContentsSources,
    /// Contents: no dateline in a source.
    ContentsDatelines,
    /// Contents: no label of a transcript in a content.
    ContentsLabels,
    /// Contents: words that only point elsewhere go.
    ContentsPointers,
    /// Contents: nouns and passives that report nothing.
    ContentsScraps,
    /// Resolve: "they", "the two men", what several are called.
    ResolveGroups,
    /// Resolve: a name, whole or in part.
    ResolveNames,
    /// Resolve: a description with the name beside it.
    ResolveApposed,
    /// Resolve: an office, alone or with a name.
    ResolveOffices,
    /// Resolve: what somebody was called before, "the mayor".
    ResolveCallings,
    /// Resolve: bodies by name and by what they are.
    ResolveBodies,
    /// Resolve: pronouns.
    ResolvePronouns,
    /// Resolve: who goes on where no source stands.
    ResolveAbsent,
    /// Circumstances: the rules propose to whom.
    CircumstancesAddressee,
    /// Circumstances: the rules propose how.
    CircumstancesChannel,
    /// Circumstances: the rules propose when.
    CircumstancesTime,
}

/// Families that are left out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LeftOut(u128);

impl LeftOut {
    /// Leaves one more out.
    pub(crate) fn and(self, family: Family) -> Self {
        Self(self.0 | 1 << family as u32)
    }

    /// Tells whether the family is still there.
    pub(crate) fn spares(self, family: Family) -> bool {
        self.0 & (1 << family as u32) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_is_left_out_alone() {
        let mut names: Vec<&str> = Family::ALL.iter().map(|family| family.as_str()).collect();
        names.dedup();
        assert_eq!(names.len(), Family::ALL.len());
        for &gone in Family::ALL {
            let left_out = LeftOut::default().and(gone);
            let spared = Family::ALL.iter().filter(|&&family| left_out.spares(family)).count();
            assert_eq!(spared, Family::ALL.len() - 1, "{gone:?}");
            assert!(!left_out.spares(gone), "{gone:?}");
        }
    }
}
