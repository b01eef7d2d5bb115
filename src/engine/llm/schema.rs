//! The shape of answers. Takes Rust types, gives the JSON schema that models are held to and that answers are read by.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The shape of one kind of answer.
#[derive(Debug)]
pub struct AnswerSchema {
    /// Its name, for services that want one.
    pub name: &'static str,
    /// The schema: every property required, no others allowed, so that strict modes take it.
    pub value: Value,
    /// The same as text.
    pub text: String,
}

/// What a model says of a stretch of a meeting.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct MeetingAnswer {
    /// Everything found, in the order of the document.
    pub findings: Vec<Claim>,
}

/// One claim about a meeting.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
pub struct Claim {
    /// What it is.
    pub kind: ClaimKind,
    /// One plain sentence in your own words that can be understood alone.
    pub statement: String,
    /// The words of the document that show it, copied exactly, from one turn.
    pub quote: String,
    /// Action items: who is to do it, as named in the document; null when not stated.
    #[serde(default)]
    pub owner: Option<String>,
    /// Action items: by when, in the words of the document; null when not stated.
    #[serde(default)]
    pub due: Option<String>,
    /// How plainly the document says it.
    #[serde(default)]
    pub certainty: Certainty,
}

/// What a claim can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Something was settled.
    Decision,
    /// Somebody is to do something.
    ActionItem,
    /// Something was asked and not answered.
    OpenQuestion,
    /// Something may go wrong.
    Risk,
}

/// How plainly the text says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// In so many words.
    Stated,
    /// It follows from what is said.
    #[default]
    Likely,
    /// It may be meant.
    Unsure,
}

/// What a model says of one requirement.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct VerdictAnswer {
    /// What the document says to the requirement.
    pub verdict: VerdictKind,
    /// The words of the document that decide, copied exactly; null only for missing.
    #[serde(default)]
    pub quote: Option<String>,
    /// One plain sentence that names what decides.
    #[serde(default)]
    pub reason: String,
}

/// How a document stands to a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// It says the same.
    Met,
    /// It asks for more.
    Stricter,
    /// It asks for less.
    Weaker,
    /// It says the opposite.
    Contradicted,
    /// It says nothing of it.
    Missing,
    /// It cannot be told.
    Unclear,
}

/// What a model says of open answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ThemesAnswer {
    /// The themes, those with the most answers first.
    pub themes: Vec<ThemeSaid>,
}

/// One theme of open answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ThemeSaid {
    /// One to four words that name it.
    pub label: String,
    /// Words and short phrases of the answers by which others on the same theme can be known.
    #[serde(default)]
    pub words: Vec<String>,
    /// One to three passages of the answers, copied exactly.
    pub quotes: Vec<String>,
}

/// Which names are of one theme.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct NamesAnswer {
    /// Themes that have several names.
    pub groups: Vec<NameGroup>,
}

/// Names of one theme.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct NameGroup {
    /// The best of the names, copied exactly.
    pub name: String,
    /// The others, copied exactly.
    pub same: Vec<String>,
}

/// The shape of themes.
pub fn themes() -> &'static AnswerSchema {
    static SCHEMA: LazyLock<AnswerSchema> = LazyLock::new(|| of::<ThemesAnswer>("survey_themes"));
    &SCHEMA
}

/// The shape of names of themes.
pub fn names() -> &'static AnswerSchema {
    static SCHEMA: LazyLock<AnswerSchema> = LazyLock::new(|| of::<NamesAnswer>("theme_names"));
    &SCHEMA
}

/// What a model makes of all findings.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct OverviewAnswer {
    /// Three to five sentences.
    pub sentences: Vec<SentenceSaid>,
}

/// One sentence over findings.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct SentenceSaid {
    /// The sentence.
    pub text: String,
    /// Numbers of the findings it rests on.
    pub findings: Vec<i64>,
}

/// The shape of overviews.
pub fn overview() -> &'static AnswerSchema {
    static SCHEMA: LazyLock<AnswerSchema> = LazyLock::new(|| of::<OverviewAnswer>("overview"));
    &SCHEMA
}

/// The shape of verdicts.
pub fn verdict() -> &'static AnswerSchema {
    static SCHEMA: LazyLock<AnswerSchema> = LazyLock::new(|| of::<VerdictAnswer>("requirement_verdict"));
    &SCHEMA
}

/// The shape of answers about meetings.
pub fn meeting() -> &'static AnswerSchema {
    static SCHEMA: LazyLock<AnswerSchema> = LazyLock::new(|| of::<MeetingAnswer>("meeting_findings"));
    &SCHEMA
}

fn of<T: JsonSchema>(name: &'static str) -> AnswerSchema {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut value = settings.into_generator().into_root_schema_for::<T>().to_value();
    make_strict(&mut value);
    AnswerSchema { name, text: value.to_string(), value }
}

/// What strict modes ask for: all properties required, none besides, closed sets as `enum`, no defaults.
fn make_strict(value: &mut Value) {
    match value {
        Value::Object(object) => {
            flatten_choice(object);
            for dropped in ["title", "default", "format", "$schema"] {
                // A property may have such a name; a keyword's value is no object.
                if object.get(dropped).is_some_and(|value| !value.is_object()) {
                    object.shift_remove(dropped);
                }
            }
            if let Some(properties) = object.get("properties").and_then(Value::as_object) {
                let names: Vec<String> = properties.keys().cloned().collect();
                object.insert("required".into(), json!(names));
                object.insert("additionalProperties".into(), json!(false));
            }
            object.values_mut().for_each(make_strict);
        }
        Value::Array(values) => values.iter_mut().for_each(make_strict),
        _ => {}
    }
}

/// A `oneOf` of constants, which is what described variants come out as, is an `enum`.
fn flatten_choice(object: &mut Map<String, Value>) {
    let constants: Option<Vec<Value>> = object
        .get("oneOf")
        .and_then(Value::as_array)
        .and_then(|choices| choices.iter().map(|choice| choice.get("const").cloned()).collect());
    if let Some(constants) = constants {
        object.shift_remove("oneOf");
        object.insert("type".into(), json!("string"));
        object.insert("enum".into(), Value::Array(constants));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_strict() {
        let schema = &meeting().value;
        assert_eq!(schema["additionalProperties"], json!(false));
        let claim = &schema["properties"]["findings"]["items"];
        assert_eq!(
            claim["required"],
            json!(["kind", "statement", "quote", "owner", "due", "certainty"]),
            "{schema:#}"
        );
        assert_eq!(
            claim["properties"]["kind"]["enum"],
            json!(["decision", "action_item", "open_question", "risk"])
        );
        assert_eq!(claim["properties"]["owner"]["type"], json!(["string", "null"]));
        for word in ["oneOf", "$ref", "$defs", "\"default\"", "\"title\""] {
            assert!(!meeting().text.contains(word), "{word} in {}", meeting().text);
        }
    }
}
