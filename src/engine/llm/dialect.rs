//! One service's way of saying things. Pure: a question in, the request's address and body out; a response's status and
//! body in, the answer or the fault out.
//!
//! Sources: OpenAI API reference, "Create chat completion"; Anthropic API reference, "Messages"; Ollama `docs/api.md`,
//! "Generate a chat completion". All as of 2025.

use super::exchange::{Ability, Answer, AnswerEnd, Fault, Question, Service};
use super::schema::AnswerSchema;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// What the server is believed to be able to do; a [`Fault::Unable`] makes it less.
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
    /// others know the older one.
    pub fn expected(service: Service, base_url: &str) -> Self {
        let shape = if service == Service::Anthropic { Shape::Tool } else { Shape::Schema };
        let is_openai = service == Service::OpenAi && host_of(base_url).ends_with("openai.com");
        Self { shape, new_limit_name: is_openai, temperature: true }
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

/// The body of a request. `room` is the context size to ask for, in tokens, where the service leaves that to us.
pub fn body(service: Service, model: &str, question: &Question, abilities: Abilities, room: u32) -> Vec<u8> {
    let mut system = Cow::Borrowed(question.system.as_str());
    if abilities.shape == Shape::Words {
        system.to_mut().push_str("\nAnswer with JSON alone, of this JSON schema: ");
        system.to_mut().push_str(&question.schema.text);
    }
    let said = |role, content| Message { role, content };
    let user = said("user", &question.user);
    let temperature = abilities.temperature.then_some(0);
    let written = match service {
        Service::OpenAi => serde_json::to_vec(&OpenAiBody {
            model,
            messages: [said("system", &system), user],
            max_completion_tokens: abilities.new_limit_name.then_some(question.most_output),
            max_tokens: (!abilities.new_limit_name).then_some(question.most_output),
            temperature,
            shape: openai_shape(question.schema, abilities.shape),
        }),
        Service::Anthropic => serde_json::to_vec(&AnthropicBody {
            model,
            max_tokens: question.most_output,
            system: &system,
            messages: [user],
            temperature,
            shape: (abilities.shape != Shape::Words).then(|| {
                let AnswerSchema { name, value, .. } = question.schema;
                AnthropicShape {
                    tools: [AnthropicTool { name, description: HANDS_IN, input_schema: value }],
                    tool_choice: Named { r#type: "tool", name },
                }
            }),
        }),
        Service::Ollama => serde_json::to_vec(&OllamaBody {
            model,
            messages: [said("system", &system), user],
            stream: false,
            format: (abilities.shape != Shape::Words).then_some(&question.schema.value),
            options: OllamaOptions { num_ctx: room, num_predict: question.most_output, temperature },
        }),
    };
    written.expect("strings and numbers always become JSON")
}

/// What a tool is said to do.
const HANDS_IN: &str = "Hands in the answer.";

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct Named<'a> {
    r#type: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct OpenAiBody<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<u8>,
    #[serde(flatten)]
    shape: OpenAiShape<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OpenAiShape<'a> {
    Schema { response_format: ResponseFormat<'a> },
    Tool { tools: [OpenAiTool<'a>; 1], tool_choice: OpenAiChoice<'a> },
    Words {},
}

#[derive(Serialize)]
struct ResponseFormat<'a> {
    r#type: &'static str,
    json_schema: StrictSchema<'a>,
}

#[derive(Serialize)]
struct StrictSchema<'a> {
    name: &'a str,
    strict: bool,
    schema: &'a Value,
}

#[derive(Serialize)]
struct OpenAiTool<'a> {
    r#type: &'static str,
    function: OpenAiFunction<'a>,
}

#[derive(Serialize)]
struct OpenAiFunction<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'a Value>,
}

#[derive(Serialize)]
struct OpenAiChoice<'a> {
    r#type: &'static str,
    function: OpenAiFunction<'a>,
}

fn openai_shape(schema: &AnswerSchema, shape: Shape) -> OpenAiShape<'_> {
    let AnswerSchema { name, value, .. } = schema;
    match shape {
        Shape::Schema => OpenAiShape::Schema {
            response_format: ResponseFormat {
                r#type: "json_schema",
                json_schema: StrictSchema { name, strict: true, schema: value },
            },
        },
        Shape::Tool => OpenAiShape::Tool {
            tools: [OpenAiTool {
                r#type: "function",
                function: OpenAiFunction { name, description: Some(HANDS_IN), parameters: Some(value) },
            }],
            tool_choice: OpenAiChoice {
                r#type: "function",
                function: OpenAiFunction { name, description: None, parameters: None },
            },
        },
        Shape::Words => OpenAiShape::Words {},
    }
}

#[derive(Serialize)]
struct AnthropicBody<'a> {
    model: &'a str,
    max_tokens: u32,
    system: &'a str,
    messages: [Message<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<u8>,
    #[serde(flatten)]
    shape: Option<AnthropicShape<'a>>,
}

#[derive(Serialize)]
struct AnthropicShape<'a> {
    tools: [AnthropicTool<'a>; 1],
    tool_choice: Named<'a>,
}

#[derive(Serialize)]
struct AnthropicTool<'a> {
    name: &'a str,
    description: &'static str,
    input_schema: &'a Value,
}

#[derive(Serialize)]
struct OllamaBody<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a Value>,
    options: OllamaOptions,
}

#[derive(Serialize)]
struct OllamaOptions {
    num_ctx: u32,
    num_predict: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<u8>,
}

/// Reads a response. `after_ms` is how long the headers ask to wait.
///
/// # Errors
/// Why the response is no answer.
pub fn read(
    service: Service,
    status: u16,
    after_ms: Option<u64>,
    body: &[u8],
    room: u32,
) -> Result<Answer, Fault> {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    if !(200..300).contains(&status) {
        return read_refusal(status, after_ms, value.as_ref(), body);
    }
    let Some(value) = value else {
        return Err(Fault::Broken { what: "the server's answer is not whole".to_owned() });
    };
    let read = match service {
        Service::OpenAi => read_openai(&value),
        Service::Anthropic => read_anthropic(&value),
        Service::Ollama => read_ollama(&value, room),
    };
    read.ok_or_else(|| Fault::Broken { what: "the server's answer is of another service".to_owned() })
}

fn count(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::as_u64).unwrap_or(0)
}

fn words<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn read_openai(value: &Value) -> Option<Answer> {
    let choice = value.get("choices")?.get(0)?;
    let message = choice.get("message")?;
    let called = message.pointer("/tool_calls/0/function/arguments").and_then(Value::as_str);
    let content = called.or(words(message, "content")).unwrap_or_default();
    let usage = value.get("usage").unwrap_or(&Value::Null);
    let refusal = words(message, "refusal").filter(|words| !words.is_empty());
    let (end, text) = match (words(choice, "finish_reason"), refusal) {
        (_, Some(refusal)) => (AnswerEnd::Refused, refusal),
        (Some("content_filter"), None) => {
            (AnswerEnd::Refused, if content.is_empty() { "the server's content filter" } else { content })
        }
        (Some("length"), None) => (AnswerEnd::CutOff, content),
        _ => (AnswerEnd::Whole, content),
    };
    let text = text.to_owned();
    Some(Answer {
        end,
        text,
        tokens_in: count(usage, "prompt_tokens"),
        tokens_out: count(usage, "completion_tokens"),
    })
}

fn read_anthropic(value: &Value) -> Option<Answer> {
    let parts = value.get("content")?.as_array()?;
    let called = parts.iter().find(|part| words(part, "type") == Some("tool_use"));
    let said: Vec<&str> = parts.iter().filter_map(|part| words(part, "text")).collect();
    let text = match called.and_then(|part| part.get("input")) {
        Some(input) => input.to_string(),
        None => said.concat(),
    };
    let end = match words(value, "stop_reason") {
        Some("max_tokens" | "model_context_window_exceeded") => AnswerEnd::CutOff,
        Some("refusal") => AnswerEnd::Refused,
        _ => AnswerEnd::Whole,
    };
    let usage = value.get("usage").unwrap_or(&Value::Null);
    let cached = count(usage, "cache_creation_input_tokens") + count(usage, "cache_read_input_tokens");
    Some(Answer {
        end,
        text,
        tokens_in: count(usage, "input_tokens") + cached,
        tokens_out: count(usage, "output_tokens"),
    })
}

fn read_ollama(value: &Value, room: u32) -> Option<Answer> {
    let text = words(value.get("message")?, "content").unwrap_or_default().to_owned();
    let (tokens_in, tokens_out) = (count(value, "prompt_eval_count"), count(value, "eval_count"));
    // The server drops the beginning of what does not fit and says nothing; but it reports how much it read.
    let end = if tokens_in >= u64::from(room) {
        AnswerEnd::TooLong
    } else if words(value, "done_reason") == Some("length") {
        AnswerEnd::CutOff
    } else {
        AnswerEnd::Whole
    };
    Some(Answer { end, text, tokens_in, tokens_out })
}

/// Longest message of a server that is passed on, in characters.
const LONGEST_MESSAGE: usize = 300;

fn read_refusal(
    status: u16,
    after_ms: Option<u64>,
    value: Option<&Value>,
    body: &[u8],
) -> Result<Answer, Fault> {
    let error = value.and_then(|value| value.get("error")).unwrap_or(&Value::Null);
    let said = error.as_str().or(words(error, "message")).map(str::to_owned);
    let message = said.or_else(|| value.and_then(|value| words(value, "message")).map(str::to_owned));
    let message = message.unwrap_or_else(|| match value {
        Some(value) => value.to_string(),
        None => plain(&String::from_utf8_lossy(body)),
    });
    let message: String = message.chars().take(LONGEST_MESSAGE).collect();
    let code = [words(error, "code"), words(error, "type")];
    let has_code = |wanted: &[&str]| code.iter().flatten().any(|code| wanted.contains(code));
    let lower = message.to_lowercase();
    let says = |wanted: &[&str]| wanted.iter().any(|words| lower.contains(words));
    if status == 402
        || has_code(&["insufficient_quota", "billing_error", "billing_hard_limit_reached"])
        || says(&["credit balance", "exceeded your current quota", "billing details", "insufficient balance"])
    {
        return Err(Fault::OutOfMoney { message });
    }
    match status {
        401 | 403 => Err(Fault::Denied { message }),
        404 => Err(Fault::Missing { message }),
        408 | 409 => Err(Fault::Failing { status, what: message }),
        429 | 503 | 529 => Err(Fault::Busy { status, after_ms }),
        500.. => Err(Fault::Failing { status, what: message }),
        _ if status == 413
            || has_code(&["context_length_exceeded", "request_too_large"])
            || says(&[
                "context length",
                "maximum context",
                "context window",
                "prompt is too long",
                "too many tokens",
            ]) =>
        {
            Ok(Answer { end: AnswerEnd::TooLong, text: message, tokens_in: 0, tokens_out: 0 })
        }
        _ if has_code(&["content_filter", "content_policy", "content_policy_violation"]) => {
            Ok(Answer { end: AnswerEnd::Refused, text: message, tokens_in: 0, tokens_out: 0 })
        }
        _ if says(&["max_tokens", "max_completion_tokens"]) => Err(Fault::Unable(Ability::LimitName)),
        _ if says(&["temperature"]) => Err(Fault::Unable(Ability::Temperature)),
        _ if says(&["response_format", "json_schema", "tool", "function", "schema", "format"]) => {
            Err(Fault::Unable(Ability::Shape))
        }
        _ => Err(Fault::TurnedDown { message }),
    }
}

/// The words of a page, without its tags.
fn plain(page: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for character in page.chars().take(20_000) {
        match character {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            _ if !is_tag => text.push(character),
            _ => {}
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() { "no message".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::llm::exchange::Urgency;
    use crate::engine::llm::prompt::Stage;
    use crate::engine::llm::schema;
    use serde_json::json;

    fn question() -> Question {
        Question {
            stage: Stage::Meeting,
            system: "s".into(),
            user: "u".into(),
            schema: schema::meeting(),
            most_output: 77,
            urgency: Urgency::InTurn,
        }
    }

    fn request(service: Service, abilities: Abilities) -> Value {
        serde_json::from_slice(&body(service, "m", &question(), abilities, 8192)).unwrap()
    }

    #[test]
    fn requests_say_it_in_each_service_s_words() {
        let expected = |service| Abilities::expected(service, default_base_url(service));
        let openai = request(Service::OpenAi, expected(Service::OpenAi));
        assert_eq!(openai["response_format"]["json_schema"]["strict"], true);
        assert_eq!((&openai["max_completion_tokens"], openai.get("max_tokens")), (&json!(77), None));
        let anthropic = request(Service::Anthropic, expected(Service::Anthropic));
        assert_eq!(anthropic["tools"][0]["name"], anthropic["tool_choice"]["name"]);
        assert_eq!(anthropic["tools"][0]["input_schema"], schema::meeting().value);
        assert_eq!(
            (&anthropic["max_tokens"], &anthropic["messages"][0]["role"]),
            (&json!(77), &json!("user"))
        );
        let ollama = request(Service::Ollama, expected(Service::Ollama));
        assert_eq!(ollama["options"], json!({"num_ctx": 8192, "num_predict": 77, "temperature": 0}));
        assert_eq!((&ollama["stream"], &ollama["format"]), (&json!(false), &schema::meeting().value));
    }

    #[test]
    fn a_server_that_can_less_is_asked_otherwise() {
        let local = Abilities::expected(Service::OpenAi, "http://localhost:8000/v1");
        assert!(!local.new_limit_name);
        let tool = local.without(Ability::Shape).unwrap();
        let with_tool = request(Service::OpenAi, tool);
        assert_eq!(with_tool["tool_choice"]["function"]["name"], "meeting_findings");
        assert!(with_tool.get("response_format").is_none());
        let in_words =
            tool.without(Ability::Shape).and_then(|less| less.without(Ability::Temperature)).unwrap();
        let with_words = request(Service::OpenAi, in_words);
        assert!(with_words["messages"][0]["content"].as_str().unwrap().contains("additionalProperties"));
        assert!(with_words.get("tools").is_none() && with_words.get("temperature").is_none());
        assert_eq!(in_words.without(Ability::Shape), None);
    }

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

    #[test]
    fn answers_are_read() {
        let openai = |finish: &str, message: Value| {
            let body = json!({"choices": [{"finish_reason": finish, "message": message}], "usage": {"prompt_tokens": 5, "completion_tokens": 3}});
            read(Service::OpenAi, 200, None, body.to_string().as_bytes(), 0).unwrap()
        };
        let whole = openai("stop", json!({"content": "{}"}));
        assert_eq!(
            (whole.end, whole.text.as_str(), whole.tokens_in, whole.tokens_out),
            (AnswerEnd::Whole, "{}", 5, 3)
        );
        assert_eq!(openai("length", json!({"content": "{"})).end, AnswerEnd::CutOff);
        let refused = openai("stop", json!({"content": null, "refusal": "I cannot."}));
        assert_eq!((refused.end, refused.text.as_str()), (AnswerEnd::Refused, "I cannot."));
        let called =
            json!({"content": null, "tool_calls": [{"function": {"name": "f", "arguments": "{\"a\":1}"}}]});
        assert_eq!(openai("tool_calls", called).text, "{\"a\":1}");

        let body = json!({"content": [{"type": "text", "text": "Here."}, {"type": "tool_use", "input": {"findings": []}}],
            "stop_reason": "tool_use", "usage": {"input_tokens": 4, "cache_read_input_tokens": 6, "output_tokens": 2}});
        let answer = read(Service::Anthropic, 200, None, body.to_string().as_bytes(), 0).unwrap();
        assert_eq!((answer.text.as_str(), answer.tokens_in), ("{\"findings\":[]}", 10));

        let ollama = |read_tokens: u64| {
            let body = json!({"message": {"content": "{}"}, "done_reason": "stop", "prompt_eval_count": read_tokens, "eval_count": 1});
            read(Service::Ollama, 200, None, body.to_string().as_bytes(), 4096).unwrap().end
        };
        assert_eq!((ollama(900), ollama(4096)), (AnswerEnd::Whole, AnswerEnd::TooLong));
    }

    #[test]
    fn refusals_of_servers_are_told_apart() {
        let fault = |status: u16, body: &str| match read(Service::OpenAi, status, Some(7), body.as_bytes(), 0)
        {
            Ok(answer) => format!("{:?}", answer.end),
            Err(fault) => {
                format!("{fault:?}").split([' ', '(']).next().unwrap().to_owned()
                    + &if let Fault::Unable(ability) = &fault {
                        format!(" {ability:?}")
                    } else {
                        String::new()
                    }
            }
        };
        let said =
            |message: &str, code: &str| json!({"error": {"message": message, "code": code}}).to_string();
        let cases = [
            (429, said("slow down", "rate_limit_exceeded"), "Busy"),
            (429, said("You exceeded your current quota", "insufficient_quota"), "OutOfMoney"),
            (400, said("Your credit balance is too low", "invalid_request_error"), "OutOfMoney"),
            (401, said("Incorrect API key", "invalid_api_key"), "Denied"),
            (404, said("no such model", "model_not_found"), "Missing"),
            (400, said("maximum context length is 8192", "context_length_exceeded"), "TooLong"),
            (400, said("blocked", "content_policy"), "Refused"),
            (
                400,
                said("'max_tokens' is not supported, use 'max_completion_tokens'", "unsupported_parameter"),
                "Unable LimitName",
            ),
            (400, said("'response_format' of type 'json_schema' is not supported", ""), "Unable Shape"),
            (400, said("Unsupported value: 'temperature'", ""), "Unable Temperature"),
            (422, said("odd request", ""), "TurnedDown"),
            (500, String::new(), "Failing"),
            (502, "<html><h1>502 Bad Gateway</h1></html>".to_owned(), "Failing"),
            (529, String::new(), "Busy"),
            (200, "{\"choices\": [{".to_owned(), "Broken"),
            (200, "{\"id\": 1}".to_owned(), "Broken"),
        ];
        for (status, body, expected) in cases {
            assert_eq!(fault(status, &body), expected, "{status} {body}");
        }
    }
}
