//! What scans files for viruses, as the operator names it: it is sent the bytes, and answers `{"clean": true}`, or
//! `{"clean": false, "found": "what"}`. Whatever else it does, the file waits.

use std::sync::OnceLock;

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::Full;
use minsheng_edge::Problem;
use minsheng_edge::config::variable;
use minsheng_edge::outside::{PATIENT, ask_all};
use serde::Deserialize;

/// Bytes of its answer.
const LONGEST: usize = 64 * 1024;

#[derive(Debug)]
pub struct Scanner {
    url: String,
}

#[derive(Debug)]
pub enum Verdict {
    Clean,
    Infected(String),
}

#[derive(Deserialize)]
struct Said {
    clean: bool,
    #[serde(default)]
    found: Option<String>,
}

static SCANNER: OnceLock<Option<Scanner>> = OnceLock::new();

/// The scanner; none unless the operator names one.
///
/// # Errors
/// 500 for a variable that could not be read. Nothing of it is kept then.
pub async fn setup() -> Result<Option<&'static Scanner>, Problem> {
    if let Some(scanner) = SCANNER.get() {
        return Ok(scanner.as_ref());
    }
    let scanner = variable("scan_url").await?.map(|url| Scanner { url });
    Ok(SCANNER.get_or_init(|| scanner).as_ref())
}

impl Scanner {
    /// What it says of these bytes.
    ///
    /// # Errors
    /// For the log, when it says nothing that can be understood.
    pub async fn ask(&self, bytes: Bytes) -> Result<Verdict, String> {
        let request = Request::post(&self.url)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_LENGTH, bytes.len().to_string())
            .body(Full::new(bytes))
            .map_err(|error| error.to_string())?;
        let answer = ask_all(request, PATIENT, LONGEST).await;
        let (status, body) = answer.map_err(|error| format!("scanner: {error}"))?;
        if status != http::StatusCode::OK {
            return Err(format!("the scanner answers {status}"));
        }
        let said: Said =
            serde_json::from_slice(&body).map_err(|_| "the scanner's answer is no verdict".to_owned())?;
        if said.clean {
            return Ok(Verdict::Clean);
        }
        // Of another's words no more than a name of a virus has.
        let word = |c: &char| c.is_ascii_alphanumeric() || "-_./: ".contains(*c);
        Ok(Verdict::Infected(said.found.unwrap_or_default().chars().filter(word).take(80).collect()))
    }
}
