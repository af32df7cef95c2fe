//! Whether what a statement reports was said at all. What sort of act it is ([`crate::Mode`]) and
//! what its cue does ([`crate::CueClass`]) are other questions: a threat may have been made, denied,
//! or only be expected.

use std::fmt;

use crate::words::words;

/// Whether something was said, and if not, what became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Asserted {
    /// It was said: "Holm said that the pier is safe", "she claimed, wrongly, that it burned".
    #[default]
    Said,
    /// The speaker says that it is not so: "Holm denied that the pier is closed".
    Denied,
    /// The speaker is told not to have said it: "Holm never said that the pier is closed", "neither
    /// she nor Brekke mentioned the pier", "contrary to what Holm said, …".
    NotSaid,
    /// The speaker would not say it: "Holm declined to say who pays".
    Declined,
    /// It might, should or would be said: "if Holm says that it is safe", "Holm must explain why".
    Hypothetical,
    /// It is yet to be said: "Holm will announce on Monday who pays".
    Future,
    /// It is a question, and no statement: "reporters asked whether the pier is safe".
    Asked,
    /// Whether it was said is in doubt, or it was not as told: "Holm allegedly told them to leave",
    /// "the letter, which was forged, said that the pier is closed".
    Disputed,
}

words!(Asserted {
    Said = "said",
    Denied = "denied",
    NotSaid = "not_said",
    Declined = "declined",
    Hypothetical = "hypothetical",
    Future = "future",
    Asked = "asked",
    Disputed = "disputed",
});

impl Asserted {
    /// What a speaker did, if only to deny or to decline: what is shown to whoever asks what somebody
    /// said. All else is shown on request.
    pub const SHOWN: [Self; 3] = [Self::Said, Self::Denied, Self::Declined];

    /// Tells whether it is shown to whoever asks what somebody said.
    pub fn is_shown(self) -> bool {
        Self::SHOWN.contains(&self)
    }
}
