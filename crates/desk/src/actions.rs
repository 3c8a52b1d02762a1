//! Taking an action on a ticket: read, let core decide, write what it decided if nobody was faster.

use minsheng_core::access::Party;
use minsheng_core::intake::{danger_said, hear};
use minsheng_core::rules::Rules;
use minsheng_core::ticket::Ticket;
use minsheng_core::workflow::{Change, Input, Refusal, apply};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::triage::Emergency;
use minsheng_store::made::Earlier;
use minsheng_store::personal::mask_merged;
use minsheng_store::tickets::{Added, Named, Names, Saved, unmerged};
use minsheng_store::{Db, tickets};
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::{Fault, Field};
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Action, Role};

use crate::attempts::{MAX_ATTEMPTS, too_many_conflicts};
use crate::departments::Departments;
use crate::personal::{known_members, seal_personal};
use crate::repeats::find_repeated;
use crate::request_context::RequestContext;
use crate::show::{FoundTicket, ViewExtension, find_story_with, show_calling, unchanged};
use crate::storage_problem::storage_problem;

/// An action with what it carries.
#[derive(Debug)]
pub struct Act {
    pub action: Action,
    pub input: Input,
}

/// Whom to call for what an action carries.
type Danger = fn(Action, Role, &Input) -> Option<Emergency>;

/// How what a citizen says is heard. Functions that carry none of it carry nothing that reads it.
struct Hearing {
    hear: fn(&mut Change, &Ticket, &Input, Timestamp, &Rules) -> Option<Emergency>,
    /// Whom to call, for whoever asks the same again.
    again: Option<Danger>,
}

/// Takes the action that `choose` makes of the ticket, and answers the ticket as it then is, with what the function adds to
/// it. The ticket is read without a lock, with what else the request `names`, and written only if it is still the one that
/// was read; else all of it is decided again, unless the caller had named the version.
///
/// # Errors
/// 404, 409, 412, 422, 503; nothing has changed.
pub async fn act(
    call: &Call,
    db: &RequestContext,
    names: Names<'_>,
    choose: impl AsyncFn(&FoundTicket) -> Result<Act, Problem>,
    adds: ViewExtension,
) -> Result<Answer, Problem> {
    act_and_show(call, db, names, choose, adds, HEARING, words_sealed, unmerged).await
}

/// As [`act`], for actions that may merge one ticket into another.
///
/// # Errors
/// As [`act`].
pub async fn act_merging(
    call: &Call,
    db: &RequestContext,
    names: Names<'_>,
    choose: impl AsyncFn(&FoundTicket) -> Result<Act, Problem>,
    adds: ViewExtension,
) -> Result<Answer, Problem> {
    act_and_show(call, db, names, choose, adds, HEARING, words_sealed, mask_merged).await
}

const HEARING: Hearing = Hearing { hear, again: Some(danger_said) };

/// As [`act`], for actions that carry no citizen's words, so that the function carries nothing to seal them or to read
/// in them.
///
/// # Errors
/// As [`act`].
pub async fn act_for_staff(
    call: &Call,
    db: &RequestContext,
    choose: impl AsyncFn(&FoundTicket) -> Result<Act, Problem>,
) -> Result<Answer, Problem> {
    let nothing = async |_: &RequestContext, _: &FoundTicket, _: &Ticket| Ok(None);
    let hearing = Hearing { hear: |_, _, _, _, _| None, again: None };
    act_and_show(call, db, Names::default(), choose, unchanged, hearing, nothing, unmerged).await
}

#[expect(
    clippy::too_many_arguments,
    reason = "what kinds of actions do not share, so that none carries another's"
)]
async fn act_and_show(
    call: &Call,
    db: &RequestContext,
    names: Names<'_>,
    choose: impl AsyncFn(&FoundTicket) -> Result<Act, Problem>,
    adds: ViewExtension,
    hearing: Hearing,
    sealing: impl AsyncFn(&RequestContext, &FoundTicket, &Ticket) -> Result<Option<Added>, Problem>,
    merged: impl AsyncFn(&RequestContext, &Ticket, TicketId) -> Result<(), minsheng_store::Error>,
) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let idempotency = call.idempotency()?;
    for _ in 0..MAX_ATTEMPTS {
        let story = find_story_with(call, db, id, names, idempotency.as_ref()).await?.unless_cold()?;
        match story.done {
            None => {}
            // This very request has been carried out before.
            Some(Earlier { same: true, .. }) => {
                let danger = match hearing.again {
                    Some(again) => match choose(&story.found).await {
                        Ok(act) => again(act.action, speaks_as(&story.found), &act.input),
                        // What it took from elsewhere may be gone since; no citizen said that.
                        Err(_) => None,
                    },
                    None => None,
                };
                return Ok(show_calling(call, db, &story, adds, danger).await?.replayed());
            }
            Some(_) => return Err(Kind::IdempotencyKeyReused.into()),
        }
        let found = &story.found;
        call.check_version(found.ticket.version)?;
        let mut act = choose(found).await?;
        act.input.repeat_of = repeats(db, found, &act.input).await?;
        act.input.points_before = story.points;
        act.input.members = known_members(db, &found.ticket).await?;
        let (caller, parties) = (&call.caller, &found.parties);
        let mut change =
            apply(&found.ticket, caller, parties, act.action, &act.input, call.now, &found.rules)
                .map_err(|refusal| told(refusal, &found.rules))?;
        let danger = (hearing.hear)(&mut change, &found.ticket, &act.input, call.now, &found.rules);
        check_call(story.call, found, act.action)?;
        check_references(call, db, found, &act).await?;
        let parent = story.parent_after(&change, &act.input, danger.is_some(), call.now)?;
        let both = parent.as_ref().map(|(before, change)| (*before, change));
        let added = sealing(db, found, &change.ticket).await?;
        let (changes, key) = ([change], idempotency.as_ref());
        let own = (&found.ticket, &changes[..]);
        let saved = tickets::save_with(db, db.chain(), own, both, added.as_ref(), key, &merged).await;
        match (saved.map_err(storage_problem)?, changes) {
            (Saved::Now, [change]) if call.prefers_minimal() && danger.is_none() => {
                return Ok(Answer::minimal(change.ticket.version));
            }
            (Saved::Now, [change]) => {
                let parent = parent.map(|(_, change)| change);
                let story = story.after(db, change, parent).await?;
                return show_calling(call, db, &story, adds, danger).await;
            }
            (Saved::Stale, _) if call.names_version() => return Err(Kind::VersionMismatch.into()),
            // Somebody was faster, perhaps this very request sent twice: look again.
            (Saved::Stale | Saved::Before, _) => {}
        }
    }
    Err(too_many_conflicts())
}

/// The refusal, with the reasons that a city has where one was none of them.
fn told(refusal: Refusal, rules: &Rules) -> Problem {
    let unknown = match &refusal {
        Refusal::Faulty(faults) => {
            faults.first() == Some(&Fault::of(Field::ReasonCode, Invalid::UnknownValue))
        }
        Refusal::Forbidden { .. } => false,
    };
    let problem = Problem::from(refusal);
    if !unknown {
        return problem;
    }
    problem.with_allowed(rules.settings.reason_codes.iter().map(ToString::to_string).collect())
}

/// As whom somebody speaks who says what a citizen does.
fn speaks_as(found: &FoundTicket) -> Role {
    if found.parties.contains(&Party::Reporter) { Role::Reporter } else { Role::Agent }
}

/// The personal data sealed anew, where the citizen's words add to it or the demand is put right: then whatever was known
/// of the reporter when it was masked has to be known still.
async fn words_sealed(
    db: &RequestContext,
    found: &FoundTicket,
    after: &Ticket,
) -> Result<Option<Added>, Problem> {
    let personal = after.personal();
    if after.demand == found.ticket.demand && personal == found.ticket.personal() {
        return Ok(None);
    }
    let sealed = seal_personal(after.id, &personal).await?;
    let phone_hash = db.keys().typed_hash(&after.reporter);
    Ok(Some(Added { seen: found.personal_version, sealed, phone_hash }))
}

/// The earlier ticket that this one repeats, looked for when it first gets a category.
async fn repeats<D: Db>(db: &D, found: &FoundTicket, input: &Input) -> Result<Option<TicketId>, Problem> {
    let ticket = &found.ticket;
    let named = input.category.or(input.suggestion.as_ref().map(|suggestion| suggestion.category));
    match named.filter(|_| ticket.category.is_none()) {
        Some(category) => find_repeated(db, ticket, category, &found.rules).await,
        None => Ok(None),
    }
}

/// The call that an agent names has to have been, where a telephone system says which there were.
fn check_call(named: Named, found: &FoundTicket, action: Action) -> Result<(), Problem> {
    if !found.parties.contains(&Party::Agent) {
        return Ok(());
    }
    let outcome = match named {
        Named::Known(call) => call.bears(&found.ticket, action),
        Named::Unknown => Err(Invalid::NotFound),
        Named::Nothing => Ok(()),
    };
    outcome.map_err(|invalid| Problem::fields(vec![Fault::of(Field::Call, invalid)]))
}

/// Departments and tickets that the action names have to exist.
async fn check_references<D: Db>(call: &Call, db: &D, found: &FoundTicket, act: &Act) -> Result<(), Problem> {
    let input = &act.input;
    let mut faults = Vec::new();
    if input.lead.is_some() || input.against.is_some() || !input.assists.is_empty() {
        let departments = Departments::of(db, found.versions.departments, call.lang).await?;
        let lead = input.lead.as_ref().and_then(|lead| departments.refuses(lead));
        faults.extend(lead.map(|invalid| Fault::of(Field::Lead, invalid)));
        if input.against.as_ref().is_some_and(|against| !departments.has(against)) {
            faults.push(Fault { pointer: "/against".into(), invalid: Invalid::NotFound });
        }
        for (place, dept) in input.assists.iter().enumerate() {
            let refused = departments.refuses(dept);
            faults.extend(refused.map(|invalid| Fault { pointer: format!("/assists/{place}"), invalid }));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::fields(faults)) }
}
