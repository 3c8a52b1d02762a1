//! Who is called in an emergency: one document, sealed as a whole.

use minsheng_api::oncall::OnCallView;
use minsheng_core::audit::{Act, Entry, changes};
use minsheng_core::capability::Capability;
use minsheng_core::oncall::OnCall;
use minsheng_desk::sealing::fresh_nonce;
use minsheng_desk::{Departments, RequestContext, entry, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::{audit, in_force, oncall};
use minsheng_types::fault::Fault;
use minsheng_vault::{Vault, key_of};

/// The purpose under which it is sealed, and whose it is.
const PURPOSE: &str = "oncall";
const OF: &str = "lists";

/// The lists in force and their version; none are version 0. What is not under the newest key is put there.
pub async fn in_force(
    db: &RequestContext,
    at: minsheng_types::clock::Timestamp,
) -> Result<(u32, OnCall), Problem> {
    let Some((version, sealed)) = oncall::newest(db).await.map_err(storage_problem)? else {
        return Ok((0, OnCall::default()));
    };
    let vault = &config::get().await?.vault;
    let clear = vault.open(PURPOSE, OF, &sealed).map_err(Problem::internal)?;
    // The reader's own words could quote what is in it, and would stand in the log.
    let lists = serde_json::from_slice(&clear).map_err(|_| Problem::internal("lists of those on duty"))?;
    if key_of(&sealed) != Some(vault.current()) {
        let anew = vault.seal(PURPOSE, OF, &clear, fresh_nonce()?).map_err(Problem::internal)?;
        let _or_somebody_was_faster =
            oncall::reseal(db, db.chain(), version, sealed, anew, at).await.map_err(storage_problem)?;
    }
    Ok((version, lists))
}

fn sealed(vault: &Vault, lists: &OnCall) -> Result<Vec<u8>, Problem> {
    let clear = serde_json::to_vec(lists).map_err(Problem::internal)?;
    vault.seal(PURPOSE, OF, &clear, fresh_nonce()?).map_err(Problem::internal)
}

pub async fn read(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let (version, lists) = in_force(&db, call.now).await?;
    let whole = call.caller.can(Capability::SeeNumbersOfDuty);
    if whole {
        let entry = entry(call, Act::OncallRead, version.to_string(), "");
        audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    }
    Ok(Answer::ok(&OnCallView::of(version, &lists, whole))?.version(version))
}

pub async fn replace(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    let db = open(call).await?;
    let (seen, before) = in_force(&db, call.now).await?;
    call.check_version(seen)?;
    let lists: OnCall = wanted.of_what(&OnCallView::of(seen, &before, true), OnCallView::READ_ONLY)?;
    let mut faults = lists.faults(&before);
    let versions = in_force::versions(&db).await.map_err(storage_problem)?;
    let departments = Departments::of(&db, versions.departments, call.lang).await?;
    for (place, dept) in lists.newly_named(&before) {
        let pointer = format!("/lists/{place}/department");
        faults.extend(departments.refuses(dept).map(|invalid| Fault { pointer, invalid }));
    }
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    let version = seen.saturating_add(1);
    let vault = &config::get().await?.vault;
    // The log is read by people who are not to know numbers.
    let changes =
        changes(Some(&OnCallView::of(seen, &before, false)), Some(&OnCallView::of(version, &lists, false)));
    let entry = Entry { changes, ..entry(call, Act::OncallReplace, version.to_string(), "") };
    let replaced = oncall::replace(&db, db.chain(), version, sealed(vault, &lists)?, &entry, call.now).await;
    if !replaced.map_err(storage_problem)? {
        return Err(Kind::VersionMismatch.into());
    }
    Ok(Answer::ok(&OnCallView::of(version, &lists, true))?.version(version))
}
