//! A model beside the built-in engine in a check: it is given each requirement with the nearest passages and gives a verdict;
//! the two verdicts become one result that says where they differ. What is looked at stays our search, and a document's
//! contradictions with itself stay pure code.

use super::compare::Comparison;
use super::{Opened, Policies};
use crate::engine::llm::claims::check::{Verdict, read_verdict};
use crate::engine::llm::prompt::Manner;
use crate::engine::llm::prompt::check::ask_verdict;
use crate::jobs::Foreseen;
use crate::model::evidence::{RejectReason, Rejected};
use crate::model::finding::{Confidence, FindingKind};
use crate::model::gap::Gap;
use crate::model::requirement::{ResultStatus, Verdicts};
use crate::model::span::Span;
use crate::run::asker::Asker;
use crate::run::model::{Subject, Told, read_chunk};

/// What a model said of one requirement.
pub type Said = Told<Verdict>;

impl Opened {
    /// The comparisons that a model can be asked about, by their index: those with a passage to look at.
    pub fn to_ask(&self) -> impl Iterator<Item = usize> + '_ {
        let comparisons = &self.compared.comparisons;
        (0..comparisons.len()).filter(|&index| !comparisons[index].1.nearest.is_empty())
    }

    /// The passages of a comparison with the sentences beside them; in order, none overlapping another.
    fn passages(&self, comparison: &Comparison) -> Vec<Span> {
        let units = &self.units.units;
        let mut nearest = comparison.nearest.clone();
        nearest.sort();
        let mut passages: Vec<Span> = Vec::new();
        for core in nearest {
            let from = units.partition_point(|unit| unit.span.end <= core.start).saturating_sub(1);
            let to = units.partition_point(|unit| unit.span.start < core.end) + 1;
            let in_flow = (from..to.min(units.len())).filter(|&at| {
                units[at].span.overlaps(core) || self.document.blocks[units[at].block].kind.is_flow()
            });
            let (mut start, mut end) = (core.start, core.end);
            for unit in in_flow {
                (start, end) = (start.min(units[unit].span.start), end.max(units[unit].span.end));
            }
            match passages.last_mut() {
                Some(known) if start <= known.end => known.end = known.end.max(end),
                _ => passages.push(Span::new(start, end)),
            }
        }
        passages
    }

    /// Takes in what a model said of each comparison. Where it gave no usable answer the built-in engine's verdict stands.
    pub fn join(&mut self, said: Vec<Option<Said>>, policies: &Policies) {
        let asked: Vec<usize> = self.to_ask().collect();
        let mut said = said;
        for index in asked {
            let told = said.get_mut(index).and_then(Option::take).unwrap_or_default();
            let (requirement, comparison) = &mut self.compared.comparisons[index];
            let lost = told.unfound.iter().filter(|verdict| !verdict.quote.is_empty());
            self.rejected.extend(lost.map(|verdict| Rejected {
                document: self.document.id.clone(),
                kind: FindingKind::RequirementResult,
                statement: format!(
                    "{} of requirement {}",
                    verdict.status.as_str(),
                    policies.requirements()[*requirement].id
                ),
                quote: verdict.quote.clone(),
                reason: RejectReason::NotFound,
            }));
            match told.found.into_iter().last() {
                Some(verdict) => agree(comparison, verdict),
                None => {
                    comparison.verdicts =
                        Some(Verdicts { builtin: comparison.status, model: None, reason: String::new() });
                }
            }
            // A verdict without proof was heard, and turned down; silence is a gap.
            let Some((span, reason)) = told.failed.into_iter().next() else { continue };
            self.unheard.push(Gap {
                document: Some(self.document.id.clone()),
                path: self.document.path.clone(),
                start: span.start,
                end: span.end,
                reason: format!(
                    "the model gave no verdict on requirement {} ({}); the built-in engine’s stands",
                    policies.requirements()[*requirement].id,
                    reason.trim_end_matches('.')
                ),
            });
        }
    }
}

/// Joins the model's verdict to the built-in engine's. Agreement makes it surer. Where they differ the model is believed if
/// it quotes the passage that decides, or if the built-in engine could not tell; amounts are ours to compare. Either way it
/// is then of low confidence: somebody has to look.
fn agree(comparison: &mut Comparison, verdict: Verdict) {
    let builtin = comparison.status;
    comparison.verdicts =
        Some(Verdicts { builtin, model: Some(verdict.status), reason: verdict.reason.clone() });
    if builtin == verdict.status {
        comparison.confidence = match comparison.confidence {
            _ if builtin == ResultStatus::Unclear => Confidence::Low,
            Confidence::Low => Confidence::Medium,
            Confidence::Medium | Confidence::High => Confidence::High,
        };
        comparison.score = (comparison.score + 1.0) / 2.0;
        return;
    }
    let is_proved = verdict.place.is_some() && verdict.status != ResultStatus::Unclear;
    let is_model = !comparison.is_counted && (is_proved || builtin == ResultStatus::Unclear);
    comparison.confidence = Confidence::Low;
    comparison.score /= 2.0;
    if is_model {
        comparison.status = verdict.status;
        comparison.stricter = verdict.stricter;
    }
    let (own, model) = (builtin.as_str(), verdict.status.as_str());
    comparison.reason = match is_model {
        true => format!("the model says {model}; the built-in engine says {own}: {}", comparison.reason),
        false => format!("{}; the model says {model}", comparison.reason),
    };
    if let Some(place) = verdict.place {
        comparison.passages.retain(|span| !span.overlaps(place));
        let at = if is_model { 0 } else { comparison.passages.len().min(1) };
        comparison.passages.insert(at, place);
    }
}

/// What a model would be asked about a document.
pub fn forecast(opened: &Opened, policies: &Policies) -> Vec<Foreseen> {
    let question = |index: usize| {
        let (requirement, comparison) = &opened.compared.comparisons[index];
        let requirement = &policies.requirements()[*requirement];
        ask_verdict(requirement, &opened.document, &opened.passages(comparison), Manner::default())
    };
    opened.to_ask().map(|index| Foreseen { question: question(index), is_perhaps: false }).collect()
}

/// Asks a model about one comparison; `None` when the asker has halted.
pub async fn ask_model(asker: &Asker, opened: &Opened, policies: &Policies, index: usize) -> Option<Said> {
    let (requirement, comparison) = opened.compared.comparisons.get(index)?;
    let requirement = policies.requirements().get(*requirement)?;
    let (document, passages) = (&opened.document, opened.passages(comparison));
    let subject = Subject {
        ask: |_: Span, manner: Manner<'_>| ask_verdict(requirement, document, &passages, manner),
        read: |_: Span, content: &str| read_verdict(document, &passages, &requirement.text, content),
        // A verdict is on all passages or none.
        halve: |span: Span| (1, span.end),
    };
    let (first, last) = (passages.first()?, passages.last()?);
    read_chunk(asker, &subject, Span::new(first.start, last.end)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(status: ResultStatus, confidence: Confidence) -> Comparison {
        Comparison {
            status,
            stricter: false,
            confidence,
            reason: "both ask for the same act".into(),
            passages: vec![Span::new(10, 20)],
            searched: Default::default(),
            score: 0.6,
            nearest: vec![Span::new(10, 20)],
            is_counted: false,
            verdicts: None,
        }
    }

    #[test]
    fn two_verdicts_become_one() {
        use Confidence::{High, Low, Medium};
        use ResultStatus::{Contradicted, Met, Missing, Unclear, Weaker};
        let place = Some(Span::new(40, 60));
        let cases = [
            ("agreement is surer", Met, Medium, Met, place, false, (Met, High)),
            ("nobody can tell", Unclear, Low, Unclear, None, false, (Unclear, Low)),
            ("a proved verdict is followed", Met, High, Contradicted, place, false, (Contradicted, Low)),
            ("arithmetic is ours", Weaker, High, Met, place, true, (Weaker, Low)),
            ("nothing proves a lack", Met, High, Missing, None, false, (Met, Low)),
            ("where we cannot tell", Unclear, Low, Missing, None, false, (Missing, Low)),
            ("where it cannot tell", Met, High, Unclear, place, false, (Met, Low)),
        ];
        for (name, builtin, confidence, model, place, is_counted, expected) in cases {
            let mut joined = Comparison { is_counted, ..comparison(builtin, confidence) };
            let verdict =
                Verdict { status: model, stricter: false, reason: "so".into(), quote: String::new(), place };
            agree(&mut joined, verdict);
            assert_eq!((joined.status, joined.confidence), expected, "{name}");
            let verdicts = joined.verdicts.as_ref().unwrap();
            assert_eq!((verdicts.builtin, verdicts.model), (builtin, Some(model)), "{name}");
            assert_eq!(joined.reason.contains("the model says"), builtin != model, "{name}");
        }
    }
}
