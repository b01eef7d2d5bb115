//! One service's way of saying things. Pure: a question in, the request's address and body out; a response's status and
//! body in, the answer or the fault out.
//!
//! Sources: OpenAI API reference, "Create chat completion"; Anthropic API reference, "Messages"; Ollama `docs/api.md`,
//! "Generate a chat completion". All as of 2026.

mod request;
mod response;

pub use request::body;
pub use response::read;

use super::exchange::{Ability, Service};

/// What the server is believed to be able to do; a `Fault::Unable` makes it less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// How the shape of the answer is asked for.
    pub shape: Shape,
    /// Whether the limit on the answer goes by its newer name.
    pub new_limit_name: bool,
    /// Whether a temperature may be given.
    pub temperature: bool,
}

/// How the shape of the answer is asked for, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The server holds the model to the schema.
    Schema,
    /// The model calls a function that takes the schema.
    Tool,
    /// The instructions hold the schema.
    Words,
}

impl Abilities {
    /// What a service is believed to do before it was asked. OpenAI's own server wants the newer name of the limit, most
    /// others know the older one. Anthropic's newest models can be held to a schema but not made to call a function; whoever
    /// else speaks like Anthropic knows functions. None of its newer models takes a temperature.
    pub fn expected(service: Service, base_url: &str) -> Self {
        let is_own = |domain: &str| host_of(base_url).ends_with(domain);
        let knows_tools = service == Service::Anthropic && !is_own("anthropic.com");
        Self {
            shape: if knows_tools { Shape::Tool } else { Shape::Schema },
            new_limit_name: service == Service::OpenAi && is_own("openai.com"),
            temperature: service != Service::Anthropic,
        }
    }

    /// The same without one ability; `None` when there is nothing left to do without.
    pub fn without(mut self, ability: Ability) -> Option<Self> {
        match ability {
            Ability::Shape => {
                self.shape = match self.shape {
                    Shape::Schema => Shape::Tool,
                    Shape::Tool => Shape::Words,
                    Shape::Words => return None,
                }
            }
            Ability::LimitName => self.new_limit_name = !self.new_limit_name,
            Ability::Temperature if self.temperature => self.temperature = false,
            Ability::Temperature => return None,
        }
        Some(self)
    }
}

/// Where a service is found unless told otherwise.
pub fn default_base_url(service: Service) -> &'static str {
    match service {
        Service::OpenAi => "https://api.openai.com/v1",
        Service::Anthropic => "https://api.anthropic.com",
        Service::Ollama => "http://127.0.0.1:11434",
    }
}

/// The address of a chat request. What follows a `?` in the base address stays behind the path, as Azure wants it.
pub fn address(service: Service, base_url: &str) -> String {
    let (base, query) =
        base_url.split_once('?').map_or((base_url, None), |(base, query)| (base, Some(query)));
    let base = base.trim_end_matches('/');
    let path = match service {
        Service::OpenAi => "/chat/completions",
        Service::Anthropic if base.ends_with("/v1") => "/messages",
        Service::Anthropic => "/v1/messages",
        Service::Ollama if base.ends_with("/api") => "/chat",
        Service::Ollama => "/api/chat",
    };
    let mut address = if base.ends_with(path) { base.to_owned() } else { format!("{base}{path}") };
    if let Some(query) = query {
        address.push('?');
        address.push_str(query);
    }
    address
}

/// The host of an address, without port.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let cases = [
            (Service::OpenAi, "http://h:1/v1/", "http://h:1/v1/chat/completions"),
            (Service::OpenAi, "https://h/v1/chat/completions", "https://h/v1/chat/completions"),
            (
                Service::OpenAi,
                "https://x.azure.com/openai/deployments/d?api-version=2024-10-21",
                "https://x.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            ),
            (Service::Anthropic, "https://h/v1", "https://h/v1/messages"),
            (Service::Anthropic, "https://h", "https://h/v1/messages"),
            (Service::Ollama, "http://h:11434", "http://h:11434/api/chat"),
        ];
        for (service, base, expected) in cases {
            assert_eq!(address(service, base), expected);
        }
        assert_eq!(host_of("https://user:p@x.azure.com:443/a"), "x.azure.com");
        assert_eq!(host_of("http://[::1]:80/a"), "::1");
    }
}
