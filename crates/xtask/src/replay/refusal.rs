//! An answer that says: not now.

use std::time::Duration;

use http_client::Answer;

/// Who is refused without being told for how long comes again after this.
const USUAL: Duration = Duration::from_secs(1);

/// 503 or 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// What `Retry-After` says.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    pub fn of(answer: &Answer) -> Option<Self> {
        let seconds = || answer.header("retry-after")?.trim().parse().ok();
        matches!(answer.status, 429 | 503)
            .then(|| Self { status: answer.status, retry_after: seconds().map(Duration::from_secs) })
    }

    pub fn wait(self) -> Duration {
        self.retry_after.unwrap_or(USUAL)
    }
}
