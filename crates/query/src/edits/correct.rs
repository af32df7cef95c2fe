//! From a request to a correction of a statement: which one, what is right of it, and where the words
//! stand that were said.

use q7x2_domain::{
    ArticleQuery, Correction, Edit, Party, Span, StatementInContext, StatementPlace, StatementStore,
};
use q7x2_proto::v1::correct_statement::What;
use q7x2_proto::{ConvertError, Problem, speaker_type, v1};
use tonic::Status;

use super::naming::{self, MAX_NAME_BYTES, NamingError, named_or_new, whole_name};
use super::{check_length, new_party};

/// The longest reason, in bytes.
const MAX_REASON_BYTES: usize = 2000;

/// How many pieces words may be in, and how long all of them are at most, in bytes.
const MAX_PIECES: usize = 100;
const MAX_WORDS_BYTES: usize = 64 << 10;

/// How many are said to have said something jointly at most.
const MAX_SPEAKERS: usize = 20;

/// Returns the correction that was asked for.
pub(super) async fn edit<S: StatementStore>(
    store: &S,
    asked: v1::CorrectStatement,
) -> Result<Edit, Status> {
    let reason = asked.reason.trim().to_owned();
    if !reason.is_empty() {
        check_length(&reason, "reason", MAX_REASON_BYTES)?;
    }
    let found = naming::statement(store, &asked.statement_id, "statement_id").await?;
    let missing = || ConvertError::new("what", Problem::Missing);
    let what = match asked.what.ok_or_else(missing)? {
        What::Wrong(true) => Correction::Wrong,
        What::NotSaid(true) => Correction::NotSaid,
        What::Wrong(false) | What::NotSaid(false) => return Err(missing().into()),
        What::Speaker(v1::RightSpeaker { speaker, new_type }) => {
            let to = who(store, &speaker, new_type).await?;
            Correction::Speakers(to.into_iter().collect())
        }
        What::Speakers(v1::RightSpeakers { speakers, new_type }) => {
            Correction::Speakers(all_of(store, &speakers, new_type).await?)
        }
        What::Words(v1::RightWords { pieces }) => {
            Correction::Words(places(store, &found, &pieces).await?)
        }
    };
    Ok(Edit::Correct {
        statement: found.hit.statement.id.clone(),
        place: place(&found),
        what,
        reason: (!reason.is_empty()).then_some(reason),
    })
}

/// Returns whom a statement is given to: somebody who is known, or is made when `new_type` says what.
pub(super) async fn who<S: StatementStore>(
    store: &S,
    name: &str,
    new_type: i32,
) -> Result<Option<Party>, Status> {
    Ok(match (name.trim(), speaker_type(new_type, "new_type")?) {
        ("", _) => None,
        (name, None) => Some(named_or_new(store, name, "speaker").await?),
        (name, Some(kind)) => Some(match whole_name(store, name).await? {
            Some(known) => known,
            None => {
                check_length(name, "speaker", MAX_NAME_BYTES)?;
                new_party(name.to_owned(), kind, "speaker")?
            }
        }),
    })
}

/// Returns to whom a statement is given that several said; those that are not known are made when `new_type`
/// says what.
async fn all_of<S: StatementStore>(
    store: &S,
    names: &[String],
    new_type: i32,
) -> Result<Vec<Party>, Status> {
    if names.len() > MAX_SPEAKERS {
        let problem = Problem::OutOfRange("at most 20 speak jointly");
        return Err(ConvertError::new("speakers", problem).into());
    }
    let mut parties = vec![];
    for name in names {
        parties.extend(who(store, name, new_type).await?);
    }
    // A name of nothing but blanks is nobody's.
    if parties.is_empty() || parties.len() < names.len() {
        return Err(ConvertError::new("speakers", Problem::Missing).into());
    }
    Ok(parties)
}

/// Returns where a statement stands as it was extracted.
pub(super) fn place(found: &StatementInContext) -> StatementPlace {
    let place = StatementPlace::of(&found.hit.statement, found.hit.article);
    match &found.hit.corrected {
        None => place,
        Some(corrected) => {
            let content = corrected.content.iter().map(|excerpt| excerpt.span).collect();
            StatementPlace { content, ..place }
        }
    }
}

/// Returns where in its article the words stand that a statement is to have.
async fn places<S: StatementStore>(
    store: &S,
    found: &StatementInContext,
    pieces: &[String],
) -> Result<Vec<Span>, Status> {
    let bytes: usize = pieces.iter().map(String::len).sum();
    let problem = match (pieces.len(), bytes) {
        (0, _) => Some(Problem::Missing),
        (count, _) if count > MAX_PIECES => {
            Some(Problem::OutOfRange("words are in at most 100 pieces"))
        }
        (_, bytes) if bytes > MAX_WORDS_BYTES => {
            Some(Problem::TooLong { bytes, limit: MAX_WORDS_BYTES })
        }
        _ => None,
    };
    if let Some(problem) = problem {
        return Err(ConvertError::new("words.pieces", problem).into());
    }
    let article = found.hit.article;
    let asked = ArticleQuery { articles: Some(vec![article]), limit: 1, ..ArticleQuery::default() };
    let page = store.articles(&asked).await.map_err(|error| q7x2_proto::status(&error))?;
    let text = page.articles.first().map(|article| Folded::of(article.text())).unwrap_or_default();
    let near = found.hit.statement.extent();
    let mut spans = vec![];
    for piece in pieces {
        let place = text.find(piece, near);
        let words = || piece.chars().take(200).collect();
        spans.push(place.ok_or_else(|| NamingError::NoWords { words: words() }.status())?);
    }
    spans.sort_unstable();
    spans.dedup();
    if spans.windows(2).any(|two| two[1].start() < two[0].end()) {
        let problem = Problem::Malformed("words that stand apart: some stand in two of the pieces");
        return Err(ConvertError::new("words.pieces", problem).into());
    }
    Ok(spans)
}

/// A text as words are compared: each run of white space is one space, and quotation marks of all forms
/// are one mark.
#[derive(Debug, Default)]
struct Folded {
    text: String,
    /// Where each byte of it stands in the text, in code points.
    points: Vec<u32>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self::default();
        for (point, c) in (0..).zip(text.chars()) {
            let c = match c {
                '“' | '”' | '„' | '«' | '»' => '"',
                '‘' | '’' | '‚' | '‹' | '›' => '\'',
                c if c.is_whitespace() => ' ',
                c => c,
            };
            if c == ' ' && folded.text.ends_with(' ') {
                continue;
            }
            folded.text.push(c);
            folded.points.extend(std::iter::repeat_n(point, c.len_utf8()));
        }
        folded
    }

    /// Returns where `words` stand, nearest to `near`; `None` where they do not.
    fn find(&self, words: &str, near: Option<Span>) -> Option<Span> {
        let words = Self::of(words.trim()).text;
        if words.is_empty() {
            return None;
        }
        let places = self.text.match_indices(&words).filter_map(|(at, words)| {
            Span::new(self.points[at], self.points[at + words.len() - 1] + 1)
        });
        let apart = |place: &Span| {
            near.map_or(0, |near| {
                let behind = place.start().saturating_sub(near.end());
                behind.max(near.start().saturating_sub(place.end()))
            })
        };
        places.min_by_key(apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, words: &str, near: Option<(u32, u32)>) -> Option<(u32, u32)> {
        let near = near.and_then(|(start, end)| Span::new(start, end));
        Folded::of(text).find(words, near).map(|span| (span.start(), span.end()))
    }

    #[test]
    fn words_are_found_whatever_their_white_space_and_marks() {
        assert_eq!(found("Née “to\n  stay”.", "\"to stay\"", None), Some((4, 15)));
        assert_eq!(found("Née “to\n  stay”.", " stay ", None), Some((10, 14)));
        assert_eq!(found("it won’t", "won't", None), Some((3, 8)));
        assert_eq!(found("it won’t", "it will", None), None);
        assert_eq!(found("it won’t", " ", None), None);
    }

    #[test]
    fn of_several_places_the_nearest_is_meant() {
        let text = "no. yes. no. maybe. no.";
        assert_eq!(found(text, "no", Some((13, 14))), Some((9, 11)));
        assert_eq!(found(text, "no", Some((20, 22))), Some((20, 22)));
        assert_eq!(found(text, "no", Some((0, 1))), Some((0, 2)));
    }
}
