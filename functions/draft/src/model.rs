//! The language model, as the operator names it, and asking it.

use std::sync::OnceLock;

use http_body_util::{BodyExt, Limited};
use minsheng_core::drafting::Prompt;
use minsheng_edge::Problem;
use minsheng_edge::config::variable;
use minsheng_edge::outgoing::json_message;
use minsheng_edge::problem::Kind;
use spin_sdk::http::send;
use spin_sdk::wasip3::http::types::RequestOptions;
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;

/// Nanoseconds that it may take to begin its answer, and between parts of it: less than a client waits.
const ANSWERS_IN: u64 = 20_000_000_000;
const PAUSES: u64 = 5_000_000_000;
/// Bytes of its answer.
const LONGEST: usize = 256 * 1024;

#[derive(Debug)]
pub struct Model {
    url: String,
    pub name: String,
    key: Option<String>,
}

static MODEL: OnceLock<Option<Model>> = OnceLock::new();

/// The model; none unless the operator names one.
///
/// # Errors
/// 500 for a variable that could not be read. Nothing of it is kept then.
pub async fn setup() -> Result<Option<&'static Model>, Problem> {
    if let Some(model) = MODEL.get() {
        return Ok(model.as_ref());
    }
    let (name, key) = (variable("llm_model").await?.unwrap_or_default(), variable("llm_key").await?);
    let model = variable("llm_url").await?.map(|url| Model { url, name, key });
    Ok(MODEL.get_or_init(|| model).as_ref())
}

impl Model {
    /// The body of its answer. The cause of a failure never quotes what was sent or said.
    pub async fn ask(&self, prompt: &Prompt) -> Result<String, Problem> {
        let failed = |cause: &dyn std::fmt::Display| Problem::caused(Kind::DraftFailed, cause);
        let body = serde_json::to_vec(prompt).map_err(Problem::internal)?;
        let message = json_message(&self.url, self.key.as_deref(), body);
        let mut request = message.map_err(|error| failed(&error))?;
        let options = RequestOptions::new();
        let limited = options
            .set_first_byte_timeout(Some(ANSWERS_IN))
            .and_then(|()| options.set_between_bytes_timeout(Some(PAUSES)));
        match limited {
            Ok(()) => {
                request.extensions_mut().insert(RequestOptionsExtension(options));
            }
            Err(error) => eprintln!("draft: the model is waited for without a limit: {error}"),
        }
        let response = send(request).await.map_err(|error| failed(&error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(failed(&format!("the model answers {status}")));
        }
        let body = Limited::new(response.into_body(), LONGEST).collect().await;
        let body = body.map_err(|error| failed(&error))?.to_bytes();
        String::from_utf8(body.to_vec()).map_err(|_| failed(&"the model's answer is no text"))
    }
}
