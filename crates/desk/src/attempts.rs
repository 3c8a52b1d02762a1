//! How often a change is tried anew when somebody else was faster.

use minsheng_edge::Problem;

/// Somebody being faster this often in a row means that the ticket is fought over.
pub const MAX_ATTEMPTS: u32 = 5;

/// What is said then.
#[must_use]
pub fn too_many_conflicts() -> Problem {
    Problem::unavailable("the ticket changed under every try")
}
