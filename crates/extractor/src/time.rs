//! Expressions of time, as a sentence about an act of saying has them: "on Tuesday", "late last
//! week", "May 3, 2016", "two days later". What one says is in `expression`, how it is read in
//! `grammar`, which point in time it is in `calendar`. Knows neither cues nor contents.

mod calendar;
mod class;
mod clock;
mod dates;
mod expression;
mod grammar;
mod measures;
mod stretch;
mod table;
mod words;

pub(crate) use expression::{Date, Expression};
pub(crate) use grammar::Grammar;
pub(crate) use stretch::{Run, Stretch};

#[cfg(test)]
mod tests;
