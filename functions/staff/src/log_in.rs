//! Coming in and leaving: name and password, the second factor where there is one, and what somebody changes of their own
//! account.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use minsheng_api::embed::qr_svg;
use minsheng_core::page::may_be_sent_to;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::account::{LogIn, OwnAccount, SecondFactor};
use minsheng_pages::desk::kept::{self, Again};
use minsheng_pages::pages::{Fault, Faults};
use minsheng_types::text::DeptCode;
use minsheng_types::words::Role;
use minsheng_visit::reader::opened;
use minsheng_visit::{Form, Keep, Reader, said, stale};
use serde::{Deserialize, Serialize};
use serde_json::json;

use minsheng_visit::seat::{BELOW, SESSION, Seat, Session};

/// What is shown again with the second factor: sealed, and for a few minutes.
const PROVED: &str = "proved";
const PROVED_SECONDS: i64 = 300;

#[derive(Deserialize, Serialize)]
struct Proved {
    username: String,
    password: String,
}

/// What log-in answers.
#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: String,
    refresh_expires_in: i64,
}

/// As much of a token as a session is made of.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    roles: Vec<Role>,
    #[serde(default)]
    dept: Option<DeptCode>,
    sid: String,
}

/// A page of a desk, and nothing else.
fn within(to: &str) -> &str {
    let is_ours = to.strip_prefix(BELOW).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours && is_plain && !to.starts_with("/staff/log") { to } else { BELOW }
}

/// What the page shows again.
#[derive(Clone, Copy, Default)]
struct Asked<'a> {
    name: &'a str,
    to: &'a str,
    /// What a form sent when the session had ended, and where.
    kept: &'a [(String, String)],
    again: &'a str,
}

/// What waits for a log-in, as a page of this site brought it back: nothing where it would go elsewhere.
#[derive(Default)]
struct Waits<'f> {
    kept: Vec<(String, String)>,
    again: &'f str,
}

impl<'f> Waits<'f> {
    fn of(form: &'f Form) -> Self {
        let again = form.get("again");
        if may_be_sent_to(again) {
            Self { kept: kept::read(form.all("kept")), again }
        } else {
            Self::default()
        }
    }
}

/// What was written is let go of where it is not sure that a page of this site sent it: another could have made it up.
fn lost(reader: &Reader<'_>) -> String {
    reader.t(
        "您刚才写的内容没能保留，登录后请重新填写。",
        "What you wrote could not be kept. Log in and write it anew.",
    )
}

/// What is told whose form to log in is not of this browser any more.
fn late(reader: &Reader<'_>, form: &Form) -> String {
    if form.all("kept").next().is_some() { lost(reader) } else { stale(reader) }
}

pub fn form(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let to = reader.visit.query.get("to").unwrap_or_default();
    ask(reader, StatusCode::OK, Asked { to, ..Asked::default() }, false, &Faults::default())
}

fn ask(
    reader: &Reader<'_>,
    status: StatusCode,
    Asked { name, to, kept, again }: Asked<'_>,
    wants_code: bool,
    faults: &Faults,
) -> Result<Answer, Problem> {
    let shell = reader.shell();
    let page = LogIn { s: &shell, name, to: within(to), wants_code, faults, kept, again };
    reader.page_with(status, &page, Keep::Never)
}

pub async fn come_in(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    // What was sent from a page of this site when the session had ended comes here first.
    if let Some(again) = reader.visit.query.get("again").filter(|again| may_be_sent_to(again)) {
        let sent = if reader.is_own(form.get("form")) { kept::kept(&form.fields) } else { Vec::new() };
        let faults = if sent.is_empty() { Faults::of_all(lost(reader)) } else { Faults::default() };
        let asked = Asked { kept: &sent, again, ..Asked::default() };
        return ask(reader, StatusCode::FORBIDDEN, asked, false, &faults);
    }
    let (name, to, code) = (form.get("username"), form.get("to"), form.get("code"));
    if !reader.is_own(form.get("form")) {
        let asked = Asked { name, to, ..Asked::default() };
        return ask(reader, StatusCode::FORBIDDEN, asked, false, &Faults::of_all(late(reader, &form)));
    }
    let waits = Waits::of(&form);
    let asked = Asked { name, to, kept: &waits.kept, again: waits.again };
    // Who has just set up a second factor comes with what waits, and has written nothing yet.
    let is_blank = ["username", "code"].iter().all(|field| form.all(field).next().is_none());
    if is_blank && !waits.kept.is_empty() {
        return ask(reader, StatusCode::OK, asked, false, &Faults::default());
    }
    let kept = opened(reader.visit, PROVED).and_then(|kept| serde_json::from_slice::<Proved>(&kept).ok());
    let wants_code = name.is_empty() && kept.is_some();
    let written = Proved { username: name.to_owned(), password: password(&form, "password") };
    let proved = kept.filter(|_| wants_code).unwrap_or(written);
    let mut body = json!({"username": proved.username, "password": proved.password});
    if let Some(body) = body.as_object_mut().filter(|_| !code.is_empty()) {
        body.insert("code".to_owned(), code.into());
    }
    let told = reader.asking().post("identity", "/v1/auth/login", &body, None).await?;
    if told.is_good() {
        let tokens: Tokens = told.read()?;
        begin(reader, tokens)?;
        reader.set(PROVED, "", BELOW, 0);
        if waits.kept.is_empty() {
            return Ok(reader.turn(within(to)));
        }
        let page = Again { s: &reader.shell(), address: waits.again, fields: &waits.kept };
        return reader.page_with(StatusCode::OK, &page, Keep::Never);
    }
    let problem = told.problem();
    match problem.code.as_str() {
        "second_factor_needed" => {
            let sealed = serde_json::to_vec(&proved).map_err(Problem::internal)?;
            reader.seal(PROVED, &sealed, BELOW, PROVED_SECONDS)?;
            let faults = Faults(if code.is_empty() {
                Vec::new()
            } else {
                vec![fault("code", said(&problem, reader.lang))]
            });
            ask(reader, StatusCode::OK, asked, true, &faults)
        }
        "second_factor_unset" => begins(reader, &waits),
        "invalid_code" if wants_code => {
            let faults = Faults(vec![fault("code", said(&problem, reader.lang))]);
            ask(reader, told.status, asked, true, &faults)
        }
        _ => {
            let wrong = reader.t("用户名或密码不对。", "User name or password is wrong.");
            let text =
                if matches!(told.status.as_u16(), 401 | 422) { wrong } else { said(&problem, reader.lang) };
            let field = if wants_code { "code" } else { "username" };
            ask(reader, told.status, asked, wants_code, &Faults(vec![fault(field, text)]))
        }
    }
}

/// A password as it was typed, with the space around it.
fn password(form: &Form, name: &str) -> String {
    form.all(name).next().unwrap_or_default().to_owned()
}

fn fault(field: &str, text: String) -> Fault {
    Fault { field: field.to_owned(), text }
}

fn begin(reader: &Reader<'_>, tokens: Tokens) -> Result<(), Problem> {
    let payload = tokens.access_token.split('.').nth(1).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(Problem::internal)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(Problem::internal)?;
    let session = Session {
        sub: claims.sub,
        roles: claims.roles,
        dept: claims.dept,
        sid: claims.sid,
        ends_at: reader.visit.now.plus(tokens.refresh_expires_in),
        refresh_token: tokens.refresh_token,
    };
    let clear = serde_json::to_vec(&session).map_err(Problem::internal)?;
    reader.seal(SESSION, &clear, BELOW, tokens.refresh_expires_in)
}

pub async fn leave(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    if seat.reader.is_own(form.get("form")) {
        let body = json!({"refresh_token": seat.who.refresh_token});
        drop(seat.asking().post("identity", "/v1/auth/logout", &body, None).await?);
        seat.reader.set(SESSION, "", BELOW, 0);
    }
    Ok(seat.reader.turn("/staff/login"))
}

pub fn own(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let done = seat.visit().query.get("done").is_some();
    seat.page(&OwnAccount { s: &seat.desk(Place::Own, ""), faults: &Faults::default(), done })
}

pub async fn change_password(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    let again = |status: StatusCode, faults: Faults| {
        let page = OwnAccount { s: &seat.desk(Place::Own, ""), faults: &faults, done: false };
        seat.reader.page_with(status, &page, Keep::Never)
    };
    if !seat.reader.is_own(form.get("form")) {
        return again(StatusCode::FORBIDDEN, Faults::of_all(stale(&seat.reader)));
    }
    let body = json!({"old": password(&form, "old"), "new": password(&form, "new")});
    let told = seat.asking().post("identity", "/v1/auth/password", &body, None).await?;
    if told.is_good() {
        return Ok(seat.reader.turn("/staff/account?done=1"));
    }
    let problem = told.problem();
    let field = match problem.errors.first().map(|wrong| wrong.pointer.as_str()) {
        Some("/new") => "new",
        _ => "old",
    };
    again(told.status, Faults(vec![fault(field, said(&problem, seat.reader.lang))]))
}

pub fn factor(reader: &Reader<'_>) -> Result<Answer, Problem> {
    show_factor(reader, StatusCode::OK, &Factor::default(), &Waits::default())
}

/// A second factor is set up from the beginning, by a page of its own unless something waits.
fn begins(reader: &Reader<'_>, waits: &Waits<'_>) -> Result<Answer, Problem> {
    if waits.kept.is_empty() {
        return Ok(reader.turn("/staff/factor"));
    }
    show_factor(reader, StatusCode::OK, &Factor::default(), waits)
}

/// How far it has come.
#[derive(Default)]
struct Factor<'a> {
    secret: &'a str,
    faults: Faults,
    recovery: &'a [String],
    uri: &'a str,
}

fn show_factor(
    reader: &Reader<'_>,
    status: StatusCode,
    Factor { secret, faults, recovery, uri }: &Factor<'_>,
    Waits { kept, again }: &Waits<'_>,
) -> Result<Answer, Problem> {
    let shell = reader.shell();
    let picture = qr_svg(uri).filter(|_| !uri.is_empty()).unwrap_or_default();
    let page = SecondFactor { s: &shell, secret, picture: &picture, faults, recovery, kept, again };
    reader.page_with(status, &page, Keep::Never)
}

/// What an authenticator is told: sealed at the device until it is confirmed.
#[derive(Deserialize, Serialize)]
struct Enrolled {
    secret: String,
    uri: String,
}

const ENROLLED: &str = "enrolled";

/// As much of an answer as is shown.
#[derive(Deserialize)]
struct Recovery {
    recovery_codes: Vec<String>,
}

/// Sets an authenticator up: shows it, and then takes its first code.
pub async fn set_up(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    if !reader.is_own(form.get("form")) {
        let shown = Factor { faults: Faults::of_all(late(reader, &form)), ..Factor::default() };
        return show_factor(reader, StatusCode::FORBIDDEN, &shown, &Waits::default());
    }
    let waits = Waits::of(&form);
    let kept = |name: &str| opened(reader.visit, name);
    let asking = reader.asking();
    if form.get("do") == "begin" {
        let proved =
            Proved { username: form.get("username").to_owned(), password: password(&form, "password") };
        let body = json!({"username": proved.username, "password": proved.password});
        let told = asking.post("identity", "/v1/auth/factor", &body, None).await?;
        if !told.is_good() {
            let faults = Faults::of_all(said(&told.problem(), reader.lang));
            return show_factor(reader, told.status, &Factor { faults, ..Factor::default() }, &waits);
        }
        let enrolled: Enrolled = told.read()?;
        for (name, sealed) in
            [(PROVED, serde_json::to_vec(&proved)), (ENROLLED, serde_json::to_vec(&enrolled))]
        {
            reader.seal(name, &sealed.map_err(Problem::internal)?, BELOW, PROVED_SECONDS)?;
        }
        let shown = Factor { secret: &enrolled.secret, uri: &enrolled.uri, ..Factor::default() };
        return show_factor(reader, StatusCode::OK, &shown, &waits);
    }
    let proved = kept(PROVED).and_then(|kept| serde_json::from_slice::<Proved>(&kept).ok());
    let enrolled = kept(ENROLLED).and_then(|kept| serde_json::from_slice::<Enrolled>(&kept).ok());
    let Some((proved, enrolled)) = proved.zip(enrolled) else { return begins(reader, &waits) };
    let body = json!({"username": proved.username, "password": proved.password, "code": form.get("code")});
    let told = asking.post("identity", "/v1/auth/factor/confirmation", &body, None).await?;
    if told.is_good() {
        for name in [PROVED, ENROLLED] {
            reader.set(name, "", BELOW, 0);
        }
        let recovery: Recovery = told.read()?;
        let shown = Factor { recovery: &recovery.recovery_codes, ..Factor::default() };
        return show_factor(reader, StatusCode::OK, &shown, &waits);
    }
    let faults = Faults(vec![fault("code", said(&told.problem(), reader.lang))]);
    let shown = Factor { secret: &enrolled.secret, uri: &enrolled.uri, faults, ..Factor::default() };
    show_factor(reader, told.status, &shown, &waits)
}
