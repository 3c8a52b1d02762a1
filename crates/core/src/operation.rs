//! Every route of the hotline, as one table: method, path, the component that serves it, and the
//! roles that may call it, on whose tickets. The edge routes and checks permission by it, `openapi.json` is printed
//! from it, and a test holds it against `spin.toml`. With which *action* a party may change a ticket
//! is the workflow's table, not this one.

use minsheng_types::words::{Role, Scope};

use crate::parameter::open311 as asked311;
use crate::parameter::{self, Param, VARIABLES};

/// A request's method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// The operations by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    SubmitTicket,
    ListTickets,
    CountTickets,
    ReadTicket,
    ListSimilar,
    FindSimilar,
    ClassifyText,
    Understand,
    ClassifyTicket,
    ListModels,
    UploadModel,
    TryModel,
    ActivateModel,
    RollBackModel,
    ListSettled,
    AssignTicket,
    UpdateTicket,
    RateTicket,
    ListNotices,
    PublishNotice,
    ReadNotice,
    ReplaceNotice,
    WithdrawNotice,
    NoticesAtom,
    NoticesJson,
    NoticesCalendar,
    ListSurveys,
    AddSurvey,
    ReadSurvey,
    ReplaceSurvey,
    WithdrawSurvey,
    AnswerSurvey,
    ListSurveyTexts,
    ReadSurveyResults,
    ListAdopted,
    AdoptedAtom,
    EmbedScript,
    ReadQrCode,
    ListDepartments,
    AddDepartment,
    ReadCatalogue,
    ReplaceCatalogue,
    TryCatalogue,
    ReadSettings,
    ReplaceSettings,
    RunScheduled,
    IndexTickets,
    WhoAmI,
    LogIn,
    RefreshSession,
    LogOut,
    ChangePassword,
    SendCode,
    LogInCitizen,
    LogInWeChat,
    ListAccounts,
    AddAccount,
    ReadAccount,
    ReplaceAccount,
    RevokeSessions,
    UnlockAccount,
    EnrolFactor,
    ConfirmFactor,
    RemoveFactor,
    ListKeys,
    AddKey,
    RevokeKey,
    ListMyTickets,
    ReadWorkflow,
    ReadWords,
    ReadTaxonomy,
    ReadOpenApi,
    ReadInterface,
    ReadDocs,
    ReadReporter,
    RevealReporter,
    CorrectReporter,
    EraseReporter,
    LookUpCaller,
    ReadMyData,
    EraseMyData,
    ListAudit,
    VerifyAudit,
    CheckReady,
    ReadKpi,
    ReadTrend,
    ReadHotspots,
    ReadTopics,
    ReadPublicFigures,
    RecordCalls,
    ImportTickets,
    RemoveDemonstration,
    ListKnowledge,
    AddKnowledge,
    ReadKnowledge,
    ReplaceKnowledge,
    WithdrawKnowledge,
    ListKnowledgeVersions,
    JudgeKnowledge,
    SuggestKnowledge,
    CheckReply,
    DraftAnswer,
    ListAttachments,
    AddAttachment,
    ReadAttachment,
    PutAttachment,
    RemoveAttachment,
    TendAttachments,
    ListEvents,
    ListEventBatch,
    ReadEvent,
    ListWebhooks,
    AddWebhook,
    ReadWebhook,
    ReplaceWebhook,
    DeleteWebhook,
    RotateSecret,
    ReplayEvents,
    ListDeliveries,
    RetryDeliveries,
    TestWebhook,
    Deliver,
    Notify,
    PreviewMessage,
    ListWeChatTemplates,
    ListMessages,
    ReportMessages,
    TakeReplies,
    ReadOncall,
    ReplaceOncall,
    OpenAcknowledgement,
    Acknowledge,
    ListIncidents,
    TellOfIncident,
    Open311Discovery,
    Open311ListServices,
    Open311ReadService,
    Open311PostRequest,
    Open311ListRequests,
    Open311ReadRequest,
    Open311ReadToken,
    Open311PostUpdate,
    Open311ListUpdates,
    Open311Bulk,
}

/// Whose tickets a role reaches with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketScope {
    /// Everybody's; also where no ticket is concerned.
    All,
    /// Those that the caller's department leads or assists.
    Department,
    /// Those that the caller's department leads: who assists does not answer for it.
    Lead,
    /// Those that the caller's department leads or assists and whose reporter is neither protected nor anonymous.
    Named,
    /// Those that the caller handed in: a citizen who shows the query code or has proved the
    /// telephone, or the integrator whose key it was.
    Own,
}

impl TicketScope {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Department => "department",
            Self::Lead => "lead",
            Self::Named => "named",
            Self::Own => "own",
        }
    }
}

/// One cell of the permission matrix: this role may, on these tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant(pub Role, pub TicketScope);

/// Who may call an operation at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody. A token that is shown must still be good.
    Public,
    /// These, and nobody else.
    Granted(&'static [Grant]),
}

impl Access {
    /// The grants; none for what everybody may.
    #[must_use]
    pub const fn grants(self) -> &'static [Grant] {
        match self {
            Self::Public => &[],
            Self::Granted(grants) => grants,
        }
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub op: Op,
    /// The `operationId`.
    pub id: &'static str,
    pub method: Method,
    /// With `{id}` where a path has a variable.
    pub path: &'static str,
    /// The component under `functions/`.
    pub function: &'static str,
    pub access: Access,
    /// What an integrator's key has to be good for; a key that lacks it is refused even where
    /// everybody may.
    pub scope: Option<Scope>,
    pub summary: &'static str,
    /// The type of the request's body, by name; a media type where it is not JSON.
    pub request: Option<&'static str>,
    /// The status and the type of the answer's body; types that are media types are not JSON, and
    /// 204 has none.
    pub answer: (u16, &'static str),
    pub query: &'static [Param],
    /// Honours `Idempotency-Key`.
    pub idempotent: bool,
    /// Sends `ETag` and honours `If-Match`.
    pub versioned: bool,
}

impl Operation {
    /// Whether a query code opens it: a code is for one ticket, which the path must name.
    #[must_use]
    pub fn takes_code(&self) -> bool {
        self.path.contains('{') && self.access.grants().contains(&Grant(Role::Reporter, TicketScope::Own))
    }

    /// Whether it also answers with a file for spreadsheets: the same path with [`CSV`] behind it.
    #[must_use]
    pub fn gives_csv(&self) -> bool {
        self.query.iter().any(|param| param.name == "format")
    }

    /// What the path's variables are, in their order.
    pub fn variables(&self) -> impl Iterator<Item = Param> {
        let names = self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        names.filter_map(|name| {
            let of_path =
                |(begins, param): &(&str, Param)| self.path.starts_with(begins) && param.name == name;
            VARIABLES.into_iter().find(of_path).map(|(_, param)| param)
        })
    }

    /// Whether an API key can open it: one that has the scope, or any where everybody may or it is
    /// told whose the key is.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        self.scope.is_some() || self.access == Access::Public || self.op == Op::WhoAmI
    }
}

const AGENT: Grant = Grant(Role::Agent, TicketScope::All);
const HANDLER: Grant = Grant(Role::Handler, TicketScope::Department);
const HANDLER_OF_LEAD: Grant = Grant(Role::Handler, TicketScope::Lead);
const HANDLER_OF_NAMED: Grant = Grant(Role::Handler, TicketScope::Named);
const SUPERVISOR: Grant = Grant(Role::Supervisor, TicketScope::All);
const PUBLISHER: Grant = Grant(Role::Publisher, TicketScope::All);
const ADMIN: Grant = Grant(Role::Admin, TicketScope::All);
const SYSTEM: Grant = Grant(Role::System, TicketScope::All);
const REPORTER: Grant = Grant(Role::Reporter, TicketScope::Own);
const INTEGRATOR: Grant = Grant(Role::Integrator, TicketScope::Own);

/// Where no ticket is concerned, and the key's scope says all.
const INTEGRATOR_ALL: Grant = Grant(Role::Integrator, TicketScope::All);

const STAFF: &[Grant] = &[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM];

/// Everybody who can have an account.
const ACCOUNTS: &[Grant] = &[AGENT, Grant(Role::Handler, TicketScope::All), SUPERVISOR, PUBLISHER, ADMIN];

const fn row(
    op: Op,
    id: &'static str,
    method: Method,
    path: &'static str,
    function: &'static str,
) -> Operation {
    Operation {
        op,
        id,
        method,
        path,
        function,
        access: Access::Public,
        scope: None,
        summary: "",
        request: None,
        answer: (200, ""),
        query: &[],
        idempotent: false,
        versioned: false,
    }
}

/// Which figures.
const FIGURES: [Param; 7] = [
    parameter::FROM.row(),
    parameter::TO.row(),
    parameter::BY.row(),
    parameter::DEPARTMENT.row(),
    parameter::CATEGORY.row(),
    parameter::DISTRICT_OF_FIGURES.row(),
    parameter::CHANNEL_OF_FIGURES.row(),
];

/// Which notices.
const OF_NOTICES: [Param; 2] = [parameter::NOTICE_CATEGORY.row(), parameter::NOTICE_DISTRICT.row()];

/// Which events.
const EVENTS: [Param; 4] = [
    parameter::LIMIT.row(),
    parameter::EVENTS_AFTER.row(),
    parameter::EVENT_TYPES.row(),
    parameter::TICKET_OF_EVENTS.row(),
];

const ONE_ATTACHMENT: &str = "/v1/tickets/{id}/attachments/{attachment}";

/// What every call of Open311 takes.
const OPEN311: &[Param] = &[asked311::JURISDICTION.row(), asked311::API_KEY.row()];

const OPEN311_REQUESTS: &[Param] = &[
    asked311::JURISDICTION.row(),
    asked311::API_KEY.row(),
    asked311::REQUEST_IDS.row(),
    asked311::SERVICE_CODES.row(),
    asked311::START_DATE.row(),
    asked311::END_DATE.row(),
    asked311::STATUS.row(),
    asked311::PAGE.row(),
    asked311::PAGE_SIZE.row(),
    asked311::EXTENSIONS.row(),
    asked311::BBOX.row(),
    asked311::UPDATED_AFTER.row(),
    asked311::UPDATED_BEFORE.row(),
];

const OPEN311_SPAN: &[Param] = &[
    asked311::JURISDICTION.row(),
    asked311::API_KEY.row(),
    asked311::START_DATE.row(),
    asked311::END_DATE.row(),
];

const OPEN311_UPDATES: &[Param] = &[
    asked311::JURISDICTION.row(),
    asked311::API_KEY.row(),
    asked311::START_DATE.row(),
    asked311::END_DATE.row(),
    asked311::REQUEST_IDS.row(),
];

const XML: (u16, &str) = (200, "text/xml");
const JSON: (u16, &str) = (200, "application/json");
const FORM: &str = "application/x-www-form-urlencoded";

const fn open311(
    op: Op,
    id: &'static str,
    method: Method,
    path: &'static str,
    answer: (u16, &'static str),
) -> Operation {
    let query = match op {
        Op::Open311ListRequests => OPEN311_REQUESTS,
        Op::Open311ListUpdates => OPEN311_UPDATES,
        Op::Open311Bulk => OPEN311_SPAN,
        _ => OPEN311,
    };
    let summary = match op {
        Op::Open311Discovery => "Open311: where the service is and what it speaks",
        Op::Open311ListServices => "Open311: what can be asked for",
        Op::Open311ReadService => {
            "Open311: what has to be said with a service; the code with `.xml` or `.json` behind it"
        }
        Op::Open311PostRequest => "Open311: hand in a request",
        Op::Open311ListRequests => "Open311: requests that are public",
        Op::Open311ReadRequest => "Open311: one request; its number with `.xml` or `.json` behind it",
        Op::Open311ReadToken => "Open311: the number that a token stands for; here they are the same",
        Op::Open311PostUpdate => "Open311: add to a request that the same key handed in",
        Op::Open311ListUpdates => "Open311: what became of requests that came in through it",
        _ => "Open311: GeoReport Bulk, all public requests of a span of time as CSV",
    };
    let posts = matches!(method, Method::Post);
    let (access, scope, request) = match op {
        Op::Open311PostRequest => (Access::Granted(&[INTEGRATOR_ALL]), Some(Scope::TicketsWrite), Some(FORM)),
        Op::Open311PostUpdate => (Access::Granted(&[INTEGRATOR]), Some(Scope::TicketsWrite), Some(FORM)),
        _ => (Access::Public, None, None),
    };
    Operation {
        access,
        scope,
        summary,
        request,
        answer,
        query,
        idempotent: posts,
        ..row(op, id, method, path, "open311")
    }
}

/// The routes.
pub const TABLE: &[Operation] = &[
    Operation {
        scope: Some(Scope::TicketsWrite),
        summary: "Take a citizen's demand",
        request: Some("SubmitRequest"),
        answer: (201, "Receipt"),
        query: &[parameter::INCLUDE.row()],
        idempotent: true,
        ..row(Op::SubmitTicket, "submitTicket", Method::Post, "/v1/tickets", "submit")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, INTEGRATOR]),
        scope: Some(Scope::TicketsRead),
        summary: "The work list: filter, search, sort, page, export",
        answer: (200, "TicketPage"),
        query: &[
            parameter::LIMIT.row(),
            parameter::CURSOR_OF_TICKETS.row(),
            parameter::STATE.row(),
            parameter::CATEGORY.row(),
            parameter::KIND.row(),
            parameter::URGENCY.row(),
            parameter::LEAD.row(),
            parameter::NEEDS_REVIEW.row(),
            parameter::OVERDUE.row(),
            parameter::OWES.row(),
            parameter::SUPERVISION.row(),
            parameter::REPORTERS.row(),
            parameter::DISTRICT.row(),
            parameter::CHANNEL.row(),
            parameter::CREATED_FROM.row(),
            parameter::CREATED_UNTIL.row(),
            parameter::DUE_FROM.row(),
            parameter::DUE_UNTIL.row(),
            parameter::CLOSED_FROM.row(),
            parameter::CLOSED_UNTIL.row(),
            parameter::EXTERNAL_REF.row(),
            parameter::UPDATED_SINCE.row(),
            parameter::WORDS.row(),
            parameter::SORT.row(),
            parameter::FORMAT.row(),
        ],
        ..row(Op::ListTickets, "listTickets", Method::Get, "/v1/tickets", "worklist")
    },
    Operation {
        access: Access::Granted(STAFF),
        summary: "How many open tickets wait for what: by state, by what is owed, to review, under supervision",
        answer: (200, "QueueCounts"),
        query: &[parameter::LEAD_OF_COUNTS.row()],
        ..row(Op::CountTickets, "countTickets", Method::Get, "/v1/tickets/counts", "worklist")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsRead),
        summary: "The whole story of a ticket, as much as the caller may see",
        answer: (200, "TicketView"),
        versioned: true,
        ..row(Op::ReadTicket, "readTicket", Method::Get, "/v1/tickets/{id}", "track")
    },
    Operation {
        access: Access::Granted(STAFF),
        summary: "Tickets that are like this one, those first that it could be merged into",
        answer: (200, "SimilarTickets"),
        query: &[parameter::LIMIT.row()],
        ..row(Op::ListSimilar, "listSimilar", Method::Get, "/v1/tickets/{id}/similar", "track")
    },
    Operation {
        summary: "Earlier tickets that are like a text, while it is being written",
        request: Some("SimilarRequest"),
        answer: (200, "SimilarNumbers"),
        ..row(Op::FindSimilar, "findSimilar", Method::Post, "/v1/similar", "track")
    },
    Operation {
        summary: "Suggest a classification for a text",
        request: Some("ClassifyRequest"),
        answer: (200, "Classified"),
        ..row(Op::ClassifyText, "classifyText", Method::Post, "/v1/classify", "classify")
    },
    Operation {
        access: Access::Granted(&[SYSTEM]),
        summary: "What a text says, asked by one function of another",
        request: Some("UnderstandingRequest"),
        answer: (200, "Understanding"),
        ..row(Op::Understand, "understandText", Method::Post, "/v1/understanding", "classify")
    },
    Operation {
        access: Access::Granted(&[AGENT, SYSTEM]),
        summary: "Correct a ticket's classification, or ask for it again",
        request: Some("ClassificationRequest"),
        answer: (200, "TicketView"),
        idempotent: true,
        versioned: true,
        ..row(Op::ClassifyTicket, "classifyTicket", Method::Post, "/v1/tickets/{id}/classification", "assign")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN]),
        summary: "The models that can classify, and which of them does",
        answer: (200, "Models"),
        versioned: true,
        ..row(Op::ListModels, "listModels", Method::Get, "/v1/models", "classify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Upload a model of the city's own; it does not classify yet",
        request: Some("application/octet-stream"),
        answer: (201, "Model"),
        ..row(Op::UploadModel, "uploadModel", Method::Post, "/v1/models", "classify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Try a model on tickets whose category is settled, beside the one that classifies",
        request: Some("TrialRequest"),
        answer: (200, "Trial"),
        ..row(Op::TryModel, "tryModel", Method::Post, "/v1/models/{id}/trial", "classify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Let a model classify",
        request: Some("ActivationRequest"),
        answer: (200, "Models"),
        versioned: true,
        ..row(Op::ActivateModel, "activateModel", Method::Post, "/v1/models/{id}/activation", "classify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Let the model classify that did before",
        request: Some("ActivationRequest"),
        answer: (200, "Models"),
        versioned: true,
        ..row(Op::RollBackModel, "rollBackModel", Method::Post, "/v1/models/rollback", "classify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Messages with the category that a person has settled, to learn from",
        answer: (200, "SettledPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_SETTLED.row(), parameter::SETTLED_UNTIL.row()],
        ..row(Op::ListSettled, "listSettled", Method::Get, "/v1/models/settled", "classify")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR, HANDLER, SYSTEM]),
        summary: "Dispatch a ticket by hand or by the catalogue",
        request: Some("AssignmentRequest"),
        answer: (200, "TicketView"),
        idempotent: true,
        versioned: true,
        ..row(Op::AssignTicket, "assignTicket", Method::Post, "/v1/tickets/{id}/assignment", "assign")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR, HANDLER, SYSTEM, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsWrite),
        summary: "Take any other action of the workflow",
        request: Some("UpdateRequest"),
        answer: (200, "TicketView"),
        idempotent: true,
        versioned: true,
        ..row(Op::UpdateTicket, "updateTicket", Method::Post, "/v1/tickets/{id}/updates", "update")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR, HANDLER, REPORTER]),
        summary: "The citizen's judgement",
        request: Some("RatingRequest"),
        answer: (200, "TicketView"),
        idempotent: true,
        versioned: true,
        ..row(Op::RateTicket, "rateTicket", Method::Post, "/v1/tickets/{id}/rating", "rate")
    },
    Operation {
        summary: "Notices that are out; all of them for publishers",
        answer: (200, "NoticePage"),
        query: &[
            parameter::LIMIT.row(),
            parameter::CURSOR_OF_NOTICES.row(),
            OF_NOTICES[0],
            OF_NOTICES[1],
            parameter::NOTICES_SHOWN.row(),
        ],
        ..row(Op::ListNotices, "listNotices", Method::Get, "/v1/notices", "notice")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER]),
        summary: "Publish or schedule a notice",
        request: Some("NoticeRequest"),
        answer: (201, "NoticeView"),
        idempotent: true,
        ..row(Op::PublishNotice, "publishNotice", Method::Post, "/v1/notices", "notice")
    },
    Operation {
        summary: "One notice",
        answer: (200, "NoticeView"),
        versioned: true,
        ..row(Op::ReadNotice, "readNotice", Method::Get, "/v1/notices/{id}", "notice")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER]),
        summary: "Change a notice: what is left out stays; one that was withdrawn is published again",
        request: Some("NoticeRequest"),
        answer: (200, "NoticeView"),
        versioned: true,
        ..row(Op::ReplaceNotice, "replaceNotice", Method::Put, "/v1/notices/{id}", "notice")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER]),
        summary: "Withdraw a notice",
        answer: (200, "NoticeView"),
        versioned: true,
        ..row(Op::WithdrawNotice, "withdrawNotice", Method::Delete, "/v1/notices/{id}", "notice")
    },
    Operation {
        summary: "The newest notices as an Atom feed",
        answer: (200, "application/atom+xml"),
        query: &OF_NOTICES,
        ..row(Op::NoticesAtom, "noticesAtom", Method::Get, "/v1/notices.atom", "notice")
    },
    Operation {
        summary: "The newest notices as a JSON feed",
        answer: (200, "application/feed+json"),
        query: &OF_NOTICES,
        ..row(Op::NoticesJson, "noticesJson", Method::Get, "/v1/notices.json", "notice")
    },
    Operation {
        summary: "Notices of what takes place as a calendar to subscribe to (iCalendar); what was withdrawn is cancelled",
        answer: (200, "text/calendar"),
        query: &OF_NOTICES,
        ..row(Op::NoticesCalendar, "noticesCalendar", Method::Get, "/v1/notices.ics", "notice")
    },
    Operation {
        summary: "Surveys that are open or closed, newest first; all of them for staff who see them",
        answer: (200, "SurveyPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_SURVEYS.row(), parameter::SURVEYS_SHOWN.row()],
        ..row(Op::ListSurveys, "listSurveys", Method::Get, "/v1/surveys", "survey")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "Publish a survey, or keep it as a draft",
        request: Some("SurveyRequest"),
        answer: (201, "SurveyView"),
        idempotent: true,
        ..row(Op::AddSurvey, "addSurvey", Method::Post, "/v1/surveys", "survey")
    },
    Operation {
        summary: "One survey with its questions",
        answer: (200, "SurveyView"),
        versioned: true,
        ..row(Op::ReadSurvey, "readSurvey", Method::Get, "/v1/surveys/{id}", "survey")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "Change a survey: what is left out stays, and so do questions that somebody has answered",
        request: Some("SurveyRequest"),
        answer: (200, "SurveyView"),
        versioned: true,
        ..row(Op::ReplaceSurvey, "replaceSurvey", Method::Put, "/v1/surveys/{id}", "survey")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "Withdraw a survey",
        answer: (200, "SurveyView"),
        versioned: true,
        ..row(Op::WithdrawSurvey, "withdrawSurvey", Method::Delete, "/v1/surveys/{id}", "survey")
    },
    Operation {
        summary: "Answer a survey, each person once; who it was is not stored",
        request: Some("SurveyAnswer"),
        answer: (204, ""),
        idempotent: true,
        ..row(Op::AnswerSurvey, "answerSurvey", Method::Post, "/v1/surveys/{id}/answers", "survey")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, SUPERVISOR, ADMIN]),
        summary: "What was written in own words, question by question, in an order that tells nothing",
        answer: (200, "SurveyTextPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_TEXTS.row()],
        ..row(Op::ListSurveyTexts, "listSurveyTexts", Method::Get, "/v1/surveys/{id}/answers", "survey")
    },
    Operation {
        summary: "What a survey has come to, with margins: for everybody once it is closed if its results are public, for staff who see surveys at any time",
        answer: (200, "SurveyResults"),
        query: &[parameter::FORMAT.row()],
        ..row(Op::ReadSurveyResults, "readSurveyResults", Method::Get, "/v1/surveys/{id}/results", "survey")
    },
    Operation {
        summary: "What people's suggestions have changed, newest first",
        answer: (200, "AdoptedPage"),
        query: &[
            parameter::LIMIT.row(),
            parameter::CURSOR_OF_ADOPTED.row(),
            parameter::CATEGORY.row(),
            parameter::DISTRICT.row(),
            parameter::ADOPTED_BY.row(),
        ],
        ..row(Op::ListAdopted, "listAdopted", Method::Get, "/v1/adopted", "survey")
    },
    Operation {
        summary: "What people's suggestions have changed as an Atom feed",
        answer: (200, "application/atom+xml"),
        ..row(Op::AdoptedAtom, "adoptedAtom", Method::Get, "/v1/adopted.atom", "survey")
    },
    Operation {
        summary: "A script that puts a link to the hotline's form, or the form itself, into another page",
        answer: (200, "text/javascript"),
        ..row(Op::EmbedScript, "embedScript", Method::Get, "/embed.js", "embed")
    },
    Operation {
        summary: "The code to be photographed of a link to the hotline's form with fields filled in, or to a survey, as SVG",
        answer: (200, "image/svg+xml"),
        query: &[
            parameter::KIND.row(),
            parameter::CATEGORY.row(),
            parameter::DISTRICT_FILLED_IN.row(),
            parameter::ADDRESS_FILLED_IN.row(),
            parameter::CHANNEL_FILLED_IN.row(),
            parameter::SURVEY_LINKED.row(),
        ],
        ..row(Op::ReadQrCode, "readQrCode", Method::Get, "/v1/qr.svg", "embed")
    },
    Operation {
        summary: "The departments",
        answer: (200, "DepartmentPage"),
        ..row(Op::ListDepartments, "listDepartments", Method::Get, "/v1/departments", "catalogue")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Add a department, or change the one with this code (200): what is left out stays",
        request: Some("DepartmentRequest"),
        answer: (201, "DepartmentView"),
        ..row(Op::AddDepartment, "addDepartment", Method::Post, "/v1/departments", "catalogue")
    },
    Operation {
        access: Access::Granted(STAFF),
        summary: "The dispatch catalogue",
        answer: (200, "CatalogueView"),
        query: &[parameter::VERSION.row()],
        versioned: true,
        ..row(Op::ReadCatalogue, "readCatalogue", Method::Get, "/v1/catalogue", "catalogue")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Give the dispatch catalogue its next version",
        request: Some("CatalogueRequest"),
        answer: (200, "CatalogueView"),
        versioned: true,
        ..row(Op::ReplaceCatalogue, "replaceCatalogue", Method::Put, "/v1/catalogue", "catalogue")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR, ADMIN]),
        summary: "Which rule of the catalogue a demand would be dispatched by, and why",
        answer: (200, "CatalogueTrial"),
        query: &[parameter::TEXT.row(), parameter::DISTRICT_GIVEN.row()],
        ..row(Op::TryCatalogue, "tryCatalogue", Method::Get, "/v1/catalogue/try", "catalogue")
    },
    Operation {
        summary: "Deadlines, limits and the calendar in force",
        answer: (200, "SettingsView"),
        query: &[parameter::VERSION.row()],
        versioned: true,
        ..row(Op::ReadSettings, "readSettings", Method::Get, "/v1/settings", "catalogue")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Give the settings their next version: what is left out stays",
        request: Some("Settings"),
        answer: (200, "SettingsView"),
        versioned: true,
        ..row(Op::ReplaceSettings, "replaceSettings", Method::Put, "/v1/settings", "catalogue")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM]),
        scope: Some(Scope::Tick),
        summary: "Do the scheduled work that is due; safe to call at any time",
        request: Some("TickRequest"),
        answer: (200, "Ticked"),
        ..row(Op::RunScheduled, "runScheduled", Method::Post, "/v1/tick", "tick")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM]),
        scope: Some(Scope::Tick),
        summary: "Do as much of the scheduled work as cannot wait a minute: index what came in",
        request: Some("TickRequest"),
        answer: (200, "Ticked"),
        ..row(Op::IndexTickets, "indexTickets", Method::Post, "/v1/tick/index", "tick")
    },
    Operation {
        access: Access::Granted(&[
            REPORTER, AGENT, HANDLER, SUPERVISOR, PUBLISHER, ADMIN, SYSTEM, INTEGRATOR,
        ]),
        summary: "What the token says",
        answer: (200, "WhoAmI"),
        ..row(Op::WhoAmI, "whoAmI", Method::Get, "/v1/auth/me", "auth")
    },
    Operation {
        summary: "Log in with user name and password",
        request: Some("LoginRequest"),
        answer: (200, "Tokens"),
        ..row(Op::LogIn, "logIn", Method::Post, "/v1/auth/login", "identity")
    },
    Operation {
        summary: "New tokens for those of a session, which are then used up",
        request: Some("RefreshRequest"),
        answer: (200, "Tokens"),
        ..row(Op::RefreshSession, "refreshSession", Method::Post, "/v1/auth/refresh", "identity")
    },
    Operation {
        summary: "End a session",
        request: Some("RefreshRequest"),
        answer: (204, ""),
        ..row(Op::LogOut, "logOut", Method::Post, "/v1/auth/logout", "identity")
    },
    Operation {
        access: Access::Granted(ACCOUNTS),
        summary: "Change the own password, which ends the account's other sessions",
        request: Some("PasswordRequest"),
        answer: (204, ""),
        ..row(Op::ChangePassword, "changePassword", Method::Post, "/v1/auth/password", "identity")
    },
    Operation {
        summary: "Begin to set up a second factor, with the password",
        request: Some("FactorRequest"),
        answer: (201, "FactorView"),
        ..row(Op::EnrolFactor, "enrolFactor", Method::Post, "/v1/auth/factor", "identity")
    },
    Operation {
        summary: "Show that the authenticator works: log-in asks for it from then on",
        request: Some("FactorConfirmation"),
        answer: (200, "RecoveryCodes"),
        ..row(Op::ConfirmFactor, "confirmFactor", Method::Post, "/v1/auth/factor/confirmation", "identity")
    },
    Operation {
        summary: "Send a one-time code to a mobile telephone",
        request: Some("CodeRequest"),
        answer: (202, "CodeSent"),
        ..row(Op::SendCode, "sendCode", Method::Post, "/v1/auth/codes", "citizen")
    },
    Operation {
        summary: "A citizen's token for a telephone number and the code that was sent to it",
        request: Some("CitizenRequest"),
        answer: (200, "CitizenToken"),
        ..row(Op::LogInCitizen, "logInCitizen", Method::Post, "/v1/auth/citizens", "citizen")
    },
    Operation {
        summary: "A citizen's token for a code that WeChat gave the city's mini-program (`wx.login`)",
        request: Some("WeChatRequest"),
        answer: (200, "CitizenToken"),
        ..row(Op::LogInWeChat, "logInWeChat", Method::Post, "/v1/auth/wechat", "citizen")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "The accounts of staff",
        answer: (200, "AccountPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_ACCOUNTS.row()],
        ..row(Op::ListAccounts, "listAccounts", Method::Get, "/v1/accounts", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Add an account of staff",
        request: Some("AccountRequest"),
        answer: (201, "AccountView"),
        ..row(Op::AddAccount, "addAccount", Method::Post, "/v1/accounts", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "One account",
        answer: (200, "AccountView"),
        versioned: true,
        ..row(Op::ReadAccount, "readAccount", Method::Get, "/v1/accounts/{id}", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Change an account: what is left out stays; what changes its rights or its password ends its sessions",
        request: Some("AccountUpdate"),
        answer: (200, "AccountView"),
        versioned: true,
        ..row(Op::ReplaceAccount, "replaceAccount", Method::Put, "/v1/accounts/{id}", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Log an account out everywhere",
        request: Some("RevocationRequest"),
        answer: (200, "RevocationView"),
        ..row(Op::RevokeSessions, "revokeSessions", Method::Post, "/v1/accounts/{id}/revocation", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Forget the wrong passwords that were tried for an account",
        answer: (200, "AccountView"),
        ..row(Op::UnlockAccount, "unlockAccount", Method::Delete, "/v1/accounts/{id}/lock", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Take an account's second factor away, which ends its sessions",
        answer: (200, "AccountView"),
        ..row(Op::RemoveFactor, "removeFactor", Method::Delete, "/v1/accounts/{id}/factor", "accounts")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "The API keys of other systems, without their secrets",
        answer: (200, "KeyPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_KEYS.row()],
        ..row(Op::ListKeys, "listKeys", Method::Get, "/v1/keys", "keys")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Make an API key, which is shown this once",
        request: Some("KeyRequest"),
        answer: (201, "NewKey"),
        idempotent: true,
        ..row(Op::AddKey, "addKey", Method::Post, "/v1/keys", "keys")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Revoke an API key",
        answer: (200, "KeyView"),
        ..row(Op::RevokeKey, "revokeKey", Method::Delete, "/v1/keys/{id}", "keys")
    },
    Operation {
        access: Access::Granted(&[REPORTER]),
        summary: "The tickets of the citizen whose telephone was proved, newest first",
        answer: (200, "MyTicketPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_OWN.row()],
        ..row(Op::ListMyTickets, "listMyTickets", Method::Get, "/v1/my/tickets", "citizen")
    },
    Operation {
        summary: "The workflow as data: states, actions, parties, requirements",
        answer: (200, "Workflow"),
        ..row(Op::ReadWorkflow, "readWorkflow", Method::Get, "/v1/workflow", "workflow")
    },
    Operation {
        summary: "Every closed list of words, in both languages: states, actions, kinds, acts of the audit log and more",
        answer: (200, "Words"),
        ..row(Op::ReadWords, "readWords", Method::Get, "/v1/words", "workflow")
    },
    Operation {
        summary: "The taxonomy of demands, three levels, in both languages",
        answer: (200, "Taxonomy"),
        ..row(Op::ReadTaxonomy, "readTaxonomy", Method::Get, "/v1/taxonomy", "workflow")
    },
    Operation {
        summary: "This interface as OpenAPI 3.1, at its first place",
        answer: (200, "application/json"),
        ..row(Op::ReadOpenApi, "readOpenApi", Method::Get, "/v1/openapi.json", "docs")
    },
    Operation {
        summary: "This interface as OpenAPI 3.1",
        answer: (200, "application/json"),
        ..row(Op::ReadInterface, "readInterface", Method::Get, "/openapi.json", "docs")
    },
    Operation {
        summary: "This interface as a page for people",
        answer: (200, "text/html"),
        ..row(Op::ReadDocs, "readDocs", Method::Get, "/docs", "docs")
    },
    Operation {
        access: Access::Granted(&[REPORTER]),
        summary: "The citizen's own data on a ticket, in the clear",
        answer: (200, "ReporterView"),
        versioned: true,
        ..row(Op::ReadReporter, "readReporter", Method::Get, "/v1/tickets/{id}/reporter", "reporter")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR, HANDLER_OF_NAMED]),
        summary: "See the reporter in the clear, for a reason that the audit log keeps",
        request: Some("RevealRequest"),
        answer: (200, "ReporterView"),
        versioned: true,
        ..row(Op::RevealReporter, "revealReporter", Method::Post, "/v1/tickets/{id}/reporter", "reporter")
    },
    Operation {
        access: Access::Granted(&[REPORTER, AGENT]),
        summary: "Put the reporter's data right; what is not named stays",
        request: Some("CorrectionRequest"),
        answer: (200, "MaskedReporter"),
        versioned: true,
        ..row(Op::CorrectReporter, "correctReporter", Method::Put, "/v1/tickets/{id}/reporter", "reporter")
    },
    Operation {
        access: Access::Granted(&[REPORTER, SUPERVISOR, ADMIN]),
        summary: "Delete who reported; the case stays",
        answer: (200, "ReporterView"),
        versioned: true,
        ..row(Op::EraseReporter, "eraseReporter", Method::Delete, "/v1/tickets/{id}/reporter", "reporter")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR]),
        summary: "The newest 50 tickets that came from a telephone number",
        request: Some("CallerRequest"),
        answer: (200, "CallerTickets"),
        ..row(Op::LookUpCaller, "lookUpCaller", Method::Post, "/v1/callers", "reporter")
    },
    Operation {
        access: Access::Granted(&[REPORTER]),
        summary: "A copy of everything that the hotline has of a citizen, page by page",
        answer: (200, "OwnData"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_OWN.row()],
        ..row(Op::ReadMyData, "readMyData", Method::Get, "/v1/my/data", "reporter")
    },
    Operation {
        access: Access::Granted(&[REPORTER]),
        summary: "Delete who reported on every ticket of a citizen on which nothing is owed any more",
        answer: (200, "Erasure"),
        query: &[parameter::CURSOR_OF_OWN.row()],
        ..row(Op::EraseMyData, "eraseMyData", Method::Delete, "/v1/my/data", "reporter")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "The audit log, newest first",
        answer: (200, "AuditPage"),
        query: &[
            parameter::LIMIT.row(),
            parameter::CURSOR_OF_AUDIT.row(),
            parameter::SUB.row(),
            parameter::ACT.row(),
            parameter::OBJECT.row(),
            parameter::REQUEST.row(),
            parameter::ACTED_FROM.row(),
            parameter::ACTED_TO.row(),
        ],
        ..row(Op::ListAudit, "listAudit", Method::Get, "/v1/audit", "audit")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Whether the audit log is as it was written",
        answer: (200, "AuditVerdict"),
        query: &[parameter::AFTER.row(), parameter::HEAD_SEQ.row(), parameter::HEAD_HASH.row()],
        ..row(Op::VerifyAudit, "verifyAudit", Method::Get, "/v1/audit/verify", "audit")
    },
    Operation {
        summary: "Whether the hotline can work: its variables, its database, its keys; for hosts and orchestrators",
        answer: (204, ""),
        ..row(Op::CheckReady, "checkReady", Method::Get, "/v1/ready", "audit")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "Assessment: what was counted in a period, and the rates made of it",
        answer: (200, "Kpi"),
        query: &[
            FIGURES[0],
            FIGURES[1],
            FIGURES[2],
            FIGURES[3],
            FIGURES[4],
            FIGURES[5],
            FIGURES[6],
            parameter::COMPARE.row(),
            parameter::FORMAT.row(),
        ],
        ..row(Op::ReadKpi, "readKpi", Method::Get, "/v1/stats/kpi", "stats")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "One measure of assessment as a series over time",
        answer: (200, "Trend"),
        query: &[
            parameter::MEASURE.row(),
            parameter::STEP.row(),
            FIGURES[0],
            FIGURES[1],
            FIGURES[2],
            FIGURES[3],
            FIGURES[4],
            FIGURES[5],
            FIGURES[6],
            parameter::COMPARE.row(),
            parameter::FORMAT.row(),
        ],
        ..row(Op::ReadTrend, "readTrend", Method::Get, "/v1/stats/trend", "stats")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "Hot spots: many citizens with one matter, the hottest first",
        answer: (200, "Hotspots"),
        query: &[
            parameter::HOT_FROM.row(),
            FIGURES[1],
            FIGURES[4],
            FIGURES[5],
            parameter::HOT_LIMIT.row(),
            parameter::COMPARE.row(),
            parameter::FORMAT.row(),
        ],
        ..row(Op::ReadHotspots, "readHotspots", Method::Get, "/v1/stats/hotspots", "stats")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "What people come with week by week, and what rises or falls",
        answer: (200, "Topics"),
        query: &[
            parameter::TOPICS_FROM.row(),
            FIGURES[1],
            parameter::TOPICS_BY.row(),
            FIGURES[3],
            FIGURES[4],
            FIGURES[5],
            FIGURES[6],
            parameter::COMPARE.row(),
            parameter::FORMAT.row(),
        ],
        ..row(Op::ReadTopics, "readTopics", Method::Get, "/v1/stats/topics", "stats")
    },
    Operation {
        summary: "How the hotline works, for everybody: twelve months in figures",
        answer: (200, "PublicFigures"),
        ..row(Op::ReadPublicFigures, "readPublicFigures", Method::Get, "/v1/stats/public", "stats")
    },
    Operation {
        access: Access::Granted(&[AGENT, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::CallsWrite),
        summary: "Report telephone calls, one or up to a hundred; each is counted once by its id",
        request: Some("CallsRequest"),
        answer: (200, "Calls"),
        ..row(Op::RecordCalls, "recordCalls", Method::Post, "/v1/calls", "calls")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM]),
        summary: "Take over another system's old tickets, up to fifty, each once; of what has ended nobody is told",
        request: Some("ImportRequest"),
        answer: (200, "Imported"),
        ..row(Op::ImportTickets, "importTickets", Method::Post, "/v1/import", "import")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Take out the made-up tickets of a demonstration, with their events and what they count for",
        answer: (200, "DemonstrationRemoved"),
        ..row(Op::RemoveDemonstration, "removeDemonstration", Method::Delete, "/v1/import/{id}", "import")
    },
    Operation {
        summary: "The knowledge base: what holds now, newest first, or what fits the words best; all of it for publishers",
        answer: (200, "KnowledgePage"),
        query: &[
            parameter::LIMIT.row(),
            parameter::CURSOR_OF_KNOWLEDGE.row(),
            parameter::QUESTION.row(),
            parameter::ENTRY_KIND.row(),
            parameter::CATEGORY.row(),
            parameter::ENTRY_DEPARTMENT.row(),
            parameter::ENTRY_DISTRICT.row(),
            parameter::ENTRIES_SHOWN.row(),
            parameter::DUE_FOR_REVIEW.row(),
        ],
        ..row(Op::ListKnowledge, "listKnowledge", Method::Get, "/v1/knowledge", "knowledge")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "Add an entry to the knowledge base, published or as a draft",
        request: Some("KnowledgeRequest"),
        answer: (201, "KnowledgeView"),
        idempotent: true,
        ..row(Op::AddKnowledge, "addKnowledge", Method::Post, "/v1/knowledge", "knowledge")
    },
    Operation {
        summary: "One entry of the knowledge base",
        answer: (200, "KnowledgeView"),
        versioned: true,
        ..row(Op::ReadKnowledge, "readKnowledge", Method::Get, "/v1/knowledge/{id}", "knowledge")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "Give an entry its next version: what is left out stays, and a draft stays one until `draft` is false",
        request: Some("KnowledgeRequest"),
        answer: (200, "KnowledgeView"),
        versioned: true,
        ..row(Op::ReplaceKnowledge, "replaceKnowledge", Method::Put, "/v1/knowledge/{id}", "knowledge")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "Withdraw an entry",
        answer: (200, "KnowledgeView"),
        versioned: true,
        ..row(Op::WithdrawKnowledge, "withdrawKnowledge", Method::Delete, "/v1/knowledge/{id}", "knowledge")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, ADMIN]),
        summary: "The versions of an entry, newest first: who changed it when, and to what",
        answer: (200, "KnowledgeVersions"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_VERSIONS.row()],
        ..row(
            Op::ListKnowledgeVersions,
            "listKnowledgeVersions",
            Method::Get,
            "/v1/knowledge/{id}/versions",
            "knowledge",
        )
    },
    Operation {
        summary: "Say whether an entry was helpful",
        request: Some("HelpfulRequest"),
        answer: (204, ""),
        ..row(Op::JudgeKnowledge, "judgeKnowledge", Method::Post, "/v1/knowledge/{id}/helpful", "knowledge")
    },
    Operation {
        summary: "Entries that may help with what is being written, at most five",
        request: Some("SuggestRequest"),
        answer: (200, "Suggestions"),
        ..row(Op::SuggestKnowledge, "suggestKnowledge", Method::Post, "/v1/knowledge/suggest", "knowledge")
    },
    Operation {
        access: Access::Granted(&[AGENT, Grant(Role::Handler, TicketScope::All), SUPERVISOR]),
        summary: "What stands out in a reply before it is handed in: hints, never a verdict",
        request: Some("CheckRequest"),
        answer: (200, "ReplyCheck"),
        ..row(Op::CheckReply, "checkReply", Method::Post, "/v1/knowledge/check", "knowledge")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER_OF_LEAD]),
        summary: "Have a language model draft an answer from the knowledge base; nothing is stored",
        request: Some("DraftRequest"),
        answer: (200, "DraftView"),
        ..row(Op::DraftAnswer, "draftAnswer", Method::Post, "/v1/tickets/{id}/draft", "draft")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsRead),
        summary: "The files that were uploaded to a ticket, and how far those have come that the caller uploads",
        answer: (200, "AttachmentPage"),
        ..row(
            Op::ListAttachments,
            "listAttachments",
            Method::Get,
            "/v1/tickets/{id}/attachments",
            "attachments",
        )
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsWrite),
        summary: "Announce a file, whose bytes then come by `PUT` in parts of at most 1 MiB",
        request: Some("AttachmentRequest"),
        answer: (201, "AttachmentView"),
        idempotent: true,
        ..row(Op::AddAttachment, "addAttachment", Method::Post, "/v1/tickets/{id}/attachments", "attachments")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsRead),
        summary: "Download a file, or the part of it that `Range` names",
        answer: (200, "application/octet-stream"),
        ..row(Op::ReadAttachment, "readAttachment", Method::Get, ONE_ATTACHMENT, "attachments")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsWrite),
        summary: "The next part of a file, as `Content-Range: bytes 0-1048575/2000000` says; `bytes */2000000` and no body asks                   how far it has come",
        request: Some("application/octet-stream"),
        answer: (200, "AttachmentView"),
        ..row(Op::PutAttachment, "putAttachment", Method::Put, ONE_ATTACHMENT, "attachments")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, REPORTER, INTEGRATOR]),
        scope: Some(Scope::TicketsWrite),
        summary: "Take a file away, finished or not: its uploader while the ticket is open, supervisors at any time",
        answer: (204, ""),
        ..row(Op::RemoveAttachment, "removeAttachment", Method::Delete, ONE_ATTACHMENT, "attachments")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, INTEGRATOR]),
        scope: Some(Scope::EventsRead),
        summary: "What happened, as CloudEvents in their order, and where to go on",
        answer: (200, "EventPage"),
        query: &EVENTS,
        ..row(Op::ListEvents, "listEvents", Method::Get, "/v1/events", "events")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, INTEGRATOR]),
        scope: Some(Scope::EventsRead),
        summary: "The same as a batch of CloudEvents; `Link` says where to go on",
        answer: (200, "application/cloudevents-batch+json"),
        query: &EVENTS,
        ..row(Op::ListEventBatch, "listEventBatch", Method::Get, "/v1/events/batch", "events")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, INTEGRATOR]),
        scope: Some(Scope::EventsRead),
        summary: "One event as a structured CloudEvent",
        answer: (200, "application/cloudevents+json"),
        ..row(Op::ReadEvent, "readEvent", Method::Get, "/v1/events/{id}", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "The webhooks, the newest first",
        answer: (200, "WebhookPage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_WEBHOOKS.row()],
        ..row(Op::ListWebhooks, "listWebhooks", Method::Get, "/v1/webhooks", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Have a receiver told of events from now on; its secret is shown this once",
        request: Some("WebhookRequest"),
        answer: (201, "NewWebhook"),
        idempotent: true,
        ..row(Op::AddWebhook, "addWebhook", Method::Post, "/v1/webhooks", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "One webhook, and how its receiver fares",
        answer: (200, "WebhookView"),
        versioned: true,
        ..row(Op::ReadWebhook, "readWebhook", Method::Get, "/v1/webhooks/{id}", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Change, enable or disable a webhook: what is left out stays",
        request: Some("WebhookUpdate"),
        answer: (200, "WebhookView"),
        versioned: true,
        ..row(Op::ReplaceWebhook, "replaceWebhook", Method::Put, "/v1/webhooks/{id}", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Delete a webhook and what is known of its deliveries",
        answer: (204, ""),
        versioned: true,
        ..row(Op::DeleteWebhook, "deleteWebhook", Method::Delete, "/v1/webhooks/{id}", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Give a webhook another secret, shown this once; the one before stays good for a while",
        request: Some("RotationRequest"),
        answer: (200, "NewWebhook"),
        versioned: true,
        ..row(Op::RotateSecret, "rotateSecret", Method::Post, "/v1/webhooks/{id}/secret", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Hand out again what happened after an event",
        request: Some("ReplayRequest"),
        answer: (200, "WebhookView"),
        ..row(Op::ReplayEvents, "replayEvents", Method::Post, "/v1/webhooks/{id}/replay", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "What became of a webhook's events, the newest first",
        answer: (200, "DeliveryPage"),
        query: &[
            parameter::LIMIT.row(),
            parameter::CURSOR_OF_DELIVERIES.row(),
            parameter::DELIVERY_STATUS.row(),
        ],
        ..row(Op::ListDeliveries, "listDeliveries", Method::Get, "/v1/webhooks/{id}/deliveries", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Try dead letters again",
        request: Some("RetryRequest"),
        answer: (200, "Retried"),
        ..row(Op::RetryDeliveries, "retryDeliveries", Method::Post, "/v1/webhooks/{id}/retry", "events")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Send a receiver a test and say what it made of it",
        request: Some("WebhookTestRequest"),
        answer: (200, "WebhookTestResult"),
        ..row(Op::TestWebhook, "testWebhook", Method::Post, "/v1/webhooks/{id}/test", "deliver")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM]),
        scope: Some(Scope::Tick),
        summary: "Scan what waits for it, and delete what nobody finished or nobody needs any more; a scheduler calls it",
        request: Some("TickRequest"),
        answer: (200, "AttachmentsTended"),
        ..row(Op::TendAttachments, "tendAttachments", Method::Post, "/v1/tick/attachments", "attachments")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM]),
        scope: Some(Scope::Tick),
        summary: "Hand events out to the receivers that are due; safe to call at any time",
        request: Some("TickRequest"),
        answer: (200, "Delivered"),
        ..row(Op::Deliver, "deliver", Method::Post, "/v1/deliver", "deliver")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM]),
        scope: Some(Scope::Tick),
        summary: "Send citizens the messages that are due, and call those on duty; safe to call at any time",
        request: Some("TickRequest"),
        answer: (200, "Notified"),
        ..row(Op::Notify, "notify", Method::Post, "/v1/notify", "notify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "What a message would say; nothing is sent",
        request: Some("PreviewRequest"),
        answer: (200, "MessagePreview"),
        ..row(Op::PreviewMessage, "previewMessage", Method::Post, "/v1/messages/preview", "notify")
    },
    Operation {
        summary: "The templates of WeChat's subscription messages that consent can be asked for",
        answer: (200, "WeChatTemplates"),
        ..row(Op::ListWeChatTemplates, "listWeChatTemplates", Method::Get, "/v1/messages/wechat", "notify")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER_OF_NAMED, SUPERVISOR, ADMIN, REPORTER]),
        summary: "Of what the reporter of a ticket was told by message, the newest first",
        answer: (200, "MessagePage"),
        query: &[parameter::LIMIT.row(), parameter::CURSOR_OF_MESSAGES.row()],
        ..row(Op::ListMessages, "listMessages", Method::Get, "/v1/tickets/{id}/messages", "notify")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::MessagesWrite),
        summary: "Report what became of messages that a gateway had taken, up to a hundred",
        request: Some("ReportsRequest"),
        answer: (200, "Reports"),
        ..row(Op::ReportMessages, "reportMessages", Method::Post, "/v1/messages/reports", "notify")
    },
    Operation {
        access: Access::Granted(&[ADMIN, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::MessagesWrite),
        summary: "Hand on what was answered to short messages, up to a hundred: those on duty acknowledge by it",
        request: Some("RepliesRequest"),
        answer: (200, "Replies"),
        ..row(Op::TakeReplies, "takeReplies", Method::Post, "/v1/messages/replies", "notify")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN]),
        summary: "Who is called in an emergency; only administrators see whole numbers",
        answer: (200, "OnCallView"),
        versioned: true,
        ..row(Op::ReadOncall, "readOncall", Method::Get, "/v1/oncall", "notify")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Say who is called in an emergency: what is left out stays",
        request: Some("OnCall"),
        answer: (200, "OnCallView"),
        versioned: true,
        ..row(Op::ReplaceOncall, "replaceOncall", Method::Put, "/v1/oncall", "notify")
    },
    Operation {
        summary: "The page behind the link of a call, with one button",
        answer: (200, "text/html"),
        ..row(Op::OpenAcknowledgement, "openAcknowledgement", Method::Get, "/v1/oncall/ack", "notify")
    },
    Operation {
        summary: "Acknowledge a call with what its link holds",
        request: Some("AcknowledgeRequest"),
        answer: (200, "Acknowledgement"),
        ..row(Op::Acknowledge, "acknowledge", Method::Post, "/v1/oncall/ack", "notify")
    },
    Operation {
        access: Access::Granted(&[AGENT, SUPERVISOR, PUBLISHER, ADMIN]),
        summary: "Emergencies of the last two weeks: which reports are one, who was called, who has acknowledged",
        answer: (200, "Incidents"),
        ..row(Op::ListIncidents, "listIncidents", Method::Get, "/v1/incidents", "notify")
    },
    Operation {
        access: Access::Granted(&[PUBLISHER, SUPERVISOR, ADMIN]),
        summary: "Tell everybody of an incident by a notice",
        request: Some("IncidentNoticeRequest"),
        answer: (201, "NoticeView"),
        idempotent: true,
        ..row(Op::TellOfIncident, "tellOfIncident", Method::Post, "/v1/incidents/{id}/notice", "notify")
    },
    open311(Op::Open311Discovery, "open311Discovery", Method::Get, "/open311/discovery.xml", XML),
    open311(Op::Open311Discovery, "open311DiscoveryJson", Method::Get, "/open311/discovery.json", JSON),
    open311(Op::Open311Discovery, "open311DiscoveryV2", Method::Get, "/open311/v2/discovery.xml", XML),
    open311(Op::Open311Discovery, "open311DiscoveryV2Json", Method::Get, "/open311/v2/discovery.json", JSON),
    open311(Op::Open311ListServices, "open311ListServices", Method::Get, "/open311/v2/services.xml", XML),
    open311(
        Op::Open311ListServices,
        "open311ListServicesJson",
        Method::Get,
        "/open311/v2/services.json",
        JSON,
    ),
    open311(Op::Open311ReadService, "open311ReadService", Method::Get, "/open311/v2/services/{id}", XML),
    open311(Op::Open311PostRequest, "open311PostRequest", Method::Post, "/open311/v2/requests.xml", XML),
    open311(
        Op::Open311PostRequest,
        "open311PostRequestJson",
        Method::Post,
        "/open311/v2/requests.json",
        JSON,
    ),
    open311(Op::Open311ListRequests, "open311ListRequests", Method::Get, "/open311/v2/requests.xml", XML),
    open311(
        Op::Open311ListRequests,
        "open311ListRequestsJson",
        Method::Get,
        "/open311/v2/requests.json",
        JSON,
    ),
    open311(Op::Open311ReadRequest, "open311ReadRequest", Method::Get, "/open311/v2/requests/{id}", XML),
    open311(Op::Open311ReadToken, "open311ReadToken", Method::Get, "/open311/v2/tokens/{id}", XML),
    open311(
        Op::Open311PostUpdate,
        "open311PostUpdate",
        Method::Post,
        "/open311/v2/servicerequestupdates.xml",
        XML,
    ),
    open311(
        Op::Open311PostUpdate,
        "open311PostUpdateJson",
        Method::Post,
        "/open311/v2/servicerequestupdates.json",
        JSON,
    ),
    open311(
        Op::Open311ListUpdates,
        "open311ListUpdates",
        Method::Get,
        "/open311/v2/servicerequestupdates.xml",
        XML,
    ),
    open311(
        Op::Open311ListUpdates,
        "open311ListUpdatesJson",
        Method::Get,
        "/open311/v2/servicerequestupdates.json",
        JSON,
    ),
    open311(Op::Open311Bulk, "open311Bulk", Method::Get, "/open311/v2/bulk.csv", (200, "text/csv")),
];

/// The operations of one component, and what others serve on the same paths: Spin routes by path alone.
#[derive(Clone, Copy, Debug)]
pub struct Routes {
    pub function: &'static str,
    pub rows: &'static [Operation],
}

/// [`Routes`] of a component by its name, chosen when it is compiled: it carries nobody else's rows and texts.
#[macro_export]
macro_rules! routes {
    ($function:literal) => {{
        static ROWS: [$crate::operation::Operation; $crate::operation::count($function)] =
            $crate::operation::chosen($function);
        $crate::operation::Routes { function: $function, rows: &ROWS }
    }};
}

/// How many rows of [`TABLE`] a component needs.
#[must_use]
pub const fn count(function: &str) -> usize {
    let (mut rows, mut count) = (TABLE, 0);
    while let [row, rest @ ..] = rows {
        if concerns(row, function) {
            count += 1;
        }
        rows = rest;
    }
    count
}

/// The rows of [`TABLE`] that a component needs; `N` is their [`count`].
#[must_use]
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which reports a wrong count")]
pub const fn chosen<const N: usize>(function: &str) -> [Operation; N] {
    let mut chosen = [TABLE[0]; N];
    let (mut rows, mut place) = (TABLE, 0);
    while let [row, rest @ ..] = rows {
        if concerns(row, function) {
            chosen[place] = *row;
            place += 1;
        }
        rows = rest;
    }
    chosen
}

/// Whether a component serves the row or another one on its path.
const fn concerns(row: &Operation, function: &str) -> bool {
    let mut rows = TABLE;
    while let [other, rest @ ..] = rows {
        if same(other.function, function) && same(other.path, row.path) {
            return true;
        }
        rows = rest;
    }
    false
}

const fn same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([a, ones @ ..], [b, others @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (ones, others);
    }
    one.is_empty() && other.is_empty()
}

/// The operations of one component.
pub fn of_function(function: &str) -> impl Iterator<Item = &'static Operation> {
    TABLE.iter().filter(move |operation| operation.function == function)
}

/// What the path of a file ends with.
pub const CSV: &str = ".csv";

/// Matches a path against a pattern with `{name}` segments; the answer is the variable's value, or an empty text when
/// the pattern has none. Of several it is all of the path from the first to the last.
#[must_use]
pub fn matches<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let mut variables: Option<(usize, usize)> = None;
    let mut segments = path.split('/');
    let mut at = 0;
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        let end = at + segment.len();
        if expected.starts_with('{') {
            if segment.is_empty() {
                return None;
            }
            variables = Some((variables.map_or(at, |(first, _)| first), end));
        } else if expected != segment {
            return None;
        }
        at = end + 1;
    }
    let value = variables.map_or(Some(""), |(from, to)| path.get(from..to));
    value.filter(|_| segments.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_match_patterns() {
        assert_eq!(matches("/v1/tickets/{id}", "/v1/tickets/1"), Some("1"));
        assert_eq!(matches("/v1/tickets/{id}/rating", "/v1/tickets/1/rating"), Some("1"));
        assert_eq!(matches("/v1/tickets", "/v1/tickets"), Some(""));
        assert_eq!(matches("/a/{id}/b/{of}", "/a/1/b/2"), Some("1/b/2"));
        assert_eq!(matches("/a/{id}/b/{of}", "/a/1/b/"), None);
        assert_eq!(matches("/a/{id}/b/{of}", "/a/1/c/2"), None);
        for (pattern, path) in [
            ("/v1/tickets/{id}", "/v1/tickets/"),
            ("/v1/tickets/{id}", "/v1/tickets"),
            ("/v1/tickets/{id}", "/v1/tickets/1/rating"),
            ("/v1/tickets", "/v1/tickets/"),
        ] {
            assert_eq!(matches(pattern, path), None, "{pattern} {path}");
        }
    }

    #[test]
    fn a_component_has_its_own_rows_and_those_on_the_same_paths() {
        let ids = |routes: Routes| routes.rows.iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(routes!("audit")), ["listAudit", "verifyAudit", "checkReady"]);
        assert_eq!(ids(routes!("rate")), ["rateTicket"]);
        assert_eq!(ids(routes!("submit")), ["submitTicket", "listTickets"], "the path of both");
        for row in TABLE {
            let own = TABLE.iter().filter(|other| other.function == row.function).count();
            assert!(count(row.function) >= own, "{}", row.function);
        }
        assert_eq!(count("nobody") + count(""), 0);
    }

    #[test]
    fn no_two_rows_serve_the_same_request() {
        for (n, a) in TABLE.iter().enumerate() {
            for b in TABLE.iter().skip(n + 1) {
                assert!(a.id != b.id && (a.method != b.method || a.path != b.path), "{} and {}", a.id, b.id);
            }
            assert!(!a.summary.is_empty() && a.answer.1.is_empty() == (a.answer.0 == 204), "{}", a.id);
        }
    }
}
