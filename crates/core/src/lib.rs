//! What a government service hotline does, pure: no I/O, no clock, no Spin.
//!
//! Decisions are data. [`workflow::TABLE`] says who may do what and when,
//! [`operation::TABLE`] which roles may call which route on whose tickets, [`capability::TABLE`] what more they get,
//! [`settings::Settings`] how long
//! things may take. Code walks the tables, tests walk the tables, documents are printed from them.
#![forbid(unsafe_code)]

pub mod access;
pub mod act;
pub mod adopted;
pub mod asked;
pub mod assessment;
pub mod attachments;
pub mod audit;
pub mod calls;
pub mod capability;
pub mod catalogue;
pub mod deadline;
pub mod delivery;
pub mod drafting;
pub mod endpoint;
pub mod events;
pub mod file_limits;
pub mod holidays;
pub mod hotspot;
pub mod identity;
pub mod import;
pub mod intake;
pub mod knowledge;
pub mod message;
pub mod messages;
pub mod milestone;
pub mod models;
pub mod notice;
pub mod oncall;
pub mod open311;
pub mod operation;
pub mod page;
pub mod parameter;
pub mod privacy;
pub mod reasons;
pub mod rules;
pub mod scheduled;
pub mod settings;
pub mod similar;
pub mod survey;
pub mod telling;
pub mod ticket;
pub mod time_of_day;
pub mod time_to_finish;
pub mod timers;
pub mod trial;
pub mod wechat_messages;
pub mod workflow;
pub mod worklist;
