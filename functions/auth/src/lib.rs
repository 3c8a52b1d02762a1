//! `GET /v1/auth/me`: what a token says. Other functions ask it about tokens signed by an OpenID
//! provider, so that the code for public-key signatures stands in one component.
#![cfg(target_arch = "wasm32")]

mod jwk;

use minsheng_core::answers::WhoAmI;
use minsheng_core::clock::Timestamp;
use minsheng_edge::config::Config;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{Verifier, serve_verifying};
use minsheng_edge::token::{Header, Token};
use minsheng_edge::{Answer, Call, Problem};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_verifying("auth", request, &JwkSet, who_am_i).await
}

async fn who_am_i(call: &Call) -> Result<Answer, Problem> {
    Answer::ok(call.who.as_ref().ok_or(Kind::Unauthenticated)?)
}

/// Verifies with the keys of the variable `jwks`.
struct JwkSet;

impl Verifier for JwkSet {
    async fn verify(
        &self,
        token: &Token<'_>,
        header: &Header,
        config: &Config,
        now: Timestamp,
    ) -> Result<WhoAmI, Problem> {
        let jwks = config.jwks.as_deref().ok_or(Kind::Unauthenticated)?;
        let keys = jwk::parse(jwks).map_err(|error| Problem::internal(format!("variable jwks: {error}")))?;
        let signature = token.signature()?;
        let good = jwk::candidates(&keys, header)
            .any(|key| key.verifies(header.algorithm, token.signed.as_bytes(), &signature));
        if good { token.claims(&config.expected, now) } else { Err(Kind::Unauthenticated.into()) }
    }
}
