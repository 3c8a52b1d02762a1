//! Every route of the hotline, as one table: method, path, the component that serves it, and the
//! roles that may call it, on whose tickets. The edge routes and checks permission by it, `openapi.json` is printed
//! from it, and a test holds it against `spin.toml`. With which *action* a party may change a ticket
//! is the workflow's table, not this one.

use minsheng_types::words::{Role, Scope};

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
    RecordCalls,
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

/// A query parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    pub name: &'static str,
    pub about: &'static str,
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

const fn param(name: &'static str, about: &'static str) -> Param {
    Param { name, about }
}

/// Items that a page may hold, and those that it holds unless `limit` says otherwise.
pub const MAX_PAGE_SIZE: u32 = 100;
pub const DEFAULT_PAGE_SIZE: u32 = 20;

const PAGE: [Param; 2] = [
    param("limit", "Items on a page, 1 to 100; 20 by default"),
    param("cursor", "`next` of the page before"),
];

/// What was in force when a ticket was dispatched, or a deadline was set.
const VERSION: [Param; 1] =
    [param("version", "An earlier version, by its number; by default the one in force")];

/// Figures as a file, and beside those of an earlier period.
const AS_FILE: Param = param("format", "`csv` answers a file for a spreadsheet");
const COMPARE: Param = param(
    "compare",
    "Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before",
);

/// Which figures.
const FIGURES: [Param; 7] = [
    param("from", "The first day, 2026-01-01; by default the first of the month of `to`"),
    param("to", "The last day, included; by default today"),
    param("by", "`department`, `category`, `district`, `channel` or `none`"),
    param("department", "One department; a handler sees their own only"),
    param("category", "One category"),
    param("district", "One district"),
    param("channel", "One channel"),
];

/// The routes.
pub const TABLE: &[Operation] = &[
    Operation {
        scope: Some(Scope::TicketsWrite),
        summary: "Take a citizen's demand",
        request: Some("SubmitRequest"),
        answer: (201, "Receipt"),
        query: &[param(
            "include",
            "`similar`, `answers` or both, with a comma between: what the receipt holds beside what became of the demand",
        )],
        idempotent: true,
        ..row(Op::SubmitTicket, "submitTicket", Method::Post, "/v1/tickets", "submit")
    },
    Operation {
        access: Access::Granted(&[AGENT, HANDLER, SUPERVISOR, ADMIN, SYSTEM, INTEGRATOR]),
        scope: Some(Scope::TicketsRead),
        summary: "The work list: filter, search, sort, page, export",
        answer: (200, "TicketPage"),
        query: &[
            PAGE[0],
            PAGE[1],
            param("state", "One state, or `open`"),
            param("category", "One category"),
            param("kind", "One kind of demand"),
            param("urgency", "One urgency"),
            param("lead", "Led by this department"),
            param("needs_review", "`true`: the classification wants a person"),
            param("overdue", "`true`: past its deadline"),
            param(
                "owes",
                "What somebody owes, any of these, with commas between or repeated: `extension`, `return`, `dispute`, \
                 `review`, `placing`, `sign_late`, `contact_late`, `finish_late`",
            ),
            param("supervision", "Open tickets under supervision of this level or a higher one, 1 to 3"),
            param("reporters", "Of so many citizens at least: its own, and those merged into it"),
            param("district", "In this district"),
            param("channel", "Through this channel"),
            param(
                "created_from",
                "Came in on this day or later, 2026-11-23; or a moment, 2026-11-23T10:00:00+08:00",
            ),
            param("created_until", "… up to this day, included; or before this moment"),
            param("due_from", "Its deadline likewise"),
            param("due_until", "… and until when"),
            param("closed_from", "Ended likewise: closed, declined, merged or withdrawn"),
            param("closed_until", "… and until when"),
            param("external_ref", "What another system calls it; that system, agents and supervisors"),
            param("updated_since", "Changed on this day or later, or from this moment on"),
            param("q", "Words in subject or content"),
            param(
                "sort",
                "`newest` (default), `oldest`, or the nearest first by deadline: `due`, `sign_due` (not signed yet), \
                 `contact_due` (nobody contacted yet); for the system that handed them in also `updated`, the oldest change first",
            ),
            param("format", "`csv` streams the whole list"),
        ],
        ..row(Op::ListTickets, "listTickets", Method::Get, "/v1/tickets", "worklist")
    },
    Operation {
        access: Access::Granted(STAFF),
        summary: "How many open tickets wait for what: by state, by what is owed, to review, under supervision",
        answer: (200, "QueueCounts"),
        query: &[param("lead", "Of what this department leads")],
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
        query: &[PAGE[0]],
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
        ..row(
            Op::ClassifyTicket,
            "classifyTicket",
            Method::Post,
            "/v1/tickets/{id}/classification",
            "classify",
        )
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
        query: &[PAGE[0], PAGE[1], param("until", "Only tickets that came in before this day, 2027-01-01")],
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
        access: Access::Granted(&[AGENT, SUPERVISOR, HANDLER, SYSTEM, REPORTER]),
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
        query: &[PAGE[0], PAGE[1], param("category", "One category"), param("state", "Publishers: `all`")],
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
        ..row(Op::NoticesAtom, "noticesAtom", Method::Get, "/v1/notices.atom", "notice")
    },
    Operation {
        summary: "The newest notices as a JSON feed",
        answer: (200, "application/feed+json"),
        ..row(Op::NoticesJson, "noticesJson", Method::Get, "/v1/notices.json", "notice")
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
        query: &VERSION,
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
        query: &[
            param("text", "What the demand says; required"),
            param("district", "The district that it gives"),
        ],
        ..row(Op::TryCatalogue, "tryCatalogue", Method::Get, "/v1/catalogue/try", "classify")
    },
    Operation {
        summary: "Deadlines, limits and the calendar in force",
        answer: (200, "SettingsView"),
        query: &VERSION,
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
        access: Access::Granted(&[ADMIN]),
        summary: "The accounts of staff",
        answer: (200, "AccountPage"),
        query: &PAGE,
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
        query: &PAGE,
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
        query: &PAGE,
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
        summary: "This interface as OpenAPI 3.1",
        answer: (200, "application/json"),
        ..row(Op::ReadOpenApi, "readOpenApi", Method::Get, "/v1/openapi.json", "workflow")
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
        query: &PAGE,
        ..row(Op::ReadMyData, "readMyData", Method::Get, "/v1/my/data", "reporter")
    },
    Operation {
        access: Access::Granted(&[REPORTER]),
        summary: "Delete who reported on every ticket of a citizen on which nothing is owed any more",
        answer: (200, "Erasure"),
        query: &[PAGE[1]],
        ..row(Op::EraseMyData, "eraseMyData", Method::Delete, "/v1/my/data", "reporter")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "The audit log, newest first",
        answer: (200, "AuditPage"),
        query: &[
            PAGE[0],
            PAGE[1],
            param("sub", "Whose acts"),
            param("act", "One kind of act, as `reporter.reveal`; `GET /v1/words` lists them"),
            param("object", "What it was done to, as a ticket's number"),
            param("request", "For which request, as its answer's `X-Request-Id` said"),
            param("from", "Not earlier than this"),
            param("to", "Earlier than this"),
        ],
        ..row(Op::ListAudit, "listAudit", Method::Get, "/v1/audit", "audit")
    },
    Operation {
        access: Access::Granted(&[ADMIN]),
        summary: "Whether the audit log is as it was written",
        answer: (200, "AuditVerdict"),
        query: &[
            param("after", "`next` of the walk before"),
            param("head_seq", "An earlier end of the log …"),
            param("head_hash", "… and the hash that it had"),
        ],
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
            FIGURES[0], FIGURES[1], FIGURES[2], FIGURES[3], FIGURES[4], FIGURES[5], FIGURES[6], COMPARE,
            AS_FILE,
        ],
        ..row(Op::ReadKpi, "readKpi", Method::Get, "/v1/stats/kpi", "stats")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "One measure of assessment as a series over time",
        answer: (200, "Trend"),
        query: &[
            param("measure", "A counter or a rate, see `definitions` of the kpi; `received` by default"),
            param("step", "`day` (default), `week` (from Monday) or `month`"),
            FIGURES[0],
            FIGURES[1],
            FIGURES[2],
            FIGURES[3],
            FIGURES[4],
            FIGURES[5],
            FIGURES[6],
            COMPARE,
            AS_FILE,
        ],
        ..row(Op::ReadTrend, "readTrend", Method::Get, "/v1/stats/trend", "stats")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "Hot spots: many citizens with one matter, the hottest first",
        answer: (200, "Hotspots"),
        query: &[
            param(
                "from",
                "Those to which something was added on this day or later; by default 30 days before `to`",
            ),
            FIGURES[1],
            FIGURES[4],
            FIGURES[5],
            param("limit", "How many, 1 to 100; 20 by default"),
            COMPARE,
            AS_FILE,
        ],
        ..row(Op::ReadHotspots, "readHotspots", Method::Get, "/v1/stats/hotspots", "stats")
    },
    Operation {
        access: Access::Granted(&[SUPERVISOR, ADMIN, AGENT, HANDLER, SYSTEM, INTEGRATOR_ALL]),
        scope: Some(Scope::StatsRead),
        summary: "What people come with week by week, and what rises or falls",
        answer: (200, "Topics"),
        query: &[
            param("from", "The first day, 2026-01-01; by default twelve weeks up to `to`"),
            FIGURES[1],
            param("by", "`category` (default) or `district`"),
            FIGURES[3],
            FIGURES[4],
            FIGURES[5],
            FIGURES[6],
            COMPARE,
            AS_FILE,
        ],
        ..row(Op::ReadTopics, "readTopics", Method::Get, "/v1/stats/topics", "stats")
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
        summary: "The knowledge base: what holds now, newest first, or what fits the words best; all of it for publishers",
        answer: (200, "KnowledgePage"),
        query: &[
            PAGE[0],
            PAGE[1],
            param("q", "Words to look for"),
            param("kind", "`policy`, `law`, `guide` or `answer`"),
            param("category", "One category"),
            param("department", "One department, by its code"),
            param("district", "For this district, or for the whole city"),
            param("state", "Publishers and administrators: `all`"),
            param(
                "due_for_review",
                "Publishers, administrators and, of their department's, handlers: `true`: whose time to be looked at has come",
            ),
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
        query: &PAGE,
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

/// Matches a path against a pattern with `{name}` segments; the answer is the variable's value, or
/// an empty text when the pattern has none.
#[must_use]
pub fn matches<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let mut value = "";
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        if expected.starts_with('{') {
            if segment.is_empty() {
                return None;
            }
            value = segment;
        } else if expected != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_match_patterns() {
        assert_eq!(matches("/v1/tickets/{id}", "/v1/tickets/1"), Some("1"));
        assert_eq!(matches("/v1/tickets/{id}/rating", "/v1/tickets/1/rating"), Some("1"));
        assert_eq!(matches("/v1/tickets", "/v1/tickets"), Some(""));
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
