//! The `throughline` program: reads the command line, runs the job, says where the page lies.

use anyhow::Context;
use clap::{CommandFactory, Parser};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use throughline::cli::{Cli, Command};
use throughline::engine::llm::dialect::host_of;
use throughline::error::Error;
use throughline::pipeline::{
    Finished, forecast_checks, forecast_meetings, forecast_survey, read_one, run_checks, run_meetings,
    run_survey,
};
use throughline::progress::{Progress, count, printable};
use throughline::run::notify::{Notice, tell};
use throughline::settings::engine::Engine;
use throughline::settings::{self, CheckSettings, MeetingSettings, Reading, RunSettings, SurveySettings};

/// Exit code of a report that is complete but for named gaps.
const COMPLETE_WITH_GAPS: u8 = 3;

fn main() -> ExitCode {
    // Panics in readers and in the engine are caught and become gaps; their message goes there, not to the terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(|| run(Cli::parse().command));
    match result {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => {
            if is_broken_pipe(&error) {
                // Whoever read our output has seen enough.
                return ExitCode::SUCCESS;
            }
            eprintln!("throughline: {}", printable(&format!("{error:#}")));
            ExitCode::from(error.downcast_ref::<Error>().map_or(1, Error::exit_code))
        }
        Err(_) => {
            eprintln!(
                "throughline: stopped by a fault of its own; no report was written. Please report it with the input if you may"
            );
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Meeting(args) => {
            let settings = MeetingSettings::from_args(args)?;
            if let Some(model) = settings.engine.to_forecast() {
                return forecast(&settings.run, |progress, stop| {
                    forecast_meetings(&settings, model, progress, stop)
                });
            }
            run_job(&settings.run, |progress, stop| run_meetings(&settings, progress, stop))
        }
        Command::Check(args) => {
            let settings = CheckSettings::from_args(args)?;
            if let Some(model) = settings.engine.to_forecast() {
                return forecast(&settings.run, |progress, stop| {
                    forecast_checks(&settings, model, progress, stop)
                });
            }
            run_job(&settings.run, |progress, stop| run_checks(&settings, progress, stop))
        }
        Command::Survey(args) => {
            let settings = SurveySettings::from_args(args)?;
            if let Some(model) = settings.engine.to_forecast() {
                return forecast(&settings.run, |progress, stop| {
                    forecast_survey(&settings, model, progress, stop)
                });
            }
            run_job(&settings.run, |progress, stop| run_survey(&settings, progress, stop))
        }
        Command::Read(args) => {
            let reading = Reading::from_args(args.reading, None)?;
            let mut out = std::io::stdout().lock();
            read_one(&args.input, &reading, args.format, &mut out)?;
            out.flush()?;
            Ok(0)
        }
        Command::Engines { engine } => {
            let told = settings::file::notify(engine.config.as_deref())?;
            let engine = Engine::from_args(*engine)?.describe();
            writeln!(std::io::stdout(), "{engine}\nword of the end: {}", shown_target(told.as_deref()))?;
            Ok(0)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "throughline", &mut script);
            std::io::stdout().write_all(&script)?;
            Ok(0)
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout())?;
            Ok(0)
        }
    }
}

fn start_threads(run: &RunSettings) -> anyhow::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(run.threads.unwrap_or(0))
        .build_global()
        .context("cannot start the threads")
}

/// Prints what a run would ask a model.
fn forecast(
    run: &RunSettings,
    count: impl FnOnce(&mut Progress, &AtomicBool) -> Result<String, Error>,
) -> anyhow::Result<u8> {
    start_threads(run)?;
    let mut progress = Progress::new(run.loudness);
    let counted = count(&mut progress, &stop_on_interrupt());
    progress.close(None);
    writeln!(std::io::stdout(), "{}", counted?)?;
    Ok(0)
}

/// Runs a job in its threads and says where its page lies.
fn run_job(
    run: &RunSettings,
    job: impl FnOnce(&mut Progress, &Arc<AtomicBool>) -> Result<Finished, Error>,
) -> anyhow::Result<u8> {
    start_threads(run)?;
    let stop = stop_on_interrupt();
    let mut progress = Progress::new(run.loudness);
    let result = job(&mut progress, &stop);
    progress.close(result.as_ref().ok().map(summary).as_deref());
    if let Some(target) = &run.notify
        && let Err(reason) = tell(target, &notice(run, &result))
    {
        eprintln!("throughline: nobody could be notified: {}", printable(&reason));
    }
    let finished = result?;
    if run.open {
        open::that(&finished.page).with_context(|| format!("cannot open {}", finished.page.display()))?;
    }
    Ok(if finished.gaps > 0 { COMPLETE_WITH_GAPS } else { 0 })
}

/// Who is told of the end of a run; the address of a webhook may be a secret.
fn shown_target(target: Option<&str>) -> &str {
    match target {
        None => "nobody; --notify names somebody",
        Some("desktop") => "this desktop",
        Some(url) => host_of(url),
    }
}

/// How a run went, for somebody who is not there to see it.
fn notice(run: &RunSettings, result: &Result<Finished, Error>) -> Notice {
    let (status, exit_code) = match result {
        Ok(finished) if finished.gaps > 0 => ("gaps", COMPLETE_WITH_GAPS),
        Ok(_) => ("complete", 0),
        Err(error @ Error::Waiting { .. }) => ("waiting", error.exit_code()),
        Err(error @ Error::Interrupted) => ("interrupted", error.exit_code()),
        Err(error) => ("stopped", error.exit_code()),
    };
    let finished = result.as_ref().ok();
    Notice {
        status,
        exit_code,
        documents: finished.map_or(0, |finished| finished.documents),
        findings: finished.map_or(0, |finished| finished.found.iter().map(|(number, ..)| number).sum()),
        gaps: finished.map_or(0, |finished| finished.gaps),
        report: run.out.display().to_string(),
    }
}

/// The first interrupt asks the run to stop, which clears away what was written; a second one ends it at once.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let handler = move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    // Without a handler an interrupt still ends the program; the next run clears what it left.
    let _ = ctrlc::set_handler(handler);
    stop
}

/// What was found, and on the last line where the page lies.
fn summary(finished: &Finished) -> String {
    let counted: Vec<String> = finished
        .found
        .iter()
        .map(|(number, one, many)| format!("{number} {}", if *number == 1 { one } else { many }))
        .collect();
    let gaps = match finished.gaps {
        0 => String::new(),
        gaps => format!("; {} not read, see the end of the page", count(gaps, "place")),
    };
    format!(
        "{} read: {}{gaps}\n{}",
        count(finished.documents, "document"),
        counted.join(", "),
        shown(&finished.page)
    )
}

/// A path under the current folder without that folder.
fn shown(path: &std::path::Path) -> String {
    let here = std::env::current_dir().ok();
    let relative = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    relative.display().to_string()
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::BrokenPipe)
}
