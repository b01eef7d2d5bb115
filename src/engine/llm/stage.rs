//! What models are asked for: each stage has a version of its wording and a usual length of its answers.

/// What a model is asked for. Its version is raised whenever a template of it, or the way it is filled, changes: answers to
/// the old wording no longer count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What a chunk of a meeting holds.
    Meeting,
    /// What a passage of a meeting holds that was read once already.
    MeetingAgain,
    /// What a document says to a requirement.
    Verdict,
    /// What open answers of a survey have in common.
    Themes,
    /// Which names of themes are of one theme.
    ThemeNames,
    /// What all findings come to.
    Overview,
}

impl Stage {
    /// Name and version, for the key of a question.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Meeting => "meeting 2",
            Stage::MeetingAgain => "meeting again 1",
            Stage::Verdict => "verdict 1",
            Stage::Themes => "themes 1",
            Stage::ThemeNames => "theme names 1",
            Stage::Overview => "overview 1",
        }
    }

    /// Longest answer, in tokens, that is asked for at first: a page of findings, or a few sentences and room for a model
    /// to think them over. A budget sets so much aside for each request.
    pub fn most_output(self) -> u32 {
        match self {
            Stage::Meeting | Stage::Themes => 4096,
            Stage::MeetingAgain | Stage::Verdict | Stage::ThemeNames | Stage::Overview => 2048,
        }
    }
}
