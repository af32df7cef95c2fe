//! Why a document gives no article, in words that say what to do.

use super::Kind;
use crate::Problem;

/// Why a document gives no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A PDF without a text layer.
    #[error(
        "is a PDF of pictures without text, as a scanner makes it; have its text recognised first, as with \
         `ocrmypdf IN.pdf OUT.pdf`"
    )]
    Scan,
    /// A PDF whose fonts do not say which characters their letters are.
    #[error(
        "is a PDF whose fonts do not tell which letters they show; have its text recognised, as with \
         `ocrmypdf --force-ocr IN.pdf OUT.pdf`"
    )]
    Letters,
    /// A document that opens with a password.
    #[error("is {} that is locked with a password; save it without one, as {}", .0.article(), .0.unlock())]
    Locked(Kind),
    /// A document that is not whole.
    #[error("is {} that is damaged: {what}; open it in its program and save it again", .kind.article())]
    Damaged {
        /// What it should be.
        kind: Kind,
        /// What is wrong.
        what: &'static str,
    },
    /// A document without any words.
    #[error("is {} without text", .0.article())]
    NoText(Kind),
    /// A document over the limit.
    #[error("is {} of more than {limit} MiB; save the pages that matter alone", .kind.article())]
    TooLarge {
        /// What it is.
        kind: Kind,
        /// The limit, in MiB.
        limit: usize,
    },
    /// A document that unpacks to more than the limit.
    #[error(
        "is {} that unpacks to more than {limit} MiB, which no article does; save its text alone as .txt",
        .kind.article()
    )]
    Unpacked {
        /// What it is.
        kind: Kind,
        /// The limit, in MiB.
        limit: usize,
    },
    /// A document of a kind that is known and not read.
    #[error("is {}, which is not read; {}", .0.article(), .0.instead())]
    NotRead(Kind),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Document(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_what_it_is_and_what_to_do() {
        let told = Problem::from(Refused::Locked(Kind::Pdf)).to_string();
        assert_eq!(
            told,
            "is a PDF that is locked with a password; save it without one, as with `qpdf --decrypt IN.pdf \
             OUT.pdf`"
        );
        let told = Refused::NotRead(Kind::Sheet).to_string();
        assert_eq!(
            told,
            "is a spreadsheet (XLSX or ODS), which is not read; save it as CSV, an article a row"
        );
        let told = Refused::NoText(Kind::Epub).to_string();
        assert_eq!(told, "is a book (EPUB) without text");
    }
}
