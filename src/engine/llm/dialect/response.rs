//! The status and body of a response → the answer, or why there is none.

use crate::engine::llm::exchange::{Ability, Answer, AnswerEnd, Fault, Service};
use serde_json::Value;

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
        is_batched: false,
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
        is_batched: false,
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
    Some(Answer { end, text, tokens_in, tokens_out, is_batched: false })
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
    let message: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
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
            Ok(Answer {
                end: AnswerEnd::TooLong,
                text: message,
                tokens_in: 0,
                tokens_out: 0,
                is_batched: false,
            })
        }
        _ if has_code(&["content_filter", "content_policy", "content_policy_violation"]) => Ok(Answer {
            end: AnswerEnd::Refused,
            text: message,
            tokens_in: 0,
            tokens_out: 0,
            is_batched: false,
        }),
        _ if says(&["max_tokens", "max_completion_tokens"]) => Err(Fault::Unable(Ability::LimitName)),
        _ if says(&["temperature"]) => Err(Fault::Unable(Ability::Temperature)),
        _ if says(&[
            "response_format",
            "json_schema",
            "tool",
            "function",
            "schema",
            "format",
            "output_config",
        ]) =>
        {
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
    use serde_json::json;

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
            (
                400,
                said("`temperature` is deprecated for this model.", "invalid_request_error"),
                "Unable Temperature",
            ),
            (
                400,
                said("tool_choice: type \"tool\" and \"any\" are not supported for this model.", ""),
                "Unable Shape",
            ),
            (400, said("output_config: Extra inputs are not permitted", ""), "Unable Shape"),
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
