//! Bodies of requests and answers. A request that parses is valid; an answer is built from the domain's types
//! for one caller, and what that caller may not see is not in it. JSON Schemas and the OpenAPI document are
//! printed from these types.
#![forbid(unsafe_code)]

pub mod adopted;
pub mod answers;
pub mod assessment;
pub mod attachments;
pub mod calendar;
pub mod calls;
pub mod catalogue;
pub mod csv;
pub mod drafting;
pub mod embed;
pub mod events;
pub mod feeds;
pub mod figures;
pub mod hotspot;
pub mod identity;
pub mod import;
pub mod knowledge;
pub mod lists;
pub mod messages;
pub mod models;
pub mod oncall;
pub mod open311;
pub mod privacy;
pub mod public_figures;
pub mod reply_check;
pub mod requests;
pub mod scheduled;
pub mod similar;
pub mod survey;
pub mod thanks;
pub mod topics;
pub mod understanding;
pub mod warnings;
pub mod workflow;
