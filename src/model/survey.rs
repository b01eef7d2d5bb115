//! What is known of a survey at the end, in the words of the output contract. Counts of groups below the minimum are not
//! in it at all: whoever makes these values has hidden them already, so that no page and no file can show them.

use super::finding::SeenBy;
use serde::Serialize;

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Lower and upper end.
    pub interval: [f64; 2],
}

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    /// Tells responses or people apart; never shown.
    Id,
    /// A day or a moment.
    Date,
    /// A scale of answers in an order.
    Likert,
    /// One of some answers.
    Single,
    /// Any number of some answers.
    Multiple,
    /// A number.
    Numeric,
    /// An open answer.
    Text,
}

impl QuestionType {
    /// The name in `analysis.json` and in a codebook.
    pub fn as_str(self) -> &'static str {
        match self {
            QuestionType::Id => "id",
            QuestionType::Date => "date",
            QuestionType::Likert => "likert",
            QuestionType::Single => "single",
            QuestionType::Multiple => "multiple",
            QuestionType::Numeric => "numeric",
            QuestionType::Text => "text",
        }
    }
}

/// What a question is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What the survey wants to explain.
    Outcome,
    /// Says when somebody answered.
    Wave,
    /// Says what group somebody belongs to.
    Demographic,
    /// Says who somebody is; never shown.
    Personal,
    /// Another way of asking for the outcome: no driver of it.
    OtherOutcome,
    /// Notes of the survey tool, not of the person.
    Technical,
}

/// One answer of a question and how many gave it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// The answer.
    pub label: String,
    /// How many gave it; `None` when hidden.
    pub n: Option<usize>,
    /// Their share of those who answered; `None` when hidden.
    pub share: Option<f64>,
    /// Whether it is hidden.
    pub suppressed: bool,
    /// Whether it counts as favourable; `None` where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favourable: Option<bool>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionRow {
    /// `q1`, `q2` … in the order of the export.
    pub id: String,
    /// As the export has it.
    pub text: String,
    /// The statement that it asks about, where that tells it from all other questions without the words shared by a whole block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What it asks for.
    #[serde(rename = "type")]
    pub kind: QuestionType,
    /// Why it was taken for that.
    pub reason: String,
    /// What it is used for, if for anything special.
    pub role: Option<Role>,
    /// How many answered; `None` when so few that the number is hidden.
    pub answered: Option<usize>,
    /// How many did not; `None` when hidden.
    pub missing: Option<usize>,
    /// The answers in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// Mean, for scales (lowest answer is 1 if the answers are words) and numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Estimate>,
    /// Share of favourable answers, for scales.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favourable: Option<Estimate>,
    /// Promoters less detractors, for "how likely are you to recommend", -1 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nps: Option<Estimate>,
    /// Lower quartile, median, upper quartile, for numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quartiles: Option<[f64; 3]>,
}

/// How strong a relation is, on a scale of its own name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Such as `cramers_v`.
    pub name: &'static str,
    /// The value.
    pub value: f64,
}

/// One question held against the outcome, or against a demographic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestRow {
    /// The question.
    pub question: String,
    /// The answer tested, for questions with several answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The demographic, in cross-tests; the outcome otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// `chi_square`, `mann_whitney`, `kruskal_wallis` or `spearman`.
    pub test: &'static str,
    /// Its statistic.
    pub statistic: f64,
    /// Probability of such a difference or a larger one by chance.
    pub p: f64,
    /// The same, corrected for the number of tests (Benjamini-Hochberg).
    pub q: f64,
    /// Responses in the test.
    pub n: usize,
    /// How strong the relation is.
    pub effect: Effect,
}

/// A question that goes with the outcome when the others are held fixed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DriverRow {
    /// The question.
    pub question: String,
    /// The answer that is compared, for questions with unordered answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// What it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// By how much the answer is raised for the odds ratio, in units of the answer.
    pub step: f64,
    /// Odds of the outcome's event after the step, by the odds before.
    pub odds_ratio: f64,
    /// 95 % interval of the odds ratio.
    pub interval: [f64; 2],
    /// Of all terms of the question together.
    pub p: f64,
    /// Corrected for the number of questions in the model.
    pub q: f64,
    /// Responses in the model.
    pub n: usize,
    /// Odds ratio of one standard deviation: comparable between questions.
    pub standardised: f64,
    /// Share of unfavourable answers, for scales, if it can be shown.
    pub unfavourable: Option<f64>,
    /// Every other term that is not a plain step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<DriverLevel>,
}

/// One answer of a driver with unordered answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DriverLevel {
    /// The answer.
    pub level: String,
    /// Against the reference.
    pub odds_ratio: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
}

/// How the drivers were found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ModelNotes {
    /// `logistic` or `ordinal`; "" if no model could be made.
    pub model: &'static str,
    /// The answer whose odds are modelled, or "a higher answer".
    pub event: String,
    /// Responses in it.
    pub n: usize,
    /// Questions in it.
    pub questions: Vec<String>,
    /// What was left out and why, in plain sentences.
    pub notes: Vec<String>,
}

/// A driver that holds in some groups and not in others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InteractionRow {
    /// The driver.
    pub question: String,
    /// The demographic.
    pub by: String,
    /// Odds ratio of one step in each group that is large enough.
    pub groups: Vec<DriverLevel>,
    /// That the groups do not differ (Cochran's Q).
    pub p: f64,
    /// Corrected.
    pub q: f64,
}

/// A group in which the outcome is worse than in the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RiskRow {
    /// Question and answer of each part of the group's description.
    pub group: Vec<(String, String)>,
    /// People in the group.
    pub n: usize,
    /// Share of unfavourable outcomes in the group.
    pub share: Estimate,
    /// The same among all others.
    pub others: f64,
    /// That the two do not differ.
    pub p: f64,
    /// Corrected.
    pub q: f64,
}

/// A question whose answers change over the waves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendRow {
    /// The question.
    pub question: String,
    /// The wave.
    pub by: String,
    /// The group it is about; everybody if `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<(String, String)>,
    /// Rank correlation with the wave (Spearman).
    pub rho: f64,
    /// That nothing changes.
    pub p: f64,
    /// Corrected.
    pub q: f64,
    /// Favourable share, or mean of a number, in each wave; `None` where hidden.
    pub waves: Vec<WavePoint>,
    /// Whether the points are shares; means otherwise.
    pub is_share: bool,
}

/// One wave of a trend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WavePoint {
    /// The wave.
    pub wave: String,
    /// Responses; `None` when hidden.
    pub n: Option<usize>,
    /// Share or mean.
    pub value: Option<Estimate>,
}

/// A relation that points the other way in the groups than in the whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimpsonRow {
    /// The question.
    pub question: String,
    /// What it is held against: the outcome or the wave.
    pub against: String,
    /// The demographic that turns it round.
    pub by: String,
    /// Rank correlation over all.
    pub overall: f64,
    /// Mean of the rank correlations within the groups, weighted by their size.
    pub within: f64,
}

/// One cell of a cross-table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellRow {
    /// Answer to the row question.
    pub row: String,
    /// Answer to the column question.
    pub column: String,
    /// How many gave both; `None` when hidden.
    pub n: Option<usize>,
    /// Their share of the row; `None` when hidden.
    pub share: Option<f64>,
    /// Whether it is hidden. Nobody is 0, not hidden.
    pub suppressed: bool,
}

/// A cross-table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableRow {
    /// Question of the rows.
    pub row_question: String,
    /// Question of the columns.
    pub column_question: String,
    /// Row by row.
    pub cells: Vec<CellRow>,
}

/// Mean of a question in one group, on a scale from 0 to 1 for the colour.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatCell {
    /// Favourable share; `None` when hidden.
    pub share: Option<f64>,
    /// Difference to everybody.
    pub difference: Option<f64>,
}

/// Favourable shares of the questions by group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatMap {
    /// The demographic.
    pub by: String,
    /// Its groups.
    pub groups: Vec<String>,
    /// People in each; `None` when hidden.
    pub sizes: Vec<Option<usize>>,
    /// A row a question.
    pub rows: Vec<HeatRow>,
}

/// One question of a heat map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatRow {
    /// The question.
    pub question: String,
    /// Favourable share of everybody.
    pub overall: f64,
    /// One a group.
    pub cells: Vec<HeatCell>,
}

/// What many open answers have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeRow {
    /// A readable name.
    pub label: String,
    /// The words it was found by, most frequent first.
    pub terms: Vec<String>,
    /// Responses that speak of it.
    pub responses: usize,
    /// The open questions they answer.
    pub questions: Vec<String>,
    /// Their share of the responses with an open answer.
    pub share: f64,
    /// -1 (bad) to 1 (good), mean over the answers.
    pub sentiment: f64,
    /// Two or three of the answers, as they stand in the text.
    pub examples: Vec<String>,
    /// Share of unfavourable outcomes among these responses and among the other open answers.
    pub outcome: Option<ThemeOutcome>,
    /// Share of the responses that speak of it in each wave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waves: Vec<WavePoint>,
    /// Share of the responses that speak of it in groups where it stands out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ThemeGroup>,
    /// Which engines found it, where a model was asked, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_by: Option<SeenBy>,
}

/// A theme held against the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ThemeOutcome {
    /// Unfavourable outcomes among those who speak of it.
    pub with: Estimate,
    /// Among those who wrote something else.
    pub without: f64,
    /// That the two do not differ.
    pub p: f64,
    /// Corrected.
    pub q: f64,
}

/// A group that speaks of a theme more than others do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeGroup {
    /// The demographic.
    pub by: String,
    /// The group.
    pub group: String,
    /// Share of the group's open answers.
    pub share: f64,
    /// Corrected probability that it does not differ from the rest.
    pub q: f64,
}

/// The open answers as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OpenAnswers {
    /// Responses with at least one open answer that says something.
    pub responses: Option<usize>,
    /// Responses whose open answers belong to no theme.
    pub without_theme: Option<usize>,
    /// Open answers such as "n/a" and "none".
    pub empty: Option<usize>,
}

/// One of the things to act on first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActionRow {
    /// The finding it is made of.
    pub finding: String,
    /// One plain sentence.
    pub statement: String,
    /// The number that tells.
    pub number: String,
    /// Its interval in words.
    pub interval: String,
    /// Whom it concerns.
    pub concerns: String,
    /// An open answer that speaks of it.
    pub quote: Option<String>,
}

/// Everything about a survey.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SurveyReport {
    /// Responses read.
    pub responses: usize,
    /// Id of the outcome, if there is one.
    pub outcome: Option<String>,
    /// How the outcome was chosen.
    pub outcome_reason: String,
    /// The outcome's answers that count as unfavourable.
    pub unfavourable: Vec<String>,
    /// Id of the question that says when somebody answered.
    pub wave: Option<String>,
    /// How it was chosen.
    pub wave_reason: String,
    /// Ids of the demographics.
    pub by: Vec<String>,
    /// How they were chosen.
    pub by_reason: String,
    /// Smallest group that is shown.
    pub minimum_group: usize,
    /// Every question.
    pub questions: Vec<QuestionRow>,
    /// Each question against the outcome.
    pub tests: Vec<TestRow>,
    /// Each question against each demographic.
    pub cross_tests: Vec<TestRow>,
    /// What goes with the outcome when the rest is held fixed.
    pub drivers: Vec<DriverRow>,
    /// How the drivers were found.
    pub model: ModelNotes,
    /// Drivers that hold in some groups only.
    pub interactions: Vec<InteractionRow>,
    /// Groups with worse outcomes.
    pub risks: Vec<RiskRow>,
    /// What changes over the waves.
    pub trends: Vec<TrendRow>,
    /// What changes over the waves in one group.
    pub group_trends: Vec<TrendRow>,
    /// Relations that turn round when groups are looked at.
    pub simpson: Vec<SimpsonRow>,
    /// Cross-tables.
    pub tables: Vec<TableRow>,
    /// Tables that were left out because there are too many.
    pub tables_left_out: usize,
    /// Favourable shares by group.
    pub heat: Vec<HeatMap>,
    /// Themes of the open answers.
    pub themes: Vec<ThemeRow>,
    /// The open answers as a whole.
    pub open: OpenAnswers,
    /// What to act on first.
    pub first: Vec<ActionRow>,
    /// What a reader should know before trusting the numbers.
    pub notices: Vec<String>,
}

impl SurveyReport {
    /// A question by its id.
    pub fn question(&self, id: &str) -> Option<&QuestionRow> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// What a question is called in a sentence; "" for an id that no question has.
    pub fn name_of(&self, id: &str) -> &str {
        self.question(id).map_or("", |question| question.item.as_deref().unwrap_or(&question.text))
    }
}
