//! Candidates that need no learning: promises and requests in so many words, and decisions that are called decisions.
//! Adds to the scorer's candidates what it passed over, and weighs both together.

use super::commitment::weigh;
use super::cues::{Cue, Hit};
use super::deeds::is_deed;
use super::labels::find_label;
use super::listen::{Heard, Talk};
use super::owner::{is_promise, names_duty};
use super::scorer::{SCORED_KINDS, Scores};
use super::select::{Candidate, RULES, WORDS_AN_HOUR, has_long_turns};
use super::settling;
use super::spoken::{Pause, among, h};
use crate::model::finding::FindingKind;
use crate::text::dates::find_due;

/// How far an answer may be from what it answers, in units.
pub(super) const ANSWER_WITHIN: usize = 4;
/// Below these log-odds, the rule's share included, a unit that the scorer passed over is no decision.
const LEAST_DECISION: f32 = 0.3;
/// The same for actions, where people promise one thing an hour with a date.
const LEAST_ACTION: f32 = 1.6;
/// What is taken off [`LEAST_ACTION`] where they promise e (2.7) times as many.
const BY_DATED: f32 = 0.8;
/// No action needs less.
const LEAST_OF_ANY_ACTION: f32 = 0.4;
/// What is added where turns are long: in a paragraph, "I'll" is more often said in passing.
const IN_LONG_TURNS: f32 = 0.5;
/// A sentence of more words names nobody as the one to do it: lists and chat logs read so.
const LONGEST_DUTY: usize = 30;

/// What a rule adds to the log-odds of the scorer. Set so that a promise in so many words passes where the scorer holds
/// one unit in thirty to be an action, and a request that nobody took up only where the scorer nearly agrees.
mod adds {
    pub(super) const PROMISE: f32 = 2.0;
    pub(super) const REQUEST: f32 = 1.0;
    pub(super) const ANSWERED: f32 = 1.5;
    pub(super) const CALLED: f32 = 1.5;
    pub(super) const NOBODY: f32 = 3.8;
    pub(super) const NAMED: f32 = 1.5;
    pub(super) const DEADLINE: f32 = 1.5;
    /// The most that the above come to together.
    pub(super) const MOST_ACTION: f32 = NOBODY + DEADLINE;
}

/// What a rule says of a unit.
struct Claim {
    kind: FindingKind,
    unit: usize,
    units: Vec<usize>,
    /// What it adds to the log-odds of a candidate that is there already.
    adds: f32,
    /// Log-odds of a candidate of its own.
    log_odds: f32,
    is_dated: bool,
    why: String,
}

/// All candidates, by rising core: the scorer's, and those of the rules.
pub(super) fn complete(talk: &Talk, scores: &[Scores], scored: Vec<Candidate>) -> Vec<Candidate> {
    let mut all = scored;
    let claims = claims(talk, scores);
    let [least_decision, least_action] = [least_decision(talk), least_action(talk, &claims)];
    let mut taken: Vec<(FindingKind, usize, usize)> =
        all.iter().enumerate().map(|(index, candidate)| (candidate.kind, candidate.core, index)).collect();
    taken.sort_unstable();
    for Claim { kind, unit, mut units, adds, log_odds, why, .. } in claims {
        let at = taken.partition_point(|&(k, core, _)| (k, core) < (kind, unit));
        let least = if kind == FindingKind::Decision { least_decision } else { least_action };
        match taken.get(at).filter(|&&(k, core, _)| (k, core) == (kind, unit)) {
            Some(&(_, _, index)) => {
                let candidate = &mut all[index];
                candidate.log_odds += adds;
                candidate.units.append(&mut units);
                candidate.units.sort_unstable();
                candidate.units.dedup();
            }
            None if log_odds >= least => all.push(Candidate { kind, core: unit, units, log_odds, why }),
            None => {}
        }
    }
    all.sort_by_key(|candidate| (candidate.core, candidate.kind));
    all
}

/// What the rules say, by rising unit.
fn claims(talk: &Talk, scores: &[Scores]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (unit, scores) in scores.iter().enumerate().take(talk.count()) {
        let [of_decision, of_action] =
            [FindingKind::Decision, FindingKind::ActionItem].map(|kind| scores[scored_at(kind)]);
        let may_decide = (talk.has_any(unit, DECIDES) || settling::may_correct(talk, unit))
            && of_decision + settling::MOST >= LEAST_DECISION;
        let may_act = of_action + adds::MOST_ACTION >= LEAST_OF_ANY_ACTION
            && (talk.has_any(unit, ACTS) || may_name(talk, unit));
        if !(may_decide || may_act) || talk.has_any(unit, Cue::SmallTalk.bit() | Cue::Unreal.bit()) {
            continue;
        }
        let heard = talk.hear(unit);
        if let Some((adds, units, why)) = action(talk, unit, &heard).filter(|_| may_act) {
            let log_odds = of_action + adds + weigh(talk, unit, &units, &heard);
            let is_dated = has_deadline(talk, unit);
            claims.push(Claim { kind: FindingKind::ActionItem, unit, units, adds, log_odds, is_dated, why });
        }
        if let Some((adds, units, why)) = settling::decision(talk, unit, &heard).filter(|_| may_decide) {
            let log_odds = of_decision + adds;
            claims.push(Claim {
                kind: FindingKind::Decision,
                unit,
                units,
                adds,
                log_odds,
                is_dated: false,
                why,
            });
        }
    }
    claims
}

fn has_deadline(talk: &Talk, unit: usize) -> bool {
    find_due(talk.text(unit), talk.document.date.map(|dated| dated.date)).is_some()
}

/// The log-odds a rule's decision needs: in paragraphs and beside written labels as much more as the scorer's.
fn least_decision(talk: &Talk) -> f32 {
    let rule = &RULES[scored_at(FindingKind::Decision)];
    let is_label = |unit| find_label(talk.text(unit)) == Some(FindingKind::Decision);
    let beside_labels = if (0..talk.count()).any(is_label) { rule.beside_labels } else { 0.0 };
    let in_long_turns = has_long_turns(talk.units, talk.units.words.len());
    LEAST_DECISION + beside_labels + if in_long_turns { rule.in_long_turns } else { 0.0 }
}

/// The log-odds a rule's action needs. What counts as an action differs from meeting to meeting: where hardly anybody
/// names a day, "I'll" is mostly said in passing; where work is handed out with dates, an undated promise is meant, too.
fn least_action(talk: &Talk, claims: &[Claim]) -> f32 {
    let words = talk.units.words.len();
    let is_dated = |claim: &&Claim| claim.is_dated && claim.log_odds >= LEAST_OF_ANY_ACTION;
    let dated = claims.iter().filter(is_dated).count() as f32;
    let hours = words as f32 / WORDS_AN_HOUR;
    // Half a promise in half an hour is what is taken for granted before anybody has spoken.
    let dated_an_hour = (dated + 0.5) / (hours + 0.5);
    let least = LEAST_ACTION - BY_DATED * dated_an_hour.ln();
    least.max(LEAST_OF_ANY_ACTION) + if has_long_turns(talk.units, words) { IN_LONG_TURNS } else { 0.0 }
}

/// Where a kind stands among the scores.
fn scored_at(kind: FindingKind) -> usize {
    SCORED_KINDS.iter().position(|&scored| scored == kind).expect("decisions and actions are scored")
}

const ACTS: u32 = Cue::Commit.bit() | Cue::Request.bit() | Cue::Nobody.bit();
const DECIDES: u32 = Cue::Decide.bit() | Cue::Settled.bit() | Cue::Tentative.bit() | Cue::Replace.bit();

/// What is added, units and reason of an action.
fn action(talk: &Talk, unit: usize, heard: &Heard) -> Option<(f32, Vec<usize>, String)> {
    // "please don't" asks for nothing to be done; laughter takes the earnest out of it.
    let no_deed = heard
        .hits
        .iter()
        .any(|hit| hit.phrase == "please" && among(heard.hash(hit.to), &[h("don't"), h("not")]));
    if !talk.is_speech(unit) || no_deed || talk.text(unit).contains("[laugh") {
        return None;
    }
    let asks = talk.is_marked_question(unit);
    let promise = heard.hits.iter().find(|hit| {
        hit.cue == Cue::Commit
            && is_promise(heard, hit.from)
            && deed_after(heard, hit)
            && !is_owning(heard, hit)
            && !is_conditional(heard, hit.from)
    });
    let deadline = || if has_deadline(talk, unit) { adds::DEADLINE } else { 0.0 };
    if let Some(hit) = promise.filter(|hit| !asks && is_firm(hit)) {
        return Some((adds::PROMISE + deadline(), vec![unit], format!("\"{}\"", hit.phrase)));
    }
    let request = heard.hits.iter().find(|hit| {
        hit.cue == Cue::Request && is_asking(hit) && (deed_after(heard, hit) || is_order(heard, hit))
    });
    if let Some(hit) = request {
        let answered = answered(talk, unit);
        let calls =
            (0..heard.said.len()).any(|at| talk.names.at(&talk.document.text, &heard.said, at).is_some());
        // "Please reach out" asks everybody, so nobody.
        if !calls && answered.is_none() {
            return None;
        }
        let adds = adds::REQUEST
            + deadline()
            + if answered.is_some() { adds::ANSWERED } else { 0.0 }
            + if calls { adds::CALLED } else { 0.0 };
        return Some((adds, [unit].into_iter().chain(answered).collect(), format!("\"{}\"", hit.phrase)));
    }
    if !asks
        && heard.said.len() <= LONGEST_DUTY
        && (talk.has(unit, Cue::Group) || may_name(talk, unit))
        && names_duty(talk, unit, heard)
    {
        return Some((
            adds::NAMED + deadline(),
            vec![unit],
            "somebody is named as the one to do it".to_owned(),
        ));
    }
    let nobody = heard
        .hits
        .iter()
        .find(|hit| hit.cue == Cue::Nobody && hit.from <= 2 && !asks && hit.phrase.starts_with("some"));
    nobody.map(|hit| (adds::NOBODY, vec![unit], format!("\"{}\"", hit.phrase)))
}

/// Whether "will" or the like stands in the unit, so that it may name who does something.
fn may_name(talk: &Talk, unit: usize) -> bool {
    let text = &talk.document.text;
    talk.units.words_of(talk.unit(unit)).iter().any(|word| {
        word.hash == h("will") || word.of(text).ends_with("'ll") || word.of(text).ends_with("’ll")
    })
}

/// Promises that leave no doubt; "I can" and "I need to" are left to the scorer.
pub(super) fn is_firm(hit: &Hit) -> bool {
    const FIRM: [&str; 10] = [
        "i am going to",
        "i'll",
        "i will",
        "i'm going to",
        "i'm gonna",
        "let me take",
        "leave it with me",
        "i'm on it",
        "i'll take",
        "i can do",
    ];
    FIRM.contains(&hit.phrase)
}

fn is_asking(hit: &Hit) -> bool {
    const ASKING: [&str; 8] = [
        "can you",
        "could you",
        "will you",
        "would you",
        "please",
        "i need you to",
        "i want you to",
        "make sure you",
    ];
    ASKING.contains(&hit.phrase)
}

/// "put that on the list please": a deed begins the clause that "please" ends.
fn is_order(heard: &Heard, hit: &Hit) -> bool {
    let start =
        heard.said[..hit.from].iter().rposition(|word| word.pause > Pause::None).map_or(0, |at| at + 1);
    hit.phrase == "please"
        && hit.to == heard.said.len()
        && (start..start + 2).any(|at| is_deed(heard.hash(at)))
}

/// Whether something to do stands right after the phrase.
fn deed_after(heard: &Heard, hit: &Hit) -> bool {
    (hit.to..hit.to + 2).any(|at| {
        is_deed(heard.hash(at))
            && !among(heard.hash(at), &[h("go"), h("come"), h("let"), h("start"), h("do")])
    })
}

/// "I'll have nothing to tell them": no deed, as "I'll have it redone" is.
fn is_owning(heard: &Heard, hit: &Hit) -> bool {
    const THINGS: [u64; 8] =
        [h("it"), h("that"), h("them"), h("this"), h("the"), h("these"), h("those"), h("someone")];
    heard.hash(hit.to) == h("have") && !among(heard.hash(hit.to + 1), &THINGS)
}

/// "if …, I'll": said under a condition.
pub(super) fn is_conditional(heard: &Heard, before: usize) -> bool {
    heard.said[..before]
        .iter()
        .any(|word| among(word.hash, &[h("if"), h("unless"), h("said"), h("says"), h("like")]))
}

/// The unit in which somebody else says yes.
fn answered(talk: &Talk, unit: usize) -> Option<usize> {
    (unit + 1..(unit + 1 + ANSWER_WITHIN).min(talk.count()))
        .filter(|&next| talk.other_speaker(unit, next) == Some(true))
        .find(|&next| talk.hear(next).hits.iter().any(|hit| hit.cue == Cue::Comply && hit.from <= 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing;
    use crate::model::people::People;
    use crate::model::units::Units;

    #[test]
    fn the_more_dated_promises_the_less_an_undated_one_needs() {
        let least = |dated: usize| {
            let talk =
                "Ann: We look at the vans one by one and talk about what is left of them.\n".repeat(600);
            let promises = "Ann: I'll send Tom the list by Friday.\n".repeat(dated);
            let document = testing::talk(&(talk + &promises));
            let (units, people) = (Units::of(&document), People::default());
            let talk = Talk::of(&document, &units, &people);
            let claims = claims(&talk, &vec![[-1.0; SCORED_KINDS.len()]; units.units.len()]);
            least_action(&talk, &claims)
        };
        assert!(least(0) > least(2) && least(2) > least(8), "{} {} {}", least(0), least(2), least(8));
        assert_eq!(least(60), LEAST_OF_ANY_ACTION);
    }

    #[test]
    fn written_labels_raise_the_bar_of_decisions() {
        let least = |said: &str| {
            let document = testing::talk(said);
            let (units, people) = (Units::of(&document), People::default());
            least_decision(&Talk::of(&document, &units, &people))
        };
        let plain = "Ann: We're going with the blue labels.\n";
        assert!(least(&format!("{plain}Ann: DECISION 2: the labels are blue.\n")) > least(plain));
    }
}
