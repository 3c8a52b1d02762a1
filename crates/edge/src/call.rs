//! One request, proved and taken apart, as a function's work sees it.

use std::cell::Cell;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName, IF_MATCH, IF_NONE_MATCH};
use minsheng_api::answers::WhoAmI;
use minsheng_core::access::{Caller, Permission, permits};
use minsheng_core::capability::Capability;
use minsheng_core::operation::{CSV, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Op, Operation, matches};
pub use minsheng_request_id::RequestId;
use minsheng_types::clock::Timestamp;
use minsheng_types::form::Form;
use minsheng_types::ids::{Idempotency, QueryCode, TicketId};
use minsheng_types::invalid::Invalid;
use minsheng_types::words::Lang;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};
use crate::{body, problem};
use minsheng_vault::{Secret, sha256};

const QUERY_CODE: HeaderName = HeaderName::from_static("query-code");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request that has passed the edge.
#[derive(Debug)]
pub struct Call {
    pub operation: &'static Operation,
    pub caller: Caller,
    /// What the token says, where one was shown.
    pub who: Option<WhoAmI>,
    pub lang: Lang,
    pub now: Timestamp,
    pub secret: Secret,
    /// The path's variable; empty when it has none.
    pub variable: String,
    pub query: Query,
    pub headers: HeaderMap,
    pub body: bytes::Bytes,
    /// The ticket that the log line names.
    pub about: Cell<Option<TicketId>>,
    /// What the log's line, the lines of the audit log and the answer call it.
    pub request: RequestId,
}

/// Who calls one function from another: Spin and the embedded host say this of a chained call, and of no other.
const CHAINED: &str = "0.0.0.0:0";

/// What a request is called by whoever is trusted to say: another function, or the operator's own proxy, where there is one.
#[must_use]
pub fn given_id(headers: &HeaderMap, proxies: usize) -> Option<RequestId> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let trusted = proxies > 0 || text("spin-client-addr") == Some(CHAINED);
    RequestId::given(text(RequestId::HEADER), text("traceparent")).filter(|_| trusted)
}

/// The operations of a path, each with the path's variable. A path without one goes before one that would take its
/// last part for one. A file's path means who gives the file.
pub fn at<'p>(
    rows: &'static [Operation],
    path: &'p str,
) -> impl Iterator<Item = (&'static Operation, &'p str)> {
    let gives = |plain: &&str| rows.iter().any(|one| one.gives_csv() && matches(one.path, plain).is_some());
    let file = path.strip_suffix(CSV).filter(gives);
    let path = file.unwrap_or(path);
    let fixed = rows.iter().any(|operation| operation.path == path);
    rows.iter()
        .filter(move |operation| !fixed || operation.path == path)
        .filter(move |operation| file.is_none() || operation.gives_csv())
        .filter_map(move |operation| matches(operation.path, path).map(|variable| (operation, variable)))
}

/// Finds the operation that a method and path mean.
///
/// # Errors
/// 404 for a path that nobody serves, 405 with `Allow` for one that does not take the method.
pub fn route(
    rows: &'static [Operation],
    method: &http::Method,
    path: &str,
) -> Result<(&'static Operation, String), Problem> {
    // HEAD is GET without its body; the server leaves that out.
    let method = if method == http::Method::HEAD { "GET" } else { method.as_str() };
    if let Some((operation, variable)) =
        at(rows, path).find(|(operation, _)| operation.method.as_str() == method)
    {
        return Ok((operation, variable.to_owned()));
    }
    let allow: Vec<&str> = at(rows, path).map(|(operation, _)| operation.method.as_str()).collect();
    if allow.is_empty() {
        Err(Kind::NotFound.into())
    } else {
        Err(Problem::method_not_allowed(allow.join(", ")))
    }
}

/// Whether the caller may use an operation at all, as core says.
///
/// # Errors
/// 401 without a token or code where one is needed, 403 with one that is not enough.
pub fn permit(
    operation: &Operation,
    caller: &Caller,
    authenticated: bool,
    shows_code: bool,
) -> Result<(), Problem> {
    match permits(operation, caller, authenticated, shows_code) {
        Permission::Granted => Ok(()),
        Permission::Unproven => Err(Kind::Unauthenticated.into()),
        Permission::Refused => Err(Kind::Forbidden.into()),
    }
}

/// The language of messages: the first of zh and en that the client names; zh otherwise.
#[must_use]
pub fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = |tag: &str| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    };
    let mut best: Option<(Lang, u16)> = None;
    for tag in wanted.split(',') {
        if let Some(lang) = named(tag).filter(|_| best.is_none_or(|(_, q)| quality(tag) > q)) {
            best = Some((lang, quality(tag)));
        }
    }
    best.filter(|(_, q)| *q > 0).map_or(Lang::Zh, |(lang, _)| lang)
}

/// The weight of a language tag in thousandths (RFC 9110, 12.4.2); the full one without a weight
/// that can be read. Whole numbers, since reading a float takes a table of ten kilobytes.
fn quality(tag: &str) -> u16 {
    let Some((_, weight)) = tag.split_once("q=") else { return 1000 };
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let thousandths = format!("{fraction:0<3}");
    match (whole.parse::<u16>(), thousandths.parse::<u16>()) {
        (Ok(whole @ 0..=1), Ok(thousandths @ 0..=999)) => whole * 1000 + thousandths,
        _ => 1000,
    }
}

/// A body has to be JSON in UTF-8, or of the media type that the operation names in place of a type.
/// Without a media type it is taken for that.
///
/// # Errors
/// 415.
pub fn check_media_type(operation: &Operation, headers: &HeaderMap) -> Result<(), Problem> {
    let (Some(body), Some(value)) = (operation.request, headers.get(CONTENT_TYPE)) else { return Ok(()) };
    let wanted = if body.contains('/') { body } else { "application/json" };
    let text = value.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let fits = parts.next() == Some(wanted);
    let utf8 = parts
        .filter_map(|p| p.strip_prefix("charset="))
        .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    if fits && utf8 { Ok(()) } else { Err(Kind::UnsupportedMediaType.into()) }
}

impl Call {
    #[must_use]
    pub fn op(&self) -> Op {
        self.operation.op
    }

    /// The body as the request that it should be.
    ///
    /// # Errors
    /// 400, 422.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        body::parse(&self.body)
    }

    /// The body as a change of something that is there.
    ///
    /// # Errors
    /// 400, 422.
    pub fn change(&self) -> Result<body::Change, Problem> {
        body::Change::of(&self.body)
    }

    /// The ticket that the path names. A number that cannot be one is simply not found.
    ///
    /// # Errors
    /// 404.
    pub fn ticket_id(&self) -> Result<TicketId, Problem> {
        let id = TicketId::parse(&self.variable).map_err(|_| Kind::NotFound)?;
        self.about.set(Some(id));
        Ok(id)
    }

    /// The query code that the caller shows; one that cannot be one proves nothing.
    #[must_use]
    pub fn query_code(&self) -> Option<QueryCode> {
        self.headers.get(QUERY_CODE).and_then(|value| value.to_str().ok()).and_then(QueryCode::parse)
    }

    /// Whether the caller shows a query code, or what is meant for one.
    #[must_use]
    pub fn shows_code(&self) -> bool {
        self.headers.contains_key(QUERY_CODE)
    }

    /// Whether the caller shows the code that is stored as `hash`.
    #[must_use]
    pub fn holds_code(&self, hash: &[u8]) -> bool {
        self.query_code().is_some_and(|code| self.secret.is_query_code(&code, hash))
    }

    /// Refuses when `If-Match` names another version than the current one.
    ///
    /// # Errors
    /// 400 for what is not a list of entity tags, 412.
    pub fn check_version(&self, current: u32) -> Result<(), Problem> {
        let Some(value) = self.headers.get(IF_MATCH) else { return Ok(()) };
        let text = value.to_str().map_err(|_| Kind::InvalidHeader)?;
        if text.trim() == "*" {
            return Ok(());
        }
        let tags = entity_tags(text).ok_or(Kind::InvalidHeader)?;
        // A weak tag, which a compressing proxy may have made of a strong one, never matches (RFC 9110, 13.1.1).
        if tags.contains(&(false, current.to_string().as_str())) {
            Ok(())
        } else {
            Err(Kind::VersionMismatch.into())
        }
    }

    /// Whether the client has what goes by this tag already (`If-None-Match`, where a weak tag is as good).
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        let lists = self.headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut lists = lists.map(|text| (text, entity_tags(text).unwrap_or_default()));
        lists.any(|(text, tags)| text.trim() == "*" || tags.iter().any(|(_, known)| *known == tag))
    }

    /// Whether the caller named a version, so that somebody else's change must not be built upon.
    #[must_use]
    pub fn names_version(&self) -> bool {
        self.headers.get(IF_MATCH).is_some_and(|value| value.as_bytes() != b"*")
    }

    /// Whether the client wants to know that it is done, not how it now looks.
    #[must_use]
    pub fn prefers_minimal(&self) -> bool {
        let preferences = self.headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
        preferences.flat_map(|value| value.split(',')).any(|preference| preference.trim() == "return=minimal")
    }

    /// What makes this request safe to send twice, when the client wants that.
    ///
    /// # Errors
    /// 400 for a key that is empty, longer than 255 bytes, or not printable.
    pub fn idempotency(&self) -> Result<Option<Idempotency>, Problem> {
        let Some(value) = self.headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
        let key = value.to_str().map_err(|_| Kind::InvalidHeader)?.trim();
        if key.is_empty() || key.len() > 255 {
            return Err(Kind::InvalidHeader.into());
        }
        // A key is the caller's own; those who show a query code or nothing share one space.
        let scope = [
            self.operation.id.as_bytes(),
            self.variable.as_bytes(),
            self.caller.sub.as_bytes(),
            key.as_bytes(),
        ];
        // Keyed: from the bare hash of a body of which the rest is known a telephone number is guessed.
        let request = self.secret.keyed("idempotent-request", &[&self.body]);
        Ok(Some(Idempotency { key: sha256(&scope), request }))
    }

    /// A query parameter in the form of `T`, which says what would be taken.
    ///
    /// # Errors
    /// 400 `invalid_parameter`.
    pub fn parameter<T: FromStr<Err: Into<Invalid>>>(&self, name: &str) -> Result<Option<T>, Problem> {
        let parsed = self.query.get(name).map(str::parse::<T>).transpose();
        parsed.map_err(|error| Problem::parameter(name, error.into()))
    }

    /// `format`: whether a file is wanted instead of JSON.
    ///
    /// # Errors
    /// 400.
    pub fn wants_csv(&self) -> Result<bool, Problem> {
        match self.query.get("format") {
            None => Ok(false),
            Some("csv") => Ok(true),
            Some(_) => Err(Problem::parameter("format", Invalid::OneOf(&["csv"]))),
        }
    }

    /// `state`: whether all is asked for, which takes a capability, or only what is published.
    ///
    /// # Errors
    /// 400, 403.
    pub fn asks_for_all(&self, capability: Capability) -> Result<bool, Problem> {
        match self.query.get("state") {
            None | Some("published") => Ok(false),
            Some("all") if self.caller.can(capability) => Ok(true),
            Some("all") => Err(Kind::Forbidden.into()),
            Some(_) => Err(Problem::parameter("state", Invalid::OneOf(&["published", "all"]))),
        }
    }

    /// `limit`, 1 to [`MAX_PAGE_SIZE`].
    ///
    /// # Errors
    /// 400.
    pub fn limit(&self) -> Result<u32, Problem> {
        let limit = self.parameter("limit")?.unwrap_or(DEFAULT_PAGE_SIZE);
        if (1..=MAX_PAGE_SIZE).contains(&limit) {
            Ok(limit)
        } else {
            Err(Problem::parameter("limit", Invalid::Between(1, MAX_PAGE_SIZE.into())))
        }
    }

    /// `cursor`: the numbers that [`cursor`] put into it.
    ///
    /// # Errors
    /// 400 for one that this service did not make.
    pub fn cursor<const N: usize>(&self) -> Result<Option<[i64; N]>, Problem> {
        let Some(text) = self.query.get("cursor") else { return Ok(None) };
        let malformed = || Problem::parameter("cursor", Invalid::Form(Form::Cursor));
        let bytes = BASE64.decode(text).map_err(|_| malformed())?;
        let text = String::from_utf8(bytes).map_err(|_| malformed())?;
        let numbers: Result<Vec<i64>, _> = text.split(',').map(str::parse).collect();
        let numbers = numbers.map_err(|_| malformed())?;
        numbers.try_into().map(Some).map_err(|_| malformed())
    }

    /// Refuses parameters that the operation does not have, so that a misspelt filter cannot pass
    /// for one that was applied.
    ///
    /// # Errors
    /// 400.
    pub fn check_parameters(&self) -> Result<(), Problem> {
        let known = |name: &str| self.operation.query.iter().any(|param| param.name == name);
        match self.query.0.iter().find(|(name, _)| !known(name)) {
            None => Ok(()),
            Some((name, _)) => Err(Problem::parameter(name, Invalid::UnknownField)),
        }
    }
}

/// A list of entity tags, each with whether it is weak; `None` for anything else.
fn entity_tags(mut text: &str) -> Option<Vec<(bool, &str)>> {
    let mut tags = Vec::new();
    loop {
        text = text.trim_start_matches([' ', '\t', ',']);
        if text.is_empty() {
            return Some(tags).filter(|tags| !tags.is_empty());
        }
        let weak = text.strip_prefix("W/");
        let (tag, rest) = weak.unwrap_or(text).strip_prefix('"')?.split_once('"')?;
        tags.push((weak.is_some(), tag));
        text = rest;
    }
}

/// An opaque cursor out of sort keys.
#[must_use]
pub fn cursor(keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    BASE64.encode(keys.join(","))
}

/// Cuts a list, of which one more than `limit` was read, to a page; the cursor of the next page, if there is one, is made
/// of the sort keys of the last item.
pub fn paged<T, Keys: AsRef<[i64]>>(
    found: &mut Vec<T>,
    limit: u32,
    keys: impl FnOnce(&T) -> Keys,
) -> Option<String> {
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    found.last().filter(|_| more).map(|last| cursor(keys(last).as_ref()))
}

/// The query of a URL, decoded. An empty parameter equals an absent one.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// # Errors
    /// 400 for percent signs that encode nothing and for bytes that are not UTF-8.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (percent_decoded(name)?, percent_decoded(value)?);
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        Ok(Self(pairs))
    }

    /// The parts of every value of a name: what is repeated, or stands with commas between.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(key, _)| key == name);
        values.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|part| !part.is_empty())
    }

    /// The question that belongs to a path: what is asked for as a file is asked for in that format.
    #[must_use]
    pub fn asked_at(mut self, path: &str, operation: &Operation) -> Self {
        if path.ends_with(CSV) && operation.gives_csv() {
            self.0.insert(0, ("format".to_owned(), "csv".to_owned()));
        }
        self
    }

    /// The first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn percent_decoded(text: &str) -> Result<String, Problem> {
    let invalid = || Problem::from(problem::Kind::InvalidParameter);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
                let (high, low) = (digit().ok_or_else(invalid)?, digit().ok_or_else(invalid)?);
                u8::try_from(high * 16 + low).map_err(|_| invalid())?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use minsheng_core::operation::TABLE;

    use super::*;
    use minsheng_types::words::Role;

    #[test]
    fn a_files_path_asks_for_the_file_whatever_the_question_says() {
        let list = route(TABLE, &http::Method::GET, "/v1/tickets").unwrap().0;
        let format = |path: &str, query: &str| {
            let query = Query::parse(query).unwrap().asked_at(path, list);
            query.get("format").map(str::to_owned)
        };
        assert_eq!(format("/v1/tickets", "state=open"), None);
        assert_eq!(format("/v1/tickets", "format=csv").as_deref(), Some("csv"));
        assert_eq!(format("/v1/tickets.csv", "state=open").as_deref(), Some("csv"));
        assert_eq!(format("/v1/tickets.csv", "format=xml").as_deref(), Some("csv"));
        assert_eq!(asked("/v1/tickets", "format=csv").wants_csv().ok(), Some(true));
        let refused = asked("/v1/tickets", "format=xml").wants_csv().unwrap_err().view(Lang::En);
        assert_eq!(refused.errors[0].allowed, ["csv"], "whoever asks for another is told");
    }

    #[test]
    fn routes_and_methods() {
        let found = |method: http::Method, path| {
            route(TABLE, &method, path)
                .map(|(op, variable)| (op.op, variable))
                .map_err(|p| (p.kind(), p.allow().map(str::to_owned)))
        };
        assert_eq!(found(http::Method::POST, "/v1/tickets").unwrap().0, Op::SubmitTicket);
        assert_eq!(found(http::Method::HEAD, "/v1/tickets").unwrap().0, Op::ListTickets);
        assert_eq!(found(http::Method::GET, "/v1/tickets/1"), Ok((Op::ReadTicket, "1".into())));
        assert_eq!(
            found(http::Method::DELETE, "/v1/tickets"),
            Err((Kind::MethodNotAllowed, Some("POST, GET".into())))
        );
        assert_eq!(found(http::Method::GET, "/v2"), Err((Kind::NotFound, None)));
        assert_eq!(found(http::Method::GET, "/v1/tickets.csv").unwrap().0, Op::ListTickets);
        let refused = Err((Kind::MethodNotAllowed, Some("GET".into())));
        assert_eq!(found(http::Method::POST, "/v1/tickets.csv"), refused, "a file is read and no more");
        assert_eq!(found(http::Method::GET, "/v1/settings.csv"), Err((Kind::NotFound, None)));
        assert_eq!(found(http::Method::GET, "/v1/tickets/1.csv"), Ok((Op::ReadTicket, "1.csv".into())));
        assert_eq!(found(http::Method::GET, "/v1/knowledge/1"), Ok((Op::ReadKnowledge, "1".into())));
        assert_eq!(found(http::Method::POST, "/v1/knowledge/suggest").unwrap().0, Op::SuggestKnowledge);
        assert_eq!(
            found(http::Method::GET, "/v1/knowledge/suggest"),
            Err((Kind::MethodNotAllowed, Some("POST".into())))
        );
    }

    #[test]
    fn roles_and_codes() {
        let (read, _) = route(TABLE, &http::Method::GET, "/v1/tickets/1").unwrap();
        let caller = |roles: &[Role]| Caller { roles: roles.to_vec(), ..Caller::anonymous() };
        let kind = |roles, authenticated, code| {
            permit(read, &caller(roles), authenticated, code).err().map(|p| p.kind())
        };
        assert_eq!(kind(&[], false, false), Some(Kind::Unauthenticated));
        assert_eq!(kind(&[], false, true), None);
        assert_eq!(kind(&[Role::Publisher], true, false), Some(Kind::Forbidden));
        assert_eq!(kind(&[Role::Handler], true, false), None);
    }

    #[test]
    fn languages() {
        let lang = |value: &str| {
            let value = http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
            language(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, value)]))
        };
        for (value, expected) in [
            ("", Lang::Zh),
            ("en", Lang::En),
            ("en-GB,en;q=0.9", Lang::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("fr, en;q=0.5", Lang::En),
            ("zh;q=0.2, en;q=0.7", Lang::En),
            ("fr", Lang::Zh),
            ("en;q=0", Lang::Zh),
            ("en;q=0.4, zh;q=0.5", Lang::Zh),
            ("en;q=0.5, zh;q=0.5", Lang::En),
            ("EN-us", Lang::En),
            ("e", Lang::Zh),
            ("中", Lang::Zh),
            ("en, 中", Lang::Zh),
        ] {
            assert_eq!(lang(value), expected, "{value}");
        }
        assert_eq!(language(&HeaderMap::new()), Lang::Zh);
    }

    #[test]
    fn media_types() {
        let of = |op: Op| TABLE.iter().find(|operation| operation.op == op).unwrap();
        let sent = |value| HeaderMap::from_iter([(CONTENT_TYPE, http::HeaderValue::from_static(value))]);
        let fits = |value: &'static str| check_media_type(of(Op::SubmitTicket), &sent(value)).is_ok();
        for (value, expected) in [
            ("application/json", true),
            ("application/json; charset=UTF-8", true),
            ("application/json; charset=gbk", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            assert_eq!(fits(value), expected, "{value}");
        }
        assert!(check_media_type(of(Op::SubmitTicket), &HeaderMap::new()).is_ok());
        assert!(check_media_type(of(Op::ReadTicket), &sent("text/plain")).is_ok(), "there is no body");
        let upload = of(Op::UploadModel);
        assert!(check_media_type(upload, &sent("application/octet-stream")).is_ok());
        assert!(check_media_type(upload, &sent("application/json")).is_err());
    }

    #[test]
    fn queries() {
        let query = Query::parse("q=%E8%B7%AF+%e7%81%af&state=&limit=5&x").unwrap();
        assert_eq!(
            (query.get("q"), query.get("state"), query.get("limit"), query.get("x")),
            (Some("路 灯"), None, Some("5"), None)
        );
        for bad in ["q=%", "q=%4", "q=%zz", "q=%ff"] {
            assert!(Query::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_of_entity_tags() {
        assert_eq!(entity_tags("\"1\""), Some(vec![(false, "1")]));
        assert_eq!(
            entity_tags("W/\"1\" , \"2,3\",\"\""),
            Some(vec![(true, "1"), (false, "2,3"), (false, "")])
        );
        for bad in ["", ",", "1", "\"1", "w/\"1\"", "\"1\" x"] {
            assert_eq!(entity_tags(bad), None, "{bad}");
        }
    }

    #[test]
    fn cursors_are_opaque_and_checked() {
        fn read<const N: usize>(text: &str) -> Result<Option<[i64; N]>, Kind> {
            asked("/v1/tickets", &format!("cursor={text}")).cursor().map_err(|problem| problem.kind())
        }
        for keys in [[1, 2], [0, i64::MAX], [i64::MIN, -1]] {
            assert_eq!(read(&cursor(&keys)), Ok(Some(keys)));
        }
        assert_eq!(cursor(&[1, 2]), "MSwy", "as clients keep them");
        assert_eq!(read::<2>(""), Ok(None));
        assert_eq!(read::<1>("MSwy"), Err(Kind::InvalidParameter), "of another list");
        assert_eq!(read::<3>("MSwy"), Err(Kind::InvalidParameter));
        let encoded = |bytes: &[u8]| BASE64.encode(bytes);
        for bad in [
            "MSwy=",
            "MSw",
            "1,2",
            "%20",
            &encoded(b"1,"),
            &encoded(b"1, 2"),
            &encoded(b"1,9223372036854775808"),
            &encoded(b"1,\xff"),
        ] {
            assert_eq!(read::<2>(bad), Err(Kind::InvalidParameter), "{bad}");
        }
    }

    #[test]
    fn one_item_more_than_a_page_holds_says_that_there_is_another() {
        let page = |count: i64, limit| {
            let mut found: Vec<i64> = (1..=count).collect();
            let next = paged(&mut found, limit, |last| [*last, -*last]);
            (found.len(), next)
        };
        assert_eq!(page(0, 2), (0, None));
        assert_eq!(page(2, 2), (2, None));
        assert_eq!(page(3, 2), (2, Some(cursor(&[2, -2]))));
    }

    #[test]
    fn a_page_has_as_many_items_as_are_asked_for_within_bounds() {
        let limit = |query: &str| asked("/v1/tickets", query).limit().map_err(|problem| problem.kind());
        for (query, expected) in [
            ("", Ok(DEFAULT_PAGE_SIZE)),
            ("limit=1", Ok(1)),
            ("limit=100", Ok(MAX_PAGE_SIZE)),
            ("limit=0", Err(Kind::InvalidParameter)),
            ("limit=101", Err(Kind::InvalidParameter)),
            ("limit=-1", Err(Kind::InvalidParameter)),
            ("limit=x", Err(Kind::InvalidParameter)),
        ] {
            assert_eq!(limit(query), expected, "{query}");
        }
    }

    #[test]
    fn all_is_for_those_who_may_see_it() {
        let asks = |query: &str, roles: &[Role]| {
            let caller = Caller { roles: roles.to_vec(), ..Caller::anonymous() };
            let call = Call { caller, ..asked("/v1/notices", query) };
            call.asks_for_all(Capability::SeeUnpublishedNotices).map_err(|problem| problem.kind())
        };
        for (query, citizens, publishers) in [
            ("", Ok(false), Ok(false)),
            ("state=published", Ok(false), Ok(false)),
            ("state=all", Err(Kind::Forbidden), Ok(true)),
            ("state=draft", Err(Kind::InvalidParameter), Err(Kind::InvalidParameter)),
        ] {
            assert_eq!(asks(query, &[]), citizens, "{query}");
            assert_eq!(asks(query, &[Role::Publisher]), publishers, "{query}");
        }
    }

    #[test]
    fn a_parameter_that_the_operation_does_not_have_is_refused() {
        let check =
            |query: &str| asked("/v1/tickets", query).check_parameters().map_err(|problem| problem.kind());
        assert_eq!(check("state=open&limit=5"), Ok(()));
        assert_eq!(check("stat=open"), Err(Kind::InvalidParameter));
        assert_eq!(check("stat="), Ok(()), "one that is empty equals one that is absent");
    }

    /// A call of nobody, with nothing but a path and a query.
    fn asked(path: &str, query: &str) -> Call {
        let (operation, variable) = route(TABLE, &http::Method::GET, path).unwrap();
        Call {
            request: RequestId::random([7; 16]),
            operation,
            caller: Caller::anonymous(),
            who: None,
            lang: Lang::Zh,
            now: Timestamp::from_unix(1_800_000_000),
            secret: Secret::new("a secret of at least thirty-two bytes").unwrap(),
            variable,
            query: Query::parse(query).unwrap(),
            headers: HeaderMap::new(),
            body: bytes::Bytes::new(),
            about: Cell::new(None),
        }
    }

    #[test]
    fn what_the_client_has_is_known_by_its_tag() {
        let has = |value: &'static str| {
            let mut call = asked("/v1/workflow", "");
            call.headers.insert(IF_NONE_MATCH, http::HeaderValue::from_static(value));
            call.has("abc")
        };
        for known in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert!(has(known), "{known}");
        }
        for unknown in ["\"abd\"", "abc", "", "\"ab\""] {
            assert!(!has(unknown), "{unknown}");
        }
        assert!(!asked("/v1/workflow", "").has("abc"));
    }

    #[test]
    fn a_request_is_named_by_another_function_or_by_a_proxy_and_by_nobody_else() {
        const ID: &str = "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10";
        let given = |peer: &'static str, id: &'static str, proxies| {
            let mut headers = HeaderMap::new();
            headers.insert("spin-client-addr", http::HeaderValue::from_static(peer));
            headers.insert(RequestId::HEADER, http::HeaderValue::from_static(id));
            given_id(&headers, proxies).map(|id| id.to_string())
        };
        assert_eq!(given(CHAINED, ID, 0).as_deref(), Some(ID));
        assert_eq!(given("203.0.113.7:443", ID, 1).as_deref(), Some(ID));
        assert_eq!(given("203.0.113.7:443", ID, 0), None, "a client names no request");
        assert_eq!(given(CHAINED, "nonsense", 1), None);
        assert_eq!(given_id(&HeaderMap::new(), 1), None);
    }
}
