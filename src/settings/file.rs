//! `throughline.toml`: settings of a model that need not be typed every time. Takes the flags, gives them filled up from the
//! file; what was typed wins. The file is the one that `--config` names, else `throughline.toml` in the current folder.

use crate::cli;
use crate::error::Error;
use crate::model::people::Person;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that is read unless another one is named.
const FILE_NAME: &str = "throughline.toml";

/// The names are those of the flags; `prices` has a table for each model.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    engine: Option<String>,
    base_url: Option<String>,
    key_file: Option<PathBuf>,
    max_cost: Option<f64>,
    max_tokens: Option<u64>,
    max_requests: Option<u64>,
    concurrency: Option<u16>,
    requests_per_minute: Option<u64>,
    tokens_per_minute: Option<u64>,
    answer_timeout: Option<u32>,
    patience: Option<u32>,
    #[serde(default)]
    batch: bool,
    #[serde(default)]
    overview: bool,
    batch_wait: Option<u32>,
    notify: Option<String>,
    #[serde(default)]
    prices: BTreeMap<String, PriceRow>,
    /// A file with the people, or the people themselves.
    people: Option<PathBuf>,
    #[serde(default)]
    person: Vec<Person>,
}

/// US dollars for a million tokens.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceRow {
    input: f64,
    output: f64,
}

/// Flags with what the file adds to them.
#[derive(Debug)]
pub struct Filled {
    /// The flags.
    pub args: cli::Engine,
    /// Whether a file that nobody named says where to send documents. A key that was not meant for that place stays here.
    pub is_led_by_folder: bool,
}

/// The settings file, if there is one, and where it lies; `config` is what the user named.
fn find(config: Option<&Path>) -> Result<Option<(PathBuf, File)>, Error> {
    let path = config.map_or_else(|| PathBuf::from(FILE_NAME), Path::to_path_buf);
    if config.is_none() && !path.is_file() {
        return Ok(None);
    }
    let failed = |reason: String| Error::Settings(format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    let file = parse(&text).map_err(failed)?;
    Ok(Some((path, file)))
}

/// Where a file lies is where its paths begin.
fn beside(settings: &Path, named: &Path) -> PathBuf {
    settings.parent().map_or_else(|| named.to_path_buf(), |folder| folder.join(named))
}

/// The people that the settings file tells of.
#[derive(Debug, PartialEq)]
pub enum PeopleNamed {
    /// In a file of their own.
    File(PathBuf),
    /// In the settings file itself.
    Here(Vec<Person>),
}

/// Which people the settings file tells of, if any. `config` is the settings file that the user named.
///
/// # Errors
/// When the file cannot be read or says what cannot be.
pub fn people(config: Option<&Path>) -> Result<Option<PeopleNamed>, Error> {
    Ok(find(config)?.and_then(|(path, file)| match file.people {
        Some(people) => Some(PeopleNamed::File(beside(&path, &people))),
        None => (!file.person.is_empty()).then_some(PeopleNamed::Here(file.person)),
    }))
}

/// Where the settings file says to tell that a run has ended, if anywhere. `config` is the settings file that the user
/// named.
///
/// # Errors
/// When the file cannot be read or says what cannot be.
pub fn notify(config: Option<&Path>) -> Result<Option<String>, Error> {
    Ok(find(config)?.and_then(|(_, file)| file.notify))
}

/// Fills the flags up.
///
/// # Errors
/// When the file cannot be read or says what cannot be.
pub fn fill(mut args: cli::Engine) -> Result<Filled, Error> {
    let config = args.config.take();
    match find(config.as_deref())? {
        None => Ok(Filled { args, is_led_by_folder: false }),
        Some((path, file)) => Ok(join(args, file, &path, config.is_some())),
    }
}

fn parse(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let is_amount = |amount: f64| amount.is_finite() && amount >= 0.0;
    let prices = file.prices.values().flat_map(|row| [row.input, row.output]);
    if !prices.chain(file.max_cost).all(is_amount) {
        return Err("a price or cost is below 0".into());
    }
    if file.people.is_some() && !file.person.is_empty() {
        return Err("people are named twice: by people and by [[person]]".into());
    }
    let numbers = [
        ("concurrency", file.concurrency.map(u64::from)),
        ("requests_per_minute", file.requests_per_minute),
        ("tokens_per_minute", file.tokens_per_minute),
        ("answer_timeout", file.answer_timeout.map(u64::from)),
        ("patience", file.patience.map(u64::from)),
    ];
    match numbers.iter().find(|(_, number)| *number == Some(0)) {
        Some((name, _)) => Err(format!("{name} must be at least 1")),
        None => Ok(file),
    }
}

fn join(args: cli::Engine, file: File, path: &Path, is_named: bool) -> Filled {
    let is_led_by_folder =
        !is_named && args.base_url.is_none() && file.base_url.is_some() && args.key_file.is_none();
    let engine = args.engine.or(file.engine);
    let model = engine.as_deref().and_then(|engine| engine.split_once(':')).map(|(_, model)| model);
    let price = model.and_then(|model| file.prices.get(model)).map(|row| (row.input, row.output));
    let args = cli::Engine {
        engine,
        config: None,
        base_url: args.base_url.or(file.base_url),
        key_file: args.key_file.or(file.key_file.map(|key| beside(path, &key))),
        max_cost: args.max_cost.or(file.max_cost),
        max_tokens: args.max_tokens.or(file.max_tokens),
        max_requests: args.max_requests.or(file.max_requests),
        price: args.price.or(price),
        overview: args.overview || file.overview,
        dry_run: args.dry_run,
        batch: args.batch || file.batch,
        batch_wait: args.batch_wait.or(file.batch_wait),
        concurrency: args.concurrency.or(file.concurrency),
        requests_per_minute: args.requests_per_minute.or(file.requests_per_minute),
        tokens_per_minute: args.tokens_per_minute.or(file.tokens_per_minute),
        answer_timeout: args.answer_timeout.or(file.answer_timeout),
        patience: args.patience.or(file.patience),
    };
    Filled { args, is_led_by_folder }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::people::People;

    const TEXT: &str = "engine = 'openai:small'\nbase_url = 'http://h/v1'\nmax_tokens = 9\nkey_file = 'key.txt'\n\
        [prices.small]\ninput = 0.1\noutput = 0.4\n";

    #[test]
    fn what_is_typed_wins() {
        let typed = cli::Engine { max_tokens: Some(5), ..cli::Engine::default() };
        let filled = join(typed, parse(TEXT).unwrap(), Path::new("conf/throughline.toml"), false);
        assert_eq!(filled.args.engine.as_deref(), Some("openai:small"));
        assert_eq!((filled.args.max_tokens, filled.args.price), (Some(5), Some((0.1, 0.4))));
        assert_eq!(filled.args.key_file, Some(PathBuf::from("conf/key.txt")));
        assert!(filled.is_led_by_folder && !filled.args.batch);
        let batched = parse("engine = 'openai:m'\nbatch = true\nbatch_wait = 30\n").unwrap();
        let typed = cli::Engine { batch_wait: Some(5), ..cli::Engine::default() };
        let filled = join(typed, batched, Path::new("throughline.toml"), false);
        assert_eq!((filled.args.batch, filled.args.batch_wait), (true, Some(5)));
        let other = cli::Engine { engine: Some("openai:big".into()), ..cli::Engine::default() };
        let filled = join(other, parse(TEXT).unwrap(), Path::new("throughline.toml"), true);
        assert_eq!((filled.args.price, filled.is_led_by_folder), (None, false));
    }

    #[test]
    fn whoever_is_told_of_the_end_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        for (text, expected) in [("notify = 'desktop'\n", Some("desktop")), ("batch = true\n", None)] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(notify(Some(&path)).unwrap().as_deref(), expected);
        }
        assert!(notify(Some(&folder.path().join("none.toml"))).is_err());
    }

    #[test]
    fn people_are_named_here_or_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        let named = |text: &str| {
            std::fs::write(&path, text).unwrap();
            people(Some(&path)).unwrap()
        };
        assert_eq!(named("people = 'team.toml'\n"), Some(PeopleNamed::File(folder.path().join("team.toml"))));
        let Some(PeopleNamed::Here(persons)) = named("[[person]]\nname = 'Ann'\naliases = ['A.']\n") else {
            panic!("nobody")
        };
        assert_eq!(People::new(persons).canonical("A."), "Ann");
        assert_eq!(named("engine = 'builtin'\n"), None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (text, said) in [
            ("engin = 'x'\n", "engin"),
            ("max_cost = -1.0\n", "below 0"),
            ("people = 'a.toml'\n[[person]]\nname = 'Ann'\n", "named twice"),
            ("[[person]]\nnam = 'Ann'\n", "line 2"),
            ("concurrency = 0\n", "concurrency"),
            ("max_tokens = 'many'\n", "line 1"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
