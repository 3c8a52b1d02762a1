//! Who makes the scheduled calls of a manifest where no host does: on Spin.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::http::{Request, ask};

/// How often somebody looks whether it is to end.
const LOOKS: Duration = Duration::from_millis(50);
/// As after the embedded host's start.
const FIRST: Duration = Duration::from_secs(1);

#[derive(Clone, Debug)]
pub struct ScheduledCall {
    pub path: String,
    pub every: Duration,
    pub key: String,
}

/// It ends when it is dropped.
#[derive(Debug)]
pub struct Scheduler {
    ends: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Scheduler {
    pub fn start(address: SocketAddr, calls: Vec<ScheduledCall>) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        let threads = calls.into_iter().map(|call| {
            let ends = Arc::clone(&ends);
            std::thread::spawn(move || makes(address, &call, &ends))
        });
        Self { threads: threads.collect(), ends }
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            thread.join().ok();
        }
    }
}

/// Again at once while the answer says that there is more.
fn makes(address: SocketAddr, call: &ScheduledCall, ends: &AtomicBool) {
    let mut due = Instant::now() + FIRST;
    while !ends.load(Ordering::Relaxed) {
        if Instant::now() < due {
            std::thread::sleep(LOOKS);
            continue;
        }
        let request = Request::new("POST", &call.path).header("X-API-Key", &call.key);
        let answer = ask(address, &request);
        let more = answer.is_ok_and(|answer| answer.status == 200 && answer.json()["more"] == true);
        due = Instant::now() + if more { Duration::ZERO } else { call.every };
    }
}
