//! Which engine reads, and what it may use: from the command line, the environment and the files it names.

use super::file::{Filled, fill};
use crate::chunk::Budget;
use crate::cli;
use crate::engine::llm::batch::BatchApi;
use crate::engine::llm::client::{Secret, Target};
use crate::engine::llm::dialect::{address, default_base_url};
use crate::engine::llm::exchange::Service;
use crate::error::Error;
use crate::model::analysis::EngineName;
use crate::run::asker::Limits;
use crate::run::limits::Budgets;
use crate::run::price::{Price, batch_price};
use std::path::Path;
use std::time::Duration;

/// The engine of a run.
#[derive(Debug)]
pub enum Engine {
    /// The built-in one, alone.
    Builtin,
    /// A model, beside the built-in one.
    Model(Box<ModelSettings>),
}

/// Everything about a model.
#[derive(Debug)]
pub struct ModelSettings {
    /// Which model, and where.
    pub target: Target,
    /// What it may use.
    pub limits: Limits,
    /// What it costs, if that is known.
    pub price: Option<Price>,
    /// How long to wait for batches, if the first questions go into batches.
    pub batch_wait: Option<Duration>,
    /// Whether to ask for a few sentences over all findings.
    pub overview: bool,
    /// Whether only to count what would be asked.
    pub dry_run: bool,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT_S: u32 = 180;
const PATIENCE_S: u32 = 120;
const AT_ONCE: u16 = 64;
const BATCH_WAIT_MINUTES: u32 = 1;

/// Bytes of text that hold about a token.
const BYTES_PER_TOKEN: u64 = 4;

impl Engine {
    /// The engine, from the command line and the settings file.
    ///
    /// # Errors
    /// When the file is not usable, the engine has no such name, its key cannot be read, or a flag makes no sense without
    /// another.
    pub fn from_args(args: cli::Engine) -> Result<Self, Error> {
        let (typed, is_batch_typed) = (needless(&args), args.batch);
        let Filled { args, is_led_by_folder } = fill(args)?;
        let named = args.engine.as_deref().unwrap_or("builtin");
        if named == "builtin" {
            return match typed {
                Some(flag) => {
                    Err(wrong(format!("{flag} is for models: name one with --engine, such as openai:MODEL")))
                }
                None => Ok(Engine::Builtin),
            };
        }
        let (service, model) = parse_engine(named).ok_or_else(|| {
            wrong(format!("--engine {named}: give builtin, openai:MODEL, anthropic:MODEL or ollama:MODEL"))
        })?;
        let price = args.price.map(|(input, output)| Price { input, output });
        let cost = match (args.max_cost, price) {
            (Some(most), Some(price)) => Some((most, price)),
            (Some(_), None) => {
                return Err(wrong("--max-cost needs the price of the model: give --price IN,OUT".into()));
            }
            (None, _) => None,
        };
        let key = match &args.key_file {
            Some(path) => Some(read_key(path)?),
            None if is_led_by_folder => None,
            None => key_of_environment(service),
        };
        if key.is_none() && args.base_url.is_none() && service != Service::Ollama {
            let name = key_variable(service);
            return Err(wrong(format!(
                "{} wants a key: set {name} or name a file with --key-file",
                service.as_str()
            )));
        }
        let answer_timeout = seconds(args.answer_timeout.unwrap_or(ANSWER_TIMEOUT_S));
        let target = Target {
            service,
            model: model.to_owned(),
            base_url: args.base_url.unwrap_or_else(|| default_base_url(service).to_owned()),
            key,
            connect_timeout: CONNECT_TIMEOUT.min(answer_timeout),
            // A server that writes its answer in one go is silent until it is done.
            silence_timeout: answer_timeout * 2 / 3,
            answer_timeout,
        };
        if is_batch_typed && BatchApi::of(service).is_none() {
            return Err(wrong(format!("{} has no batches; leave --batch out", service.as_str())));
        }
        if args.batch_wait.is_some() && !args.batch {
            return Err(wrong("--batch-wait is for --batch; give both or neither".into()));
        }
        // What a settings file says of batches is for the services that have some.
        let is_batched = args.batch && BatchApi::of(service).is_some();
        let batch_wait = is_batched.then(|| seconds(60 * args.batch_wait.unwrap_or(BATCH_WAIT_MINUTES)));
        let limits = Limits {
            at_once: usize::from(args.concurrency.unwrap_or(AT_ONCE)),
            requests_per_minute: args.requests_per_minute,
            tokens_per_minute: args.tokens_per_minute,
            budgets: Budgets { requests: args.max_requests, tokens: args.max_tokens, cost },
            patience: seconds(args.patience.unwrap_or(PATIENCE_S)),
        };
        Ok(Engine::Model(Box::new(ModelSettings {
            target,
            limits,
            price,
            batch_wait,
            overview: args.overview,
            dry_run: args.dry_run,
        })))
    }

    /// The model of a run that only counts what it would ask.
    pub fn to_forecast(&self) -> Option<&ModelSettings> {
        match self {
            Engine::Model(model) if model.dry_run => Some(model),
            _ => None,
        }
    }

    /// The name on pages and in `analysis.json`.
    pub fn name(&self) -> EngineName {
        match self {
            Engine::Builtin => EngineName { name: "builtin".to_owned(), model: None },
            Engine::Model(model) => EngineName {
                name: model.target.service.as_str().to_owned(),
                model: Some(model.target.model.clone()),
            },
        }
    }
}

impl Engine {
    /// What would be used, for people. Never holds a key.
    pub fn describe(&self) -> String {
        let model = match self {
            Engine::Builtin => {
                return "builtin: offline, no model, no key, nothing leaves this computer\n\
                        models: name one with --engine openai:MODEL, anthropic:MODEL or ollama:MODEL"
                    .to_owned();
            }
            Engine::Model(model) => model,
        };
        let Target { service, model: name, base_url, key, answer_timeout, .. } = &model.target;
        let Limits { at_once, requests_per_minute, tokens_per_minute, budgets, patience } = &model.limits;
        let limit =
            |number: Option<u64>| number.map_or_else(|| "no limit".to_owned(), |number| number.to_string());
        let cost =
            budgets.cost.map_or_else(|| "no limit".to_owned(), |(most, _)| format!("{most} US dollars"));
        let price = model.price.map_or_else(
            || "unknown".to_owned(),
            |Price { input, output }| format!("{input} in, {output} out, US dollars for a million tokens"),
        );
        let rows = [
            ("engine", format!("{}:{name}, beside the builtin engine", service.as_str())),
            ("address", address(*service, base_url)),
            ("key", if key.is_some() { "set".to_owned() } else { "none".to_owned() }),
            ("price", price),
            (
                "batches",
                match (BatchApi::of(*service), model.batch_wait) {
                    (None, _) => "none at this service".to_owned(),
                    (Some(_), None) => {
                        "not used; --batch hands the first questions over for half the price".to_owned()
                    }
                    (Some(_), Some(wait)) => {
                        format!("the first questions, for half the price; waits {} min", wait.as_secs() / 60)
                    }
                },
            ),
            ("requests", limit(budgets.requests)),
            ("tokens", limit(budgets.tokens)),
            ("cost", cost),
            ("at once", at_once.to_string()),
            ("requests a minute", limit(*requests_per_minute)),
            ("tokens a minute", limit(*tokens_per_minute)),
            ("longest answer", format!("{} s", answer_timeout.as_secs())),
            ("patience", format!("{} s", patience.as_secs())),
        ];
        let lines: Vec<String> = rows.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.join("\n")
    }
}

impl Engine {
    /// As [`Engine::from_args`], for a job that asks no question ahead. What a settings file says of batches is for others.
    ///
    /// # Errors
    /// As there, and when batches are typed.
    pub fn without_batches(args: cli::Engine) -> Result<Self, Error> {
        if args.batch || args.batch_wait.is_some() {
            return Err(wrong("--batch is for meetings; leave it out here".into()));
        }
        let mut engine = Self::from_args(args)?;
        if let Engine::Model(model) = &mut engine {
            model.batch_wait = None;
        }
        Ok(engine)
    }
}

impl ModelSettings {
    /// What the first questions cost.
    pub fn first_price(&self) -> Option<Price> {
        if self.batch_wait.is_some() { self.price.map(batch_price) } else { self.price }
    }

    /// Bytes of documents that are open at a time: enough chunks to keep all requests busy while the next are read.
    pub fn bytes_in_flight(&self, budget: Budget) -> u64 {
        const ROUNDS: u64 = 3;
        const AT_LEAST: u64 = 1 << 18;
        (self.limits.at_once as u64 * budget.desired() as u64 * BYTES_PER_TOKEN * ROUNDS).max(AT_LEAST)
    }
}

fn wrong(reason: String) -> Error {
    Error::Settings(reason)
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}

fn parse_engine(named: &str) -> Option<(Service, &str)> {
    let (service, model) = named.split_once(':')?;
    let service = Service::ALL.into_iter().find(|known| known.as_str() == service)?;
    (!model.trim().is_empty()).then_some((service, model))
}

/// A flag that was given and does nothing without a model.
fn needless(args: &cli::Engine) -> Option<&'static str> {
    let given = [
        (args.base_url.is_some(), "--base-url"),
        (args.key_file.is_some(), "--key-file"),
        (args.max_cost.is_some(), "--max-cost"),
        (args.max_tokens.is_some(), "--max-tokens"),
        (args.max_requests.is_some(), "--max-requests"),
        (args.price.is_some(), "--price"),
        (args.overview, "--overview"),
        (args.dry_run, "--dry-run"),
        (args.batch, "--batch"),
        (args.batch_wait.is_some(), "--batch-wait"),
        (args.concurrency.is_some(), "--concurrency"),
        (args.requests_per_minute.is_some(), "--requests-per-minute"),
        (args.tokens_per_minute.is_some(), "--tokens-per-minute"),
        (args.answer_timeout.is_some(), "--answer-timeout"),
        (args.patience.is_some(), "--patience"),
    ];
    given.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
}

fn key_variable(service: Service) -> &'static str {
    match service {
        Service::OpenAi => "OPENAI_API_KEY",
        Service::Anthropic => "ANTHROPIC_API_KEY",
        Service::Ollama => "OLLAMA_API_KEY",
    }
}

fn key_of_environment(service: Service) -> Option<Secret> {
    let key = std::env::var(key_variable(service)).ok()?;
    let key = key.trim();
    (!key.is_empty()).then(|| Secret::new(key.to_owned()))
}

fn read_key(path: &Path) -> Result<Secret, Error> {
    let shown = path.display();
    let text =
        std::fs::read_to_string(path).map_err(|error| wrong(format!("{shown}: cannot be read: {error}")))?;
    let key = text.trim();
    if key.is_empty() {
        Err(wrong(format!("{shown}: holds no key")))
    } else {
        Ok(Secret::new(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(engine: &str) -> cli::Engine {
        cli::Engine {
            engine: Some(engine.to_owned()),
            base_url: Some("http://127.0.0.1:9/v1".to_owned()),
            ..cli::Engine::default()
        }
    }

    #[test]
    fn engines_are_named() {
        let Ok(Engine::Model(model)) = Engine::from_args(args("ollama:llama3.1:8b")) else {
            panic!("no model")
        };
        assert_eq!((model.target.service, model.target.model.as_str()), (Service::Ollama, "llama3.1:8b"));
        for wrong in ["gpt-4o", "openai:", "google:x", ""] {
            assert!(matches!(Engine::from_args(args(wrong)), Err(Error::Settings(_))), "{wrong}");
        }
        assert!(matches!(Engine::from_args(cli::Engine::default()), Ok(Engine::Builtin)));
    }

    #[test]
    fn flags_that_would_do_nothing_are_refused() {
        let message = |args: cli::Engine| Engine::from_args(args).map(|_| ()).unwrap_err().to_string();
        let lonely = cli::Engine { max_tokens: Some(5), ..cli::Engine::default() };
        assert!(message(lonely).contains("--max-tokens"));
        let unpriced = cli::Engine { max_cost: Some(5.0), ..args("openai:m") };
        assert!(message(unpriced).contains("--price"));
        let keyless = cli::Engine { key_file: Some("/nowhere/key".into()), ..args("openai:m") };
        assert!(message(keyless).contains("/nowhere/key"));
    }
}
