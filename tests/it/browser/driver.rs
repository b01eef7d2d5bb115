//! A browser driven over the WebDriver protocol (W3C): ChromeDriver is started on a free port and spoken to with plain
//! blocking HTTP. Everything a test starts ends with it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A browser session.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

/// Whether a missing tool fails the test instead of skipping it.
pub(crate) fn must_run() -> bool {
    std::env::var_os("CI").is_some()
}

impl Browser {
    /// Starts a browser. `None`, with a message, if there is no ChromeDriver and this is not continuous integration.
    pub(crate) fn start() -> Option<Browser> {
        let mut command = Command::new("chromedriver");
        let driver = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = match driver {
            Ok(driver) => driver,
            Err(error) if must_run() => panic!("chromedriver does not start: {error}"),
            Err(error) => {
                eprintln!(
                    "skipped: chromedriver does not start ({error}); install chromium and chromium-driver"
                );
                return None;
            }
        };
        let port = read_port(&mut driver);
        let mut browser = Browser { driver, port, session: String::new() };
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
        ];
        let mut options = json!({ "args": args });
        if Path::new("/usr/bin/chromium").exists() {
            options["binary"] = "/usr/bin/chromium".into();
        }
        let logs = json!({ "browser": "ALL", "performance": "ALL" });
        let wanted =
            json!({ "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": logs });
        let session = browser.post("/session", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        browser.session = session["sessionId"].as_str().expect("a session has an id").to_owned();
        Some(browser)
    }

    /// Opens a file, at a fragment if one is given as `#id`.
    pub(crate) fn open(&self, path: &Path, fragment: &str) {
        let url = format!("file://{}{fragment}", path.display());
        self.command("/url", &json!({ "url": url }));
    }

    /// Value of a script's `return`.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script until it returns `wanted`, for what a page does a moment later.
    ///
    /// # Panics
    /// If that takes longer than ten seconds.
    pub(crate) fn wait_for(&self, script: &str, wanted: impl Into<Value>) {
        let wanted = wanted.into();
        let mut value = Value::Null;
        for _ in 0..100 {
            value = self.run(script);
            if value == wanted {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{script} stays {value} instead of {wanted}");
    }

    /// What a script hands to its callback, `arguments[0]`.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        self.command("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Presses keys one after the other, as a person would.
    pub(crate) fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
            })
            .collect();
        self.command(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keys", "actions": strokes }] }),
        );
    }

    /// A command of the browser's own protocol, for what WebDriver does not have.
    pub(crate) fn devtools(&self, name: &str, params: Value) {
        self.command("/goog/cdp/execute", &json!({ "cmd": name, "params": params }));
    }

    /// The text that a person sees of the first element that matches.
    pub(crate) fn text(&self, selector: &str) -> String {
        let found = self.command("/element", &json!({ "using": "css selector", "value": selector }));
        let id = found
            .as_object()
            .and_then(|found| found.values().next()?.as_str())
            .expect("an element has an id");
        let text = self.get(&format!("/session/{}/element/{id}/text", self.session));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Messages on the console since the last call.
    pub(crate) fn console(&self) -> Vec<String> {
        let entries = self.command("/se/log", &json!({ "type": "browser" }));
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].to_string()).collect()
    }

    /// Addresses asked for since the last call.
    pub(crate) fn requests(&self) -> Vec<String> {
        let entries = self.command("/se/log", &json!({ "type": "performance" }));
        let entries = entries.as_array().cloned().unwrap_or_default();
        let event = |entry: &Value| serde_json::from_str::<Value>(entry["message"].as_str()?).ok();
        let events = entries.iter().filter_map(event).map(|event| event["message"].clone());
        let sent = events.filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.map(|event| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.post(&format!("/session/{}{path}", self.session), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let length = body.len();
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }

    fn get(&self, path: &str) -> Value {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    }

    fn exchange(&self, request: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the driver listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out above zero is valid");
        stream.write_all(request.as_bytes()).expect("the driver reads");
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("the driver answers");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length is a number");
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("the driver sends the whole body");
        let mut answer: Value = serde_json::from_slice(&body).expect("the driver speaks JSON");
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{}: {value:#}", request.lines().next().unwrap_or_default());
        value
    }
}

fn read_port(driver: &mut Child) -> u16 {
    let lines = BufReader::new(driver.stdout.take().expect("the output is piped")).lines();
    let said = lines.map_while(Result::ok).find(|line| line.contains("started successfully on port"));
    let port =
        said.as_deref().and_then(|line| line.rsplit(' ').next()).map(|port| port.trim_end_matches('.'));
    port.and_then(|port| port.parse().ok()).expect("chromedriver says its port")
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            let _ = self
                .exchange(&format!("DELETE /session/{} HTTP/1.1\r\nHost: localhost\r\n\r\n", self.session));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
