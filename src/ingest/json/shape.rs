//! The upper levels of a JSON text: which keys it has, without keeping what they hold.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Levels that are looked at; what lies deeper is skipped without recursion.
const LEVELS: u8 = 7;
/// Keys that are kept a level.
const MOST_KEYS: usize = 64;
/// Longest text that is kept, in bytes.
const LONGEST_TEXT: usize = 300;

/// Keys of an object, the first element of an array, or a short text.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    keys: Vec<(String, Shape)>,
    first: Option<Box<Shape>>,
    text: Option<String>,
    array: bool,
}

impl Shape {
    /// Looks at the upper levels; `None` if the text does not begin like JSON.
    pub(crate) fn probe(text: &str) -> Option<Result<Shape, serde_json::Error>> {
        let start = text.trim_start();
        let next = start.get(1..)?.trim_start().chars().next();
        let json = match start.as_bytes().first()? {
            b'{' => matches!(next, Some('"' | '}') | None),
            b'[' => matches!(next, Some('{') | None),
            _ => false,
        };
        json.then(|| {
            let mut parser = serde_json::Deserializer::from_str(text);
            let shape = Level(LEVELS).deserialize(&mut parser)?;
            parser.end()?;
            Ok(shape)
        })
    }

    /// Whether the path exists; `[]` steps into the first element of an array.
    pub(crate) fn has(&self, path: &[&str]) -> bool {
        self.at(path).is_some()
    }

    fn at(&self, path: &[&str]) -> Option<&Shape> {
        path.iter().try_fold(self, |shape, &step| match step {
            "[]" => shape.first.as_deref(),
            key => shape.keys.iter().find(|(name, _)| name == key).map(|(_, child)| child),
        })
    }

    /// Whether the path leads to an array.
    pub(crate) fn is_array(&self, path: &[&str]) -> bool {
        self.at(path).is_some_and(|shape| shape.array)
    }

    /// The text of an upper key, if it is short.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.at(&[key])?.text.as_deref()
    }

    /// The first keys, for people.
    pub(crate) fn describe(&self) -> String {
        let keys =
            if self.array { self.first.as_deref().map_or(&[][..], |first| &first.keys) } else { &self.keys };
        let names: Vec<&str> = keys.iter().take(8).map(|(name, _)| name.as_str()).collect();
        match (names.is_empty(), keys.len() > 8) {
            (true, _) => "none".to_owned(),
            (false, false) => names.join(", "),
            (false, true) => format!("{} …", names.join(", ")),
        }
    }
}

#[derive(Clone, Copy)]
struct Level(u8);

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        if self.0 == 0 {
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(Shape::default());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Shape;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut shape = Shape::default();
        while let Some(key) = map.next_key::<String>()? {
            if shape.keys.len() < MOST_KEYS {
                let child = map.next_value_seed(Level(self.0 - 1))?;
                shape.keys.push((key, child));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(shape)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Shape, A::Error> {
        let first = sequence.next_element_seed(Level(self.0 - 1))?.map(Box::new);
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Shape { first, array: true, ..Shape::default() })
    }

    fn visit_str<E>(self, text: &str) -> Result<Shape, E> {
        Ok(Shape { text: (text.len() <= LONGEST_TEXT).then(|| text.to_owned()), ..Shape::default() })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::default())
    }
}
