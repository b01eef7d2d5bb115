//! A model server for tests: real HTTP on a local port, answers made from the prompt, and a plan of faults. It speaks
//! enough of each service for the program not to tell it from the real one, and remembers what it was asked.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers as asked.
    Answer,
    /// Answers as asked, with this content instead.
    Say(String),
    /// Answers with this content, cut off at its limit.
    CutOff(String),
    /// Will not answer.
    Refuse(&'static str),
    /// Quotes what nobody said.
    Invent,
    /// Changes what was said.
    Alter,
    /// Changes how it looks: spaces, apostrophes, a capital.
    Disarrange,
    /// Says that there is nothing.
    Overlook,
    /// A status with this body and `Retry-After` seconds.
    Status(u16, String, Option<&'static str>),
    /// Closes the connection without a word.
    Reset,
    /// Closes it in the middle of the answer.
    CutBody,
    /// One byte in so many milliseconds.
    Drip(u64),
    /// Says nothing.
    Hang,
}

/// One request, as the server saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) headers: String,
    pub(crate) body: Value,
    /// Whether the whole answer, of status 200, was handed over.
    pub(crate) is_answered: bool,
    /// Tokens it was charged.
    pub(crate) tokens: u64,
}

type Plan = Box<dyn Fn(&Value, usize) -> Act + Send + Sync>;

pub(crate) struct Server {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    plan: Plan,
    latency: Duration,
    seen: Mutex<Vec<Seen>>,
    /// How often each body was asked.
    times: Mutex<HashMap<String, usize>>,
    now: AtomicUsize,
    most: AtomicUsize,
    batches: Mutex<Batches>,
}

/// What batches are made of: files by number, and batches that are through when they were looked at so often.
#[derive(Default)]
struct Batches {
    files: Vec<Option<String>>,
    made: Vec<Value>,
    looks: usize,
    looks_needed: usize,
    /// Whether batches are made and nobody hears of it.
    is_mute: bool,
    /// The first ones, which are there no more.
    lost: usize,
}

impl Server {
    /// A server that follows a plan: the request's body, and how often the same was asked before → what to do.
    pub(crate) fn start(
        latency_ms: u64,
        plan: impl Fn(&Value, usize) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            plan: Box::new(plan),
            latency: Duration::from_millis(latency_ms),
            seen: Mutex::default(),
            times: Mutex::default(),
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            batches: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn calm() -> Self {
        Self::start(0, |_, _| Act::Answer)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Batches are under way until they were looked at so often.
    pub(crate) fn delay_batches(&self, looks: usize) {
        self.shared.batches.lock().unwrap().looks_needed = looks;
    }

    /// Makes batches and tells nobody, or tells again.
    pub(crate) fn mute_batches(&self, is_mute: bool) {
        self.shared.batches.lock().unwrap().is_mute = is_mute;
    }

    /// Knows no more of any batch it has made.
    pub(crate) fn lose_batches(&self) {
        let mut batches = self.shared.batches.lock().unwrap();
        batches.lost = batches.made.len();
    }

    /// How many questions each batch had.
    pub(crate) fn batch_sizes(&self) -> Vec<u64> {
        let batches = self.shared.batches.lock().unwrap();
        let count = |made: &Value| {
            made["request_counts"].as_object().unwrap().values().filter_map(Value::as_u64).sum()
        };
        batches.made.iter().map(count).collect()
    }

    /// Files that were not deleted.
    pub(crate) fn files_left(&self) -> usize {
        self.shared.batches.lock().unwrap().files.iter().flatten().count()
    }

    /// Most requests in flight at a time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

impl Shared {
    /// `None` when the connection is over.
    fn serve(&self, stream: TcpStream) -> Option<()> {
        stream.set_nodelay(true).ok()?;
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut stream = stream;
        loop {
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if reader.read_line(&mut head).ok()? == 0 {
                    return None;
                }
            }
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok()
                })
                .unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body).ok()?;
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            if path.contains("/files") || path.contains("/batches") {
                let method = head.split(' ').next().unwrap_or_default().to_owned();
                let (status, answer) = self.batch(&method, &path, head, &body);
                if method == "POST" && path.ends_with("/batches") && self.batches.lock().unwrap().is_mute {
                    std::thread::sleep(Duration::from_secs(3600));
                }
                let head = format!("HTTP/1.1 {status} Batch\r\ncontent-length: {}\r\n\r\n", answer.len());
                stream.write_all(format!("{head}{answer}").as_bytes()).ok()?;
                continue;
            }
            let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
            self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let handed_over = self.reply(&mut stream, path, head, body);
            self.now.fetch_sub(1, Ordering::SeqCst);
            handed_over?;
        }
    }

    /// Files and batches, in OpenAI's words or Anthropic's.
    fn batch(&self, method: &str, path: &str, headers: String, body: &[u8]) -> (u16, String) {
        let mut batches = self.batches.lock().unwrap();
        self.seen.lock().unwrap().push(Seen {
            path: format!("{method} {path}"),
            headers,
            body: Value::Null,
            is_answered: true,
            tokens: 0,
        });
        let text = String::from_utf8_lossy(body);
        let parts: Vec<&str> =
            path.split('?').next().unwrap().trim_start_matches("/v1/").split('/').collect();
        let number = |part: Option<&&str>| -> usize {
            part.and_then(|part| part.rsplit('-').next()?.parse().ok()).unwrap_or(usize::MAX)
        };
        let is_anthropic = parts[0] == "messages";
        match (method, &parts[..]) {
            ("POST", ["files"]) => {
                let lines = text.lines().filter(|line| line.starts_with('{')).collect::<Vec<_>>().join("\n");
                batches.files.push(Some(lines));
                (200, json!({"id": format!("file-{}", batches.files.len() - 1)}).to_string())
            }
            ("DELETE", ["files", ..]) => {
                let at = number(parts.last());
                batches.files[at] = None;
                (200, "{}".into())
            }
            ("GET", ["files", _, "content"]) => (200, batches.files[number(parts.get(1))].clone().unwrap()),
            ("POST", ["batches"]) => {
                let asked: Value = serde_json::from_str(&text).unwrap();
                let input = asked["input_file_id"].as_str().unwrap().to_owned();
                let lines = batches.files[number(Some(&&*input))].clone().unwrap();
                let total = lines.lines().count();
                let made = json!({"id": format!("batch-{}", batches.made.len()), "status": "in_progress",
                    "metadata": asked["metadata"], "input_file_id": input, "request_counts": {"total": total, "completed": 0, "failed": 0}});
                batches.made.push(made.clone());
                (200, made.to_string())
            }
            ("POST", _) if is_anthropic => {
                let asked: Value = serde_json::from_str(&text).unwrap();
                let made = json!({"id": format!("msgbatch-{}", batches.made.len()), "processing_status": "in_progress",
                    "created_at": jiff::Timestamp::now().to_string(), "requests": asked["requests"],
                    "request_counts": {"processing": asked["requests"].as_array().unwrap().len(), "succeeded": 0}});
                batches.made.push(made.clone());
                (200, made.to_string())
            }
            ("GET", ["batches"] | ["messages", "batches"]) => {
                (200, json!({"data": batches.made[batches.lost..], "has_more": false}).to_string())
            }
            ("GET", ["batches", ..] | ["messages", "batches", ..]) if number(parts.last()) < batches.lost => {
                (404, json!({"error": {"message": "no such batch", "type": "not_found_error"}}).to_string())
            }
            ("GET", ["messages", "batches", _, "results"]) => {
                let made = batches.made[number(parts.get(2))].clone();
                let lines = made["requests"].as_array().unwrap().iter().rev().map(|item| {
                    let result = match self.result("/v1/messages", &item["params"]) {
                        Some(message) => json!({"type": "succeeded", "message": message}),
                        None => json!({"type": "expired"}),
                    };
                    json!({"custom_id": item["custom_id"], "result": result}).to_string()
                });
                (200, lines.collect::<Vec<_>>().join("\n"))
            }
            ("GET", _) => {
                batches.looks += 1;
                let at = number(parts.last());
                let is_through = batches.looks >= batches.looks_needed;
                let mut made = batches.made[at].clone();
                if is_through && is_anthropic {
                    made["processing_status"] = "ended".into();
                } else if is_through && made["status"] == "in_progress" {
                    let input =
                        batches.files[number(made["input_file_id"].as_str().as_ref())].clone().unwrap();
                    let (mut good, mut bad) = (Vec::new(), Vec::new());
                    for line in input.lines().rev() {
                        let item: Value = serde_json::from_str(line).unwrap();
                        match self.result("/v1/chat/completions", &item["body"]) {
                            Some(answer) => good.push(
                                json!({"custom_id": item["custom_id"], "error": null,
                                "response": {"status_code": 200, "body": answer}})
                                .to_string(),
                            ),
                            None => bad.push(
                                json!({"custom_id": item["custom_id"], "response": null,
                                "error": {"code": "batch_expired", "message": "late"}})
                                .to_string(),
                            ),
                        }
                    }
                    made["status"] = "completed".into();
                    for (name, lines) in [("output_file_id", good), ("error_file_id", bad)] {
                        if !lines.is_empty() {
                            batches.files.push(Some(lines.join("\n")));
                            made[name] = format!("file-{}", batches.files.len() - 1).into();
                        }
                    }
                    batches.made[at] = made.clone();
                }
                made.as_object_mut().unwrap().remove("requests");
                (200, made.to_string())
            }
            _ => (200, "{}".into()),
        }
    }

    /// The answer to a question in a batch, unless the plan has other things in mind for it.
    fn result(&self, path: &str, body: &Value) -> Option<Value> {
        let before = {
            let mut times = self.times.lock().unwrap();
            let count = times.entry(body.to_string()).or_default();
            *count += 1;
            *count - 1
        };
        let act = (self.plan)(body, before);
        matches!(act, Act::Answer)
            .then(|| envelope(path, body, "stop", &content_of(body, &act).to_string()).0)
    }

    fn reply(&self, stream: &mut TcpStream, path: String, headers: String, body: Value) -> Option<()> {
        let before = {
            let mut times = self.times.lock().unwrap();
            let count = times.entry(body.to_string()).or_default();
            *count += 1;
            *count - 1
        };
        let act = (self.plan)(&body, before);
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(Seen {
                path: path.clone(),
                headers,
                body: body.clone(),
                is_answered: false,
                tokens: 0,
            });
            seen.len() - 1
        };
        std::thread::sleep(self.latency);
        let (finish, content) = match &act {
            Act::Say(content) => ("stop", content.clone()),
            Act::CutOff(content) => ("length", content.clone()),
            Act::Refuse(words) => ("refusal", (*words).to_owned()),
            act => ("stop", content_of(&body, act).to_string()),
        };
        match act {
            Act::Reset => return None,
            Act::Hang => std::thread::sleep(Duration::from_secs(3600)),
            Act::Status(status, body, retry_after) => {
                let retry_after =
                    retry_after.map_or(String::new(), |wait| format!("retry-after: {wait}\r\n"));
                let head = format!(
                    "HTTP/1.1 {status} Planned\r\n{retry_after}content-length: {}\r\n\r\n",
                    body.len()
                );
                return stream.write_all(format!("{head}{body}").as_bytes()).ok();
            }
            _ => {}
        }
        let (answer, tokens) = envelope(&path, &body, finish, &content);
        let answer = answer.to_string();
        let whole = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        );
        match act {
            Act::CutBody => {
                stream.write_all(&whole.as_bytes()[..whole.len() / 2]).ok()?;
                return None;
            }
            Act::Drip(ms) => {
                for byte in whole.as_bytes() {
                    stream.write_all(&[*byte]).ok()?;
                    std::thread::sleep(Duration::from_millis(ms));
                }
            }
            _ => stream.write_all(whole.as_bytes()).ok()?,
        }
        let mut seen = self.seen.lock().unwrap();
        seen[number].is_answered = true;
        seen[number].tokens = tokens;
        Some(())
    }
}

/// The answer in the words of the service that was asked, and the tokens it is charged: one in four bytes.
fn envelope(path: &str, body: &Value, finish: &str, content: &str) -> (Value, u64) {
    let (sent, received) = (body.to_string().len() as u64 / 4, content.len() as u64 / 4);
    let answer = if path.ends_with("/messages") {
        let stop = match finish {
            "length" => "max_tokens",
            "refusal" => "refusal",
            _ => "tool_use",
        };
        let input: Value = serde_json::from_str(content).unwrap_or(Value::Null);
        let part = if input.is_object() {
            json!({"type": "tool_use", "id": "t", "name": "f", "input": input})
        } else {
            json!({"type": "text", "text": content})
        };
        json!({"content": [part], "stop_reason": stop, "usage": {"input_tokens": sent, "output_tokens": received}})
    } else if path.ends_with("/api/chat") {
        json!({"message": {"role": "assistant", "content": content}, "done": true, "done_reason": finish,
            "prompt_eval_count": sent, "eval_count": received})
    } else {
        let message = match finish {
            "refusal" => json!({"role": "assistant", "content": null, "refusal": content}),
            _ if body.get("tools").is_some() => json!({"role": "assistant", "content": null, "tool_calls":
                [{"id": "c", "type": "function", "function": {"name": "f", "arguments": content}}]}),
            _ => json!({"role": "assistant", "content": content}),
        };
        let finish = if finish == "refusal" { "stop" } else { finish };
        json!({"choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": {"prompt_tokens": sent, "completion_tokens": received}})
    };
    (answer, sent + received)
}

/// What a model would say to a question, by its instructions.
fn content_of(body: &Value, act: &Act) -> Value {
    let (system, document) = (system_of(body), document_of(body));
    let spoil = |words: &str| match act {
        Act::Invent => "The board turned item 4000 down.".to_owned(),
        Act::Alter if words.contains(" is ") => words.replacen(" is ", " is not ", 1),
        Act::Alter => words.replacen("will", "will not", 1).replacen("shall", "shall not", 1),
        _ => words.to_owned(),
    };
    if system.contains("one requirement of a policy") {
        return verdict(user_of(body), document, &spoil);
    }
    if system.contains("one open question of a survey") {
        return themes(document, &spoil);
    }
    if system.contains("names of themes") {
        return json!({"groups": []});
    }
    if system.contains("write three to five sentences") || system.contains("Write three to five sentences") {
        let first = document.trim().lines().next().unwrap_or_default();
        let statement = first.split_once(": ").map_or(first, |(_, statement)| statement);
        return json!({"sentences": [
            {"text": statement, "findings": [1]},
            {"text": "It will cost 7,777,777 dollars.", "findings": [1]},
            {"text": "Nobody said why.", "findings": []},
        ]});
    }
    findings(document, act)
}

/// The instructions of a question.
pub(crate) fn system_of(body: &Value) -> &str {
    body["system"].as_str().or(body["messages"][0]["content"].as_str()).unwrap_or_default()
}

fn user_of(body: &Value) -> &str {
    let last = body["messages"].as_array().and_then(|all| all.last());
    last.and_then(|last| last["content"].as_str()).unwrap_or_default()
}

/// What stands between the tags of a question.
pub(crate) fn document_of(body: &Value) -> &str {
    let inside = user_of(body).split("<document>").nth(1).and_then(|rest| rest.split("</document>").next());
    inside.unwrap_or_default()
}

/// The line that shares most long words with the requirement decides: a "not" on one side only contradicts.
fn verdict(user: &str, document: &str, spoil: &dyn Fn(&str) -> String) -> Value {
    let requirement = user.split("<requirement>").nth(1).and_then(|rest| rest.split("</requirement>").next());
    let requirement = requirement.unwrap_or_default().to_lowercase();
    let shared = |line: &str| {
        let line = line.to_lowercase();
        let words = requirement.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 5);
        words.filter(|word| line.contains(&word[..5])).count()
    };
    let best = document.lines().filter(|line| shared(line) > 0).max_by_key(|line| shared(line));
    let Some(line) = best else {
        return json!({"verdict": "missing", "quote": null, "reason": "No passage is about it."});
    };
    let is_denied = |text: &str| text.contains(" not ");
    let verdict = if is_denied(line) == is_denied(&requirement) { "met" } else { "contradicted" };
    json!({"verdict": verdict, "quote": spoil(line.trim()), "reason": "The line speaks of the same thing."})
}

/// Each long word that two lines have is a theme.
fn themes(document: &str, spoil: &dyn Fn(&str) -> String) -> Value {
    let mut lines_of: HashMap<String, Vec<&str>> = HashMap::new();
    for line in document.lines() {
        for word in line.to_lowercase().split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 5) {
            lines_of.entry(word.to_owned()).or_default().push(line);
        }
    }
    let mut themes: Vec<(String, Vec<&str>)> =
        lines_of.into_iter().filter(|(_, lines)| lines.len() >= 2).collect();
    themes.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    let theme = |(word, lines): &(String, Vec<&str>)| json!({"label": word, "words": [word], "quotes": [spoil(lines[0])]});
    json!({"themes": themes.iter().take(8).map(theme).collect::<Vec<_>>()})
}

/// Every line of the document that promises or asks, as a finding with its words as the quote.
fn findings(document: &str, act: &Act) -> Value {
    let mut findings = Vec::new();
    let lines = if matches!(act, Act::Overlook) { "" } else { document };
    for line in lines.lines() {
        let (speaker, words) = line.split_once(": ").unwrap_or(("", line));
        let kind = match words {
            words if words.ends_with('?') => "open_question",
            words if words.contains("I will") => "action_item",
            words if words.contains("agreed") => "decision",
            _ => continue,
        };
        let quote = match act {
            Act::Invent => format!("The board turned item {} down.", 4000 + findings.len()),
            Act::Alter => words.replacen("will", "will not", 1).replacen("agreed", "not agreed", 1),
            Act::Disarrange => {
                let (first, rest) = words.split_at(1);
                first.to_lowercase()
                    + &rest.replacen(' ', "  ", 2).replace('\'', "\u{2019}").replace("crate", "Crate")
            }
            _ => words.to_owned(),
        };
        findings.push(json!({"kind": kind, "statement": words, "quote": quote, "owner": speaker, "due": null, "certainty": "stated"}));
    }
    json!({"findings": findings})
}
