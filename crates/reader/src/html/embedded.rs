//! Posts of other sites that an article shows: what they say is a statement, and their author and channel
//! say whose.

use super::blocks::Blocks;
use super::tree::Tree;

/// Parts of the names of elements that are posts of another site.
const POSTS: [&str; 12] = [
    "twitter-tweet",
    "twitter-video",
    "tweet-embed",
    "telegram-post",
    "tgme_widget",
    "fb-post",
    "facebook-post",
    "instagram-media",
    "tiktok-embed",
    "bluesky-embed",
    "mastodon-embed",
    "reddit-embed",
];

/// How many ancestors of a block are looked at.
const ANCESTORS: usize = 8;

/// Keeps the blocks of posts that stand within the article: between blocks that are kept, or right behind
/// one.
pub(super) fn keep(tree: &Tree<'_>, page: &Blocks, kept: &mut [bool]) {
    let Some(first) = kept.iter().position(|kept| *kept) else { return };
    let mut after = kept.iter().rposition(|kept| *kept).map_or(0, |last| last + 1);
    for (at, block) in page.blocks.iter().enumerate().skip(first) {
        if at > after {
            break;
        }
        if !kept[at] && is_post(tree, block.owner) {
            kept[at] = true;
            after = after.max(at + 1);
        }
    }
}

/// Tells whether an element is or is in a post of another site.
fn is_post(tree: &Tree<'_>, owner: u32) -> bool {
    let up = std::iter::once(owner).chain(tree.ancestors(owner));
    up.take(ANCESTORS).any(|id| {
        let mut found = false;
        tree.each_attribute(id, |name, value| {
            if name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("data-telegram-post")
            {
                found |= name.len() > 5 || POSTS.iter().any(|post| value.contains(post));
            }
            !found
        });
        found
    })
}
