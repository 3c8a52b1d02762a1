//! Earlier tickets that are like a text, as everybody may know of them: by number.

use minsheng_api::similar::SimilarNumber;
use minsheng_core::similar::{ComparedTicket, for_receipt};
use minsheng_edge::{Call, Problem, serve};
use minsheng_store::Db;
use minsheng_store::similar::{CandidateScope, candidates, profile};

use crate::storage_problem::storage_problem;

/// Similar tickets that are named, at most.
const SIMILAR: usize = 5;

/// Earlier tickets about the same matter, up to the number `up_to`; `proved` is the telephone that the caller has
/// proved to be theirs. The log names those that cannot be read.
///
/// # Errors
/// 503.
pub async fn similar_numbers<D: Db>(
    call: &Call,
    db: &D,
    this: &ComparedTicket,
    proved: Option<[u8; 32]>,
    up_to: i64,
) -> Result<Vec<SimilarNumber>, Problem> {
    let profile = profile(db, &this.text).await.map_err(storage_problem)?;
    let (others, broken) =
        candidates(db, &profile, CandidateScope::up_to(up_to, proved)).await.map_err(storage_problem)?;
    for broken in broken {
        serve::log_incident(call, broken.id, &broken.what);
    }
    let told = for_receipt(&profile, this, &others, proved, SIMILAR);
    Ok(told.into_iter().map(|(id, score)| SimilarNumber { id, score }).collect())
}
