//! The spans of a port with typed places.

use q7x2_domain::{Role, RoleSpan};

use crate::document::Bytes;

/// A span of a reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) role: Role,
    pub(super) bytes: Bytes,
    pub(super) score: f32,
    /// The number of the span that this one belongs to.
    pub(super) partner: Option<usize>,
}

impl Placed {
    /// Returns the spans of a reading.
    pub(super) fn all(spans: &[RoleSpan]) -> Vec<Self> {
        spans.iter().map(Self::of).collect()
    }

    fn of(span: &RoleSpan) -> Self {
        let RoleSpan { role, ref bytes, score, partner } = *span;
        Self { role, bytes: bytes.into(), score, partner }
    }
}

impl From<Placed> for RoleSpan {
    fn from(span: Placed) -> Self {
        let Placed { role, bytes, score, partner } = span;
        Self { role, bytes: bytes.range(), score, partner }
    }
}
