//! Logging in, staying logged in, and logging out. A session is what its refresh tokens stand for,
//! each of them good once.

use minsheng_api::identity::{LoginRequest, PasswordRequest, RefreshRequest, Tokens};
use minsheng_core::audit::Act;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::identity::{ACCESS_SECONDS, Account, RefreshToken, SESSION_SECONDS};
use minsheng_desk::{By, admit, entry, open, random, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::token::{Issued, issue};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::accounts::{self, Sessions, Updated};
use minsheng_store::sessions::{self, NewSession, Refreshed};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{DeptCode, UserName, hex};
use minsheng_vault::password_hash;

use crate::factor;
use crate::proof::{by_holder, by_system, prove};

pub async fn log_in(call: &Call) -> Result<Answer, Problem> {
    let request: LoginRequest = call.parse()?;
    let db = open(call).await?;
    let (account, at) = prove(call, &db, &request.username, &request.password).await?;
    factor::check(call, &db, &account, request.code.as_ref(), at).await?;
    let (id, refresh_token) = (hex(&random::<16>()?), RefreshToken::from_bytes(random()?));
    let expires_at = call.now.plus(SESSION_SECONDS);
    let refresh_hash = refresh_hash(call, &refresh_token);
    let session = NewSession { id: &id, account: &account, refresh_hash, expires_at };
    let entry = by_holder(&account, Act::AccountLogin);
    if !sessions::begin(&db, db.chain(), &session, at, &entry, call.now).await.map_err(storage_problem)? {
        return Err(Kind::InvalidCredentials.into());
    }
    tokens(call, &account, &id, &refresh_token, expires_at).await
}

pub async fn refresh(call: &Call) -> Result<Answer, Problem> {
    let request: RefreshRequest = call.parse()?;
    let db = open(call).await?;
    admit(call, &db, LimitedAction::Refresh, By::default()).await?;
    let next = RefreshToken::from_bytes(random()?);
    let (old, new) = (refresh_hash(call, &request.refresh_token), refresh_hash(call, &next));
    let reused = |account: &Account| by_system(Act::SessionReuse, account.id.as_str());
    let refreshed = sessions::refresh(&db, db.chain(), old, new, call.now, reused).await;
    match refreshed.map_err(storage_problem)? {
        Refreshed::Done { session, expires_at, account } => {
            tokens(call, &account, &session, &next, expires_at).await
        }
        Refreshed::Reused | Refreshed::Ended => Err(Kind::Unauthenticated.into()),
    }
}

pub async fn log_out(call: &Call) -> Result<Answer, Problem> {
    let request: RefreshRequest = call.parse()?;
    let db = open(call).await?;
    let hash = refresh_hash(call, &request.refresh_token);
    let ended = |account: &Account| by_holder(account, Act::AccountLogout);
    sessions::end(&db, db.chain(), hash, call.now, ended).await.map_err(storage_problem)?;
    Ok(Answer::no_content())
}

pub async fn change_password(call: &Call) -> Result<Answer, Problem> {
    let request: PasswordRequest = call.parse()?;
    // A token that was made elsewhere belongs to no account here, whatever name it bears.
    let session = call.who.as_ref().and_then(|who| who.sid.as_deref()).ok_or(Kind::Forbidden)?;
    let name = UserName::parse(&call.caller.sub).map_err(|_| Kind::Forbidden)?;
    request.new.suits(&name).map_err(|invalid| Problem::field("/new", invalid))?;
    let db = open(call).await?;
    let (account, _) = prove(call, &db, &name, &request.old).await?;
    let changed = Account {
        version: account.version + 1,
        password: Some(password_hash(&request.new, random()?).map_err(Problem::internal)?),
        updated_at: call.now,
        ..account
    };
    let others = Sessions::End { but: Some(session) };
    let forgiven = Some(call.secret.name_hash(&name));
    let entries = [entry(call, Act::AccountPassword, name.as_str(), "")];
    match accounts::update(&db, db.chain(), &changed, others, forgiven, &entries)
        .await
        .map_err(storage_problem)?
    {
        Updated::Now => Ok(Answer::no_content()),
        Updated::Stale => Err(Problem::unavailable("the account changed meanwhile")),
        Updated::LastAdministrator => Err(Kind::LastAdministrator.into()),
    }
}

fn refresh_hash(call: &Call, token: &RefreshToken) -> [u8; 32] {
    call.secret.keyed("refresh-token", &[token.as_bytes()])
}

async fn tokens(
    call: &Call,
    account: &Account,
    session: &str,
    refresh_token: &RefreshToken,
    expires_at: Timestamp,
) -> Result<Answer, Problem> {
    let config = config::get().await?;
    let left = expires_at.since(call.now);
    let expires_in = ACCESS_SECONDS.min(left);
    let issued = Issued {
        sub: account.id.as_str(),
        roles: &account.roles,
        dept: account.dept.as_ref().map(DeptCode::as_str),
        sid: Some(session),
        exp: call.now.plus(expires_in).unix(),
        ..Issued::default()
    };
    Answer::ok(&Tokens {
        access_token: issue(&config.secret, &issued.as_expected(&config.expected)),
        token_type: "Bearer",
        expires_in,
        refresh_token: refresh_token.reveal(),
        refresh_expires_in: left,
    })
}
