//! The workflow: what may happen to a ticket, as one table ([`TABLE`]), and what each action changes ([`apply`]).

mod effect;
mod input;
mod masking;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use effect::apply_as_system;
pub use effect::{Change, Refusal, apply};
pub use input::Input;
pub use table::{
    Condition, JUDGED, Need, Rule, TABLE, Target, allowed_actions, is_ratable, rule_of, transitions,
};
