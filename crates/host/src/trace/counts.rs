//! What all that is done for one request comes to.

use super::done::{Cost, micros};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

#[derive(Debug, Default)]
pub struct Counts {
    pub calls: Count,
    pub statements: Count,
    pub hops: Count,
    pub commits: Count,
    pub pages: Count,
    pub sql_micros: Count,
    pub wait_micros: Count,
    /// How long the code of each component ran.
    guests: Mutex<BTreeMap<Arc<str>, Duration>>,
}

#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    pub fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counts {
    /// Code of this component ran.
    pub fn computed(&self, component: &Arc<str>, time: Duration) {
        let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
        *guests.entry(Arc::clone(component)).or_default() += time;
    }

    /// A statement ran.
    pub fn ran(&self, cost: &Cost) {
        self.statements.add(1);
        self.hops.add(u64::from(cost.hopped));
        self.commits.add(u64::from(cost.committed.is_some()));
        self.pages.add(u64::from(cost.committed.unwrap_or_default()));
        self.sql_micros.add(micros(cost.ran));
        self.wait_micros.add(micros(cost.waited));
    }

    /// How long the code of each component ran.
    pub fn guests(&self) -> BTreeMap<Arc<str>, Duration> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
