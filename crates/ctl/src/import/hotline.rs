//! The hotline that takes them, asked again while it is away.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use http_client::{Answer, Client, Request, bearer};
use serde_json::{Value, json};

/// How often somebody who is away is asked again, and how long is waited at most before that.
const ATTEMPTS: u32 = 8;
const LONGEST: u64 = 30;

/// What became of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    New,
    Known,
    /// Pointer, code and text of each fault.
    Refused(Vec<(String, String, String)>),
}

pub struct Hotline {
    url: String,
    client: Client,
    authorization: String,
    source: String,
    dry_run: bool,
    wait: fn(Duration),
}

impl Hotline {
    pub fn new(url: &str, token: &str, source: &str, dry_run: bool) -> Result<Self> {
        let client = Client::at(url).context("--url")?;
        let (authorization, source) = (bearer(token), source.to_owned());
        Ok(Self { url: url.to_owned(), client, authorization, source, dry_run, wait: std::thread::sleep })
    }

    /// Hands in some tickets. Each is taken once, so that it is no harm to ask again.
    pub fn hand_in(&mut self, tickets: &[Value]) -> Result<Vec<Outcome>> {
        let body = json!({"source": self.source, "dry_run": self.dry_run, "tickets": tickets});
        let request = Request::post("/v1/import", &body).header("Authorization", &self.authorization);
        let request = request.header("Accept-Language", "en");
        let answer = self.ask(&request)?;
        let body = answer.json()?;
        if !answer.is_success() {
            let first = body.pointer("/errors/0").map(|fault| format!(" {fault}")).unwrap_or_default();
            bail!("{} {}: {}{first}", self.url, answer.status, text(&body, "detail"));
        }
        let items = body.get("items").and_then(Value::as_array).context("an answer without items")?;
        ensure!(items.len() == tickets.len(), "{} answers for {} tickets", items.len(), tickets.len());
        items.iter().map(outcome).collect()
    }

    fn ask(&mut self, request: &Request) -> Result<Answer> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let answer = self.client.send(request);
            let away = match &answer {
                Ok(answer) => matches!(answer.status, 429 | 503 | 504),
                Err(_) => true,
            };
            if !away || attempt >= ATTEMPTS {
                return answer.context("what was taken stays: begin again, and it goes on");
            }
            let asked = answer.ok().and_then(|answer| answer.header("retry-after")?.parse().ok());
            (self.wait)(Duration::from_secs(asked.unwrap_or(1_u64 << attempt.min(5)).clamp(1, LONGEST)));
        }
    }
}

fn outcome(item: &Value) -> Result<Outcome> {
    Ok(match text(item, "outcome") {
        "new" => Outcome::New,
        "known" => Outcome::Known,
        "refused" => {
            let faults = item.get("errors").and_then(Value::as_array).context("a refusal without errors")?;
            let told = |fault: &Value| ["pointer", "code", "detail"].map(|name| text(fault, name).to_owned());
            Outcome::Refused(
                faults.iter().map(told).map(|[pointer, code, text]| (pointer, code, text)).collect(),
            )
        }
        other => bail!("the hotline answers {other:?}: is it of another version?"),
    })
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// A hotline that answers these, one on each connection; nothing hangs up.
    fn answering(answers: Vec<String>) -> Hotline {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut read = [0; 4096];
                let _ = stream.read(&mut read).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Hotline { wait: |_| {}, ..Hotline::new(&url, "t", "crm", false).unwrap() }
    }

    fn answer(status: &str, body: &Value) -> String {
        let body = body.to_string();
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    }

    #[test]
    fn who_is_away_is_asked_again_and_nothing_else() {
        let fine = answer(
            "200 OK",
            &json!({"items": [{"outcome": "new"}, {"outcome": "known"},
            {"outcome": "refused", "errors": [{"pointer": "/content", "code": "empty", "detail": "must not be empty"}]}]}),
        );
        let tickets = [json!({}), json!({}), json!({})];
        let mut hotline = answering(vec![String::new(), answer("503 x", &json!({})), fine.clone()]);
        let refused = Outcome::Refused(vec![("/content".into(), "empty".into(), "must not be empty".into())]);
        assert_eq!(hotline.hand_in(&tickets).unwrap(), [Outcome::New, Outcome::Known, refused]);
        let mut hotline = answering(vec![answer("401 x", &json!({"detail": "the token has expired"}))]);
        assert!(hotline.hand_in(&tickets).unwrap_err().to_string().contains("the token has expired"));
        let mut hotline = answering(vec![fine.clone()]);
        assert!(hotline.hand_in(&tickets[..2]).is_err(), "answers for others");
        let mut hotline = answering(vec![fine.replace("known", "lost!")]);
        assert!(hotline.hand_in(&tickets).unwrap_err().to_string().contains("another version"));
        let mut hotline = answering(vec![String::new(); 8]);
        assert!(hotline.hand_in(&tickets).unwrap_err().to_string().contains("begin again"));
    }
}
