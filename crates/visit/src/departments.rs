//! The departments, by whom cases are led and of whom rules speak.

use minsheng_edge::Problem;
use serde::Deserialize;

use crate::function_answer::FunctionAnswer;
use crate::seat::Seat;

#[derive(Deserialize)]
struct Department {
    code: String,
    name: String,
    #[serde(default)]
    name_en: Option<String>,
    #[serde(default)]
    retired: bool,
}

/// Code and name of every department, in the reader's language; nothing where they cannot be had now.
pub async fn departments(seat: &Seat<'_>) -> Option<Vec<(String, String)>> {
    of(seat, seat.asking().get("catalogue", "/v1/departments").await, true)
}

/// Likewise, of those that something can be given to.
pub async fn departments_in_force(seat: &Seat<'_>) -> Option<Vec<(String, String)>> {
    of(seat, seat.asking().get("catalogue", "/v1/departments").await, false)
}

fn of(
    seat: &Seat<'_>,
    told: Result<FunctionAnswer, Problem>,
    with_retired: bool,
) -> Option<Vec<(String, String)>> {
    let all = seat.asking().items::<Department>(told)?.into_iter().filter(|one| with_retired || !one.retired);
    let named = |one: Department| {
        let name = seat.t(&one.name, one.name_en.as_deref().unwrap_or(&one.name));
        (one.code, name)
    };
    Some(all.map(named).collect())
}
