//! Ids of speakers, made of their names.

use q7x2_domain::{ArticleId, SpeakerId, SpeakerType};

use crate::NameKey;

/// Returns the id of the speaker of this name and type in this article.
pub fn speaker_id(name: &str, kind: SpeakerType, article: ArticleId) -> SpeakerId {
    let slug = NameKey::of(name).to_string().replace(' ', "-");
    SpeakerId::of_slug(&slug, kind, article)
}
