//! Resolution: who is behind a source.

use q7x2_domain::{Article, LinkReason, Speaker, SpeakerId, SpeakerType};

use crate::link::Attribution;
use crate::segment::Segments;

pub(crate) struct Resolver<'a> {
    article: &'a Article,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(article: &'a Article, _segments: &'a Segments) -> Self {
        Self { article }
    }

    pub(crate) fn resolve(&mut self, attribution: &Attribution) -> Option<Speaker> {
        let name = self.article.text()[attribution.source.clone()?].to_owned();
        Some(Speaker {
            id: SpeakerId::of(&name, SpeakerType::Person, self.article.id()),
            name,
            kind: SpeakerType::Person,
            link_reason: LinkReason::Name,
        })
    }

    pub(crate) fn is_thing(&self, _attribution: &Attribution) -> bool {
        false
    }
}
