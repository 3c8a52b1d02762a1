//! Lives of tickets, from the demand to its end, as fast as one connection goes through them.

use anyhow::{Context as _, Result};
use http_client::{Client, Request};
use minsheng_types::clock::{DAY, Timestamp};
use serde_json::{Value, json};
use xtask::staff::Staff;

use crate::asking::{demand, expect, search_path, string};
use crate::texts::Text;

/// Handed in, dispatched, signed for, resolved, found again. A department has to sign before it
/// can resolve, so these are five calls, four of them changes (three when dispatched by the system).
pub fn one(staff: &Staff, text: &Text, client: &mut Client) -> Result<()> {
    let agent = [("Authorization", staff.agent())];
    let receipt = expect(client, &demand(text), 201)?.json()?;
    let id = string(&receipt, "/id").context("a receipt without a number")?;
    let lead = match string(&receipt, "/state").as_deref() {
        Some("assigned") => string(&receipt, "/department/code").context("dispatched to nobody")?,
        _ => {
            let lead = staff.fallback();
            let request = Request::post(&format!("/v1/tickets/{id}/assignment"), &json!({"lead": lead}))
                .headers(&agent);
            expect(client, &request, 200)?;
            lead.to_owned()
        }
    };
    let handler = [("Authorization", staff.handler(&lead).context("a department without a handler")?)];
    let updates = format!("/v1/tickets/{id}/updates");
    expect(client, &Request::post(&updates, &json!({"action": "sign"})).headers(&handler), 200)?;
    let reply =
        json!({"action": "reply", "note": "已核实", "public": "已处理完毕，谢谢。", "resolved": true});
    expect(client, &Request::post(&updates, &reply).headers(&handler), 200)?;
    expect(client, &Request::get(&search_path(&text.place)).headers(&agent), 200)?;
    Ok(())
}

/// Every call of [`calls`], and what comes before and after: the submission, and reading
/// the story.
pub fn longest(staff: &Staff, client: &mut Client) -> Result<()> {
    // Says nothing, so that it waits for a person.
    let demand = json!({"content": "你好"});
    let receipt = expect(client, &Request::post("/v1/tickets", &demand), 201)?.json()?;
    let id = string(&receipt, "/id").context("a receipt without a number")?;
    let code = string(&receipt, "/query_code").context("a receipt without a code")?;
    let lead = staff.fallback();
    let bearer = |authorization| ("Authorization", authorization);
    let handler = staff.handler(lead).context("a department without a handler")?;
    let (agent, supervisor) = (staff.agent(), staff.supervisor());
    let mut due = string(&receipt, "/due_at").unwrap_or_default();
    for (who, what, mut body) in calls(lead, "jtj") {
        if let Some(asked) = body.get_mut("due_at") {
            *asked = Value::from(later(&due)?);
        }
        let header = match who {
            Actor::Citizen => ("Query-Code", code.as_str()),
            Actor::Agent => bearer(agent),
            Actor::Handler => bearer(handler),
            Actor::Supervisor => bearer(supervisor),
        };
        let request = Request::post(&format!("/v1/tickets/{id}/{what}"), &body).headers(&[header]);
        let view = expect(client, &request, 200)?;
        if what == "assignment" {
            due = string(&view.json()?, "/deadline/due_at").unwrap_or_default();
        }
    }
    let read = Request::get(&format!("/v1/tickets/{id}")).header("Query-Code", &code);
    expect(client, &read, 200).map(drop)
}

/// One call of a life: who makes it, where, and with what body.
type Call = (Actor, &'static str, Value);

#[derive(Clone, Copy, Debug)]
enum Actor {
    Citizen,
    Agent,
    Handler,
    Supervisor,
}

/// The longest way through the workflow: asked back, refused a return, extended, suspended, sent
/// back in review, not content, done again, content.
fn calls(lead: &str, assist: &str) -> Vec<Call> {
    use Actor::{Agent, Citizen, Handler, Supervisor};
    let update = |who, body: Value| (who, "updates", body);
    let reply =
        json!({"action": "reply", "note": "已核实", "public": "已处理完毕，谢谢。", "resolved": true});
    let content = |content: bool| {
        let satisfaction = if content { "satisfied" } else { "dissatisfied" };
        (Citizen, "rating", json!({"resolved": content, "satisfaction": satisfaction}))
    };
    vec![
        update(Agent, json!({"action": "request_info", "public": "请补充具体位置"})),
        update(Citizen, json!({"action": "supply_info", "public": "在北门旁边"})),
        (Agent, "classification", json!({"category": "交通运输", "kind": "complaint"})),
        (Agent, "assignment", json!({"lead": lead, "assists": [assist]})),
        update(Handler, json!({"action": "request_return", "reason": "不属本单位职责"})),
        update(Supervisor, json!({"action": "reject_return"})),
        update(Handler, json!({"action": "sign"})),
        update(Handler, json!({"action": "contact", "note": "已电话联系"})),
        update(Handler, json!({"action": "progress", "public": "正在办理"})),
        update(Handler, json!({"action": "request_extension", "reason": "等待材料", "due_at": "@later"})),
        update(Supervisor, json!({"action": "approve_extension"})),
        update(Supervisor, json!({"action": "suspend", "reason": "等待司法鉴定"})),
        update(Supervisor, json!({"action": "resume", "reason": "鉴定完成"})),
        update(Citizen, json!({"action": "urge"})),
        update(Handler, reply.clone()),
        update(Supervisor, json!({"action": "send_back", "reason": "答复不具体"})),
        update(Handler, reply.clone()),
        update(Supervisor, json!({"action": "approve"})),
        content(false),
        update(Handler, reply),
        update(Supervisor, json!({"action": "approve"})),
        content(true),
    ]
}

/// A day after a time as the contract writes it, which is less than any extension may ask for.
fn later(due: &str) -> Result<String> {
    let due = Timestamp::parse(due).map_err(|fault| anyhow::anyhow!("{due}: {fault}"))?;
    Ok(due.plus(DAY).to_string())
}
