//! The only way documents leave this computer. Takes a question, sends it to the service, gives the answer or the fault, and what the
//! server said about its limits. One try each: waiting and trying again are the executor's.

mod batches;

pub use batches::Body;

use super::dialect::{self, Abilities};
use super::exchange::{Ability, Answer, Fault, Question, Service};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use std::sync::Mutex;
use std::time::Duration;

/// Bytes that a key has at least to be a secret; services give forty and more.
const SHORTEST_SECRET: usize = 8;

/// A key, kept from being printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps a key.
    pub fn new(key: String) -> Self {
        Self(key)
    }

    /// `text` without the key. A key as short as a word is no secret, such as the ones that local servers are given: text
    /// keeps its letters.
    pub fn keep_out_of(&self, text: &str) -> String {
        if self.0.len() < SHORTEST_SECRET { text.to_owned() } else { text.replace(&self.0, "[key]") }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("[key]")
    }
}

/// Which model, where, and how long to wait for it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The kind of service.
    pub service: Service,
    /// The model's name, as the service has it.
    pub model: String,
    /// Where the service is.
    pub base_url: String,
    /// The key, if the service wants one.
    pub key: Option<Secret>,
    /// Longest time for a connection.
    pub connect_timeout: Duration,
    /// Longest silence of the server, before its first byte and between two.
    pub silence_timeout: Duration,
    /// Longest time for a whole answer.
    pub answer_timeout: Duration,
}

/// What a server said about its limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Requests it allows in a minute.
    pub requests_per_minute: Option<u64>,
    /// Tokens it allows in a minute.
    pub tokens_per_minute: Option<u64>,
}

/// One try.
#[derive(Debug)]
pub struct Sent {
    /// What came of it.
    pub result: Result<Answer, Fault>,
    /// What the server said about its limits.
    pub allowance: Allowance,
}

/// Sends questions over kept connections.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    target: Target,
    address: String,
    headers: HeaderMap,
    abilities: Mutex<Abilities>,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The key holds characters that no header can carry.
    #[error(
        "the key holds a line break or another character that a key cannot have; check the file or variable it comes from"
    )]
    Key,
    /// The address is not usable.
    #[error(
        "{address}: not a usable address; give --base-url as http://HOST:PORT or https://HOST, with a path if the server has one"
    )]
    Address {
        /// What was given.
        address: String,
    },
    /// TLS could not be set up.
    #[error(
        "cannot set up secure connections: {what}; an image without CA certificates needs the package ca-certificates"
    )]
    Tls {
        /// What the library says.
        what: String,
    },
}

/// Answers longer than this are no answers.
const MOST_BODY_BYTES: usize = 8 << 20;

impl Client {
    /// A client for one service; nothing is sent yet.
    ///
    /// # Errors
    /// When the address or the key is not usable or TLS cannot be set up.
    pub fn new(target: Target) -> Result<Self, ClientError> {
        let address = dialect::address(target.service, &target.base_url);
        let usable = reqwest::Url::parse(&address).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.has_host() && url.password().is_none()
        });
        if !usable {
            // What stands before an @ may be a key.
            let shown = target.base_url.rsplit('@').next().unwrap_or_default();
            return Err(ClientError::Address { address: shown.to_owned() });
        }
        let headers = headers(&target)?;
        // Fails only when a provider is in place already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder();
        // Without TLS no certificate is looked at; reading them all takes time and memory.
        let is_plain = address.starts_with("http:");
        let builder = if is_plain { builder.tls_certs_only([]) } else { builder };
        let http = builder
            .connect_timeout(target.connect_timeout)
            .read_timeout(target.silence_timeout)
            .timeout(target.answer_timeout)
            // A key goes to the address it was given for and nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("throughline/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ClientError::Tls { what: causes(&error) })?;
        let abilities = Mutex::new(Abilities::expected(target.service, &target.base_url));
        Ok(Self { http, target, address, headers, abilities })
    }

    /// Which model, and where.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The most bytes the request for a question can have: an upper bound of the tokens any server can count in it.
    pub fn request_bytes(&self, question: &Question) -> usize {
        // Whatever way the shape is asked for, the schema goes along at most once.
        let room = 600 + self.target.model.len();
        question.system.len() + question.user.len() + question.schema.text.len() + room
    }

    /// Sends a question once.
    pub async fn send(&self, question: &Question) -> Sent {
        loop {
            let abilities = *self.lock();
            let sent = self.send_as(question, abilities).await;
            let Err(Fault::Unable(ability)) = sent.result else { return sent };
            if !self.learn(abilities, ability) {
                return sent;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Abilities> {
        self.abilities.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Remembers what the server cannot do. Whether there is another way left.
    fn learn(&self, asked_with: Abilities, ability: Ability) -> bool {
        let mut known = self.lock();
        if *known != asked_with {
            // Another request has learnt meanwhile.
            return true;
        }
        // The two names of the limit are tried once each.
        let is_exhausted = ability == Ability::LimitName
            && asked_with.new_limit_name
                != Abilities::expected(self.target.service, &self.target.base_url).new_limit_name;
        match asked_with.without(ability).filter(|_| !is_exhausted) {
            Some(less) => {
                *known = less;
                true
            }
            None => false,
        }
    }

    async fn send_as(&self, question: &Question, abilities: Abilities) -> Sent {
        let service = self.target.service;
        let room = room_for(self.request_bytes(question), question.most_output);
        let body = dialect::body(service, &self.target.model, question, abilities, room);
        let request = self.http.post(&self.address).headers(self.headers.clone()).body(body);
        let mut allowance = Allowance::default();
        let result = match request.send().await {
            Err(error) => Err(fault_of(&error)),
            Ok(response) => {
                let status = response.status().as_u16();
                allowance = read_allowance(response.headers());
                let after_ms = read_wait(response.headers());
                match read_body(response).await {
                    Err(fault) => Err(fault),
                    Ok(body) => dialect::read(service, status, after_ms, &body, room),
                }
            }
        };
        Sent { result: self.without_key(result), allowance }
    }

    /// Servers like to repeat a wrong key in their message.
    fn without_key(&self, result: Result<Answer, Fault>) -> Result<Answer, Fault> {
        let Some(key) = &self.target.key else { return result };
        let clean = |text: String| key.keep_out_of(&text);
        match result {
            Ok(answer) => Ok(Answer { text: clean(answer.text), ..answer }),
            Err(Fault::OutOfMoney { message }) => Err(Fault::OutOfMoney { message: clean(message) }),
            Err(Fault::Denied { message }) => Err(Fault::Denied { message: clean(message) }),
            Err(Fault::Missing { message }) => Err(Fault::Missing { message: clean(message) }),
            Err(Fault::TurnedDown { message }) => Err(Fault::TurnedDown { message: clean(message) }),
            Err(Fault::Failing { status, what }) => Err(Fault::Failing { status, what: clean(what) }),
            Err(other) => Err(other),
        }
    }
}

/// The context size to ask for where that is ours to say: the question and the answer, in steps, so that a server need
/// not load its model anew for every request. Text has at most one token in about three bytes.
fn room_for(request_bytes: usize, most_output: u32) -> u32 {
    const STEP: u32 = 4096;
    let tokens = u32::try_from(request_bytes / 3).unwrap_or(u32::MAX / 4);
    (tokens + most_output).div_ceil(STEP) * STEP
}

fn headers(target: &Target) -> Result<HeaderMap, ClientError> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if target.service == Service::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    }
    let Some(Secret(key)) = &target.key else { return Ok(headers) };
    let is_azure = dialect::host_of(&target.base_url).ends_with(".azure.com");
    let (name, value) = match target.service {
        Service::Anthropic => (HeaderName::from_static("x-api-key"), key.clone()),
        Service::OpenAi if is_azure => (HeaderName::from_static("api-key"), key.clone()),
        Service::OpenAi | Service::Ollama => (reqwest::header::AUTHORIZATION, format!("Bearer {key}")),
    };
    let mut value = HeaderValue::from_str(&value).map_err(|_| ClientError::Key)?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(headers)
}

async fn read_body(mut response: reqwest::Response) -> Result<Vec<u8>, Fault> {
    let mut body =
        Vec::with_capacity(response.content_length().map_or(4096, |length| length.min(1 << 20) as usize));
    loop {
        match response.chunk().await {
            Ok(Some(part)) if body.len() + part.len() <= MOST_BODY_BYTES => body.extend_from_slice(&part),
            Ok(Some(_)) => return Err(Fault::Broken { what: "the server's answer has no end".to_owned() }),
            Ok(None) => return Ok(body),
            Err(error) => return Err(fault_of(&error)),
        }
    }
}

fn fault_of(error: &reqwest::Error) -> Fault {
    if error.is_connect() {
        Fault::Unreachable { what: format!("cannot reach the server: {}", causes(error)) }
    } else if error.is_timeout() {
        Fault::Broken { what: "the server did not answer in time".to_owned() }
    } else {
        Fault::Broken { what: format!("the connection broke: {}", causes(error)) }
    }
}

/// The innermost causes of an error, without the address, which may hold more than a log should.
fn causes(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// How long the server asks to wait, in milliseconds. Sources: RFC 9110, 10.2.3 (seconds); `retry-after-ms` of Azure.
fn read_wait(headers: &HeaderMap) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let ms = number("retry-after-ms").or_else(|| number("retry-after").map(|seconds| seconds * 1000.0))?;
    (ms.is_finite() && ms >= 0.0).then_some(ms.min(1e12) as u64)
}

/// Sources: OpenAI, "Rate limits in headers"; Anthropic, "Rate limits", response headers.
fn read_allowance(headers: &HeaderMap) -> Allowance {
    let number = |names: [&str; 2]| {
        names.iter().find_map(|name| headers.get(*name)?.to_str().ok()?.trim().parse::<u64>().ok())
    };
    Allowance {
        requests_per_minute: number(["x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"]),
        tokens_per_minute: number(["x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(base_url: &str, key: &str) -> Target {
        Target {
            service: Service::OpenAi,
            model: "m".into(),
            base_url: base_url.into(),
            key: Some(Secret::new(key.into())),
            connect_timeout: Duration::from_secs(1),
            silence_timeout: Duration::from_secs(1),
            answer_timeout: Duration::from_secs(1),
        }
    }

    #[test]
    fn keys_are_never_printed() {
        let client = Client::new(target("http://127.0.0.1:9/v1", "sk-geheim")).unwrap();
        assert!(!format!("{client:?}").contains("geheim"));
        let echoed = Err(Fault::Denied { message: "Incorrect API key: sk-geheim.".into() });
        assert!(!format!("{:?}", client.without_key(echoed)).contains("geheim"));
        assert_eq!(Secret::new("e".into()).keep_out_of("settled"), "settled");
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        assert!(matches!(Client::new(target("http://h", "a\nb")), Err(ClientError::Key)));
        for address in ["", "h:8000/v1", "ftp://h/v1", "https://me:secret@h/v1"] {
            let error = Client::new(target(address, "k")).unwrap_err();
            assert!(matches!(error, ClientError::Address { .. }), "{address}: {error}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[test]
    fn waits_and_allowances_are_read() {
        let headers = |rows: &[(&'static str, &'static str)]| {
            rows.iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect::<HeaderMap>()
        };
        let cases = [
            (&[("retry-after", "2")][..], Some(2000)),
            (&[("retry-after", "0.5")], Some(500)),
            (&[("retry-after-ms", "30"), ("retry-after", "1")], Some(30)),
            (&[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], None),
            (&[("retry-after", "-4")], None),
            (&[], None),
        ];
        for (rows, expected) in cases {
            assert_eq!(read_wait(&headers(rows)), expected, "{rows:?}");
        }
        let allowance = read_allowance(&headers(&[("x-ratelimit-limit-requests", "2400")]));
        assert_eq!((allowance.requests_per_minute, allowance.tokens_per_minute), (Some(2400), None));
    }

    #[test]
    fn room_grows_in_steps() {
        assert_eq!(room_for(9000, 4096), 8192);
        assert_eq!(room_for(usize::MAX, 4096) % 4096, 0);
    }
}
