//! Series of small meetings.

use super::super::tests::{document, draft, reduced};
use super::*;
use crate::model::document::{DateSource, Dated};
use crate::model::draft::Draft;
use crate::model::finding::{Due, Owner, OwnerBasis};
use jiff::civil::date;

/// A meeting of some turns, of which those given by position are findings.
fn meeting(number: usize, turns: &[(&str, &str)], found: &[(usize, FindingKind)]) -> DocumentAnalysis {
    let mut document = document(turns);
    document.id = format!("d{number}");
    document.path = format!("2026-03-{number:02}-sync.txt");
    document.date = Some(Dated { date: date(2026, 3, number as i8), source: DateSource::Name });
    let drafts = found.iter().map(|&(at, kind)| Draft {
        owner: (kind == FindingKind::ActionItem)
            .then(|| Owner { name: turns[at].0.to_owned(), basis: OwnerBasis::Speaker }),
        ..draft(kind, turns[at].1)
    });
    let drafts = drafts.collect();
    reduced(document, drafts)
}

const ACTION: FindingKind = FindingKind::ActionItem;
const DECISION: FindingKind = FindingKind::Decision;

fn states(threads: &[SeriesThread]) -> Vec<Vec<StepState>> {
    threads.iter().map(|thread| thread.steps.iter().map(|step| step.state).collect()).collect()
}

#[test]
fn an_action_is_carried_over_and_done() {
    let mut series = vec![
        meeting(
            17,
            &[("Ann", "The insurance quote from Harbour was signed on Monday."), ("Bob", "Great.")],
            &[],
        ),
        meeting(3, &[("Bob", "I'll get the insurance quote from Harbour signed this week.")], &[(0, ACTION)]),
        meeting(10, &[("Bob", "I still have to get the Harbour insurance quote signed.")], &[(0, ACTION)]),
    ];
    let threads = link(&mut series);
    assert_eq!(states(&threads), [[StepState::Opened, StepState::StillOpen, StepState::Done]]);
    let (first, second) = (&series[1].findings[0], &series[2].findings[0]);
    assert_eq!(first.status, Some(Status::CarriedOver));
    assert_eq!((first.links[0].relation, &first.links[0].finding), (LinkRelation::Later, &second.id));
    assert_eq!((second.links[0].relation, &*second.links[0].document), (LinkRelation::Earlier, "d3"));
    assert_eq!(second.status, Some(Status::Done));
    let proof = second.evidence.last().expect("evidence");
    assert_eq!(
        (proof.document(), proof.quote()),
        ("d17", "The insurance quote from Harbour was signed on Monday.")
    );
}

#[test]
fn an_answer_to_a_question_says_done() {
    let mut series = vec![
        meeting(3, &[("Femi", "I'll check the licence count for seasonal drivers.")], &[(0, ACTION)]),
        meeting(
            10,
            &[("Ann", "Femi, the licence count for the seasonal drivers?"), ("Femi", "Done, yeah.")],
            &[],
        ),
    ];
    assert_eq!(states(&link(&mut series)), [[StepState::Opened, StepState::Done]]);
    assert!(series[0].findings[0].evidence[1].quote().ends_with("Done, yeah."));
}

#[test]
fn decisions_change_or_are_contradicted() {
    let mut series = vec![
        meeting(
            3,
            &[
                ("Ann", "The price of the first box is 29 pounds."),
                ("Bob", "We print the leaflet in colour."),
            ],
            &[(0, DECISION), (1, DECISION)],
        ),
        meeting(
            10,
            &[
                ("Ann", "So the price of the box is 24.99, it isn't 29 anymore."),
                ("Bob", "We don't print the leaflet in colour."),
            ],
            &[(0, DECISION), (1, DECISION)],
        ),
    ];
    let threads = link(&mut series);
    let mut ends: Vec<(String, StepState)> =
        threads.iter().map(|thread| (thread.title.clone(), thread.state())).collect();
    ends.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        ends,
        [
            ("The price of the first box is 29 pounds.".into(), StepState::Changed),
            ("We print the leaflet in colour.".into(), StepState::Contradicted),
        ]
    );
    assert!(series[0].findings.iter().all(|finding| finding.status == Some(Status::Changed)));
}

#[test]
fn a_value_taken_back_changes_the_one_decision_it_was_in() {
    let later = [("Ann", "So the box is 24.99, it isn't 29 anymore."), ("Bob", "Fine.")];
    let mut series = vec![
        meeting(3, &[("Ann", "We sell the first box at 29 pounds.")], &[(0, DECISION)]),
        meeting(10, &later, &[]),
    ];
    assert_eq!(states(&link(&mut series)), [[StepState::Opened, StepState::Changed]]);
    let finding = &series[0].findings[0];
    assert_eq!(finding.status, Some(Status::Changed));
    assert_eq!(finding.evidence.last().map(|evidence| evidence.document()), Some("d10"));
    // Another thing with the same number, and two things it could be.
    for turns in [
        &[("Ann", "We print the leaflet on 29 pages.")][..],
        &[("Ann", "We sell the first box at 29 pounds."), ("Bob", "The box of magnets has 29 parts.")],
    ] {
        let found: Vec<(usize, FindingKind)> = (0..turns.len()).map(|at| (at, DECISION)).collect();
        let mut series = vec![meeting(3, turns, &found), meeting(10, &later, &[])];
        assert!(link(&mut series).is_empty(), "{turns:?}");
    }
}

#[test]
fn a_moved_date_is_a_change() {
    let due =
        |day| Some(Due { phrase: "by then".into(), date: Some(date(2026, 3, day)), rule: String::new() });
    let mut series = vec![
        meeting(3, &[("Bob", "I'll send the vendor contract to legal by then.")], &[(0, ACTION)]),
        meeting(10, &[("Bob", "I'll send the vendor contract to legal by then.")], &[(0, ACTION)]),
    ];
    series[0].findings[0].due = due(6);
    series[1].findings[0].due = due(13);
    assert_eq!(states(&link(&mut series)), [[StepState::Opened, StepState::Changed]]);
}

#[test]
fn unlike_things_and_undated_documents_are_left_alone() {
    let mut series = vec![
        meeting(
            3,
            &[("Bob", "I'll send the vendor contract to legal."), ("Ann", "I'll book the room in Leeds.")],
            &[(0, ACTION), (1, ACTION)],
        ),
        meeting(
            10,
            &[
                ("Bob", "I'll send the holiday calendar to everybody."),
                ("Ann", "We booked a band for the party."),
            ],
            &[(0, ACTION)],
        ),
        meeting(11, &[("Bob", "I'll send the vendor contract to legal.")], &[(0, ACTION)]),
    ];
    series[2].document.date = None;
    let before: Vec<_> = series.iter().map(|one| one.findings.clone()).collect();
    assert!(link(&mut series).is_empty());
    assert!(series.iter().zip(before).all(|(one, before)| one.findings == before));
}

#[test]
fn a_large_series_is_linked_soon() {
    let turns: Vec<(String, String)> = (0..300)
        .map(|number| {
            (
                "Bob".to_owned(),
                format!("I'll send report code{number} with appendix item{} to the board.", number % 7),
            )
        })
        .collect();
    let turns: Vec<(&str, &str)> = turns.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let found: Vec<(usize, FindingKind)> = (0..turns.len()).map(|at| (at, ACTION)).collect();
    let mut series: Vec<DocumentAnalysis> = (1..=20).map(|number| meeting(number, &turns, &found)).collect();
    let started = std::time::Instant::now();
    assert!(!link(&mut series).is_empty());
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
