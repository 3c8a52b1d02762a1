//! What a government service hotline does, pure: no I/O, no clock, no Spin.
//!
//! Decisions are data. [`workflow::TABLE`] says who may do what and when,
//! [`operation::TABLE`] which roles may call which route on whose tickets, [`capability::TABLE`] what more they get,
//! [`settings::Settings`] how long
//! things may take. Code walks the tables, tests walk the tables, documents are printed from them.
#![forbid(unsafe_code)]

pub mod access;
pub mod act;
pub mod assessment;
pub mod audit;
pub mod calls;
pub mod capability;
pub mod catalogue;
pub mod deadline;
pub mod drafting;
pub mod holidays;
pub mod hotspot;
pub mod identity;
pub mod intake;
pub mod knowledge;
pub mod milestone;
pub mod models;
pub mod notice;
pub mod operation;
pub mod privacy;
pub mod reasons;
pub mod rules;
pub mod scheduled;
pub mod settings;
pub mod similar;
pub mod telling;
pub mod ticket;
pub mod time_to_finish;
pub mod timers;
pub mod trial;
pub mod workflow;
pub mod worklist;
