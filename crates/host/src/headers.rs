//! The `spin-*` headers that tell a component how a request reached it.
//!
//! They are the host's word: copies that a client sends are removed before the host adds its own.

use crate::otlp::Caller;
use crate::routes::Match;
use http::header::{CONNECTION, HOST, HeaderName, HeaderValue};
use http::{HeaderMap, Uri};
use minsheng_request_id::RequestId;

const PATH_INFO: HeaderName = HeaderName::from_static("spin-path-info");
const FULL_URL: HeaderName = HeaderName::from_static("spin-full-url");
const MATCHED_ROUTE: HeaderName = HeaderName::from_static("spin-matched-route");
const COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-component-route");
const RAW_COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-raw-component-route");
const BASE_PATH: HeaderName = HeaderName::from_static("spin-base-path");
const CLIENT_ADDR: HeaderName = HeaderName::from_static("spin-client-addr");
const PATH_MATCH: &str = "spin-path-match-";

const OWN: [HeaderName; 7] =
    [PATH_INFO, FULL_URL, MATCHED_ROUTE, COMPONENT_ROUTE, RAW_COMPONENT_ROUTE, BASE_PATH, CLIENT_ADDR];

/// The header values that depend on the route alone, made once.
#[derive(Clone, Debug)]
pub struct RouteHeaders {
    pattern: HeaderValue,
    prefix: HeaderValue,
}

impl RouteHeaders {
    pub fn new(pattern: &str) -> anyhow::Result<Self> {
        let prefix = pattern.strip_suffix("/...").unwrap_or(pattern);
        Ok(Self { pattern: HeaderValue::from_str(pattern)?, prefix: HeaderValue::from_str(prefix)? })
    }

    /// The headers of a call from another component, which reaches its target without a route.
    pub fn chained() -> Self {
        Self { pattern: HeaderValue::from_static("/..."), prefix: HeaderValue::from_static("") }
    }
}

/// Removes what a client must not say: Spin's headers, and those about the connection.
pub fn strip(headers: &mut HeaderMap) {
    let forged: Vec<HeaderName> = headers
        .keys()
        .filter(|name| OWN.contains(name) || name.as_str().starts_with(PATH_MATCH))
        .cloned()
        .collect();
    for name in forged {
        headers.remove(name);
    }
    headers.remove(CONNECTION);
}

/// Whether the `Host` header claims to be a component of this application.
pub fn is_internal_host(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    host.split(':').next().is_some_and(|name| name.ends_with(".spin.internal"))
}

/// Adds the headers of a request to `uri`, which is absolute.
pub fn add<T>(
    headers: &mut HeaderMap,
    uri: &Uri,
    route: &RouteHeaders,
    found: Option<&Match<'_, '_, T>>,
    client: &HeaderValue,
) {
    let rest = found.map_or(uri.path(), |found| found.rest);
    put(headers, PATH_INFO, HeaderValue::from_str(rest));
    put(headers, FULL_URL, HeaderValue::from_str(&uri.to_string()));
    headers.insert(MATCHED_ROUTE, route.pattern.clone());
    headers.insert(RAW_COMPONENT_ROUTE, route.pattern.clone());
    headers.insert(COMPONENT_ROUTE, route.prefix.clone());
    headers.insert(BASE_PATH, HeaderValue::from_static("/"));
    headers.insert(CLIENT_ADDR, client.clone());
    for (name, value) in found.iter().flat_map(|found| &found.names) {
        let name = format!("{PATH_MATCH}{}", name.to_ascii_lowercase().replace('_', "-"));
        if let Ok(name) = HeaderName::try_from(name) {
            put(headers, name, HeaderValue::from_str(value));
        }
    }
}

/// A path is made of visible ASCII, so its value is always a valid one; if not, the header is left out.
fn put(
    headers: &mut HeaderMap,
    name: HeaderName,
    value: Result<HeaderValue, http::header::InvalidHeaderValue>,
) {
    if let Ok(value) = value {
        headers.insert(name, value);
    }
}

/// What the request is called, as [`name_request`] or the calling component says.
pub fn request_id(headers: &HeaderMap) -> Option<RequestId> {
    headers.get(RequestId::HEADER)?.to_str().ok().and_then(RequestId::parse)
}

/// Names a client's request: as the operator's own proxy does, where there is one, else by chance. `None` without chance.
pub fn name_request(headers: &mut HeaderMap, proxies: usize) -> Option<RequestId> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let given = RequestId::given(text(RequestId::HEADER), text("traceparent")).filter(|_| proxies > 0);
    let id = given.or_else(|| {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok().map(|()| RequestId::random(bytes))
    });
    headers.remove(RequestId::HEADER);
    if let Some(id) = id {
        put(headers, HeaderName::from_static(RequestId::HEADER), HeaderValue::from_str(&id.to_string()));
    }
    id
}

/// In which trace a client's request is, as the operator's own proxy says, where there is one: what anybody else says of that
/// is no business of ours.
pub fn caller(headers: &HeaderMap, proxies: usize) -> Option<Caller> {
    let traceparent = headers.get("traceparent").filter(|_| proxies > 0)?;
    Caller::parse(traceparent.to_str().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::Router;

    #[test]
    fn all_of_them() {
        let mut router = Router::default();
        router.add("/shop/:user_id/...", ()).unwrap();
        let uri: Uri = "http://example.com/shop/42/cart/?a=b".parse().unwrap();
        let found = router.find(uri.path()).unwrap();
        let mut headers = HeaderMap::new();
        for forged in ["spin-client-addr", "spin-path-match-admin", "spin-full-url", "connection", "accept"] {
            headers.insert(HeaderName::from_static(forged), HeaderValue::from_static("forged"));
        }
        strip(&mut headers);
        assert_eq!(headers.len(), 1);
        let route = RouteHeaders::new("/shop/:user_id/...").unwrap();
        add(&mut headers, &uri, &route, Some(&found), &HeaderValue::from_static("10.0.0.1:5"));
        for (name, value) in [
            ("spin-path-info", "/cart/"),
            ("spin-full-url", "http://example.com/shop/42/cart/?a=b"),
            ("spin-matched-route", "/shop/:user_id/..."),
            ("spin-raw-component-route", "/shop/:user_id/..."),
            ("spin-component-route", "/shop/:user_id"),
            ("spin-base-path", "/"),
            ("spin-client-addr", "10.0.0.1:5"),
            ("spin-path-match-user-id", "42"),
            ("accept", "forged"),
        ] {
            assert_eq!(headers[name], value, "{name}");
        }
    }

    #[test]
    fn a_request_is_named_by_a_proxy_or_by_chance_and_never_by_a_client() {
        let id = "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10";
        let named = |given: &'static str, proxies| {
            let name = HeaderName::from_static(RequestId::HEADER);
            let mut headers = HeaderMap::from_iter([(name, HeaderValue::from_static(given))]);
            let named = name_request(&mut headers, proxies).unwrap();
            assert_eq!(request_id(&headers), Some(named), "the component is told");
            named.to_string()
        };
        assert_eq!(named(id, 1), id);
        assert_ne!(named(id, 0), id);
        assert_ne!(named("nonsense", 1), named("nonsense", 1));
        assert_eq!(request_id(&HeaderMap::new()), None);
    }

    #[test]
    fn a_trace_goes_on_behind_a_proxy_and_nowhere_else() {
        let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let name = HeaderName::from_static("traceparent");
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(traceparent))]);
        assert_eq!(caller(&headers, 1), Caller::parse(traceparent));
        assert_eq!(caller(&headers, 0), None);
        assert_eq!(caller(&HeaderMap::new(), 1), None);
    }

    #[test]
    fn internal_hosts() {
        for (host, internal) in
            [("a.spin.internal", true), ("a.spin.internal:80", true), ("example.com", false)]
        {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(is_internal_host(&headers), internal, "{host}");
        }
    }
}
