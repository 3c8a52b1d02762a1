//! `/v1/accounts`: accounts of staff, which administrators manage.
#![cfg(target_arch = "wasm32")]

use http::StatusCode;
use minsheng_api::answers::Page;
use minsheng_api::identity::AccountView;
use minsheng_api::identity::{AccountRequest, RevocationRequest, RevocationView};
use minsheng_core::asked::Cursor;
use minsheng_core::audit::{Act, Entry, changes};
use minsheng_core::identity::{Account, AccountUpdate};
use minsheng_core::operation::Op;
use minsheng_core::parameter::{ACCOUNT, CURSOR_OF_ACCOUNTS};
use minsheng_desk::{Departments, RequestContext, entry, open, random, storage_problem};
use minsheng_edge::call::paged;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::accounts::{self, Sessions, Updated};
use minsheng_store::{second_factors, sessions};
use minsheng_types::clock::Timestamp;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::UserName;
use minsheng_vault::password_hash;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("accounts"), request, async |call: &Call| match call.op() {
        Op::ListAccounts => list(call).await,
        Op::AddAccount => add(call).await,
        Op::ReadAccount => read(call).await,
        Op::ReplaceAccount => replace(call).await,
        Op::RevokeSessions => revoke_sessions(call).await,
        Op::UnlockAccount => unlock(call).await,
        Op::RemoveFactor => remove_factor(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let after = call.parameter(&CURSOR_OF_ACCOUNTS)?.map_or(0, |Cursor([seq])| seq);
    let db = open(call).await?;
    let mut found = accounts::list(&db, after, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |(seq, _)| [*seq]);
    let names: Vec<[u8; 32]> = found.iter().map(|(_, account)| call.secret.name_hash(&account.id)).collect();
    let locks = sessions::locks(&db, &names, call.now).await.map_err(storage_problem)?;
    let items =
        found.iter().zip(locks).map(|((_, account), until)| AccountView::new(account, until)).collect();
    Answer::ok(&Page { items, next })
}

async fn read(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let account = named(call, &db).await?;
    shown(StatusCode::OK, &account, locked_until(call, &db, &account).await?)
}

async fn add(call: &Call) -> Result<Answer, Problem> {
    let (id, wanted) = call.parse::<AccountRequest>()?.into_parts();
    let db = open(call).await?;
    check(call, &db, &id, &wanted).await?;
    let password = hashed(&wanted)?;
    let account = Account::new(id, wanted, password, call.now);
    let entries = entries(call, None, &account, account.password.is_some());
    if !accounts::insert(&db, db.chain(), &account, &entries).await.map_err(storage_problem)? {
        return Err(Kind::AlreadyExists.into());
    }
    // A name that nobody had may be locked already.
    let locked_until = locked_until(call, &db, &account).await?;
    Ok(shown(StatusCode::CREATED, &account, locked_until)?.location(&format!("/v1/accounts/{}", account.id)))
}

async fn replace(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    let db = open(call).await?;
    let before = named(call, &db).await?;
    call.check_version(before.version)?;
    let wanted: AccountUpdate = wanted.of_what(&AccountView::new(&before, None), &[])?;
    check(call, &db, &before.id, &wanted).await?;
    let password = hashed(&wanted)?;
    let reset = password.is_some();
    let account = before.updated(wanted, password, call.now);
    let sessions =
        if account.ends_sessions_of(&before) { Sessions::End { but: None } } else { Sessions::GoOn };
    let forgiven = reset.then(|| call.secret.name_hash(&account.id));
    let entries = entries(call, Some(&before), &account, reset);
    let updated = accounts::update(&db, db.chain(), &account, sessions, forgiven, &entries).await;
    match updated.map_err(storage_problem)? {
        Updated::Now => shown(StatusCode::OK, &account, locked_until(call, &db, &account).await?),
        Updated::Stale => Err(Kind::VersionMismatch.into()),
        Updated::LastAdministrator => Err(Kind::LastAdministrator.into()),
    }
}

async fn unlock(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let account = named(call, &db).await?;
    let entry = entry(call, Act::AccountUnlock, account.id.as_str(), "");
    let name_hash = call.secret.name_hash(&account.id);
    // Where nothing was to be forgotten all is as was wanted.
    let _was_slowed =
        sessions::unlock(&db, db.chain(), name_hash, &entry, call.now).await.map_err(storage_problem)?;
    shown(StatusCode::OK, &account, None)
}

/// For somebody who has lost the authenticator and the recovery codes.
async fn remove_factor(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let account = named(call, &db).await?;
    let entry = entry(call, Act::AccountFactorReset, account.id.as_str(), "");
    // Where there is none, there is none afterwards.
    second_factors::remove(&db, db.chain(), &account.id, &entry, call.now).await.map_err(storage_problem)?;
    shown(StatusCode::OK, &account, locked_until(call, &db, &account).await?)
}

async fn revoke_sessions(call: &Call) -> Result<Answer, Problem> {
    let RevocationRequest {} = call.parse()?;
    let db = open(call).await?;
    let account = named(call, &db).await?;
    let entry = entry(call, Act::AccountRevoke, account.id.as_str(), "");
    let ended =
        sessions::end_all(&db, db.chain(), &account.id, &entry, call.now).await.map_err(storage_problem)?;
    Answer::ok(&RevocationView { sessions: u32::try_from(ended).unwrap_or(u32::MAX) })
}

/// The account that the path names.
async fn named(call: &Call, db: &RequestContext) -> Result<Account, Problem> {
    let id = call.named(&ACCOUNT)?;
    Ok(accounts::find(db, &id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?)
}

async fn locked_until(
    call: &Call,
    db: &RequestContext,
    account: &Account,
) -> Result<Option<Timestamp>, Problem> {
    let locks = sessions::locks(db, &[call.secret.name_hash(&account.id)], call.now).await;
    Ok(locks.map_err(storage_problem)?.into_iter().flatten().next())
}

async fn check(
    call: &Call,
    db: &RequestContext,
    id: &UserName,
    wanted: &AccountUpdate,
) -> Result<(), Problem> {
    let faults = wanted.faults(id, &call.caller.sub);
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    match &wanted.dept {
        Some(dept) if !Departments::load(db, call.lang).await?.has(dept) => {
            Err(Problem::field("/dept", Invalid::NotFound))
        }
        _ => Ok(()),
    }
}

fn hashed(wanted: &AccountUpdate) -> Result<Option<String>, Problem> {
    let Some(password) = &wanted.password else { return Ok(None) };
    password_hash(password, random()?).map(Some).map_err(Problem::internal)
}

fn entries(call: &Call, before: Option<&Account>, account: &Account, password: bool) -> Vec<Entry> {
    let view = |account: &Account| AccountView::new(account, None);
    let changes = changes(before.map(view).as_ref(), Some(&view(account)));
    let put = entry(call, Act::AccountPut, account.id.as_str(), account.detail());
    let mut entries = vec![Entry { changes, ..put }];
    if password {
        entries.push(entry(call, Act::AccountPassword, account.id.as_str(), ""));
    }
    entries
}

fn shown(status: StatusCode, account: &Account, locked_until: Option<Timestamp>) -> Result<Answer, Problem> {
    Ok(Answer::json(status, &AccountView::new(account, locked_until))?.version(account.version))
}
