//! What a run needs, worked out from the command line and the files it names. Everything is checked here, before
//! anything is read or written.

pub mod engine;
pub mod file;

use crate::chunk::Budget;
use crate::cli;
use crate::error::Error;
use crate::ingest::{ReadOptions, Tracked};
use crate::jobs::survey::{Codebook, SurveyOptions};
use crate::model::people::{People, Person};
use crate::progress::Loudness;
use crate::text::tokens::Encoding;
use file::PeopleNamed;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Tokens of surroundings given with a chunk, as a share of its size.
const CONTEXT_SHARE: usize = 5;

/// A chunk may grow beyond the desired size by this share to end at a good place.
const GROWTH_SHARE: usize = 4;

/// How a job is run, whatever it is.
#[derive(Debug)]
pub struct RunSettings {
    /// Where the report goes.
    pub out: PathBuf,
    /// How much is printed.
    pub loudness: Loudness,
    /// Whether to open the page at the end.
    pub open: bool,
    /// Where to tell that the run has ended.
    pub notify: Option<String>,
    /// Number of threads, if not one a processor.
    pub threads: Option<usize>,
}

/// Settings of `throughline meeting`.
#[derive(Debug)]
pub struct MeetingSettings {
    /// What to read.
    pub inputs: Vec<OsString>,
    /// How the job is run.
    pub run: RunSettings,
    /// What helps reading.
    pub reading: Reading,
    /// Which engine reads.
    pub engine: engine::Engine,
    /// Size of chunks.
    pub budget: Budget,
    /// How tokens are counted.
    pub encoding: Encoding,
    /// The settings that shape the result, for the receipt.
    pub shown: Map<String, Value>,
}

/// Settings of `throughline check`.
#[derive(Debug)]
pub struct CheckSettings {
    /// What to check.
    pub inputs: Vec<OsString>,
    /// Policies to hold it against; without any each document is checked against itself only.
    pub policies: Vec<OsString>,
    /// How the job is run.
    pub run: RunSettings,
    /// What helps reading.
    pub reading: Reading,
    /// Which engine judges.
    pub engine: engine::Engine,
    /// How tokens are counted.
    pub encoding: Encoding,
    /// The settings that shape the result, for the receipt.
    pub shown: Map<String, Value>,
}

/// Settings of `throughline survey`.
#[derive(Debug)]
pub struct SurveySettings {
    /// What to read.
    pub inputs: Vec<OsString>,
    /// How the job is run.
    pub run: RunSettings,
    /// Which engine reads the open answers.
    pub engine: engine::Engine,
    /// How tokens are counted.
    pub encoding: Encoding,
    /// What is looked for.
    pub options: SurveyOptions,
    /// Largest file, in bytes.
    pub most_bytes: u64,
    /// The settings that shape the result, for the receipt.
    pub shown: Map<String, Value>,
}

/// What helps reading.
#[derive(Debug)]
pub struct Reading {
    /// Date and people.
    pub options: ReadOptions,
    /// Largest file, in bytes.
    pub most_bytes: u64,
}

impl RunSettings {
    /// Settings of a run, from the command line and, for word of its end, the settings file; `config` is the one that was
    /// named.
    ///
    /// # Errors
    /// When the settings file is not usable.
    pub fn from_args(args: cli::Run, config: Option<&Path>) -> Result<Self, Error> {
        let loudness = match (args.quiet, args.verbose) {
            (true, _) => Loudness::Quiet,
            (_, true) => Loudness::Verbose,
            _ => Loudness::Normal,
        };
        let notify = match args.notify {
            Some(typed) => Some(typed),
            None => file::notify(config)?,
        };
        Ok(Self { out: args.out, loudness, open: args.open, notify, threads: args.threads.map(usize::from) })
    }
}

impl MeetingSettings {
    /// Settings of `throughline meeting`.
    ///
    /// # Errors
    /// When the people file or the settings of a model are not usable.
    pub fn from_args(args: cli::Meeting) -> Result<Self, Error> {
        let desired = args.chunk_tokens as usize;
        let budget = Budget::new(desired, desired + desired / GROWTH_SHARE, desired / CONTEXT_SHARE)
            .expect("the command line asks for at least 50 tokens");
        let encoding = encoding_of(args.encoding);
        let config = args.engine.config.clone();
        let shown = shown(&args, encoding);
        Ok(Self {
            inputs: args.inputs,
            run: RunSettings::from_args(args.run, config.as_deref())?,
            reading: Reading::from_args(args.reading, config.as_deref())?,
            engine: engine::Engine::from_args(*args.engine)?,
            budget,
            encoding,
            shown,
        })
    }
}

impl CheckSettings {
    /// Settings of `throughline check`.
    ///
    /// # Errors
    /// When the people file is not usable.
    pub fn from_args(args: cli::Check) -> Result<Self, Error> {
        let config = args.engine.config.clone();
        let encoding = encoding_of(args.encoding);
        let mut shown = Map::new();
        let policies: Vec<_> = args.against.iter().map(|path| path.to_string_lossy()).collect();
        shown.insert(
            "against".into(),
            if policies.is_empty() { Value::Null } else { json!(policies.join(", ")) },
        );
        shown.insert("encoding".into(), json!(encoding.as_str()));
        shown.insert("date".into(), json!(args.reading.date));
        Ok(Self {
            inputs: args.inputs,
            policies: args.against,
            run: RunSettings::from_args(args.run, config.as_deref())?,
            reading: Reading::from_args(args.reading, config.as_deref())?,
            engine: engine::Engine::without_batches(*args.engine)?,
            encoding,
            shown,
        })
    }
}

fn encoding_of(name: cli::EncodingName) -> Encoding {
    match name {
        cli::EncodingName::O200kBase => Encoding::O200k,
        cli::EncodingName::Cl100kBase => Encoding::Cl100k,
    }
}

impl SurveySettings {
    /// Settings of `throughline survey`.
    ///
    /// # Errors
    /// When the codebook is not usable.
    pub fn from_args(args: cli::Survey) -> Result<Self, Error> {
        let codebook = args.codebook.as_deref().map(read_codebook).transpose()?.unwrap_or_default();
        let mut shown = Map::new();
        shown.insert("outcome".into(), json!(args.outcome));
        shown.insert("by".into(), json!((!args.by.is_empty()).then(|| args.by.join(", "))));
        shown.insert("wave".into(), json!(args.wave));
        shown.insert("codebook".into(), json!(args.codebook.map(|path| path.display().to_string())));
        shown.insert("minimum_group".into(), json!(args.minimum_group));
        let options = SurveyOptions {
            outcome: args.outcome,
            by: args.by,
            wave: args.wave,
            codebook,
            minimum_group: args.minimum_group as usize,
        };
        let most_bytes = u64::from(args.max_file_size) * 1_000_000;
        let config = args.engine.config.clone();
        Ok(Self {
            inputs: args.inputs,
            run: RunSettings::from_args(args.run, config.as_deref())?,
            engine: engine::Engine::without_batches(*args.engine)?,
            encoding: Encoding::O200k,
            options,
            most_bytes,
            shown,
        })
    }
}

fn read_codebook(path: &Path) -> Result<Codebook, Error> {
    let shown = path.display().to_string();
    let failed = |reason: String| Error::Codebook { path: shown.clone(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    Codebook::parse(&text).map_err(failed)
}

impl Reading {
    /// What helps reading, from the command line and, for people, the settings file; `config` is the one that was named.
    ///
    /// # Errors
    /// When the people file or the settings file is not usable.
    pub fn from_args(args: cli::Reading, config: Option<&Path>) -> Result<Self, Error> {
        let people = match (&args.people, file::people(config)?) {
            (Some(path), _) => read_people(path)?,
            (None, Some(PeopleNamed::File(path))) => read_people(&path)?,
            (None, Some(PeopleNamed::Here(persons))) => People::new(persons),
            (None, None) => People::default(),
        };
        let most_bytes = u64::from(args.max_file_size) * 1_000_000;
        let tracked = match args.tracked {
            cli::TrackedName::Final => Tracked::Final,
            cli::TrackedName::Original => Tracked::Original,
        };
        let time_limit = Duration::from_secs(args.time_limit.into());
        let options = ReadOptions { date: args.date, people, password: args.password, tracked, time_limit };
        Ok(Self { options, most_bytes })
    }
}

/// The settings that shape a result, by the name of their flag.
fn shown(args: &cli::Meeting, encoding: Encoding) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("chunk_tokens".into(), json!(args.chunk_tokens));
    shown.insert("encoding".into(), json!(encoding.as_str()));
    shown.insert("date".into(), json!(args.reading.date));
    shown.insert("people".into(), json!(args.reading.people.as_ref().map(|path| path.display().to_string())));
    shown
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default)]
    person: Vec<Person>,
}

fn read_people(path: &Path) -> Result<People, Error> {
    let shown = path.display().to_string();
    let failed = |reason: String| Error::People { path: shown.clone(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    parse_people(&text).map_err(failed)
}

fn parse_people(text: &str) -> Result<People, String> {
    let file: PeopleFile = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.person.is_empty() {
        return Err("names nobody; write [[person]] and below it name = \"…\", for each person".into());
    }
    Ok(People::new(file.person))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_people_file_is_read_or_refused_with_its_line() {
        let people =
            parse_people("[[person]]\nname = 'Priya Raman'\naliases = ['Pri']\nteam = 'Operations'\n")
                .unwrap();
        assert_eq!(people.canonical("pri"), "Priya Raman");
        assert!(parse_people("[[person]]\nname = 'A'\nalias = ['x']\n").unwrap_err().contains("line 3"));
        assert!(parse_people("").unwrap_err().contains("[[person]]"));
    }
}
