//! An instance that wants more memory than it may have.

use std::time::{Duration, Instant};

use super::load::{clients, counted, demand, of};
use super::{Outcome, intact, number, reading};
use crate::{Request, Setup, VAGUE};

/// Enough for every demand, and too little for the OpenAPI document, whole in memory.
const MIB: &str = "3";
const TOO_LARGE: &str = "/openapi.json";

/// # Panics
/// When a promise is broken.
#[must_use]
pub fn check() -> Outcome {
    const CLIENTS: usize = 4;
    const EACH: usize = 25;
    let app = Setup::default().option("--instance-memory-mb", MIB).start();
    // One client asks for what does not fit, one hands in a demand of a mebibyte, and the others go on beside them.
    let long = demand(&"长".repeat(300_000), "long");
    let seen = clients(app.address(), CLIENTS + 2, |client, place, _| {
        let key = format!("memoryc{client}n{place}");
        let request = match client {
            CLIENTS => Request::get(TOO_LARGE),
            client if client > CLIENTS => long.clone(),
            _ => demand(&format!("{VAGUE} {key}"), &key),
        };
        (place < EACH).then_some(request)
    });
    let of_clients = |from: usize, to: usize| -> Vec<_> {
        seen.iter().filter(|seen| (from..to).contains(&seen.client)).cloned().collect()
    };
    let (usual, documents, long) =
        (of_clients(0, CLIENTS), of_clients(CLIENTS, CLIENTS + 1), of_clients(CLIENTS + 1, CLIENTS + 2));
    assert_eq!(counted(&documents), format!("{EACH} × 500"));
    for seen in &documents {
        assert_eq!(seen.code.as_deref(), Some("internal_error"));
    }
    assert!(app.logs("component trapped"));
    assert!(of(&long, 201).is_empty(), "{}", counted(&long));
    // Who shared an instance with one that ended asks again with the same key.
    let begun = Instant::now();
    for client in 0..CLIENTS {
        for place in 0..EACH {
            let key = format!("memoryc{client}n{place}");
            while app.citizen().send(demand(&format!("{VAGUE} {key}"), &key)).status != 201 {
                assert!(begun.elapsed() < Duration::from_secs(60), "never taken: {key}");
            }
        }
    }
    let stored = number(&reading(&app.database()), "SELECT count(*) FROM ticket");
    assert_eq!(stored as usize, CLIENTS * EACH, "each once");
    app.citizen().get("/v1/notices").expect(200);
    app.citizen().get("/v1/ready").expect(204);
    let lines = intact(&app.admin());
    Outcome::seen(
        format!(
            "`--instance-memory-mb {MIB}`; {EACH} requests for `{TOO_LARGE}`, which needs more, and {EACH} demands of 900 kB, \
             while {CLIENTS} clients submit"
        ),
        format!(
            "the document {}, `component trapped` in the log; demands of 900 kB {}; the others {}, and each is one ticket \
             when it is sent again with its key; the host serves on; {lines} lines of the audit log intact",
            counted(&documents),
            counted(&long),
            counted(&usual),
        ),
    )
}
