//! What to say beside an answer: why it may be empty or short, and what to try. The question is
//! answered by then, so a hint that cannot be had is left out.

use q7x2_domain::{Asserted, CueClass, ModeFilter, StatementQuery};

use crate::command::waiting;
use crate::connection::Services;
use crate::output::tell;

/// Returns what a question for thoughts or questions leaves out that shows speech alone.
pub(super) fn left_out(question: &StatementQuery) -> Option<&'static str> {
    let thoughts = [CueClass::Believes, CueClass::Intends];
    let asked = question.cue_classes.iter().any(|class| thoughts.contains(class));
    if asked && question.mode == ModeFilter::Speech {
        return Some("what is believed or intended is a thought and left out; --mode all shows it");
    }
    let questions = question.cue_classes.contains(&CueClass::Asked);
    let shown = question.wanted().is_none_or(|wanted| wanted.contains(&Asserted::Asked));
    (questions && !shown)
        .then_some("questions are no statements and left out; --mode all shows them")
}

/// Tells when nothing can be found because nothing is kept, or nothing was found in what is.
pub(super) async fn tell_when_empty(services: &Services) {
    if waiting::kept(services).await == Some(0) {
        let what_to_do = format!("{}, or name some here", waiting::KEEP_SOME);
        tell(&waiting::none_kept(services, &what_to_do).await);
    } else if let Some(line) = waiting::nothing_in_what_is_kept(services).await {
        tell(&line);
    } else if let Some(line) = waiting::not_english(services).await {
        tell(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_for_thoughts_among_speech_is_remarked_on() {
        let mut question = StatementQuery {
            cue_classes: vec![CueClass::Said, CueClass::Intends],
            ..StatementQuery::default()
        };
        assert!(left_out(&question).is_some_and(|hint| hint.contains("thought")));
        question.mode = ModeFilter::All;
        assert_eq!(left_out(&question), None);
        assert_eq!(left_out(&StatementQuery::default()), None);
        question = StatementQuery { cue_classes: vec![CueClass::Asked], ..Default::default() };
        assert!(left_out(&question).is_some_and(|hint| hint.contains("questions")));
        question.asserted = vec![Asserted::Asked];
        assert_eq!(left_out(&question), None);
    }
}
