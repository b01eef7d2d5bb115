//! Question → the body of a request, in each service's words.

use super::{Abilities, Shape};
use crate::engine::llm::exchange::{Question, Service};
use crate::engine::llm::schema::AnswerSchema;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

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
            shape: anthropic_shape(question.schema, abilities.shape),
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
    shape: AnthropicShape<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum AnthropicShape<'a> {
    Schema { output_config: OutputConfig<'a> },
    Tool { tools: [AnthropicTool<'a>; 1], tool_choice: AnthropicChoice<'a> },
    Words {},
}

#[derive(Serialize)]
struct OutputConfig<'a> {
    format: OutputFormat<'a>,
}

#[derive(Serialize)]
struct OutputFormat<'a> {
    r#type: &'static str,
    schema: &'a Value,
}

#[derive(Serialize)]
struct AnthropicChoice<'a> {
    r#type: &'static str,
    name: &'a str,
    disable_parallel_tool_use: bool,
}

fn anthropic_shape(schema: &AnswerSchema, shape: Shape) -> AnthropicShape<'_> {
    let AnswerSchema { name, value, .. } = schema;
    match shape {
        Shape::Schema => AnthropicShape::Schema {
            output_config: OutputConfig { format: OutputFormat { r#type: "json_schema", schema: value } },
        },
        Shape::Tool => AnthropicShape::Tool {
            tools: [AnthropicTool { name, description: HANDS_IN, input_schema: value }],
            tool_choice: AnthropicChoice { r#type: "tool", name, disable_parallel_tool_use: true },
        },
        Shape::Words => AnthropicShape::Words {},
    }
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

#[cfg(test)]
mod tests {
    use super::super::default_base_url;
    use super::*;
    use crate::engine::llm::exchange::{Ability, Urgency};
    use crate::engine::llm::schema;
    use crate::engine::llm::stage::Stage;
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
        let own = request(Service::Anthropic, expected(Service::Anthropic));
        let format = json!({"type": "json_schema", "schema": schema::meeting().value});
        assert_eq!((&own["output_config"]["format"], own.get("tools")), (&format, None));
        let other = Abilities::expected(Service::Anthropic, "http://localhost:4000");
        let anthropic = request(Service::Anthropic, other);
        assert_eq!(anthropic["tools"][0]["name"], anthropic["tool_choice"]["name"]);
        assert_eq!(anthropic["tools"][0]["input_schema"], schema::meeting().value);
        assert!(anthropic.get("temperature").is_none() && anthropic.get("output_config").is_none());
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
}
