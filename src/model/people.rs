//! The people a user told us about: names, aliases and teams. Optional everywhere.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name to show.
    pub name: String,
    /// Other names the person is called or labelled by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The person's team, if it matters.
    #[serde(default)]
    pub team: Option<String>,
}

/// People known before reading. Names are compared without regard to case.
#[derive(Clone, Debug, Default)]
pub struct People {
    persons: Vec<Person>,
    by_name: HashMap<String, usize>,
}

impl People {
    /// Knows these persons; where two share an alias, the first one keeps it.
    pub fn new(persons: Vec<Person>) -> Self {
        let mut by_name = HashMap::new();
        for (index, person) in persons.iter().enumerate() {
            for name in std::iter::once(&person.name).chain(&person.aliases) {
                by_name.entry(name.trim().to_lowercase()).or_insert(index);
            }
        }
        Self { persons, by_name }
    }

    /// All persons, in the order given.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// The person called so.
    pub fn find(&self, name: &str) -> Option<&Person> {
        self.by_name.get(&name.trim().to_lowercase()).map(|&index| &self.persons[index])
    }

    /// The name to show for a label: the person's name, or the label as it is.
    pub fn canonical<'a>(&'a self, label: &'a str) -> &'a str {
        self.find(label).map_or(label, |person| &person.name)
    }

    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }
}
