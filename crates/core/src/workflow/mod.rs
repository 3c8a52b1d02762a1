//! The workflow: what may happen to a ticket, as one table ([`TABLE`]), and what each action changes ([`apply`]).

mod correcting;
mod effect;
mod input;
mod masking;
mod merging;
mod table;
#[cfg(test)]
mod tests;
mod why;

pub use correcting::{rewords, says_then};
pub use effect::{Change, Refusal, allowed_to, apply};
pub(crate) use effect::{apply_as_system, hear_danger};
pub use input::Input;
pub use merging::{Side, apply_to_parent, may_be_merged};
pub use table::{
    Condition, JUDGED, Need, OF_A_CASE, RETURNED, Rule, TABLE, Target, UNANSWERED, allowed_actions,
    is_anybodys_to_place, is_ratable, rule_of, transitions,
};
pub use why::{Obstacle, Refused, Why};
