//! The second factor of staff: set up with the password, confirmed by a first code, and then asked for at each log-in.

use http::StatusCode;
use minsheng_api::identity::{FactorConfirmation, FactorRequest, FactorView, RecoveryCodes};
use minsheng_core::audit::Act;
use minsheng_core::identity::{Account, RECOVERY_CODES, SecondFactorCode};
use minsheng_desk::{RequestContext, open, random, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::second_factors::{self, SecondFactor};
use minsheng_store::sessions::TriedAt;
use minsheng_types::ids::QueryCode;
use minsheng_types::text::UserName;
use minsheng_vault::TotpSecret;

use crate::proof::{by_holder, failed, prove};

/// What authenticators call the account.
const ISSUER: &str = "12345";

pub async fn enrol(call: &Call) -> Result<Answer, Problem> {
    let request: FactorRequest = call.parse()?;
    let db = open(call).await?;
    let (account, _) = prove(call, &db, &request.username, &request.password).await?;
    let secret = TotpSecret::from_bytes(random()?);
    if !second_factors::put(&db, &account.id, sealed(&account.id, &secret).await?)
        .await
        .map_err(storage_problem)?
    {
        return Err(Kind::AlreadyExists.into());
    }
    let text = secret.base32();
    let uri = format!("otpauth://totp/{ISSUER}:{}?secret={text}&issuer={ISSUER}", account.id);
    Answer::json(StatusCode::CREATED, &FactorView { secret: text, uri })
}

pub async fn confirm(call: &Call) -> Result<Answer, Problem> {
    let request: FactorConfirmation = call.parse()?;
    let db = open(call).await?;
    let (account, at) = prove(call, &db, &request.username, &request.password).await?;
    let found = second_factors::wanted(&db, &account.id).await.map_err(storage_problem)?;
    let factor = found.factor.ok_or(Kind::NotFound)?;
    if factor.confirmed {
        return Err(Kind::AlreadyExists.into());
    }
    let secret = opened(&account.id, &factor).await?;
    let Some(step) = secret.step_of(request.code.as_bytes(), call.now, factor.last_step) else {
        failed(call, &db, Some(&account), at).await?;
        return Err(Kind::InvalidCode.into());
    };
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        codes.push(QueryCode::from_bits(random()?));
    }
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| recovery_hash(call, &account.id, code)).collect();
    let entry = by_holder(&account, Act::AccountFactor);
    let used = (factor.sealed.as_slice(), step);
    let confirmed =
        second_factors::confirm(&db, db.chain(), &account.id, used, &hashes, &entry, call.now).await;
    if !confirmed.map_err(storage_problem)? {
        return Err(Kind::AlreadyExists.into());
    }
    let recovery_codes = codes.iter().map(ToString::to_string).collect();
    Answer::ok(&RecoveryCodes { recovery_codes })
}

/// Whether whoever knows the password may log in with this beside it.
pub async fn check(
    call: &Call,
    db: &RequestContext,
    account: &Account,
    shown: Option<&SecondFactorCode>,
    at: TriedAt,
) -> Result<(), Problem> {
    let wanted = second_factors::wanted(db, &account.id).await.map_err(storage_problem)?;
    let Some(factor) = wanted.factor.filter(|factor| factor.confirmed) else {
        return if account.needs_factor(&wanted.roles) {
            Err(Kind::SecondFactorUnset.into())
        } else {
            Ok(())
        };
    };
    let right = match shown.ok_or(Kind::SecondFactorNeeded)? {
        SecondFactorCode::Time(code) => {
            let secret = opened(&account.id, &factor).await?;
            match secret.step_of(code.as_bytes(), call.now, factor.last_step) {
                // Two who show the same code at once: one of them is first.
                Some(step) => {
                    second_factors::use_step(db, &account.id, step).await.map_err(storage_problem)?
                }
                None => false,
            }
        }
        SecondFactorCode::Recovery(code) => {
            let (hash, entry) =
                (recovery_hash(call, &account.id, code), by_holder(account, Act::AccountRecovery));
            second_factors::use_recovery_code(db, db.chain(), &account.id, hash, &entry, call.now)
                .await
                .map_err(storage_problem)?
        }
    };
    if right {
        return Ok(());
    }
    failed(call, db, Some(account), at).await?;
    Err(Kind::InvalidCode.into())
}

fn recovery_hash(call: &Call, account: &UserName, code: &QueryCode) -> [u8; 32] {
    call.secret.keyed("recovery-code", &[account.as_str().as_bytes(), &[0], code.as_bytes()])
}

/// The purpose under which secrets are sealed, each for its account: it opens for no other.
const PURPOSE: &str = "second-factor";

async fn sealed(account: &UserName, secret: &TotpSecret) -> Result<Vec<u8>, Problem> {
    let vault = &config::get().await?.vault;
    vault.seal(PURPOSE, account.as_str(), secret.as_bytes(), random()?).map_err(Problem::internal)
}

async fn opened(account: &UserName, factor: &SecondFactor) -> Result<TotpSecret, Problem> {
    let vault = &config::get().await?.vault;
    let bytes = vault.open(PURPOSE, account.as_str(), &factor.sealed).map_err(Problem::internal)?;
    let bytes: [u8; 20] =
        bytes.try_into().map_err(|_| Problem::internal("a second factor of another length"))?;
    Ok(TotpSecret::from_bytes(bytes))
}
