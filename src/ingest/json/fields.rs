//! Fields that recognisers write in several ways: times as numbers, texts or objects; speakers as numbers or texts.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A time as written: `1.5`, `"1.500s"`, `{"seconds": "1", "nanos": 500000000}`; null is no time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Time(pub(super) Option<f64>);

/// A short text that may be written as a number; null is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tag(pub(super) Option<String>);

/// A text that may be null.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) String);

/// A list that may be null.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Tag {
    /// A label for the speaker: a bare number or letter becomes `Speaker 1`.
    pub(super) fn speaker(&self) -> Option<String> {
        let name = self.0.as_deref()?.trim();
        let bare = name.len() == 1 || name.bytes().all(|byte| byte.is_ascii_digit());
        match name {
            "" => None,
            _ if bare => Some(format!("Speaker {name}")),
            _ => Some(name.to_owned()),
        }
    }
}

struct Any;

#[derive(Debug)]
enum Found {
    Nothing,
    Number(f64),
    Whole(i64),
    Text(String),
    Timed(f64),
}

impl<'de> Visitor<'de> for Any {
    type Value = Found;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a number or a text")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Found, E> {
        Ok(Found::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Found, E> {
        Ok(Found::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Found, E> {
        Ok(i64::try_from(number).map_or(Found::Number(number as f64), Found::Whole))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Found, E> {
        Ok(Found::Nothing)
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        Ok(Found::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Found, E> {
        Ok(Found::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Nothing)
    }

    fn visit_none<E>(self) -> Result<Found, E> {
        Ok(Found::Nothing)
    }

    /// Protobuf's durations, and speakers as objects: `{"@id": "S0"}`, `{"name": "Ann"}`.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let (mut seconds, mut timed, mut name) = (0.0, false, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "seconds" => {
                    seconds += map.next_value::<Time>()?.0.unwrap_or(0.0);
                    timed = true;
                }
                "nanos" => {
                    seconds += map.next_value::<Time>()?.0.unwrap_or(0.0) / 1e9;
                    timed = true;
                }
                "name" => name = map.next_value::<Tag>()?.0.or(name),
                "id" | "@id" => name = name.or(map.next_value::<Tag>()?.0),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match name {
            Some(name) => Found::Text(name),
            None if timed => Found::Timed(seconds),
            None => Found::Nothing,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Found, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Found::Nothing)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Time(match deserializer.deserialize_any(Any)? {
            Found::Nothing => None,
            Found::Number(number) | Found::Timed(number) => Some(number),
            Found::Whole(number) => Some(number as f64),
            Found::Text(text) => {
                let text = text.trim();
                match text.strip_suffix('s').unwrap_or(text).parse() {
                    Ok(number) => Some(number),
                    Err(_) if text.is_empty() => None,
                    Err(_) => match super::super::stamp::parse_stamp(text) {
                        Some((time_ms, length)) if length == text.len() => Some(time_ms as f64 / 1000.0),
                        _ => return Err(D::Error::custom(format!("{text:?} is no time"))),
                    },
                }
            }
        }))
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Tag(match deserializer.deserialize_any(Any)? {
            Found::Nothing => None,
            Found::Number(number) | Found::Timed(number) => Some(number.to_string()),
            Found::Whole(number) => Some(number.to_string()),
            Found::Text(text) => Some(text),
        }))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Text(Tag::deserialize(deserializer)?.0.unwrap_or_default()))
    }
}
