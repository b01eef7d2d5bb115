//! Tells somebody who walked away that a run has ended or stopped: by a webhook or a notice on the desktop. Takes how it
//! went; gives nothing of the documents away, not their text and not their names.

use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The variable that holds the secret which webhooks are signed with.
const SECRET_VARIABLE: &str = "THROUGHLINE_NOTIFY_SECRET";

/// The header of the signature: `sha256=` and the HMAC-SHA256 of the body in hexadecimal digits.
const SIGNATURE_HEADER: &str = "x-throughline-signature";

/// Longest time for a webhook, connection and answer together.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How a run went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `complete`, `gaps`, `waiting`, `interrupted` or `stopped`.
    pub status: &'static str,
    /// The exit code.
    pub exit_code: u8,
    /// Documents read.
    pub documents: usize,
    /// What was found, in all.
    pub findings: usize,
    /// Places that could not be read.
    pub gaps: usize,
    /// Where the report is, or would be.
    pub report: String,
}

impl Notice {
    fn text(&self) -> String {
        let Notice { documents, findings, gaps, report, .. } = self;
        match self.status {
            "complete" | "gaps" => format!(
                "Throughline: done. {documents} documents, {findings} findings, {gaps} places not read. {report}"
            ),
            "waiting" => format!("Throughline: batches are under way; run the same command again. {report}"),
            "interrupted" => format!("Throughline: interrupted. {report}"),
            _ => format!("Throughline: stopped before its end; what was answered is kept. {report}"),
        }
    }

    /// The body of a webhook; Slack shows `text`.
    fn body(&self) -> String {
        let Notice { status, exit_code, documents, findings, gaps, report } = self;
        json!({
            "text": self.text(), "program": "throughline", "status": status, "exit_code": exit_code,
            "documents": documents, "findings": findings, "gaps": gaps, "report": report,
        })
        .to_string()
    }
}

/// Tells `target`, a URL or `desktop`.
///
/// # Errors
/// Why nobody was told, in words for the user. Never holds the URL, which may be a secret.
pub fn tell(target: &str, notice: &Notice) -> Result<(), String> {
    if target == "desktop" {
        return tell_desktop(notice);
    }
    let secret = std::env::var(SECRET_VARIABLE).ok().filter(|secret| !secret.is_empty());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(post(target, notice.body(), secret.as_deref()))
}

async fn post(url: &str, body: String, secret: Option<&str>) -> Result<(), String> {
    // Fails only when a provider is in place already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none());
    let builder = if url.starts_with("http:") { builder.tls_certs_only([]) } else { builder };
    let client = builder.build().map_err(|error| error.without_url().to_string())?;
    let mut request = client.post(url).header("content-type", "application/json");
    if let Some(secret) = secret {
        request = request.header(SIGNATURE_HEADER, format!("sha256={}", sign(secret, &body)));
    }
    let response = request.body(body).send().await.map_err(|error| {
        if error.is_timeout() { "no answer in time".to_owned() } else { error.without_url().to_string() }
    })?;
    let status = response.status();
    if status.is_success() {
        Ok(())
    } else {
        Err(format!("the address answered with status {}", status.as_u16()))
    }
}

/// HMAC-SHA256 (RFC 2104) in hexadecimal digits.
fn sign(secret: &str, body: &str) -> String {
    const BLOCK: usize = 64;
    let mut key = [0_u8; BLOCK];
    if secret.len() > BLOCK {
        key[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        key[..secret.len()].copy_from_slice(secret.as_bytes());
    }
    let inner = Sha256::new().chain_update(key.map(|byte| byte ^ 0x36)).chain_update(body).finalize();
    let outer = Sha256::new().chain_update(key.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize();
    outer.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// By the program that each desktop has for this.
fn tell_desktop(notice: &Notice) -> Result<(), String> {
    let text = notice.text();
    let mut command = if cfg!(target_os = "macos") {
        let mut command = Command::new("osascript");
        // The text is an argument, not a part of the script.
        command.args([
            "-e",
            "on run argv",
            "-e",
            "display notification (item 1 of argv) with title \"Throughline\"",
        ]);
        command.args(["-e", "end run", &text]);
        command
    } else {
        let mut command = Command::new("notify-send");
        command.args(["--app-name=Throughline", "--", "Throughline", &text]);
        command
    };
    let shown = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match shown {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the desktop shows no notices here".to_owned()),
        Err(_) => Err("this computer has no program that shows notices (notify-send)".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_standard() {
        // RFC 4231, test cases 2 and 6.
        let short = sign("Jefe", "what do ya want for nothing?");
        assert_eq!(short, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(sign(&"k".repeat(65), "x").len(), 64);
    }

    #[test]
    fn slack_finds_its_text() {
        let notice =
            Notice { status: "gaps", exit_code: 3, documents: 2, findings: 7, gaps: 1, report: "out".into() };
        let body: serde_json::Value = serde_json::from_str(&notice.body()).unwrap();
        assert!(body["text"].as_str().unwrap().contains("7 findings"));
        assert_eq!((&body["status"], &body["gaps"]), (&"gaps".into(), &1.into()));
    }
}
