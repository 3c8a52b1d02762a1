//! The domain of a government service hotline, pure: no I/O, no clock, no Spin.
//!
//! Decisions are data. [`workflow::TABLE`] says who may do what and when,
//! [`operation::TABLE`] which roles may call which route on whose tickets, [`settings::Settings`] how long
//! things may take. Code walks the tables, tests walk the tables, documents are printed from them.
//!
//! A type that cannot hold a bad value is made where a request is parsed ([`text`], [`words`],
//! [`ids`]); behind that line nothing is validated again.
#![forbid(unsafe_code)]

pub mod access;
pub mod answers;
pub mod assessment;
pub mod audit;
pub mod calls;
pub mod catalogue;
pub mod category;
pub mod classify;
pub mod clock;
pub mod deadline;
pub mod drafting;
pub mod free_text;
pub mod holidays;
pub mod hotspot;
pub mod identity;
pub mod ids;
pub mod invalid;
pub mod knowledge;
pub mod models;
pub mod notice;
pub mod operation;
pub mod place;
mod prints;
pub mod privacy;
pub mod reply_check;
pub mod requests;
pub mod scheduled;
pub mod settings;
pub mod similar;
pub mod subcategory;
pub mod text;
pub mod ticket;
pub mod timers;
pub mod topics;
pub mod triage;
pub mod words;
pub mod workflow;
