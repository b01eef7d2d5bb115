//! The codebook: what the user knows of the survey and the export does not say. TOML; see `samples/survey/codebook.toml`.

use crate::model::survey::QuestionType;
use serde::Deserialize;

/// What the user says of questions and themes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codebook {
    /// Questions, each known by its text, its item or its short name.
    #[serde(default, rename = "question")]
    pub questions: Vec<QuestionEntry>,
    /// Themes that are looked for whatever else is found.
    #[serde(default, rename = "theme")]
    pub themes: Vec<ThemeEntry>,
}

/// What the user says of one question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionEntry {
    /// Its text as the export has it, its short name, or `q7`.
    pub name: String,
    /// What it asks for.
    #[serde(default, rename = "type")]
    pub kind: Option<TypeName>,
    /// How it is called on the page.
    #[serde(default)]
    pub label: Option<String>,
    /// Its answers from low (unfavourable) to high.
    #[serde(default)]
    pub order: Vec<String>,
    /// Whether a high answer is unfavourable.
    #[serde(default)]
    pub reversed: bool,
    /// Answers put together under one name.
    #[serde(default)]
    pub groups: Vec<GroupEntry>,
    /// What it is used for.
    #[serde(default)]
    pub role: Option<RoleName>,
}

/// Answers under one name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    /// The name.
    pub label: String,
    /// The answers.
    pub answers: Vec<String>,
}

/// A theme known by its words.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeEntry {
    /// How it is called.
    pub label: String,
    /// Words and phrases; each stands for all its forms.
    pub words: Vec<String>,
}

/// Types as the codebook writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeName {
    /// Tells responses apart.
    Id,
    /// A day.
    Date,
    /// A scale.
    Likert,
    /// One answer.
    Single,
    /// Several answers.
    Multiple,
    /// A number.
    Numeric,
    /// An open answer.
    Text,
}

/// Uses as the codebook writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// To be explained.
    Outcome,
    /// When somebody answered.
    Wave,
    /// What group somebody belongs to.
    Demographic,
    /// Who somebody is.
    Personal,
    /// Not to be looked at.
    LeaveOut,
}

impl TypeName {
    /// The type.
    pub(super) fn kind(self) -> QuestionType {
        match self {
            TypeName::Id => QuestionType::Id,
            TypeName::Date => QuestionType::Date,
            TypeName::Likert => QuestionType::Likert,
            TypeName::Single => QuestionType::Single,
            TypeName::Multiple => QuestionType::Multiple,
            TypeName::Numeric => QuestionType::Numeric,
            TypeName::Text => QuestionType::Text,
        }
    }
}

impl Codebook {
    /// Reads a codebook.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let codebook: Codebook = toml::from_str(text).map_err(|error| error.to_string())?;
        if codebook == Codebook::default() {
            return Err(
                "says nothing; write [[question]] with name = \"…\", or [[theme]] with label and words"
                    .into(),
            );
        }
        Ok(codebook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codebooks_are_read_or_refused_with_their_line() {
        let text = "[[question]]\nname = 'Q5'\ntype = 'likert'\norder = ['bad', 'good']\nrole = 'outcome'\n\n\
                    [[question.groups]]\nlabel = 'South'\nanswers = ['Rome', 'Bari']\n\n[[theme]]\nlabel = 'Pay'\nwords = ['salary']\n";
        let codebook = Codebook::parse(text).unwrap();
        assert_eq!(codebook.questions[0].kind, Some(TypeName::Likert));
        assert_eq!(codebook.questions[0].groups[0].answers, ["Rome", "Bari"]);
        assert_eq!(codebook.themes[0].label, "Pay");
        assert!(Codebook::parse("[[question]]\nname = 'a'\ntyp = 'id'\n").unwrap_err().contains("line 3"));
        assert!(Codebook::parse("").unwrap_err().contains("[[question]]"));
    }
}
