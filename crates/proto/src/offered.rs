//! Articles that are offered to a store, and how they stand there.

use q7x2_domain as domain;
use q7x2_domain::{Standing, Tombstone};

use crate::field::{article_id, bounded_text, without_nul};
use crate::messages::from_owned;
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::{ConvertError, Problem, v1};

from_owned!(Offered => OfferedArticle);

/// How many hashes of places one article has at most.
const MAX_PLACES: usize = 4;

impl From<domain::Learned> for v1::Learned {
    fn from(learned: domain::Learned) -> Self {
        let domain::Learned { fields, other_outlet, differing } = learned;
        let other_outlet = other_outlet.unwrap_or_default();
        Self { fields, other_outlet, differing_fields: differing }
    }
}

impl From<v1::Learned> for domain::Learned {
    fn from(wire: v1::Learned) -> Self {
        let other_outlet = crate::optional_text(wire.other_outlet);
        Self { fields: wire.fields, other_outlet, differing: wire.differing_fields }
    }
}

impl From<&domain::Offered> for v1::OfferedArticle {
    fn from(offered: &domain::Offered) -> Self {
        let (url, bare) = offered.address.clone().unzip();
        Self {
            article_id: offered.article.to_string(),
            place_hashes: offered.tombstones.clone(),
            url: url.unwrap_or_default(),
            bare_article_id: bare.map(|id| id.to_string()).unwrap_or_default(),
            outlet: offered.outlet.clone().unwrap_or_default(),
            places: offered.places.clone(),
            text: offered.text.clone().unwrap_or_default(),
        }
    }
}

impl TryFrom<v1::OfferedArticle> for domain::Offered {
    type Error = ConvertError;

    fn try_from(wire: v1::OfferedArticle) -> Result<Self, ConvertError> {
        for (field, count) in
            [("place_hashes", wire.place_hashes.len()), ("places", wire.places.len())]
        {
            if count > MAX_PLACES {
                let problem = Problem::OutOfRange("an article is from at most 4 places");
                return Err(ConvertError::new(field, problem));
            }
        }
        let place = |place| without_nul(place, "places");
        let bare = crate::optional_text(wire.bare_article_id);
        let bare = bare.map(|id| article_id(&id, "bare_article_id")).transpose()?;
        Ok(Self {
            article: article_id(&wire.article_id, "article_id")?,
            tombstones: wire.place_hashes,
            address: bounded_text(wire.url, "url")?.zip(bare),
            outlet: bounded_text(wire.outlet, "outlet")?,
            places: wire.places.into_iter().map(place).collect::<Result<_, _>>()?,
            text: crate::optional_text(wire.text),
        })
    }
}

/// Returns the articles of a request that are offered.
///
/// # Errors
/// When one of them is none, or they are too many.
pub fn offered_articles(
    wire: Vec<v1::OfferedArticle>,
) -> Result<Vec<domain::Offered>, ConvertError> {
    if wire.len() > crate::MAX_PAGE_SIZE as usize {
        let problem = Problem::OutOfRange("at most 1000 articles are offered at a time");
        return Err(ConvertError::new("articles", problem));
    }
    crate::field::each(wire, "articles")
}

/// Returns how articles stand, in the order of `offered`.
pub fn held_response(
    offered: &[domain::Offered],
    standings: &[Standing],
) -> v1::ListHeldArticlesResponse {
    let mut response = v1::ListHeldArticlesResponse::default();
    for (offered, standing) in offered.iter().zip(standings) {
        let article_id = offered.article.to_string();
        match *standing {
            Standing::Unread => {}
            Standing::Read => response.article_ids.push(article_id),
            Standing::ReadUndated(date) => {
                let published_at = date.map(timestamp_to_wire);
                response.undated.push(v1::UndatedArticle { article_id, published_at });
            }
            Standing::Same(kept_as) => {
                let kept_as = kept_as.to_string();
                response.same.push(v1::SameArticle { article_id, kept_as });
            }
            Standing::Placed => response.placed_ids.push(article_id),
            Standing::Revision(of) => {
                let revises = of.to_string();
                response.revised.push(v1::RevisedArticle { article_id, revises });
            }
            Standing::Forgotten(Tombstone { number, by_place, is_erased: erased }) => response
                .forgotten
                .push(v1::ForgottenArticle { article_id, number, by_place, erased }),
        }
    }
    response
}

/// Returns how the articles stand that a response names.
///
/// # Errors
/// When an id or a time is none.
pub fn standings(
    wire: v1::ListHeldArticlesResponse,
) -> Result<Vec<(domain::ArticleId, Standing)>, ConvertError> {
    let mut found = vec![];
    for id in wire.article_ids {
        found.push((article_id(&id, "article_ids")?, Standing::Read));
    }
    for v1::ForgottenArticle { article_id: id, number, by_place, erased } in wire.forgotten {
        let tombstone = Tombstone { number, by_place, is_erased: erased };
        found.push((article_id(&id, "forgotten.article_id")?, Standing::Forgotten(tombstone)));
    }
    for v1::SameArticle { article_id: id, kept_as } in wire.same {
        let kept_as = article_id(&kept_as, "same.kept_as")?;
        found.push((article_id(&id, "same.article_id")?, Standing::Same(kept_as)));
    }
    for v1::UndatedArticle { article_id: id, published_at } in wire.undated {
        let date = timestamp_from_wire(published_at, "undated.published_at")?;
        found.push((article_id(&id, "undated.article_id")?, Standing::ReadUndated(date)));
    }
    for id in wire.placed_ids {
        found.push((article_id(&id, "placed_ids")?, Standing::Placed));
    }
    for v1::RevisedArticle { article_id: id, revises } in wire.revised {
        let revises = article_id(&revises, "revised.revises")?;
        found.push((article_id(&id, "revised.article_id")?, Standing::Revision(revises)));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{ArticleId, Offered, Timestamp};

    use super::*;

    #[test]
    fn how_articles_stand_comes_over_the_wire() {
        let id = |text: &str| ArticleId::of(None, text);
        let all = [
            Standing::Read,
            Standing::Unread,
            Standing::ReadUndated(None),
            Standing::ReadUndated(Some(Timestamp::from_seconds(7))),
            Standing::Same(id("x")),
            Standing::Placed,
            Standing::Revision(id("y")),
            Standing::Forgotten(Tombstone { number: 3, by_place: true, is_erased: false }),
        ];
        let ids = ["a", "b", "c", "d", "e", "f"].map(id);
        let response = held_response(&ids.map(Offered::only), &all);
        let read = standings(response).expect("read");
        for (id, standing) in ids.iter().zip(all) {
            let found = read.iter().find(|(known, _)| known == id).map(|(_, standing)| standing);
            assert_eq!(found.copied().unwrap_or(Standing::Unread), standing);
        }
    }
}
