//! What a citizen shows who has proved who they are.

use minsheng_api::identity::CitizenToken;
use minsheng_core::audit::{Act, Entry};
use minsheng_core::identity::CITIZEN_SECONDS;
use minsheng_edge::token::{Issued, issue};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_types::words::Role;

/// The line of the audit log, about nothing: whoever reads it is to learn nothing that two log-ins share; `by` is what they proved it by, where that is no telephone.
pub fn logged_in(sub: &str, by: &str) -> Entry {
    Entry {
        sub: sub.to_owned(),
        role: Role::Reporter,
        act: Act::CitizenLogin.to_string(),
        object: String::new(),
        detail: by.to_owned(),
        changes: None,
    }
}

pub async fn token(call: &Call, sub: &str) -> Result<Answer, Problem> {
    let config = config::get().await?;
    let exp = call.now.plus(CITIZEN_SECONDS).unix();
    let issued = Issued { sub, roles: &[Role::Reporter], exp, ..Issued::default() };
    Answer::ok(&CitizenToken {
        access_token: issue(&config.secret, &issued.as_expected(&config.expected)),
        token_type: "Bearer",
        expires_in: CITIZEN_SECONDS,
    })
}
