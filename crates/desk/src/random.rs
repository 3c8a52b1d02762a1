//! Chance, which only the host has.

use minsheng_edge::Problem;

/// Bytes that nobody can foresee.
///
/// # Errors
/// 500 when the host has no chance to give.
pub fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}
