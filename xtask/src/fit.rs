//! What fitting and measuring share: the judged articles of every corpus in one form, and whether a
//! speaker is right.

pub(crate) mod audited;
pub(crate) mod right;
#[expect(dead_code, reason = "fitting reads more of an article than measuring does")]
pub(crate) mod sets;
