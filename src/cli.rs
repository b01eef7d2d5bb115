//! The command line, as close to what the user types as possible. `settings` turns it into what the run needs.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Turns long documents into pages you can scan and trust.
#[derive(Debug, Parser)]
#[command(name = "throughline", version, about, long_about = LONG_ABOUT, after_long_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const LONG_ABOUT: &str = "Turns long documents into pages you can scan and trust: decisions, action items with owners and \
deadlines, open questions, risks and discrepancies, each with the verbatim passage it rests on.\n\n\
Works offline: no model, no key, no network, unless --engine names a language model.";

const EXIT_CODES: &str = "Exit codes: 0 complete, 1 failed, 2 wrong use, 3 complete with gaps (something could not be read; \
the report says what), 4 batches are under way (run the same command again), 130 interrupted.";

/// The jobs and the smaller commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Meeting transcripts → decisions, action items, open questions, risks, topics
    Meeting(Meeting),
    /// Documents against policy, and against themselves → requirements met or not, discrepancies
    Check(Check),
    /// Survey exports → drivers of the outcome, trends, groups at risk, themes of open answers
    Survey(Survey),
    /// Show what is read from one file, before anything is made of it
    Read(Read),
    /// Show which engine would read, where it is and what it may use; asks nothing
    Engines {
        /// What would be typed for a run
        #[command(flatten)]
        engine: Box<Engine>,
    },
    /// Print shell completions
    Completions {
        /// The shell to complete for
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `throughline meeting`.
#[derive(Debug, Args)]
pub struct Meeting {
    /// Transcripts: files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// What every job is told
    #[command(flatten)]
    pub run: Run,
    /// What helps reading
    #[command(flatten)]
    pub reading: Reading,
    /// Which engine reads
    #[command(flatten)]
    pub engine: Box<Engine>,
    /// Tokens a chunk should have
    #[arg(long, value_name = "TOKENS", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(50..=1_000_000), hide_short_help = true)]
    pub chunk_tokens: u32,
    /// The encoding that tokens are counted in
    #[arg(long, value_name = "NAME", value_enum, default_value_t = EncodingName::O200kBase, hide_short_help = true)]
    pub encoding: EncodingName,
}

/// `throughline check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Documents to check: files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "DOCUMENT")]
    pub inputs: Vec<OsString>,
    /// Policies they are held against: files, folders or globs; a .toml file is a playbook. Without any, each document
    /// is checked against itself
    #[arg(short, long, value_name = "POLICY", num_args = 1..)]
    pub against: Vec<OsString>,
    /// What every job is told
    #[command(flatten)]
    pub run: Run,
    /// What helps reading
    #[command(flatten)]
    pub reading: Reading,
    /// Which engine judges
    #[command(flatten)]
    pub engine: Box<Engine>,
    /// The encoding that tokens are counted in
    #[arg(long, value_name = "NAME", value_enum, default_value_t = EncodingName::O200kBase, hide_short_help = true)]
    pub encoding: EncodingName,
}

/// `throughline survey`.
#[derive(Debug, Args)]
pub struct Survey {
    /// Exports of one survey (CSV, TSV, XLSX, gzip): several files are taken as its waves
    #[arg(required = true, value_name = "EXPORT")]
    pub inputs: Vec<OsString>,
    /// The question to explain, by its text, short name or id [default: found by its words]
    #[arg(long, value_name = "QUESTION")]
    pub outcome: Option<String>,
    /// The questions that say what group somebody belongs to, parted by commas; one whose name holds a comma by itself or
    /// in double quotes. May be given more than once [default: found by their words]
    #[arg(long, value_name = "QUESTION,…")]
    pub by: Vec<String>,
    /// The question that says when somebody answered [default: found by its name, the files or the dates]
    #[arg(long, value_name = "QUESTION")]
    pub wave: Option<String>,
    /// What you know of the questions and the themes, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,
    /// Smallest group of which a number is shown
    #[arg(long, value_name = "PEOPLE", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub minimum_group: u32,
    /// What every job is told
    #[command(flatten)]
    pub run: Run,
    /// Which engine reads the open answers
    #[command(flatten)]
    pub engine: Box<Engine>,
    /// Largest file that is read, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=4000), hide_short_help = true)]
    pub max_file_size: u32,
}

/// What every job is told.
#[derive(Debug, Args)]
pub struct Run {
    /// Folder for the report; an earlier report there is replaced
    #[arg(short, long, value_name = "DIR", default_value = "throughline-report")]
    pub out: PathBuf,
    /// Open the page in the browser when it is done
    #[arg(long)]
    pub open: bool,
    /// Print nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print a line for each document and each notice
    #[arg(short, long)]
    pub verbose: bool,
    /// Where to tell that the run has ended or stopped: a URL that takes JSON, as Slack's webhooks do, or desktop. Signed
    /// with THROUGHLINE_NOTIFY_SECRET if that is set. Says how it went, nothing of the documents
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub notify: Option<String>,
    /// Number of threads; the result does not depend on it [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// Which engine reads, and what it may use. Everything but `--engine` is for models only.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading with a language model")]
pub struct Engine {
    /// builtin, or a model beside it: openai:MODEL, anthropic:MODEL or ollama:MODEL. The documents are sent to it.
    /// Every answer is kept in DIR/journal.sqlite: the same command goes on where a stopped run ended and pays for nothing
    /// twice [default: builtin]
    #[arg(long, value_name = "ENGINE")]
    pub engine: Option<String>,
    /// File with these settings and notify, by the names of their flags, a table [prices.MODEL] with input and output for each
    /// model, and people (a file, or a table `[[person]]` for each) [default: throughline.toml in the current folder, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address of a server that speaks the same, such as http://localhost:8000/v1
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// File with the key; else OPENAI_API_KEY or ANTHROPIC_API_KEY
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Most US dollars to spend, all runs into the same folder together; needs --price. No request starts that could
    /// pass it
    #[arg(long, value_name = "USD", value_parser = parse_amount)]
    pub max_cost: Option<f64>,
    /// Most tokens to use, sent and received, counted the same way
    #[arg(long, value_name = "N")]
    pub max_tokens: Option<u64>,
    /// Most requests to send, counted the same way
    #[arg(long, value_name = "N")]
    pub max_requests: Option<u64>,
    /// US dollars for a million tokens sent and received, such as 0.15,0.60
    #[arg(long, value_name = "IN,OUT", value_parser = parse_price)]
    pub price: Option<(f64, f64)>,
    /// Have the model write a few sentences over all findings at the top of a meeting's report: one question more, at the end
    #[arg(long)]
    pub overview: bool,
    /// Print documents, requests, tokens and cost; ask nothing, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Have the first questions answered in batches, for half the price and within a day. The run hands them over, waits a
    /// while and says how far they are; the same command goes on from there. Not with ollama
    #[arg(long)]
    pub batch: bool,
    /// How long a run waits for batches, in minutes [default: 1]
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=2160))]
    pub batch_wait: Option<u32>,
    /// Most requests at once; fewer while the server is busy [default: 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096), hide_short_help = true)]
    pub concurrency: Option<u16>,
    /// Requests a minute, if the server does not say how many it allows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true)]
    pub requests_per_minute: Option<u64>,
    /// Tokens a minute, likewise
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true)]
    pub tokens_per_minute: Option<u64>,
    /// Longest time for one answer, in seconds [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400), hide_short_help = true)]
    pub answer_timeout: Option<u32>,
    /// How long the server may be down before the run stops, in seconds [default: 120]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400), hide_short_help = true)]
    pub patience: Option<u32>,
}

fn parse_amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount),
        _ => Err("give an amount such as 5 or 0.50".to_owned()),
    }
}

fn parse_price(text: &str) -> Result<(f64, f64), String> {
    let parsed =
        text.split_once(',').map(|(input, output)| (parse_amount(input.trim()), parse_amount(output.trim())));
    match parsed {
        Some((Ok(input), Ok(output))) => Ok((input, output)),
        _ => Err("give two prices with a comma between them, such as 0.15,0.60".to_owned()),
    }
}

/// `throughline read`.
#[derive(Debug, Args)]
pub struct Read {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    /// How to print it
    #[arg(short, long, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
    /// What helps reading
    #[command(flatten)]
    pub reading: Reading,
}

/// What helps reading.
#[derive(Debug, Args)]
pub struct Reading {
    /// The meeting's date, YYYY-MM-DD, if the files do not say it (or say it wrong)
    #[arg(long, value_name = "DATE")]
    pub date: Option<jiff::civil::Date>,
    /// Names, aliases and teams of the people, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,
    /// Opens encrypted files
    #[arg(long, value_name = "PASSWORD", env = "THROUGHLINE_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
    /// Which reading of tracked changes is taken
    #[arg(long, value_enum, default_value_t = TrackedName::Final, hide_short_help = true)]
    pub tracked: TrackedName,
    /// Longest time for the reading of one file, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400), hide_short_help = true)]
    pub time_limit: u32,
    /// Largest file that is read, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=4000), hide_short_help = true)]
    pub max_file_size: u32,
}

/// Readings of tracked changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrackedName {
    /// As if every change were accepted.
    Final,
    /// As if every change were rejected.
    Original,
}

/// How `read` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadFormat {
    /// For people.
    Text,
    /// For programs: blocks with kind, start, end, page, line, time_ms, speaker, row, column.
    Json,
}

/// Names of tiktoken's encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EncodingName {
    /// Of newer models.
    #[value(name = "o200k_base")]
    O200kBase,
    /// Of older models.
    #[value(name = "cl100k_base")]
    Cl100kBase,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
