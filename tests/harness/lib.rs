//! The hotline as people use it: over HTTP, on the real components, in an app that the tests start
//! themselves.
//!
//! [`app()`] is the one app that the tests of a binary share; a test that restarts, alters or counts
//! starts its own with [`Setup`]. Where `SPIN_BIN` names a Spin the app runs on that, else on the
//! embedded host (`MINSHENG_HOST`, or the one that `cargo xtask` builds). Tests talk through
//! [`Person`]s: `app().citizen().submits("…")`, `app().handler("jtj").does(&ticket, "sign", …)`.
//!
//! Tests hold the app to the contract, never to how it is made, and no outcome hangs on timing: the
//! only clocks are patience (an upper bound that ends a hung test) and waiting for a moment that the
//! contract itself names, such as a notice's `publish_at`.

mod app;
pub mod browser;
#[path = "../faults/mod.rs"]
pub mod faults;
mod http;
mod kept;
mod manifest;
mod model;
mod person;
mod process;
mod received;
mod scheduler;
pub mod token;
mod trap;

pub use app::{Setup, TestApp, app, embedded_host, on_spin};
pub use http::{Answer, Request, ask};
pub use kept::Kept;
pub use manifest::{Manifest, workspace};
pub use model::model_of;
pub use person::{Answered, Page, Person, Record, Ticket};
pub use process::{Killer, may_mount};
pub use received::received;

use serde_json::Value;

/// A demand that says plainly what it is about: the classifier is sure of itself, and the catalogue
/// names a department for it.
pub const CLEAR: &str = "单位拖欠农民工工资三个月，劳动合同也没有签";

/// A demand that says nothing: a person has to look at it.
pub const VAGUE: &str = "你好";

/// An RFC 3339 time so many seconds from now, as clients write it.
#[must_use]
pub fn seconds_from_now(seconds: i64) -> String {
    use time::format_description::well_known::Rfc3339;
    let at = time::OffsetDateTime::now_utc() + time::Duration::seconds(seconds);
    at.replace_nanosecond(0).unwrap().format(&Rfc3339).unwrap()
}

/// A time as the contract writes it; anything else fails the test.
#[track_caller]
pub fn moment(value: &Value) -> time::OffsetDateTime {
    use time::format_description::well_known::Rfc3339;
    let text = value.as_str().unwrap_or_else(|| panic!("not a time: {value}"));
    time::OffsetDateTime::parse(text, &Rfc3339).unwrap_or_else(|_| panic!("not RFC 3339: {text}"))
}

/// What stays of a ticket's view while nobody touches it: the working time that
/// is left passes by itself, so that two looks a moment apart may differ in it.
#[must_use]
#[track_caller]
pub fn lasting(view: &Value) -> Value {
    let mut view = view.clone();
    let deadline = view["deadline"].as_object_mut().expect("a ticket has its deadline");
    deadline.remove("working_time").expect("and says how much of it is left");
    view
}

/// The texts of a JSON array.
#[must_use]
#[track_caller]
pub fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().unwrap_or_else(|| panic!("not an array: {value}"));
    items.iter().map(|item| item.as_str().unwrap_or_else(|| panic!("not a text: {item}"))).collect()
}
