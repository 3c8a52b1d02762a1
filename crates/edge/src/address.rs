//! Where the hotline is reached, for links that lead to it from elsewhere.

use minsheng_types::address::base_of_request;

use crate::jurisdiction::Jurisdiction;
use crate::problem::{Kind, Problem};
use crate::{Call, config};

/// Where the hotline is reached, and whether that is the operator's word: what a request says of it is for that request
/// alone, and no cache gives it to another.
///
/// # Errors
/// 500 for a variable that is no such address, 400 where the request says nothing of the kind.
pub async fn base(call: &Call) -> Result<(String, bool), Problem> {
    if let Some(base) = config::variable("public_url").await? {
        return Ok((base.trim_end_matches('/').to_owned(), true));
    }
    // No component sees the header itself: this is what Spin and the embedded host make of it.
    let url = call.headers.get("spin-full-url").and_then(|url| url.to_str().ok());
    let base = url.and_then(base_of_request).ok_or(Kind::InvalidHeader)?;
    // Whoever is reached by a host of the city's own has it said in the variable.
    Ok((base + &Jurisdiction::here().prefix(), false))
}
