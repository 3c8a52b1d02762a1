//! `GET /v1/auth/me`: what a token says, or whose API key it is. Other functions ask it about tokens
//! signed by an OpenID provider, so that the code for public-key signatures stands in one component,
//! about API keys, and about sessions, which may have ended.
#![cfg(target_arch = "wasm32")]

use minsheng_api::answers::WhoAmI;
use minsheng_core::identity::{ApiKey, keys_sub};
use minsheng_desk::{connection, storage_problem};
use minsheng_edge::config::Config;
use minsheng_edge::log::Beside;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{Asked, Verifier, routes, serve_verifying};
use minsheng_edge::token::{Header, Token};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_jwk as jwk;
use minsheng_store::{api_keys, sessions};
use minsheng_types::words::Role;
use minsheng_vault::api_key_hash;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;
use subtle::ConstantTimeEq;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_verifying(routes!("auth"), request, &Registers, who_am_i).await
}

async fn who_am_i(call: &Call) -> Result<Answer, Problem> {
    Answer::ok(call.who.as_ref().ok_or(Kind::Unauthenticated)?)
}

/// Verifies with the keys of the variable `jwks`, and looks API keys up.
struct Registers;

impl Verifier for Registers {
    async fn verify(
        &self,
        token: &Token<'_>,
        header: &Header,
        config: &Config,
        Asked { now, .. }: Asked,
    ) -> Result<WhoAmI, Problem> {
        let jwks = config.jwks.as_deref().ok_or(Kind::Unauthenticated)?;
        let (keys, left_out) =
            jwk::parse(jwks).map_err(|error| Problem::internal(format!("variable jwks: {error}")))?;
        let signature = token.signature()?;
        let signer = jwk::candidates(&keys, header.algorithm, header.key_id.as_deref())
            .find(|key| key.verifies(header.algorithm, token.signed.as_bytes(), &signature));
        if let Some(key) = signer {
            let named: Option<Vec<Role>> =
                key.roles().map(|roles| roles.iter().filter_map(|role| role.parse().ok()).collect());
            return token.vouched_claims(&config.expected, now, named.as_deref());
        }
        let left_out: Vec<String> = left_out.iter().map(ToString::to_string).collect();
        let cause = format!(
            "variable jwks: none of {} keys has signed the token, and {} were left out: {}",
            keys.len(),
            left_out.len(),
            left_out.join("; ")
        );
        Err(Problem::caused(Kind::Unauthenticated, cause))
    }

    async fn identify(
        &self,
        key: &ApiKey,
        config: &Config,
        Asked { now, request }: Asked,
    ) -> Result<WhoAmI, Problem> {
        let db = connection(config).await?;
        let found = api_keys::find(&db, &key.id()).await.map_err(storage_problem)?;
        let (kept, hash) = found.ok_or(Kind::Unauthenticated)?;
        let right: bool = api_key_hash(key).ct_eq(&hash).into();
        let good = kept.revoked_at.is_none() && kept.expires_at.is_none_or(|expires| now < expires);
        if !right || !good {
            return Err(Kind::Unauthenticated.into());
        }
        let today = now.day();
        if kept.last_used_on.is_none_or(|day| day < today)
            && let Err(error) = api_keys::used(&db, &kept.id, today).await
        {
            // The key opens all the same; the next call notes it.
            let cause = format!("the use of key {} is not noted: {error}", kept.id);
            Beside { function: "auth", request }.failed(None, &cause);
        }
        Ok(WhoAmI {
            sub: keys_sub(&kept.id),
            roles: vec![Role::Integrator],
            dept: None,
            scopes: Some(kept.scopes),
            sid: None,
            expires_at: kept.expires_at,
        })
    }

    async fn check_session(
        &self,
        _: &Token<'_>,
        who: &WhoAmI,
        config: &Config,
        Asked { now, .. }: Asked,
    ) -> Result<(), Problem> {
        let session = who.sid.as_deref().unwrap_or_default();
        let db = connection(config).await?;
        let goes_on = sessions::goes_on(&db, session, &who.sub, now).await.map_err(storage_problem)?;
        if goes_on { Ok(()) } else { Err(Kind::Unauthenticated.into()) }
    }
}
