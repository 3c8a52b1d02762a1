//! What a client sees when something is wrong: RFC 9457 `application/problem+json`.
//!
//! Which status belongs where:
//! 400 the body is not JSON or a parameter is not what it should be; 401 no good token; 403 the role
//! may never do this; 404 no such thing, or not for this caller (nobody learns that a ticket exists
//! which is not theirs); 405 with `Allow`; 409 the workflow forbids the action now, with those that
//! are allowed; 412 `If-Match` is stale; 413 and 415 the body; 422 fields, each with a pointer; 429 too
//! often, and 503 the database or another function is away, both with `Retry-After`.
//!
//! The cause of a 5xx stays private: it goes to the log line, never to the client.

use minsheng_api::answers::{FieldError, ProblemView};
use minsheng_core::workflow::{Obstacle, Refusal};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Action, Lang, State};

/// What the workflow forbids now, and why in both languages.
#[derive(Debug)]
struct Forbidden {
    state: State,
    allowed: Vec<Action>,
    reason: Obstacle,
    why: [String; 2],
}

/// A code of its own within a kind, with what people read in both languages.
#[derive(Clone, Copy, Debug)]
struct SpecificCode {
    code: &'static str,
    detail: [&'static str; 2],
}

/// A refusal or failure on its way to the client.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    faults: Vec<Fault>,
    forbidden: Option<Forbidden>,
    allow: Option<String>,
    cause: Option<String>,
    /// Seconds.
    retry_after: Option<i64>,
    /// What the field or parameter may be, where only the city's own data tell.
    allowed: Vec<String>,
    ticket: Option<TicketId>,
    specific: Option<SpecificCode>,
}

macro_rules! kinds {
    ($($variant:ident = $status:literal, $code:literal, $zh:literal, $en:literal;)+) => {
        /// The kinds of problem, each with its stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($variant),+ }

        impl Kind {
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status),+ } }

            #[must_use]
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }

            #[must_use]
            pub const fn detail(self, lang: Lang) -> &'static str { match self { $(Self::$variant => lang.of($zh, $en)),+ } }
        }
    };
}

kinds! {
    MalformedJson = 400, "malformed_json", "请求内容不是正确的 JSON", "the body is not well-formed JSON";
    InvalidParameter = 400, "invalid_parameter", "网址参数不正确", "a query parameter is not what it should be";
    InvalidHeader = 400, "invalid_header", "请求头不正确", "a header is not what it should be";
    Unauthenticated = 401, "unauthenticated", "请先登录，或出示有效的令牌或查询码", "show a valid token or query code";
    TokenExpired = 401, "token_expired", "登录已过期，请重新登录", "the token has expired";
    InvalidCredentials = 401, "invalid_credentials", "用户名或密码不正确，或账号已停用、暂时锁定", "wrong user name or password, or the account is inactive or locked for a while";
    InvalidCode = 401, "invalid_code", "验证码不正确或已失效", "the code is wrong or no longer good";
    SecondFactorNeeded = 401, "second_factor_needed", "请同时输入动态验证码或备用码", "show a code of the authenticator or a recovery code, too";
    SecondFactorUnset = 403, "second_factor_unset", "您的角色须先绑定动态验证码才能登录", "your role logs in with a second factor: set one up first";
    Forbidden = 403, "forbidden", "您的角色不能进行此操作", "your role may not do this";
    NotFound = 404, "not_found", "找不到，或不属于您", "there is no such thing here, or it is not yours to see";
    MethodNotAllowed = 405, "method_not_allowed", "此网址不支持该方法", "this path does not take that method";
    ActionNotAllowed = 409, "action_not_allowed", "工单当前状态下不能进行此操作", "the ticket does not allow this action now";
    TicketCold = 409, "ticket_cold", "工单已转入冷档，只能查看", "the ticket lies in the archive: it can be read, and nothing more";
    AlreadyExists = 409, "already_exists", "已经存在", "there is one already";
    AlreadyAnswered = 409, "already_answered", "您已经答过这份问卷", "you have answered this survey already";
    SurveyClosed = 409, "survey_closed", "问卷已经结束", "the survey is closed";
    LastAdministrator = 409, "last_administrator", "这是最后一个能登录的管理员账号，请先设立另一个管理员", "this is the last administrator who can log in; appoint another first";
    ModelLost = 409, "model_lost", "模型文件已丢失或损坏，请重新上传", "the model's bytes are lost or damaged; upload it again";
    NothingBefore = 409, "nothing_before", "没有可回退的模型", "there is no model to go back to";
    EventsGone = 410, "events_gone", "该位置之后的事件已过保存期，请重新同步后从最新位置开始", "what came next is no longer kept: read anew what you keep, and go on from the latest";
    VersionMismatch = 412, "version_mismatch", "内容已被他人修改，请刷新后重试", "it has been changed since; fetch it again";
    BodyTooLarge = 413, "body_too_large", "请求内容不能超过 1 MiB", "the body may have at most 1 MiB";
    RangeNotSatisfiable = 416, "range_not_satisfiable", "没有这一段内容", "there is no such part of it";
    UnsupportedMediaType = 415, "unsupported_media_type", "请使用 application/json（UTF-8），或接口说明所列的格式", "send application/json in UTF-8, or what the interface names";
    InvalidModel = 422, "invalid_model", "这不是完好的分类模型，原模型继续使用", "this is no intact model of this version; the one before goes on classifying";
    InvalidFields = 422, "invalid_fields", "部分内容填写有误", "some fields are not as they should be";
    IdempotencyKeyReused = 422, "idempotency_key_reused", "同一个幂等键已用于不同的请求", "the key was used for a different request";
    TooManyRequests = 429, "too_many_requests", "操作太频繁，请稍后再试", "too often; wait as Retry-After says";
    Internal = 500, "internal_error", "系统出错，请稍后再试", "something went wrong on our side";
    Unavailable = 503, "unavailable", "系统繁忙，请稍后再试", "busy or unavailable; try again shortly";
    NoKnowledge = 409, "no_knowledge", "知识库中没有与此诉求相关的内容，请人工答复", "the knowledge base has nothing on this demand; answer it yourself";
    DraftNotConfigured = 503, "draft_not_configured", "本热线未接入大模型", "this hotline has no language model";
    DraftFailed = 503, "draft_failed", "大模型没有给出可用的草稿，未作任何改动", "the language model gave no usable draft; nothing has changed";
    WeChatNotConfigured = 503, "wechat_not_configured", "本热线未开通微信登录", "this hotline does not know WeChat";
    SmsNotConfigured = 503, "sms_not_configured", "本热线未开通短信验证", "this hotline does not send short messages";
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        let retry_after = (kind == Kind::Unavailable).then_some(1);
        Self(Box::new(Inner {
            kind,
            faults: Vec::new(),
            forbidden: None,
            allow: None,
            cause: None,
            retry_after,
            allowed: Vec::new(),
            ticket: None,
            specific: None,
        }))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Forbidden { refused, allowed } => {
                let mut problem = Self::from(Kind::ActionNotAllowed);
                // Both, here: only what takes actions then carries what it takes to tell.
                let why = [Lang::Zh, Lang::En].map(|lang| refused.text(lang));
                let (state, reason) = (refused.state, refused.why.obstacle);
                problem.0.forbidden = Some(Forbidden { state, allowed, reason, why });
                problem
            }
            Refusal::Faulty(faults) => Self::fields(faults),
        }
    }
}

impl Problem {
    /// 422 with one entry for each fault.
    #[must_use]
    pub fn fields(faults: Vec<Fault>) -> Self {
        let mut problem = Self::from(Kind::InvalidFields);
        problem.0.faults = faults;
        problem
    }

    /// 422 for one field, by its JSON pointer.
    #[must_use]
    pub fn field(pointer: impl Into<String>, invalid: Invalid) -> Self {
        Self::fields(vec![Fault { pointer: pointer.into(), invalid }])
    }

    /// 409: a ticket stands under what the field names.
    #[must_use]
    pub fn taken_by(pointer: &str, ticket: TicketId) -> Self {
        let mut problem = Self::from(Kind::AlreadyExists);
        problem.0.faults = vec![Fault { pointer: pointer.to_owned(), invalid: Invalid::Conflict }];
        problem.0.ticket = Some(ticket);
        problem
    }

    /// 400 for a query parameter.
    #[must_use]
    pub fn parameter(name: &str, invalid: Invalid) -> Self {
        let mut problem = Self::from(Kind::InvalidParameter);
        problem.0.faults = vec![Fault { pointer: format!("?{name}"), invalid }];
        problem
    }

    /// 404 for what a field or parameter names.
    #[must_use]
    pub fn unknown(name: &str) -> Self {
        let mut problem = Self::from(Kind::NotFound);
        problem.0.faults = vec![Fault { pointer: name.to_owned(), invalid: Invalid::NotFound }];
        problem
    }

    /// The same, with what the first field or parameter that is wrong may be.
    #[must_use]
    pub fn with_allowed(mut self, allowed: Vec<String>) -> Self {
        self.0.allowed = allowed;
        self
    }

    /// Of the kind's status, with a code of its own: what one function alone has to say is carried by it alone.
    #[must_use]
    pub fn specific(kind: Kind, code: &'static str, zh: &'static str, en: &'static str) -> Self {
        let mut problem = Self::from(kind);
        problem.0.specific = Some(SpecificCode { code, detail: [zh, en] });
        problem
    }

    /// 409: this stands in the way, and these actions are allowed.
    #[must_use]
    pub fn not_now(state: State, allowed: Vec<Action>, reason: Obstacle) -> Self {
        let why = [Lang::Zh, Lang::En].map(|lang| reason.label(lang).to_owned());
        let mut problem = Self::from(Kind::ActionNotAllowed);
        problem.0.forbidden = Some(Forbidden { state, allowed, reason, why });
        problem
    }

    /// 405 with the methods that the path does take.
    #[must_use]
    pub fn method_not_allowed(allow: String) -> Self {
        let mut problem = Self::from(Kind::MethodNotAllowed);
        problem.0.allow = Some(allow);
        problem
    }

    /// 429: not again for so many seconds.
    #[must_use]
    pub fn too_many(seconds: i64) -> Self {
        Self::from(Kind::TooManyRequests).with_retry_after(seconds)
    }

    /// The same, with how many seconds to wait.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: i64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    /// 503, with the reason for the log.
    #[must_use]
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self::caused(Kind::Unavailable, cause)
    }

    /// 422 for bytes that are no model, with the reason for the log.
    #[must_use]
    pub fn invalid_model(cause: impl std::fmt::Display) -> Self {
        Self::caused(Kind::InvalidModel, cause)
    }

    /// 409 for a model that was uploaded and is not to be had, with the reason for the log.
    #[must_use]
    pub fn model_lost(cause: impl std::fmt::Display) -> Self {
        Self::caused(Kind::ModelLost, cause)
    }

    /// 500, with the reason for the log.
    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::caused(Kind::Internal, cause)
    }

    /// Any kind, with the reason for the log.
    #[must_use]
    pub fn caused(kind: Kind, cause: impl std::fmt::Display) -> Self {
        Self::from(kind).with_cause(cause)
    }

    /// The same, with the reason for the log.
    #[must_use]
    pub fn with_cause(mut self, cause: impl std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// For the log line only.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The value of `Allow`, with 405.
    #[must_use]
    pub fn allow(&self) -> Option<&str> {
        self.0.allow.as_deref()
    }

    /// The value of `Retry-After`: seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<i64> {
        self.0.retry_after
    }

    /// The body.
    #[must_use]
    pub fn view(&self, lang: Lang) -> ProblemView {
        let kind = self.0.kind;
        let field = |(place, fault): (usize, &Fault)| {
            let mut error = FieldError {
                pointer: fault.pointer.clone(),
                code: fault.invalid.code().to_owned(),
                detail: fault.invalid.detail(lang),
                allowed: Vec::new(),
                minimum: None,
                maximum: None,
            };
            match fault.invalid {
                _ if place == 0 && !self.0.allowed.is_empty() => {
                    error.allowed.clone_from(&self.0.allowed);
                    let words = error.allowed.join(lang.of("、", ", "));
                    error.detail = format!("{}{words}", lang.of("只能是以下之一：", "must be one of: "));
                }
                Invalid::OneOf(words) => {
                    error.allowed = words.iter().map(|word| (*word).to_owned()).collect()
                }
                Invalid::Between(least, most) => (error.minimum, error.maximum) = (Some(least), Some(most)),
                _ => {}
            }
            error
        };
        let code = self.0.specific.map_or(kind.code(), |specific| specific.code);
        ProblemView {
            r#type: format!("urn:minsheng:problem:{code}"),
            title: http::StatusCode::from_u16(kind.status())
                .ok()
                .and_then(|s| s.canonical_reason())
                .unwrap_or("Error")
                .to_owned(),
            status: kind.status(),
            detail: match (&self.0.forbidden, self.0.specific) {
                (Some(Forbidden { why: [zh, en], .. }), _) => lang.of(zh, en).to_owned(),
                (None, Some(SpecificCode { detail: [zh, en], .. })) => lang.of(zh, en).to_owned(),
                (None, None) => kind.detail(lang).to_owned(),
            },
            instance: None,
            code: code.to_owned(),
            errors: self.0.faults.iter().enumerate().map(field).collect(),
            state: self.0.forbidden.as_ref().map(|it| it.state),
            reason: self.0.forbidden.as_ref().map(|it| it.reason),
            allowed_actions: self.0.forbidden.as_ref().map(|it| it.allowed.clone()),
            ticket: self.0.ticket,
        }
    }
}
