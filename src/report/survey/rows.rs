//! Rows of the survey's page: numbers as words and as places in a chart.

use crate::model::survey::{
    DriverRow, Estimate, HeatCell, HeatMap, Level, QuestionRow, RiskRow, Role, SurveyReport, ThemeRow,
    TrendRow, WavePoint,
};
use crate::report::labels;

/// Width of the driver chart, in units of its own.
const WIDTH: f64 = 200.0;
/// Groups of a heat map on the page; the files have all.
const MOST_GROUPS: usize = 40;

pub(super) struct DriverView {
    pub(super) name: String,
    pub(super) detail: String,
    pub(super) one: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) at: String,
    pub(super) class: &'static str,
    pub(super) ratio: String,
    pub(super) interval: String,
}

pub(super) struct RiskView {
    pub(super) name: String,
    pub(super) n: String,
    pub(super) width: String,
    pub(super) share: String,
    pub(super) interval: String,
    pub(super) others: String,
}

pub(super) struct TrendView {
    pub(super) statement: String,
    pub(super) points: Vec<PointView>,
    pub(super) line: String,
    pub(super) cells: Vec<WaveView>,
}

pub(super) struct PointView {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) low: String,
    pub(super) high: String,
}

pub(super) struct WaveView {
    pub(super) wave: String,
    pub(super) value: String,
    pub(super) detail: String,
    pub(super) is_hidden: bool,
}

pub(super) struct ThemeView {
    pub(super) label: String,
    pub(super) mood: &'static str,
    pub(super) mood_class: &'static str,
    pub(super) width: String,
    pub(super) size: String,
    pub(super) terms: String,
    pub(super) facts: Vec<String>,
    pub(super) examples: Vec<String>,
}

pub(super) struct MapView {
    pub(super) name: String,
    pub(super) groups: Vec<GroupView>,
    pub(super) rows: Vec<HeatView>,
}

pub(super) struct GroupView {
    pub(super) name: String,
    pub(super) size: String,
}

pub(super) struct HeatView {
    pub(super) name: String,
    pub(super) overall: String,
    pub(super) cells: Vec<CellView>,
}

pub(super) struct CellView {
    pub(super) text: String,
    pub(super) class: &'static str,
}

pub(super) struct QuestionView {
    pub(super) text: String,
    pub(super) head: String,
    pub(super) why: String,
    pub(super) levels: Vec<LevelView>,
}

pub(super) struct LevelView {
    pub(super) label: String,
    pub(super) class: &'static str,
    pub(super) width: String,
    pub(super) share: String,
    pub(super) n: String,
    pub(super) is_hidden: bool,
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1000.0 => labels::grouped(value.round().abs() as usize),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn range(interval: [f64; 2], print: impl Fn(f64) -> String) -> String {
    format!("{} to {}", print(interval[0]), print(interval[1]))
}

pub(super) fn drivers(report: &SurveyReport) -> Vec<DriverView> {
    let ends = report.drivers.iter().flat_map(|driver| driver.interval);
    // Odds ratios lie on a logarithmic scale: half and double are as far from 1.
    let reach = ends
        .filter(|end| *end > 0.0 && end.is_finite())
        .map(|end| end.ln().abs())
        .fold(0.3, f64::max)
        .min(4.0);
    let place = |ratio: f64| {
        format!("{:.1}", WIDTH / 2.0 + (ratio.max(1e-6).ln() / reach).clamp(-1.0, 1.0) * (WIDTH / 2.0 - 8.0))
    };
    let view = |driver: &DriverRow| DriverView {
        name: report.name_of(&driver.question).to_owned(),
        detail: match (&driver.level, &driver.reference) {
            (Some(level), Some(reference)) => format!("“{level}” rather than “{reference}”"),
            _ if driver.step == 1.0 => "for each step up".to_owned(),
            _ => format!("for {} more", number(driver.step)),
        },
        one: place(1.0),
        from: place(driver.interval[0]),
        to: place(driver.interval[1]),
        at: place(driver.odds_ratio),
        class: if driver.odds_ratio < 1.0 { "down" } else { "up" },
        ratio: number(driver.odds_ratio),
        interval: range(driver.interval, number),
    };
    report.drivers.iter().map(view).collect()
}

pub(super) fn interactions(report: &SurveyReport) -> Vec<String> {
    report
        .interactions
        .iter()
        .map(|row| {
            let groups: Vec<String> = row
                .groups
                .iter()
                .map(|group| {
                    format!(
                        "{} {} ({})",
                        group.level,
                        number(group.odds_ratio),
                        range(group.interval, number)
                    )
                })
                .collect();
            format!(
                "“{}” does not count alike in every group of “{}”. Odds ratios: {}.",
                report.name_of(&row.question),
                report.name_of(&row.by),
                groups.join("; ")
            )
        })
        .collect()
}

pub(super) fn simpson(report: &SurveyReport) -> Vec<String> {
    report.simpson.iter().map(|row| {
        format!(
            "Take care: “{}” and “{}” go {} over all, but the other way within the groups of “{}”. The groups, not the answers, make the difference.",
            report.name_of(&row.question), report.name_of(&row.against), if row.overall > 0.0 { "together" } else { "against one another" }, report.name_of(&row.by)
        )
    }).collect()
}

pub(super) fn risks(report: &SurveyReport) -> Vec<RiskView> {
    let view = |row: &RiskRow| RiskView {
        name: row
            .group
            .iter()
            .map(|(by, group)| format!("{}: {group}", report.name_of(by)))
            .collect::<Vec<_>>()
            .join(", "),
        n: labels::grouped(row.n),
        width: format!("{:.1}", row.share.value * 100.0),
        share: percent(row.share.value),
        interval: range(row.share.interval, percent),
        others: percent(row.others),
    };
    report.risks.iter().map(view).collect()
}

pub(super) fn trends(report: &SurveyReport) -> Vec<TrendView> {
    report.trends.iter().chain(&report.group_trends).map(|trend| trend_view(report, trend)).collect()
}

fn trend_view(report: &SurveyReport, trend: &TrendRow) -> TrendView {
    let print = |value: f64| if trend.is_share { percent(value) } else { number(value) };
    let known: Vec<(usize, Estimate)> =
        trend.waves.iter().enumerate().filter_map(|(index, point)| Some((index, point.value?))).collect();
    let low = known.iter().map(|(_, own)| own.interval[0]).fold(f64::MAX, f64::min);
    let high = known.iter().map(|(_, own)| own.interval[1]).fold(f64::MIN, f64::max);
    let y = |value: f64| format!("{:.1}", 78.0 - (value - low) / (high - low).max(1e-9) * 72.0);
    let x =
        |index: usize| format!("{:.1}", 10.0 + index as f64 * 300.0 / (trend.waves.len().max(2) - 1) as f64);
    let points: Vec<PointView> = known
        .iter()
        .map(|&(index, own)| PointView {
            x: x(index),
            y: y(own.value),
            low: y(own.interval[0]),
            high: y(own.interval[1]),
        })
        .collect();
    let group = trend
        .group
        .as_ref()
        .map(|(by, group)| format!(" – only {}: {group}", report.name_of(by)))
        .unwrap_or_default();
    let what = if trend.is_share { "share of favourable answers" } else { "mean" };
    let direction = if trend.rho > 0.0 { "rises" } else { "falls" };
    TrendView {
        statement: format!("{}{group} – the {what} {direction}", report.name_of(&trend.question)),
        line: points.iter().map(|point| format!("{},{}", point.x, point.y)).collect::<Vec<_>>().join(" "),
        points,
        cells: trend.waves.iter().map(|point| wave_view(point, &print)).collect(),
    }
}

fn wave_view(point: &WavePoint, print: &dyn Fn(f64) -> String) -> WaveView {
    let detail = point.value.map(|own| range(own.interval, print)).unwrap_or_default();
    let size = point.n.map(|n| format!(", {} people", labels::grouped(n))).unwrap_or_default();
    WaveView {
        wave: point.wave.clone(),
        value: point.value.map_or_else(
            || if point.n == Some(0) { "nobody".to_owned() } else { "hidden".to_owned() },
            |own| print(own.value),
        ),
        detail: format!("{detail}{size}"),
        is_hidden: point.value.is_none(),
    }
}

pub(super) fn themes(report: &SurveyReport) -> Vec<ThemeView> {
    let widest = report.themes.iter().map(|theme| theme.share).fold(0.0, f64::max).max(1e-9);
    report.themes.iter().map(|theme| theme_view(report, theme, widest)).collect()
}

fn theme_view(report: &SurveyReport, theme: &ThemeRow, widest: f64) -> ThemeView {
    let (mood, mood_class) = match theme.sentiment {
        tone if tone <= -0.25 => ("mostly complaints", "worse"),
        tone if tone >= 0.25 => ("mostly praise", ""),
        _ => ("mixed", ""),
    };
    let mut facts = Vec::new();
    if let Some(outcome) = theme.outcome.filter(|outcome| outcome.q <= 0.05) {
        facts.push(format!(
            "Unfavourable outcome: {} ({}), {} among others who write.",
            percent(outcome.with.value),
            range(outcome.with.interval, percent),
            percent(outcome.without)
        ));
    }
    let groups: Vec<String> =
        theme.groups.iter().map(|group| format!("{} ({})", group.group, percent(group.share))).collect();
    if !groups.is_empty() {
        facts.push(format!("More often in: {}.", groups.join(", ")));
    }
    let known: Vec<String> = theme
        .waves
        .iter()
        .filter_map(|point| Some(format!("{} {}", point.wave, percent(point.value?.value))))
        .collect();
    if known.len() > 1 && report.wave.is_some() {
        facts.push(format!("Over time: {}.", known.join(", ")));
    }
    ThemeView {
        label: theme.label.clone(),
        mood,
        mood_class,
        width: format!("{:.1}", theme.share / widest * 100.0),
        size: format!(
            "{} responses, {}{}",
            labels::grouped(theme.responses),
            percent(theme.share),
            theme.seen_by.map(|seen| format!(" · {}", labels::seen_words(seen))).unwrap_or_default()
        ),
        terms: theme.terms.join(", "),
        facts,
        examples: theme.examples.clone(),
    }
}

pub(super) fn maps(report: &SurveyReport) -> Vec<MapView> {
    report.heat.iter().map(|map| map_view(report, map)).collect()
}

fn map_view(report: &SurveyReport, map: &HeatMap) -> MapView {
    let groups = map.groups.iter().zip(&map.sizes).take(MOST_GROUPS).map(|(name, size)| GroupView {
        name: name.clone(),
        size: size.map_or_else(|| "hidden".to_owned(), labels::grouped),
    });
    let rows = map.rows.iter().map(|row| HeatView {
        name: report.name_of(&row.question).to_owned(),
        overall: percent(row.overall),
        cells: row.cells.iter().take(MOST_GROUPS).map(cell_view).collect(),
    });
    MapView { name: report.name_of(&map.by).to_owned(), groups: groups.collect(), rows: rows.collect() }
}

fn cell_view(cell: &HeatCell) -> CellView {
    let class = match cell.difference {
        None => "hidden",
        Some(own) if own <= -0.15 => "lo3",
        Some(own) if own <= -0.08 => "lo2",
        Some(own) if own <= -0.03 => "lo1",
        Some(own) if own >= 0.15 => "hi3",
        Some(own) if own >= 0.08 => "hi2",
        Some(own) if own >= 0.03 => "hi1",
        Some(_) => "",
    };
    CellView { text: cell.share.map_or_else(|| "hidden".to_owned(), percent), class }
}

pub(super) fn questions(report: &SurveyReport) -> Vec<QuestionView> {
    report.questions.iter().map(question_view).collect()
}

fn question_view(question: &QuestionRow) -> QuestionView {
    let mut head = Vec::new();
    if let Some(nps) = question.nps {
        head.push(format!(
            "NPS {:+.0} ({:+.0} to {:+.0})",
            nps.value * 100.0,
            nps.interval[0] * 100.0,
            nps.interval[1] * 100.0
        ));
    }
    if let Some(share) = question.favourable {
        head.push(format!("{} favourable ({})", percent(share.value), range(share.interval, percent)));
    }
    if let Some(mean) = question.mean {
        head.push(format!("mean {} ({})", number(mean.value), range(mean.interval, number)));
    }
    if let Some([low, middle, high]) = question.quartiles {
        head.push(format!("half between {} and {}, median {}", number(low), number(high), number(middle)));
    }
    let answered = match (question.role, question.answered) {
        (Some(Role::Personal), _) => "says who somebody is: not shown".to_owned(),
        (_, Some(0)) => "nobody answered".to_owned(),
        (_, Some(n)) => format!("{} answered", labels::grouped(n)),
        (_, None) => "hidden".to_owned(),
    };
    head.push(answered);
    if let Some(missing) =
        question.missing.filter(|missing| *missing > 0 && question.role != Some(Role::Personal))
    {
        head.push(format!("{} did not", labels::grouped(missing)));
    }
    QuestionView {
        text: question.text.clone(),
        head: head.join(" · "),
        why: format!("{}: {}", question.kind.as_str(), question.reason),
        levels: question.levels.iter().map(level_view).collect(),
    }
}

fn level_view(level: &Level) -> LevelView {
    LevelView {
        label: level.label.clone(),
        class: if level.favourable == Some(false) { "plain" } else { "" },
        width: format!("{:.1}", level.share.unwrap_or(0.0) * 100.0),
        share: level.share.map(percent).unwrap_or_default(),
        n: level.n.map_or_else(|| "hidden".to_owned(), labels::grouped),
        is_hidden: level.suppressed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_people_read_them() {
        assert_eq!(percent(0.346), "35 %");
        assert_eq!([number(1250.4), number(12.34), number(0.456)], ["1,250", "12.3", "0.46"]);
    }

    #[test]
    fn a_hidden_cell_says_so_and_nobody_is_zero() {
        let hidden = level_view(&Level {
            label: "x".into(),
            n: None,
            share: None,
            suppressed: true,
            favourable: None,
        });
        let nobody = level_view(&Level {
            label: "x".into(),
            n: Some(0),
            share: Some(0.0),
            suppressed: false,
            favourable: None,
        });
        assert_eq!((hidden.n.as_str(), nobody.n.as_str()), ("hidden", "0"));
    }
}
