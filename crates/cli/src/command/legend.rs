//! What the marks and words of an answer for people mean, for the help of the commands that print them.

/// What stands in an answer, and what it means.
const LEGEND: &str = "\
Reading an answer:
  ┃ words        word for word: all of it stands in quotation marks
  ┇ words        part of it stands in quotation marks
    words        paraphrase: the article's words for what was said
  […]            the article has other words between two pieces of a quotation
  (pronoun)      how the citing words were tied to the speaker, where they are not the name itself;
                 surname: of somebody named in full; title and name, title: by an office; pronoun: who
                 \"she\" is; continued: the speaker of the sentence before; gazetteer: by what is known
                 of public figures; similarity: spelt nearly like a known name; description: nobody is
                 named; pinned: a person said so
  or: NAME       who else may have spoken, the likeliest of the others: check the paragraph
  to: via: said: the addressee, the channel and the time in the article's words, and in brackets what
                 they were made out to be
  denied, declined to say, not said, disputed, asked
                 whether it was said at all; what has no such word was said
  second-hand    somebody else reports that it was said
  thought, sign  no speech: belief or intent; a document or event that shows something
  corrected      a person said what is right; who, when and why stands below, and what was extracted
                 in `q7x2 show`
  confidence     given where it is below a half: more likely wrong than right
  16 digits      the id of the statement, for `q7x2 show`";

/// Returns the help behind a command's options: its examples, and how to read what it prints.
pub(super) fn with_legend(examples: &str) -> String {
    format!("{examples}\n\n{LEGEND}")
}

#[cfg(test)]
mod tests {
    use q7x2_domain::LinkReason;

    use super::*;

    #[test]
    fn every_reason_is_explained() {
        for reason in LinkReason::ALL.into_iter().filter(|&reason| reason != LinkReason::Name) {
            let words = reason.as_str().replace('_', " ");
            assert!(LEGEND.contains(&words), "{words}");
        }
    }
}
