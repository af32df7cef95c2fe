//! The arguments of statements: values, and lists of them as one argument.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::Result;

/// A value that a statement is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Arg<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    List(&'a List),
}

/// Any number of values as one argument: in SQL `IN (SELECT value FROM json_each(?1))`, or
/// `json_each(?1) AS name`, which is for integers alone and has them as `value` and their order as `key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum List {
    Integers(Vec<i64>),
    Texts(Vec<String>),
    /// With what is not known as NULL; for lists that stand beside one another.
    MaybeIntegers(Vec<Option<i64>>),
    /// The same of texts.
    MaybeTexts(Vec<Option<String>>),
}

/// Makes a list.
pub(crate) fn list<T: Item>(items: &[T]) -> List {
    T::list(items)
}

/// What a list can be made of.
pub(crate) trait Item: Sized {
    fn list(items: &[Self]) -> List;
}

macro_rules! item {
    ($($kind:ident: $type:ty, $item:ident => $value:expr;)+) => {$(
        impl Item for $type {
            fn list(items: &[Self]) -> List {
                List::$kind(items.iter().map(|$item| $value).collect())
            }
        }
    )+};
}

item! {
    Integers: i64, item => *item;
    Integers: u64, item => i64::try_from(*item).unwrap_or(i64::MAX);
    Texts: String, item => item.clone();
    Texts: &String, item => (*item).clone();
    Texts: &str, item => (*item).to_owned();
    MaybeIntegers: Option<i64>, item => *item;
    MaybeTexts: Option<String>, item => item.clone();
    MaybeTexts: Option<&str>, item => item.map(str::to_owned);
}

/// What can be an argument.
pub(crate) trait Bind {
    fn arg(&self) -> Arg<'_>;
}

macro_rules! bind {
    ($($type:ty, $value:ident => $arg:expr;)+) => {$(
        impl Bind for $type {
            fn arg(&self) -> Arg<'_> {
                let $value = self;
                $arg
            }
        }
    )+};
}

bind! {
    i64, value => Arg::Integer(*value);
    u32, value => Arg::Integer(i64::from(*value));
    u8, value => Arg::Integer(i64::from(*value));
    bool, value => Arg::Integer(i64::from(*value));
    f32, value => Arg::Real(f64::from(*value));
    str, value => Arg::Text(value);
    String, value => Arg::Text(value);
    List, value => Arg::List(value);
}

impl<T: Bind + ?Sized> Bind for &T {
    fn arg(&self) -> Arg<'_> {
        (**self).arg()
    }
}

impl<T: Bind> Bind for Option<T> {
    fn arg(&self) -> Arg<'_> {
        self.as_ref().map_or(Arg::Null, Bind::arg)
    }
}

/// Which of a statement's arguments one is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'p> {
    /// `?1` is the first.
    Number(usize),
    /// With its colon.
    Name(&'p str),
}

/// Takes an argument of a statement.
pub(crate) type Take<'t, 'p> = &'t mut dyn FnMut(Place<'p>, Arg<'p>) -> Result<()>;

/// All arguments of a statement.
pub(crate) trait Params {
    /// Gives them one by one.
    fn give<'p>(&'p self, take: Take<'_, 'p>) -> Result<()>;
}

impl Params for () {
    fn give<'p>(&'p self, _: Take<'_, 'p>) -> Result<()> {
        Ok(())
    }
}

impl<T: Bind, const N: usize> Params for [T; N] {
    fn give<'p>(&'p self, take: Take<'_, 'p>) -> Result<()> {
        let mut all = self.iter().enumerate();
        all.try_for_each(|(at, value)| take(Place::Number(at + 1), value.arg()))
    }
}

impl Params for &[&dyn Bind] {
    fn give<'p>(&'p self, take: Take<'_, 'p>) -> Result<()> {
        let mut all = self.iter().enumerate();
        all.try_for_each(|(at, value)| take(Place::Number(at + 1), value.arg()))
    }
}

impl Params for &[(&str, &dyn Bind)] {
    fn give<'p>(&'p self, take: Take<'_, 'p>) -> Result<()> {
        self.iter().try_for_each(|(name, value)| take(Place::Name(name), value.arg()))
    }
}

/// Makes arguments of values of several types.
macro_rules! params {
    ($($value:expr),+ $(,)?) => {
        &[$(&$value as &dyn $crate::session::Bind),+] as &[&dyn $crate::session::Bind]
    };
}

/// Makes arguments of names and values.
macro_rules! named_params {
    ($($name:literal: $value:expr),+ $(,)?) => {
        &[$(($name, &$value as &dyn $crate::session::Bind)),+]
            as &[(&str, &dyn $crate::session::Bind)]
    };
}

pub(crate) use {named_params, params};

impl rusqlite::ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Integer(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Self::Real(value) => ToSqlOutput::Borrowed(ValueRef::Real(*value)),
            Self::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::List(list) => ToSqlOutput::Owned(Value::Text(match list {
                List::Integers(items) => json(items),
                List::Texts(items) => json(items),
                List::MaybeIntegers(items) => json(items),
                List::MaybeTexts(items) => json(items),
            })),
        })
    }
}

fn json<T: serde::Serialize>(items: &[T]) -> String {
    serde_json::to_string(items).expect("strings and numbers are always JSON")
}
