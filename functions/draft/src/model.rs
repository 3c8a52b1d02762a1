//! The language model, as the operator names it, and asking it.

use std::sync::OnceLock;

use minsheng_core::drafting::Prompt;
use minsheng_edge::Problem;
use minsheng_edge::config::{variable, variable_needed};
use minsheng_edge::outgoing::json_message;
use minsheng_edge::outside::{PATIENT, ask_all};
use minsheng_edge::problem::Kind;

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
    let model = match variable("llm_url").await? {
        Some(url) => Some(Model {
            url,
            name: variable_needed("llm_model", "llm_url").await?,
            key: variable("llm_key").await?,
        }),
        None => None,
    };
    Ok(MODEL.get_or_init(|| model).as_ref())
}

impl Model {
    /// The body of its answer. The cause of a failure never quotes what was sent or said.
    pub async fn ask(&self, prompt: &Prompt) -> Result<String, Problem> {
        let failed = |cause: &dyn std::fmt::Display| Problem::caused(Kind::DraftFailed, cause);
        let body = serde_json::to_vec(prompt).map_err(Problem::internal)?;
        let message = json_message(&self.url, self.key.as_deref(), body);
        let request = message.map_err(|error| failed(&error))?;
        let (status, body) = ask_all(request, PATIENT, LONGEST).await.map_err(|error| failed(&error))?;
        if !status.is_success() {
            return Err(failed(&format!("the model answers {status}")));
        }
        String::from_utf8(body.to_vec()).map_err(|_| failed(&"the model's answer is no text"))
    }
}
