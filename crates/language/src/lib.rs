//! What a text says, pure: its kind, urgency and danger ([`triage`]), its category ([`classify`], [`topics`]),
//! the places it names ([`place`]), the personal data in it ([`free_text`], [`known`]), how like another it is ([`similarity`]),
//! which answers fit it ([`ranking`]), and what stands out in a reply to it ([`reply_check`]);
//! each however it is written ([`folding`], [`terms`]).
//!
//! Nothing here knows tickets, callers or time.
#![forbid(unsafe_code)]

pub mod classify;
pub mod folding;
pub mod free_text;
pub mod known;
mod lookup;
mod order;
pub mod place;
pub mod ranking;
pub mod reply_check;
pub mod secrecy;
pub mod similarity;
pub mod term_vector;
pub mod terms;
pub mod topics;
pub mod triage;
