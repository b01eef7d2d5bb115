//! A matter followed through several meetings: what the series view shows.

use super::finding::FindingKind;
use jiff::civil::Date;

/// One matter followed through a series of meetings, with its word in each meeting that speaks of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesThread {
    /// What it was called when it first came up.
    pub title: String,
    /// Action or decision.
    pub kind: FindingKind,
    /// At least two, by rising date.
    pub steps: Vec<SeriesStep>,
}

/// What one meeting says of a matter.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesStep {
    /// Id of the document.
    pub document: String,
    /// Its date.
    pub date: Date,
    /// The finding: that of this meeting; where the meeting only says that it is done or changed, the one before.
    pub finding: String,
    /// What became of it here.
    pub state: StepState,
    /// The finding's statement, or the words that say it is done or changed.
    pub statement: String,
}

/// What became of a matter in one meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It came up for the first time.
    Opened,
    /// It still stands.
    StillOpen,
    /// It is said to be done.
    Done,
    /// It has another value, owner or date.
    Changed,
    /// The opposite is said, without a word that it was changed.
    Contradicted,
}

impl StepState {
    /// The word on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            StepState::Opened => "opened",
            StepState::StillOpen => "still open",
            StepState::Done => "done",
            StepState::Changed => "changed",
            StepState::Contradicted => "contradicted",
        }
    }
}
