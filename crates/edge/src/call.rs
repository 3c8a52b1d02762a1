//! One request, proved and taken apart, as a function's work sees it.

use std::borrow::Cow;
use std::cell::Cell;

use http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue};
use minsheng_api::answers::WhoAmI;
use minsheng_core::access::{Caller, Permission, permits};
use minsheng_core::asked::Listed;
pub use minsheng_core::asked::cursor;
use minsheng_core::capability::Capability;
use minsheng_core::operation::{CSV, Op, Operation, matches};
use minsheng_core::parameter::{DEFAULT_PAGE_SIZE, FORMAT, LIMIT, Parameter, TICKET, Value};
pub use minsheng_request_id::RequestId;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, QueryCode, TicketId};
use minsheng_types::invalid::Invalid;
use minsheng_types::words::Lang;
use serde::de::DeserializeOwned;

use crate::client::CHAINED;
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
    /// The path's variable; empty when it has none. Of several all of the path from the first to the last.
    pub variable: String,
    pub query: Query,
    pub headers: HeaderMap,
    pub body: bytes::Bytes,
    /// The ticket that the log line names.
    pub about: Cell<Option<TicketId>>,
    /// What the log's line, the lines of the audit log and the answer call it.
    pub request: RequestId,
}

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

/// Whether the client takes what is packed with gzip (RFC 9110, 12.5.3); one that says nothing of it is sent it as it is.
#[must_use]
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let name = coding.split(';').next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case("gzip") && quality(coding) > 0
    })
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
        let id = self.named(&TICKET)?;
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

    /// Whether the caller shows the code that is stored as `hash`, or what stands for it in the link of a message.
    #[must_use]
    pub fn holds_code(&self, hash: &[u8]) -> bool {
        let link = || self.headers.get(QUERY_CODE).and_then(|value| value.to_str().ok());
        match self.query_code() {
            Some(code) => self.secret.is_query_code(&code, hash),
            None => link().is_some_and(|link| self.secret.is_ticket_link(link, hash, self.now.day())),
        }
    }

    /// Refuses when `If-Match` names another version than the current one.
    ///
    /// # Errors
    /// 400 for what is not a list of entity tags, 412.
    pub fn check_version(&self, current: u32) -> Result<(), Problem> {
        let Some(text) = self.condition(&IF_MATCH)? else { return Ok(()) };
        // A weak tag, which a compressing proxy may have made of a strong one, never matches (RFC 9110, 13.1.1).
        let current = current.to_string();
        let holds = |tags: Vec<(bool, &str)>| tags.contains(&(false, current.as_str()));
        if is_any(&text) || entity_tags(&text).is_some_and(holds) {
            Ok(())
        } else {
            Err(Kind::VersionMismatch.into())
        }
    }

    /// A condition with all of its lines: entity tags, or `*`.
    fn condition(&self, name: &HeaderName) -> Result<Option<String>, Problem> {
        let lines: Result<Vec<&str>, _> =
            self.headers.get_all(name).iter().map(HeaderValue::to_str).collect();
        let lines = lines.map_err(|_| Kind::InvalidHeader)?;
        let text = lines.join(",");
        if lines.is_empty() {
            Ok(None)
        } else if is_any(&text) || entity_tags(&text).is_some() {
            Ok(Some(text))
        } else {
            Err(Kind::InvalidHeader.into())
        }
    }

    /// Refuses what cannot be read of the headers that a change hangs on, also where nobody comes to look at them since the
    /// change has been made before.
    ///
    /// # Errors
    /// 400 `invalid_header`.
    pub fn check_headers(&self) -> Result<(), Problem> {
        if self.operation.versioned {
            self.condition(&IF_MATCH)?;
        }
        if self.operation.idempotent {
            self.idempotency_key()?;
        }
        Ok(())
    }

    /// Whether the client has what goes by this tag already (`If-None-Match`, where a weak tag is as good).
    ///
    /// # Errors
    /// 400 for what is not a list of entity tags.
    pub fn has(&self, tag: &str) -> Result<bool, Problem> {
        let Some(text) = self.condition(&IF_NONE_MATCH)? else { return Ok(false) };
        let knows = |tags: Vec<(bool, &str)>| tags.iter().any(|(_, known)| *known == tag);
        Ok(is_any(&text) || entity_tags(&text).is_some_and(knows))
    }

    /// Whether the caller named a version, so that somebody else's change must not be built upon.
    #[must_use]
    pub fn names_version(&self) -> bool {
        self.condition(&IF_MATCH).is_ok_and(|text| text.is_some_and(|text| !is_any(&text)))
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
        let Some(key) = self.idempotency_key()? else { return Ok(None) };
        // A key is the caller's own; those who show a query code or nothing share one space.
        let scope = self.idempotency_scope(self.operation.id, &self.variable, key);
        // Keyed: from the bare hash of a body of which the rest is known a telephone number is guessed.
        let request = self.secret.keyed("idempotent-request", &[&self.body]);
        Ok(Some(Idempotency { key: scope, request }))
    }

    fn idempotency_key(&self) -> Result<Option<&str>, Problem> {
        let Some(value) = self.headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
        let key = value.to_str().map_err(|_| Kind::InvalidHeader)?.trim();
        if key.is_empty() || key.len() > 255 { Err(Kind::InvalidHeader.into()) } else { Ok(Some(key)) }
    }

    /// Under which this caller's key stands for an operation on what a path names.
    #[must_use]
    pub fn idempotency_scope(&self, operation: &str, variable: &str, key: &str) -> [u8; 32] {
        sha256(&[operation.as_bytes(), variable.as_bytes(), self.caller.sub.as_bytes(), key.as_bytes()])
    }

    /// What the path names. What cannot be a name is simply not found.
    ///
    /// # Errors
    /// 404.
    pub fn named<T: Value>(&self, variable: &Parameter<T>) -> Result<T, Problem> {
        variable.read(self.segment(variable.name)).map_err(|_| Kind::NotFound.into())
    }

    /// What stands in the path where its pattern has a variable of this name; nothing where it has none.
    fn segment(&self, name: &str) -> &str {
        let pattern = self.operation.path.split('/').skip_while(|part| !part.starts_with('{'));
        let is_named =
            |part: &str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(name);
        let mut pairs = pattern.zip(self.variable.split('/'));
        pairs.find(|(part, _)| is_named(part)).map_or("", |(_, text)| text)
    }

    /// A query parameter as what it is, which says what would be taken.
    ///
    /// # Errors
    /// 400 `invalid_parameter`.
    pub fn parameter<T: Value>(&self, parameter: &Parameter<T>) -> Result<Option<T>, Problem> {
        let text = if parameter.row().several {
            let all: Vec<&str> = self.query.all(parameter.name).collect();
            Some(Cow::Owned(all.join(","))).filter(|_| !all.is_empty())
        } else {
            self.query.get(parameter.name).map(Cow::Borrowed)
        };
        let read = text.map(|text| parameter.read(&text)).transpose();
        read.map_err(|invalid| Problem::parameter(parameter.name, invalid))
    }

    /// The same where it must not be left out.
    ///
    /// # Errors
    /// 400 `invalid_parameter`.
    pub fn required<T: Value>(&self, parameter: &Parameter<T>) -> Result<T, Problem> {
        let missing = || Problem::parameter(parameter.name, Invalid::Missing);
        self.parameter(parameter)?.ok_or_else(missing)
    }

    /// `format`: whether a file is wanted instead of JSON.
    ///
    /// # Errors
    /// 400.
    pub fn wants_csv(&self) -> Result<bool, Problem> {
        Ok(self.parameter(&FORMAT)?.is_some())
    }

    /// `state`: whether all is asked for, which takes a capability, or only what is published.
    ///
    /// # Errors
    /// 400, 403.
    pub fn asks_for_all(&self, shown: &Parameter<Listed>, capability: Capability) -> Result<bool, Problem> {
        match self.parameter(shown)? {
            None | Some(Listed::Published) => Ok(false),
            Some(Listed::All) if self.caller.can(capability) => Ok(true),
            Some(Listed::All) => Err(Kind::Forbidden.into()),
        }
    }

    /// `limit`, 1 to [`minsheng_core::parameter::MAX_PAGE_SIZE`].
    ///
    /// # Errors
    /// 400.
    pub fn limit(&self) -> Result<u32, Problem> {
        Ok(self.parameter(&LIMIT)?.map_or(DEFAULT_PAGE_SIZE, BoundedInt::get))
    }

    /// Refuses parameters that the operation does not have, so that a misspelt filter cannot pass
    /// for one that was applied, and those that stand twice, of which one would have to be ignored.
    ///
    /// # Errors
    /// 400.
    pub fn check_parameters(&self) -> Result<(), Problem> {
        for (place, (name, _)) in self.query.0.iter().enumerate() {
            let known = self.operation.query.iter().find(|param| param.name == name);
            let param = known.ok_or_else(|| Problem::parameter(name, Invalid::UnknownField))?;
            let again = self.query.0.iter().take(place).any(|(earlier, _)| earlier == name);
            if again && !param.several {
                return Err(Problem::parameter(name, Invalid::Duplicate));
            }
        }
        Ok(())
    }
}

/// Whether a condition is about whatever there is.
fn is_any(text: &str) -> bool {
    text.trim() == "*"
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

    /// Every value of a name.
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The question that belongs to a path: what is asked for as a file is asked for in that format.
    #[must_use]
    pub fn asked_at(mut self, path: &str, operation: &Operation) -> Self {
        if path.ends_with(CSV) && operation.gives_csv() {
            self.0.retain(|(name, _)| name != FORMAT.name);
            self.0.insert(0, (FORMAT.name.to_owned(), "csv".to_owned()));
        }
        self
    }

    /// Names and values, in the order in which they stand.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
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
    use minsheng_core::asked::{Cursor, Owed};
    use minsheng_core::operation::TABLE;
    use minsheng_core::parameter::{CURSOR_OF_TICKETS, MAX_PAGE_SIZE, NOTICES_SHOWN, OWES};

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
    fn what_is_packed_goes_to_whoever_says_so() {
        let takes = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(ACCEPT_ENCODING, http::HeaderValue::from_static(value));
            }
            takes_gzip(&headers)
        };
        for values in [&["gzip"][..], &["br, GZIP;q=0.1"], &["deflate", "gzip, br"]] {
            assert!(takes(values), "{values:?}");
        }
        for values in [&[][..], &[""], &["br"], &["gzip;q=0"], &["gzip; q=0.000"], &["xgzip"], &["identity"]]
        {
            assert!(!takes(values), "{values:?}");
        }
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
    fn a_page_goes_on_where_its_own_list_ended() {
        let read = |path: &str, text: &str| {
            let call = asked(path, &format!("cursor={text}"));
            call.parameter(&CURSOR_OF_TICKETS).map_err(|problem| problem.kind())
        };
        assert_eq!(read("/v1/tickets", &cursor(&[1, 2])), Ok(Some(Cursor([1, 2]))));
        assert_eq!(read("/v1/tickets", ""), Ok(None));
        for bad in ["MSwy", "1,2", "%20", &cursor(&[1]), &cursor(&[1, 2, 3])] {
            assert_eq!(read("/v1/tickets", bad), Err(Kind::InvalidParameter), "{bad}");
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
    fn several_values_stand_with_commas_or_each_by_itself() {
        let owes = |query: &str| asked("/v1/tickets", query).parameter(&OWES).unwrap().map(|owes| owes.0);
        assert_eq!(owes(""), None);
        assert_eq!(
            owes("owes=review&owes=return,dispute"),
            Some(vec![Owed::Review, Owed::Return, Owed::Dispute])
        );
    }

    #[test]
    fn all_is_for_those_who_may_see_it() {
        let asks = |query: &str, roles: &[Role]| {
            let caller = Caller { roles: roles.to_vec(), ..Caller::anonymous() };
            let call = Call { caller, ..asked("/v1/notices", query) };
            call.asks_for_all(&NOTICES_SHOWN, Capability::SeeUnpublishedNotices)
                .map_err(|problem| problem.kind())
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
        assert_eq!(check("limit=5&limit=5"), Err(Kind::InvalidParameter), "one of them would be ignored");
        assert_eq!(check("limit=&limit=5"), Ok(()));
        assert_eq!(check("owes=review&owes=return"), Ok(()), "several may be asked for");
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
            call.has("abc").map_err(|problem| problem.kind())
        };
        for known in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert_eq!(has(known), Ok(true), "{known}");
        }
        for unknown in ["\"abd\"", "\"ab\""] {
            assert_eq!(has(unknown), Ok(false), "{unknown}");
        }
        for neither in ["abc", "", "{}", "\"abc"] {
            assert_eq!(has(neither), Err(Kind::InvalidHeader), "{neither}");
        }
        assert_eq!(asked("/v1/workflow", "").has("abc").map_err(|problem| problem.kind()), Ok(false));
    }

    #[test]
    fn a_condition_that_cannot_be_read_is_refused_before_anything_is_looked_for() {
        let rate = TABLE.iter().find(|row| row.op == Op::RateTicket).unwrap();
        let check = |name: HeaderName, values: &[&'static str]| {
            let mut call = Call { operation: rate, ..asked("/v1/tickets", "") };
            for value in values {
                call.headers.append(name.clone(), http::HeaderValue::from_static(value));
            }
            (call.check_headers().map_err(|problem| problem.kind()), call.names_version())
        };
        assert_eq!(check(IF_MATCH, &[]), (Ok(()), false));
        assert_eq!(check(IF_MATCH, &["*"]), (Ok(()), false));
        assert_eq!(check(IF_MATCH, &["\"3\", W/\"4\""]), (Ok(()), true));
        assert_eq!(check(IF_MATCH, &["\"3\"", "\"4\""]), (Ok(()), true), "lines are one list");
        for unreadable in [&["{}"][..], &[""], &["3"], &["\"3\"", "{}"], &["\"3"], &["*", "\"3\""]] {
            assert_eq!(check(IF_MATCH, unreadable), (Err(Kind::InvalidHeader), false), "{unreadable:?}");
        }
        assert_eq!(check(IDEMPOTENCY_KEY, &["k-1"]).0, Ok(()));
        assert_eq!(check(IDEMPOTENCY_KEY, &[" "]).0, Err(Kind::InvalidHeader));
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
