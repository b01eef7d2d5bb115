//! What batches need of the service beside questions: hands bodies over, asks how far a batch is, fetches results line by
//! line. One try each, as with questions.

use super::{Client, MOST_BODY_BYTES, fault_of, read_body, read_wait};
use crate::engine::llm::batch::BatchApi;
use crate::engine::llm::dialect;
use crate::engine::llm::exchange::{Fault, Question};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde_json::Value;
use std::time::Duration;

/// A body of many questions, or their results, takes longer than one answer.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(900);

/// What is sent: the type and the bytes.
pub type Body = (String, Vec<u8>);

impl Client {
    /// The body that would ask a question alone, as the server is believed to want it.
    pub fn body(&self, question: &Question) -> Vec<u8> {
        let target = &self.target;
        dialect::body(target.service, &target.model, question, *self.lock(), 0)
    }

    /// Takes in what a result in a batch says the server cannot do. Whether there is another way left.
    pub fn learn_from(&self, fault: &Fault) -> bool {
        let abilities = *self.lock();
        matches!(fault, Fault::Unable(ability) if self.learn(abilities, *ability))
    }

    /// Sends a body, or asks for what lies at an address below the service's own; gives the JSON that comes back.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn call(&self, api: BatchApi, path: &str, body: Option<Body>) -> Result<Value, Fault> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let response = self.open(api, method, path, body).await?;
        let body = read_body(response).await?;
        serde_json::from_slice(&body)
            .map_err(|_| Fault::Broken { what: "the server's answer is not whole".to_owned() })
    }

    /// Deletes what lies at an address.
    ///
    /// # Errors
    /// Why it is still there.
    pub async fn delete(&self, api: BatchApi, path: &str) -> Result<(), Fault> {
        self.open(api, Method::DELETE, path, None).await.map(drop)
    }

    /// Fetches a file and hands over its lines.
    ///
    /// # Errors
    /// Why it was not fetched to its end; the lines so far were handed over.
    pub async fn fetch_lines(
        &self,
        api: BatchApi,
        path: &str,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), Fault> {
        let mut response = self.open(api, Method::GET, path, None).await?;
        let mut line = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| fault_of(&error))? {
            let mut pieces = part.split(|&byte| byte == b'\n');
            line.extend_from_slice(pieces.next().unwrap_or_default());
            for piece in pieces {
                take(&line);
                line.clear();
                line.extend_from_slice(piece);
            }
            if line.len() > MOST_BODY_BYTES {
                return Err(Fault::Broken { what: "a result has no end".to_owned() });
            }
        }
        take(&line);
        Ok(())
    }

    async fn open(
        &self,
        api: BatchApi,
        method: Method,
        path: &str,
        body: Option<Body>,
    ) -> Result<reqwest::Response, Fault> {
        let address = below(api, &self.address, path);
        let mut request =
            self.http.request(method, address).headers(self.headers.clone()).timeout(TRANSFER_TIMEOUT);
        if let Some((kind, bytes)) = body {
            // Replaces the type that questions have.
            let kind = HeaderValue::from_str(&kind).map_err(|_| Fault::TurnedDown { message: kind })?;
            let mut headers = reqwest::header::HeaderMap::new();
            headers.insert(CONTENT_TYPE, kind);
            request = request.headers(headers).body(bytes);
        }
        let response = request.send().await.map_err(|error| fault_of(&error))?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(response);
        }
        let after_ms = read_wait(response.headers());
        let body = read_body(response).await.unwrap_or_default();
        let read = self.without_key(dialect::read(self.target.service, status, after_ms, &body, 0));
        Err(match read {
            Err(fault) => fault,
            // Words about one question; this was none.
            Ok(answer) => Fault::TurnedDown { message: answer.text },
        })
    }
}

/// The address of `path` beside that of questions; what follows a `?` stays behind it.
fn below(api: BatchApi, chat: &str, path: &str) -> String {
    let (chat, query) = chat.split_once('?').map_or((chat, None), |(chat, query)| (chat, Some(query)));
    let base = match api {
        BatchApi::OpenAi => chat.strip_suffix("/chat/completions"),
        BatchApi::Anthropic => chat.strip_suffix("/messages"),
    };
    let mut address = format!("{}{path}", base.unwrap_or(chat));
    if let Some(query) = query {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(query);
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_beside_that_of_questions() {
        let cases = [
            (
                BatchApi::OpenAi,
                "http://h/v1/chat/completions",
                "/batches?limit=9",
                "http://h/v1/batches?limit=9",
            ),
            (
                BatchApi::OpenAi,
                "http://h/chat/completions?v=1",
                "/batches?limit=9",
                "http://h/batches?limit=9&v=1",
            ),
            (
                BatchApi::Anthropic,
                "https://h/v1/messages",
                "/messages/batches",
                "https://h/v1/messages/batches",
            ),
        ];
        for (api, chat, path, expected) in cases {
            assert_eq!(below(api, chat, path), expected);
        }
    }
}
