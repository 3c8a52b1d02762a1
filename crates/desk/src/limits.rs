//! Counting attempts, by the table of core.

use minsheng_core::identity::limits::{self, LimitedAction, Subject};
use minsheng_edge::Call;
#[cfg(target_arch = "wasm32")]
use minsheng_edge::{Problem, config};
use minsheng_store::windows::Counter;

/// Whose attempt it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct By<'a> {
    pub name: Option<&'a str>,
    pub phone: Option<&'a [u8; 32]>,
}

/// Counts an attempt.
///
/// # Errors
/// 429 when there were too many of late; 503.
#[cfg(target_arch = "wasm32")]
pub async fn admit(
    call: &Call,
    db: &crate::request_context::RequestContext,
    action: LimitedAction,
    by: By<'_>,
) -> Result<(), Problem> {
    let counters = counters(call, config::get().await?.proxies, action, by);
    match minsheng_store::windows::count(db, &counters, call.now)
        .await
        .map_err(crate::storage_problem::storage_problem)?
    {
        None => Ok(()),
        Some(wait) => Err(Problem::too_many(wait)),
    }
}

/// The client as it is remembered: a keyed hash.
///
/// # Errors
/// 500.
#[cfg(target_arch = "wasm32")]
pub async fn client_hash(call: &Call) -> Result<[u8; 32], Problem> {
    let client = client(call, config::get().await?.proxies);
    Ok(call.secret.keyed("client", &[client.as_bytes()]))
}

/// What an attempt is counted in: a window for each row of the table whose subject is known.
#[must_use]
pub fn counters(call: &Call, proxies: usize, action: LimitedAction, by: By<'_>) -> Vec<Counter> {
    let client = client(call, proxies);
    limits::of(action)
        .filter_map(|limit| {
            let subject: [&[u8]; 2] = match limit.by {
                Subject::Name => [by.name?.as_bytes(), b""],
                Subject::Phone => [by.phone?, b""],
                Subject::Client => [client.as_bytes(), b""],
                Subject::NameAtClient => [by.name?.as_bytes(), client.as_bytes()],
                Subject::PhoneAtClient => [by.phone?, client.as_bytes()],
                Subject::Everybody => [b"", b""],
            };
            let [whose, where_] = subject;
            let key = call.secret.keyed("rate", &[limit.name().as_bytes(), &[0], whose, &[0], where_]);
            Some(Counter { key, most: limit.most, seconds: limit.seconds })
        })
        .collect()
}

/// What the client is counted by. It gives nobody any right.
pub(crate) fn client(call: &Call, proxies: usize) -> String {
    minsheng_edge::client::client(&call.headers, proxies)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tests::called;

    fn keys(call: &Call, proxies: usize, action: LimitedAction, by: By<'_>) -> BTreeSet<[u8; 32]> {
        counters(call, proxies, action, by).into_iter().map(|counter| counter.key).collect()
    }

    #[test]
    fn an_attempt_is_counted_by_every_subject_that_is_known() {
        let call = called(&[("spin-client-addr", "203.0.113.7:443")]);
        for limit in limits::TABLE {
            let rows = limits::of(limit.action).count();
            let by = By { name: Some("chen"), phone: Some(&[7; 32]) };
            let all = keys(&call, 0, limit.action, by);
            assert_eq!(all.len(), rows, "a window of its own for each row of {:?}", limit.action);
            let of_the_client = limits::of(limit.action).filter(|row| row.by == Subject::Client).count();
            let known = [Subject::Name, Subject::Phone, Subject::NameAtClient, Subject::PhoneAtClient];
            assert!(limits::of(limit.action).all(|row| row.by == Subject::Client || known.contains(&row.by)));
            let without = keys(&call, 0, limit.action, By::default());
            assert_eq!(without.len(), of_the_client);
            assert!(without.is_subset(&all));
        }
    }

    #[test]
    fn another_name_or_client_is_counted_apart() {
        let call = called(&[("spin-client-addr", "203.0.113.7:443"), ("x-forwarded-for", "198.51.100.1")]);
        let by = |name| By { name: Some(name), ..By::default() };
        let of = |name, proxies| keys(&call, proxies, LimitedAction::LogIn, by(name));
        assert_eq!(of("chen", 0), of("chen", 0));
        assert_ne!(of("chen", 0), of("li", 0));
        assert_ne!(of("chen", 0), of("chen", 1), "behind a proxy the client is who it names");
        let direct = called(&[("spin-client-addr", "203.0.113.7:1")]);
        assert_eq!(
            of("chen", 0),
            keys(&direct, 0, LimitedAction::LogIn, by("chen")),
            "whatever it says of itself"
        );
    }

    #[test]
    fn several_lines_of_proxies_are_one_list() {
        let of = |headers: &[(&'static str, &'static str)]| {
            let by = By { name: Some("chen"), ..By::default() };
            keys(&called(headers), 1, LimitedAction::LogIn, by)
        };
        let peer = ("spin-client-addr", "10.0.0.1:443");
        let lines = of(&[peer, ("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.7")]);
        assert_eq!(lines, of(&[peer, ("x-forwarded-for", "198.51.100.1, 203.0.113.7")]));
        assert_ne!(lines, of(&[peer, ("x-forwarded-for", "198.51.100.1")]), "the last line is the proxy's");
    }
}
