//! What clues are made of: words, numbers and the names of enumerations, each with a number of its own
//! (FNV-1a), so that a clue is one number and needs no text.

/// Something that a clue tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    /// What it is, in words.
    pub(super) text: &'a str,
    number: u64,
}

impl<'a> Value<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, number: number(text) }
    }
}

/// Returns the number of a clue: of its name and what it tells.
pub(super) fn numbered(name: u64, values: &[Value<'_>]) -> u64 {
    values.iter().fold(name, |number, value| {
        (number.rotate_left(23) ^ value.number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Returns the number of a text.
pub(super) fn number(text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325;
    text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Declares an enumeration whose members are told by their names.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $member:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum $name {
            $($(#[$of])* $member,)*
        }

        impl $name {
            /// Returns the name as a clue has it.
            pub(super) fn value(self) -> $crate::circumstances::value::Value<'static> {
                let text = match self {
                    $(Self::$member => stringify!($member),)*
                };
                $crate::circumstances::value::Value::of(text)
            }
        }
    };
}
pub(super) use named;

named! {
    /// How many there are, roughly.
    Amount {
        /// None.
        Zero,
        /// One.
        One,
        /// Two.
        Two,
        /// Three or four.
        Few,
        /// Up to seven.
        Several,
        /// Up to twelve.
        Dozen,
        /// Up to twenty-five.
        Many,
        /// More.
        Most,
    }
}

impl Amount {
    pub(super) fn of(count: usize) -> Self {
        match count {
            0 => Self::Zero,
            1 => Self::One,
            2 => Self::Two,
            3..=4 => Self::Few,
            5..=7 => Self::Several,
            8..=12 => Self::Dozen,
            13..=25 => Self::Many,
            _ => Self::Most,
        }
    }
}

/// Tells whether, as clues have it.
pub(super) fn whether(is: bool) -> Value<'static> {
    Value::of(if is { "1" } else { "0" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_what_a_clue_tells_makes_a_difference() {
        let (a, b) = (Value::of("a"), Value::of("b"));
        assert_ne!(numbered(1, &[a, b]), numbered(1, &[b, a]));
        assert_ne!(numbered(1, &[a]), numbered(2, &[a]));
        assert_eq!(numbered(1, &[a]), numbered(1, &[Value::of("a")]));
        assert_eq!(Amount::of(6).value().text, "Several");
    }
}
