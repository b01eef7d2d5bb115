//! Batches in each service's words. Pure: questions in, the bodies that hand them over out; what the service says of a batch
//! in, how far it is and what became of each question out.
//!
//! Sources: OpenAI API reference, "Batch" and "Files"; Anthropic API reference, "Message Batches". All as of 2025.

use super::dialect;
use super::exchange::{Answer, Fault, Key, Service};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write;

/// The services that take batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchApi {
    /// A file of requests, and a batch over it.
    OpenAi,
    /// The requests in the creation of the batch.
    Anthropic,
}

/// What a service charges for a token in a batch, of its price.
pub const PRICE_SHARE: f64 = 0.5;

/// How far a batch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not through.
    UnderWay {
        /// Questions that are.
        done: u64,
    },
    /// Through; what came of it is at these addresses, below the service's own.
    Ended {
        /// Files of one result a line.
        results: Vec<String>,
        /// Files that may be deleted when the results were taken.
        litter: Vec<String>,
    },
    /// It was not taken on.
    TurnedDown {
        /// Why.
        reason: String,
    },
}

impl BatchApi {
    /// How a service takes batches, if it does.
    pub fn of(service: Service) -> Option<Self> {
        match service {
            Service::OpenAi => Some(BatchApi::OpenAi),
            Service::Anthropic => Some(BatchApi::Anthropic),
            Service::Ollama => None,
        }
    }

    fn service(self) -> Service {
        match self {
            BatchApi::OpenAi => Service::OpenAi,
            BatchApi::Anthropic => Service::Anthropic,
        }
    }

    /// The path of batches below the service's own address.
    pub fn path(self) -> &'static str {
        match self {
            BatchApi::OpenAi => "/batches",
            BatchApi::Anthropic => "/messages/batches",
        }
    }

    /// One question of a batch, from the body that would ask it alone.
    pub fn item(self, key: Key, body: &[u8]) -> Vec<u8> {
        let id = hex(key);
        let head = match self {
            BatchApi::OpenAi => {
                format!(
                    "{{\"custom_id\":\"{id}\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                )
            }
            BatchApi::Anthropic => format!("{{\"custom_id\":\"{id}\",\"params\":"),
        };
        [head.as_bytes(), body, b"}"].concat()
    }

    /// What parts two questions of a batch.
    pub fn separator(self) -> &'static [u8] {
        match self {
            BatchApi::OpenAi => b"\n",
            BatchApi::Anthropic => b",",
        }
    }

    /// How far a batch is, by the service's words.
    pub fn read_stage(self, batch: &Value) -> Option<Stage> {
        let text = |name: &str| batch.get(name).and_then(Value::as_str);
        let count = |names: &[&str]| -> u64 {
            let counts = batch.get("request_counts");
            names.iter().filter_map(|name| counts?.get(*name)?.as_u64()).sum()
        };
        match self {
            BatchApi::OpenAi => Some(match text("status")? {
                "completed" | "expired" | "cancelled" => {
                    let file = |name: &str| Some(format!("/files/{}", safe(text(name)?)?));
                    let outputs: Vec<String> =
                        ["output_file_id", "error_file_id"].into_iter().filter_map(file).collect();
                    let results = outputs.iter().map(|file| format!("{file}/content")).collect();
                    let litter = outputs.into_iter().chain(file("input_file_id")).collect();
                    Stage::Ended { results, litter }
                }
                "failed" => Stage::TurnedDown {
                    reason: match batch.pointer("/errors/data/0/message").and_then(Value::as_str) {
                        Some(message) => message.chars().take(300).collect(),
                        None => "no reason given".to_owned(),
                    },
                },
                _ => Stage::UnderWay { done: count(&["completed", "failed"]) },
            }),
            BatchApi::Anthropic => Some(match text("processing_status")? {
                "ended" => {
                    let address = format!("{}/{}", self.path(), safe(text("id")?)?);
                    Stage::Ended { results: vec![format!("{address}/results")], litter: vec![address] }
                }
                _ => Stage::UnderWay { done: count(&["succeeded", "errored", "canceled", "expired"]) },
            }),
        }
    }

    /// What became of one question; `None` for a line that is no result.
    pub fn read_result(self, line: &[u8]) -> Option<(Key, Result<Answer, Fault>)> {
        let value: Value = serde_json::from_slice(line).ok()?;
        let key = unhex(value.get("custom_id")?.as_str()?)?;
        let (status, body) = match self {
            BatchApi::OpenAi => match value.get("response").filter(|response| response.is_object()) {
                Some(response) => (response.get("status_code")?.as_u64()?, response.get("body")?),
                None => (500, &value),
            },
            BatchApi::Anthropic => {
                let result = value.get("result")?;
                match result.get("type")?.as_str()? {
                    "succeeded" => (200, result.get("message")?),
                    "errored" => {
                        // The error lies in an error of its own.
                        let error = result.get("error")?;
                        let error = if error.get("error").is_some() { error } else { result };
                        (status_of(error.pointer("/error/type").and_then(Value::as_str)), error)
                    }
                    _ => (500, &value),
                }
            }
        };
        // Without a question of ours to say it, the context size is the service's.
        let read =
            dialect::read(self.service(), u16::try_from(status).ok()?, None, body.to_string().as_bytes(), 0);
        Some((key, read))
    }
}

/// The status that a lone request of the same end would have. Source: Anthropic, "Errors".
fn status_of(kind: Option<&str>) -> u64 {
    match kind {
        Some("invalid_request_error") => 400,
        Some("authentication_error") => 401,
        Some("billing_error") => 402,
        Some("permission_error") => 403,
        Some("not_found_error") => 404,
        Some("request_too_large") => 413,
        Some("rate_limit_error") => 429,
        Some("overloaded_error") => 529,
        _ => 500,
    }
}

/// An id that may stand in an address: a server could put anything there.
pub fn safe(id: &str) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (!id.is_empty() && !id.starts_with('.') && id.bytes().all(is_plain)).then_some(id)
}

/// The file of questions as a form, and the form's type. `name` parts the fields, so it must not be in the questions.
pub fn form(name: &str, items: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--{name}\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{name}\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"{name}.jsonl\"\r\n\
         content-type: application/jsonl\r\n\r\n"
    );
    let tail = format!("\r\n--{name}--\r\n");
    (format!("multipart/form-data; boundary={name}"), [head.as_bytes(), items, tail.as_bytes()].concat())
}

/// The name under which a batch is found again where its service keeps one.
const NAME_FIELD: &str = "throughline";

/// The body that makes a batch of a file.
pub fn creation(file: &str, name: &str) -> Vec<u8> {
    let body = json!({
        "input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h",
        "metadata": {NAME_FIELD: name},
    });
    body.to_string().into_bytes()
}

/// A batch whose id nobody has heard.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Our name for it.
    pub name: &'a str,
    /// How many questions it has.
    pub questions: u64,
    /// When it was about to be sent, in seconds since 1970.
    pub intended_s: i64,
    /// Ids of batches that are known for others.
    pub known: &'a [String],
}

/// How far a service's clock may be behind ours, in seconds.
const CLOCKS_DIFFER_S: i64 = 600;

/// How long after it was about to be sent a batch may have come to be, in seconds: the time for a transfer, some times over.
const LONGEST_ON_ITS_WAY_S: i64 = 3600;

impl BatchApi {
    /// The path of a page of the list of batches, newest first, that begins after a batch.
    pub fn list_path(self, after: Option<&str>) -> String {
        let name = match self {
            BatchApi::OpenAi => "after",
            BatchApi::Anthropic => "after_id",
        };
        let after = after.map(|after| format!("&{name}={after}")).unwrap_or_default();
        format!("{}?limit=100{after}", self.path())
    }

    /// The id of a batch in a page of a list, or where the next page begins. Where services keep no names it is a batch of as
    /// many questions from the same hour: if it is somebody else's, its results will be passed over.
    ///
    /// # Errors
    /// The last id of the page, when more follow; none when there are no more.
    pub fn find(self, page: &Value, sought: Sought<'_>) -> Result<String, Option<String>> {
        let rows = page.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let id = |row: &Value| row.get("id").and_then(Value::as_str).and_then(safe).map(str::to_owned);
        let is_it = |row: &&Value| match self {
            BatchApi::OpenAi => {
                let name = row.pointer(&format!("/metadata/{NAME_FIELD}"));
                name.and_then(Value::as_str) == Some(sought.name)
            }
            BatchApi::Anthropic => {
                let counts = row.get("request_counts").and_then(Value::as_object);
                let questions: u64 =
                    counts.into_iter().flatten().filter_map(|(_, count)| count.as_u64()).sum();
                let created = row.get("created_at").and_then(Value::as_str);
                let created =
                    created.and_then(|time| time.parse::<Timestamp>().ok()).map(Timestamp::as_second);
                let times = sought.intended_s - CLOCKS_DIFFER_S..sought.intended_s + LONGEST_ON_ITS_WAY_S;
                questions == sought.questions
                    && created.is_some_and(|created| times.contains(&created))
                    && id(row).is_some_and(|id| !sought.known.contains(&id))
            }
        };
        match rows.iter().find(is_it).and_then(id) {
            Some(id) => Ok(id),
            None => {
                let has_more = page.get("has_more").and_then(Value::as_bool) == Some(true);
                Err(rows.last().filter(|_| has_more).and_then(id))
            }
        }
    }
}

/// 64 characters: as long as an id may be.
pub fn hex(key: Key) -> String {
    key.0.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Key> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(Key(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::llm::exchange::AnswerEnd;

    const KEY: Key = Key([0xa5; 32]);

    #[test]
    fn ids_come_back() {
        assert_eq!(unhex(&hex(KEY)), Some(KEY));
        assert_eq!((unhex("a5"), unhex(&"é".repeat(32))), (None, None));
        assert_eq!(
            (safe("batch_1-a.b"), safe("../files"), safe("a/b"), safe("")),
            (Some("batch_1-a.b"), None, None, None)
        );
    }

    #[test]
    fn items_hold_the_question_s_own_body() {
        for (api, name) in [(BatchApi::OpenAi, "body"), (BatchApi::Anthropic, "params")] {
            let item: Value = serde_json::from_slice(&api.item(KEY, br#"{"model":"m"}"#)).unwrap();
            assert_eq!((&item[name]["model"], &item["custom_id"]), (&json!("m"), &json!(hex(KEY))));
        }
    }

    #[test]
    fn stages_are_told_apart() {
        let cases = [
            (BatchApi::OpenAi, json!({"status": "validating"}), "UnderWay { done: 0 }"),
            (
                BatchApi::OpenAi,
                json!({"status": "in_progress", "request_counts": {"total": 9, "completed": 3, "failed": 1}}),
                "UnderWay { done: 4 }",
            ),
            (
                BatchApi::OpenAi,
                json!({"status": "failed", "errors": {"data": [{"message": "no"}]}}),
                "TurnedDown { reason: \"no\" }",
            ),
            (
                BatchApi::OpenAi,
                json!({"status": "expired", "output_file_id": "f-1", "error_file_id": null, "input_file_id": "../x"}),
                "Ended { results: [\"/files/f-1/content\"], litter: [\"/files/f-1\"] }",
            ),
            (BatchApi::Anthropic, json!({"processing_status": "in_progress"}), "UnderWay { done: 0 }"),
            (
                BatchApi::Anthropic,
                json!({"processing_status": "ended", "id": "b", "results_url": "http://elsewhere/"}),
                "Ended { results: [\"/messages/batches/b/results\"], litter: [\"/messages/batches/b\"] }",
            ),
        ];
        for (api, batch, expected) in cases {
            assert_eq!(format!("{:?}", api.read_stage(&batch).unwrap()), expected, "{batch}");
        }
        assert_eq!(BatchApi::OpenAi.read_stage(&json!({"error": 1})), None);
    }

    #[test]
    fn results_are_read() {
        let openai = |rest: Value| {
            let mut line = json!({"custom_id": hex(KEY)});
            line.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            BatchApi::OpenAi.read_result(line.to_string().as_bytes()).unwrap().1
        };
        let said = json!({"choices": [{"finish_reason": "stop", "message": {"content": "{}"}}]});
        assert_eq!(
            openai(json!({"response": {"status_code": 200, "body": said}})).unwrap().end,
            AnswerEnd::Whole
        );
        let expired =
            openai(json!({"response": null, "error": {"code": "batch_expired", "message": "late"}}));
        assert_eq!(expired, Err(Fault::Failing { status: 500, what: "late".into() }));
        let anthropic = |result: Value| {
            let line = json!({"custom_id": hex(KEY), "result": result}).to_string();
            BatchApi::Anthropic.read_result(line.as_bytes()).unwrap().1
        };
        let message = json!({"content": [{"type": "text", "text": "hm"}], "stop_reason": "end_turn"});
        assert_eq!(anthropic(json!({"type": "succeeded", "message": message})).unwrap().text, "hm");
        assert!(matches!(anthropic(json!({"type": "expired"})), Err(Fault::Failing { .. })));
        let busy = json!({"type": "errored", "error": {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}});
        assert!(matches!(anthropic(busy), Err(Fault::Busy { .. })));
        assert_eq!(BatchApi::OpenAi.read_result(b"{"), None);
    }

    #[test]
    fn batches_are_found_by_their_name() {
        let page = json!({"data": [{"id": "a", "metadata": null}, {"id": "b", "metadata": {"throughline": "n"}}], "has_more": true});
        let sought = |name| Sought { name, questions: 9, intended_s: 0, known: &[] };
        assert_eq!(BatchApi::OpenAi.find(&page, sought("n")), Ok("b".into()));
        assert_eq!(BatchApi::OpenAi.find(&page, sought("m")), Err(Some("b".into())));
        assert_eq!(BatchApi::OpenAi.find(&json!({}), sought("m")), Err(None));
        assert_eq!(BatchApi::OpenAi.list_path(Some("b")), "/batches?limit=100&after=b");
    }

    #[test]
    fn a_batch_without_a_name_is_found_by_its_time_and_size() {
        let row = |id: &str, created: &str, open: u64, done: u64| json!({"id": id, "created_at": created, "request_counts": {"processing": open, "succeeded": done, "errored": 0}});
        let page = json!({"has_more": false, "data": [
            row("later", "2026-03-03T12:00:00Z", 9, 0),
            row("larger", "2026-03-03T10:00:30Z", 10, 0),
            row("taken", "2026-03-03T10:00:20.123456Z", 9, 0),
            row("it", "2026-03-03T10:00:10+00:00", 2, 7),
            row("earlier", "2026-03-03T09:00:00Z", 9, 0),
        ]});
        let intended_s = "2026-03-03T10:00:00Z".parse::<Timestamp>().unwrap().as_second();
        let known = ["taken".to_owned()];
        let sought = Sought { name: "n", questions: 9, intended_s, known: &known };
        assert_eq!(BatchApi::Anthropic.find(&page, sought), Ok("it".into()));
        assert_eq!(BatchApi::Anthropic.find(&page, Sought { questions: 8, ..sought }), Err(None));
    }
}
