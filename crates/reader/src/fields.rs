//! The fields of a record or a row: those that may be read, in order, and the names of the others.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::keys::{self, KeyMap};
use crate::shapes;

/// How many names of keys are kept to be told.
const TOLD_KEYS: usize = 12;

/// The fields of one record.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// What may be read.
    pub(crate) values: Vec<(String, Value)>,
    /// The first names of all keys.
    pub(crate) names: Vec<String>,
    /// A key that is not read and has a list of objects.
    pub(crate) list: Option<String>,
}

impl Fields {
    /// Returns the fields of an object of JSON.
    ///
    /// # Errors
    /// What the parser says.
    pub(crate) fn parse(object: &str, map: &KeyMap) -> Result<Self, serde_json::Error> {
        let mut parser = serde_json::Deserializer::from_str(object);
        let fields = Object(map).deserialize(&mut parser)?;
        parser.end().map(|()| fields)
    }

    /// Adds a field of which the value is known.
    pub(crate) fn push(&mut self, name: &str, value: Value, map: &KeyMap) {
        self.name(name);
        if is_wanted(name, map) {
            self.values.push((name.to_owned(), value));
        }
    }

    /// Returns the value under a key, the last where there are several.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.values.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Returns the value that a path of keys with dots between them leads to.
    pub(crate) fn at(&self, path: &str) -> Option<&Value> {
        self.get(path).or_else(|| {
            let mut parts = path.split('.');
            let first = self.get(parts.next()?)?;
            parts.try_fold(first, |value, key| value.get(key))
        })
    }

    fn name(&mut self, name: &str) {
        if self.names.len() < TOLD_KEYS {
            self.names.push(name.to_owned());
        }
    }
}

/// Tells whether the value of a key may be read.
pub(crate) fn is_wanted(name: &str, map: &KeyMap) -> bool {
    keys::is_read(name) || map.has(name) || shapes::KEYS.contains(&name)
}

/// Reads an object.
struct Object<'a>(&'a KeyMap);

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            fields.name(&key);
            if is_wanted(&key, self.0) {
                let value = map.next_value()?;
                fields.values.push((key, value));
            } else if map.next_value::<IsList>()?.0 && fields.list.is_none() {
                fields.list = Some(key);
            }
        }
        Ok(fields)
    }
}

/// Whether a value is a list that begins with an object, as of articles. Nothing of it is kept.
struct IsList(bool);

impl<'de> Deserialize<'de> for IsList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Option<bool>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(None)
            }
            // `Some(true)` is an object, `Some(false)` a list of objects.
            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
                let first = seq.next_element::<IsObject>()?;
                IgnoredAny.visit_seq(seq)?;
                Ok(first.is_some_and(|first| first.0).then_some(false))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
                IgnoredAny.visit_map(map)?;
                Ok(Some(true))
            }
        }
        struct IsObject(bool);
        impl<'de> Deserialize<'de> for IsObject {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self(deserializer.deserialize_any(Shape)? == Some(true)))
            }
        }
        Ok(Self(deserializer.deserialize_any(Shape)? == Some(false)))
    }
}
