//! The tables of a survey for spreadsheets. A cell that a spreadsheet would run as a formula gets a leading apostrophe; a
//! hidden number is the word "hidden".

use crate::model::analysis::DocumentAnalysis;
use crate::model::survey::{Estimate, SurveyReport, TestRow};
use crate::report::csv::neutralise;
use ::csv::Writer;
use std::io::{self, Write};

/// Writes one table.
type WriteTable = fn(&mut dyn Write, &SurveyReport, &[DocumentAnalysis]) -> io::Result<()>;

/// Every table: its file and how it is written.
pub const TABLES: &[(&str, WriteTable)] = &[
    ("findings.csv", findings),
    ("questions.csv", questions),
    ("tests.csv", tests),
    ("drivers.csv", drivers),
    ("trends.csv", trends),
    ("groups.csv", groups),
    ("crosstables.csv", crosstables),
    ("themes.csv", themes),
];

const HIDDEN: &str = "hidden";

fn write(out: &mut dyn Write, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(header)?;
    for row in rows {
        table.write_record(row.iter().map(|cell| neutralise(cell).into_owned()))?;
    }
    table.flush()
}

fn count(number: Option<usize>) -> String {
    number.map_or_else(|| HIDDEN.to_owned(), |number| number.to_string())
}

fn value(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn estimate(estimate: Option<Estimate>) -> [String; 3] {
    let part = |get: fn(Estimate) -> f64| value(estimate.map(get));
    [part(|own| own.value), part(|own| own.interval[0]), part(|own| own.interval[1])]
}

fn text(report: &SurveyReport, id: &str) -> String {
    report.question(id).map(|question| question.text.clone()).unwrap_or_default()
}

fn findings(out: &mut dyn Write, _: &SurveyReport, analyses: &[DocumentAnalysis]) -> io::Result<()> {
    let header = ["kind", "statement", "why", "quote", "id"];
    let rows = analyses.iter().flat_map(|analysis| &analysis.findings).map(|finding| {
        let quote = finding.evidence.last().map(|evidence| evidence.quote().to_owned()).unwrap_or_default();
        vec![
            finding.kind.as_str().to_owned(),
            finding.statement.clone(),
            finding.why.clone(),
            quote,
            finding.id.clone(),
        ]
    });
    write(out, &header, rows)
}

fn questions(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = [
        "id",
        "question",
        "type",
        "reason",
        "answered",
        "not answered",
        "answer",
        "number",
        "share",
        "mean",
        "mean from",
        "mean to",
        "favourable",
        "favourable from",
        "favourable to",
    ];
    let rows = report.questions.iter().flat_map(|question| {
        let start = [
            question.id.clone(),
            question.text.clone(),
            question.kind.as_str().to_owned(),
            question.reason.clone(),
            count(question.answered),
            count(question.missing),
        ];
        let end: Vec<String> =
            estimate(question.mean).into_iter().chain(estimate(question.favourable)).collect();
        let levels: Vec<[String; 3]> = match question.levels.as_slice() {
            [] => vec![Default::default()],
            levels => {
                levels.iter().map(|level| [level.label.clone(), count(level.n), value(level.share)]).collect()
            }
        };
        levels.into_iter().map(move |level| start.iter().cloned().chain(level).chain(end.clone()).collect())
    });
    write(out, &header, rows)
}

fn tests(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = ["question", "answer", "against", "test", "statistic", "p", "q", "n", "effect", "size"];
    let outcome = report.outcome.as_deref().map(|id| text(report, id)).unwrap_or_default();
    let row = |test: &TestRow| {
        let against = test.by.as_deref().map_or_else(|| outcome.clone(), |by| text(report, by));
        let numbers = [test.statistic, test.p, test.q].map(|number| number.to_string());
        let start = [
            text(report, &test.question),
            test.option.clone().unwrap_or_default(),
            against,
            test.test.to_owned(),
        ];
        start
            .into_iter()
            .chain(numbers)
            .chain([test.n.to_string(), test.effect.name.to_owned(), test.effect.value.to_string()])
            .collect()
    };
    write(out, &header, report.tests.iter().chain(&report.cross_tests).map(row))
}

fn drivers(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = [
        "question",
        "answer",
        "compared with",
        "step",
        "odds ratio",
        "from",
        "to",
        "odds ratio of one standard deviation",
        "p",
        "q",
        "n",
    ];
    let rows = report.drivers.iter().map(|driver| {
        let numbers = [
            driver.step,
            driver.odds_ratio,
            driver.interval[0],
            driver.interval[1],
            driver.standardised,
            driver.p,
            driver.q,
        ];
        let start = [
            text(report, &driver.question),
            driver.level.clone().unwrap_or_default(),
            driver.reference.clone().unwrap_or_default(),
        ];
        start
            .into_iter()
            .chain(numbers.map(|number| number.to_string()))
            .chain([driver.n.to_string()])
            .collect()
    });
    write(out, &header, rows)
}

fn trends(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = ["question", "group", "rank correlation", "p", "q", "wave", "n", "value", "from", "to"];
    let rows = report.trends.iter().chain(&report.group_trends).flat_map(|trend| {
        let group = trend
            .group
            .as_ref()
            .map(|(by, group)| format!("{}: {group}", text(report, by)))
            .unwrap_or_default();
        let start = [
            text(report, &trend.question),
            group,
            trend.rho.to_string(),
            trend.p.to_string(),
            trend.q.to_string(),
        ];
        trend.waves.iter().map(move |point| {
            start
                .iter()
                .cloned()
                .chain([point.wave.clone(), count(point.n)])
                .chain(estimate(point.value))
                .collect()
        })
    });
    write(out, &header, rows)
}

fn groups(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = ["demographic", "group", "people", "question", "favourable", "difference to all"];
    let rows = report.heat.iter().flat_map(|map| {
        map.rows.iter().flat_map(move |row| {
            row.cells.iter().enumerate().map(move |(index, cell)| {
                let share = cell.share.map_or_else(|| HIDDEN.to_owned(), |share| share.to_string());
                vec![
                    text(report, &map.by),
                    map.groups[index].clone(),
                    count(map.sizes[index]),
                    text(report, &row.question),
                    share,
                    value(cell.difference),
                ]
            })
        })
    });
    write(out, &header, rows)
}

fn crosstables(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = ["row question", "column question", "row", "column", "number", "share of the row"];
    let rows = report.tables.iter().flat_map(|table| {
        let (row, column) = (text(report, &table.row_question), text(report, &table.column_question));
        table.cells.iter().map(move |cell| {
            vec![
                row.clone(),
                column.clone(),
                cell.row.clone(),
                cell.column.clone(),
                count(cell.n),
                value(cell.share),
            ]
        })
    });
    write(out, &header, rows)
}

fn themes(out: &mut dyn Write, report: &SurveyReport, _: &[DocumentAnalysis]) -> io::Result<()> {
    let header = [
        "theme",
        "words",
        "responses",
        "share",
        "sentiment",
        "unfavourable outcome",
        "from",
        "to",
        "among others who write",
        "q",
    ];
    let rows = report.themes.iter().map(|theme| {
        let outcome = estimate(theme.outcome.map(|outcome| outcome.with));
        let others = [
            value(theme.outcome.map(|outcome| outcome.without)),
            value(theme.outcome.map(|outcome| outcome.q)),
        ];
        let start = [
            theme.label.clone(),
            theme.terms.join(", "),
            theme.responses.to_string(),
            theme.share.to_string(),
            theme.sentiment.to_string(),
        ];
        start.into_iter().chain(outcome).chain(others).collect()
    });
    write(out, &header, rows)
}
