//! The types behind the names in the operation table.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use minsheng_api::adopted::AdoptedView;
use minsheng_api::answers::{
    CatalogueView, Classified, DepartmentView, NoticeView, Page, ProblemView, Receipt, SettingsView,
    TicketView, WhoAmI,
};
use minsheng_api::assessment::{KpiView, TrendView};
use minsheng_api::attachments::{AttachmentRequest, AttachmentView, AttachmentsTended};
use minsheng_api::calls::{CallsRequest, CallsView};
use minsheng_api::catalogue::CatalogueTrial;
use minsheng_api::drafting::{DraftRequest, DraftView};
use minsheng_api::events::{
    Delivered, DeliveryView, EventPage, NewWebhook, ReplayRequest, Retried, RetryRequest, RotationRequest,
    WebhookRequest, WebhookTestRequest, WebhookTestResult, WebhookUpdate, WebhookView,
};
use minsheng_api::hotspot::HotspotsView;
use minsheng_api::identity::{
    AccountRequest, AccountView, CitizenRequest, CitizenToken, CodeRequest, CodeSent, FactorConfirmation,
    FactorRequest, FactorView, KeyRequest, LoginRequest, NewKey, PasswordRequest, RecoveryCodes,
    RefreshRequest, RevocationRequest, RevocationView, Tokens, WeChatRequest,
};
use minsheng_api::import::{ImportRequest, ImportView, RemovedView};
use minsheng_api::knowledge::{
    EntryLine, EntryRequest, EntryView, HelpfulRequest, SuggestRequest, Suggestions,
};
use minsheng_api::lists::{Taxonomy, Words};
use minsheng_api::messages::{
    MessagePreview, MessageView, Notified, PreviewRequest, Replies, RepliesRequest, Reports, ReportsRequest,
    WeChatTemplates,
};
use minsheng_api::models::{ActivationRequest, ModelView, ModelsView, Trial, TrialRequest};
use minsheng_api::oncall::{
    AcknowledgeRequest, Acknowledgement, IncidentNoticeRequest, Incidents, OnCallView,
};
use minsheng_api::privacy::{
    CallerRequest, CorrectionRequest, Erasure, OwnTicket, ReporterView, RevealRequest,
};
use minsheng_api::public_figures::PublicFigures;
use minsheng_api::reply_check::CheckRequest;
use minsheng_api::requests::{
    AssignmentRequest, CatalogueRequest, ClassificationRequest, ClassifyRequest, NoticeRequest,
    RatingRequest, SubmitRequest, UpdateRequest,
};
use minsheng_api::scheduled::{TickRequest, Ticked};
use minsheng_api::similar::{SimilarNumbers, SimilarRequest, SimilarView};
use minsheng_api::survey::{SurveyRequest, SurveyResultsView, SurveyTextView, SurveyView};
use minsheng_api::topics::TopicsView;
use minsheng_api::understanding::{Understanding, UnderstandingRequest};
use minsheng_core::audit;
use minsheng_core::catalogue::Department;
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::identity::{AccountUpdate, KeyView};
use minsheng_core::knowledge::Revision;
use minsheng_core::models::Settled;
use minsheng_core::oncall::OnCall;
use minsheng_core::operation::TABLE;
use minsheng_core::privacy::CallerTicket;
use minsheng_core::settings::Settings;
use minsheng_core::survey::SurveyAnswer;
use minsheng_core::ticket::MaskedReporter;
use minsheng_core::worklist::MyTicket;
use minsheng_core::worklist::{QueueCounts, TicketLine};
use minsheng_language::reply_check::ReplyCheck;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

/// Which way a body goes. What may be left out of a request is always there in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    In,
    Out,
}

/// A type by its name in the operation table.
pub struct Type {
    pub name: &'static str,
    pub way: Way,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

const fn named<T: JsonSchema>(name: &'static str, way: Way) -> Type {
    Type { name, way, schema: T::json_schema }
}

/// The error body; every operation can answer with it, so no row of the table names it.
pub const PROBLEM: &str = "Problem";

pub const TYPES: &[Type] = &[
    named::<SubmitRequest>("SubmitRequest", Way::In),
    named::<ClassifyRequest>("ClassifyRequest", Way::In),
    named::<ClassificationRequest>("ClassificationRequest", Way::In),
    named::<AssignmentRequest>("AssignmentRequest", Way::In),
    named::<UpdateRequest>("UpdateRequest", Way::In),
    named::<RatingRequest>("RatingRequest", Way::In),
    named::<NoticeRequest>("NoticeRequest", Way::In),
    named::<DepartmentRequest>("DepartmentRequest", Way::In),
    named::<CatalogueRequest>("CatalogueRequest", Way::In),
    named::<Settings>("Settings", Way::In),
    named::<Receipt>("Receipt", Way::Out),
    named::<Page<TicketLine>>("TicketPage", Way::Out),
    named::<QueueCounts>("QueueCounts", Way::Out),
    named::<TicketView>("TicketView", Way::Out),
    named::<Classified>("Classified", Way::Out),
    named::<TrialRequest>("TrialRequest", Way::In),
    named::<ActivationRequest>("ActivationRequest", Way::In),
    named::<ModelView>("Model", Way::Out),
    named::<ModelsView>("Models", Way::Out),
    named::<Trial>("Trial", Way::Out),
    named::<Page<Settled>>("SettledPage", Way::Out),
    named::<Page<NoticeView>>("NoticePage", Way::Out),
    named::<NoticeView>("NoticeView", Way::Out),
    named::<SurveyRequest>("SurveyRequest", Way::In),
    named::<SurveyAnswer>("SurveyAnswer", Way::In),
    named::<SurveyView>("SurveyView", Way::Out),
    named::<Page<SurveyView>>("SurveyPage", Way::Out),
    named::<Page<SurveyTextView>>("SurveyTextPage", Way::Out),
    named::<SurveyResultsView>("SurveyResults", Way::Out),
    named::<Page<AdoptedView>>("AdoptedPage", Way::Out),
    named::<Page<Department>>("DepartmentPage", Way::Out),
    named::<DepartmentView>("DepartmentView", Way::Out),
    named::<CatalogueView>("CatalogueView", Way::Out),
    named::<CatalogueTrial>("CatalogueTrial", Way::Out),
    named::<SettingsView>("SettingsView", Way::Out),
    named::<WhoAmI>("WhoAmI", Way::Out),
    named::<TickRequest>("TickRequest", Way::In),
    named::<Ticked>("Ticked", Way::Out),
    named::<LoginRequest>("LoginRequest", Way::In),
    named::<FactorRequest>("FactorRequest", Way::In),
    named::<FactorConfirmation>("FactorConfirmation", Way::In),
    named::<FactorView>("FactorView", Way::Out),
    named::<RecoveryCodes>("RecoveryCodes", Way::Out),
    named::<RefreshRequest>("RefreshRequest", Way::In),
    named::<PasswordRequest>("PasswordRequest", Way::In),
    named::<CodeRequest>("CodeRequest", Way::In),
    named::<CitizenRequest>("CitizenRequest", Way::In),
    named::<WeChatRequest>("WeChatRequest", Way::In),
    named::<AccountRequest>("AccountRequest", Way::In),
    named::<AccountUpdate>("AccountUpdate", Way::In),
    named::<RevocationRequest>("RevocationRequest", Way::In),
    named::<KeyRequest>("KeyRequest", Way::In),
    named::<Tokens>("Tokens", Way::Out),
    named::<CodeSent>("CodeSent", Way::Out),
    named::<CitizenToken>("CitizenToken", Way::Out),
    named::<Page<AccountView>>("AccountPage", Way::Out),
    named::<AccountView>("AccountView", Way::Out),
    named::<RevocationView>("RevocationView", Way::Out),
    named::<Page<KeyView>>("KeyPage", Way::Out),
    named::<NewKey>("NewKey", Way::Out),
    named::<KeyView>("KeyView", Way::Out),
    named::<Page<MyTicket>>("MyTicketPage", Way::Out),
    named::<minsheng_api::workflow::Document>("Workflow", Way::Out),
    named::<Words>("Words", Way::Out),
    named::<Taxonomy>("Taxonomy", Way::Out),
    named::<RevealRequest>("RevealRequest", Way::In),
    named::<CorrectionRequest>("CorrectionRequest", Way::In),
    named::<CallerRequest>("CallerRequest", Way::In),
    named::<ReporterView>("ReporterView", Way::Out),
    named::<MaskedReporter>("MaskedReporter", Way::Out),
    named::<Page<CallerTicket>>("CallerTickets", Way::Out),
    named::<Page<OwnTicket>>("OwnData", Way::Out),
    named::<Erasure>("Erasure", Way::Out),
    named::<Page<audit::Line>>("AuditPage", Way::Out),
    named::<audit::Verdict>("AuditVerdict", Way::Out),
    named::<ProblemView>(PROBLEM, Way::Out),
    named::<KpiView>("Kpi", Way::Out),
    named::<TrendView>("Trend", Way::Out),
    named::<HotspotsView>("Hotspots", Way::Out),
    named::<TopicsView>("Topics", Way::Out),
    named::<PublicFigures>("PublicFigures", Way::Out),
    named::<SimilarView>("SimilarTickets", Way::Out),
    named::<SimilarRequest>("SimilarRequest", Way::In),
    named::<SimilarNumbers>("SimilarNumbers", Way::Out),
    named::<UnderstandingRequest>("UnderstandingRequest", Way::In),
    named::<Understanding>("Understanding", Way::Out),
    named::<CallsRequest>("CallsRequest", Way::In),
    named::<CallsView>("Calls", Way::Out),
    named::<ImportRequest>("ImportRequest", Way::In),
    named::<ImportView>("Imported", Way::Out),
    named::<RemovedView>("DemonstrationRemoved", Way::Out),
    named::<EntryRequest>("KnowledgeRequest", Way::In),
    named::<EntryView>("KnowledgeView", Way::Out),
    named::<Page<EntryLine>>("KnowledgePage", Way::Out),
    named::<Page<Revision>>("KnowledgeVersions", Way::Out),
    named::<HelpfulRequest>("HelpfulRequest", Way::In),
    named::<SuggestRequest>("SuggestRequest", Way::In),
    named::<Suggestions>("Suggestions", Way::Out),
    named::<CheckRequest>("CheckRequest", Way::In),
    named::<ReplyCheck>("ReplyCheck", Way::Out),
    named::<DraftRequest>("DraftRequest", Way::In),
    named::<DraftView>("DraftView", Way::Out),
    named::<AttachmentRequest>("AttachmentRequest", Way::In),
    named::<AttachmentView>("AttachmentView", Way::Out),
    named::<Page<AttachmentView>>("AttachmentPage", Way::Out),
    named::<AttachmentsTended>("AttachmentsTended", Way::Out),
    named::<EventPage>("EventPage", Way::Out),
    named::<WebhookRequest>("WebhookRequest", Way::In),
    named::<WebhookUpdate>("WebhookUpdate", Way::In),
    named::<WebhookView>("WebhookView", Way::Out),
    named::<Page<WebhookView>>("WebhookPage", Way::Out),
    named::<NewWebhook>("NewWebhook", Way::Out),
    named::<RotationRequest>("RotationRequest", Way::In),
    named::<ReplayRequest>("ReplayRequest", Way::In),
    named::<RetryRequest>("RetryRequest", Way::In),
    named::<Retried>("Retried", Way::Out),
    named::<Page<DeliveryView>>("DeliveryPage", Way::Out),
    named::<WebhookTestRequest>("WebhookTestRequest", Way::In),
    named::<WebhookTestResult>("WebhookTestResult", Way::Out),
    named::<Delivered>("Delivered", Way::Out),
    named::<Notified>("Notified", Way::Out),
    named::<PreviewRequest>("PreviewRequest", Way::In),
    named::<MessagePreview>("MessagePreview", Way::Out),
    named::<Page<MessageView>>("MessagePage", Way::Out),
    named::<ReportsRequest>("ReportsRequest", Way::In),
    named::<Reports>("Reports", Way::Out),
    named::<RepliesRequest>("RepliesRequest", Way::In),
    named::<Replies>("Replies", Way::Out),
    named::<WeChatTemplates>("WeChatTemplates", Way::Out),
    named::<OnCall>("OnCall", Way::In),
    named::<OnCallView>("OnCallView", Way::Out),
    named::<AcknowledgeRequest>("AcknowledgeRequest", Way::In),
    named::<Acknowledgement>("Acknowledgement", Way::Out),
    named::<Incidents>("Incidents", Way::Out),
    named::<IncidentNoticeRequest>("IncidentNoticeRequest", Way::In),
];

pub fn generator(way: Way, definitions: &'static str) -> SchemaGenerator {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = definitions.into());
    let settings = match way {
        Way::In => settings.for_deserialize(),
        Way::Out => settings.for_serialize(),
    };
    settings.into_generator()
}

/// One schema for each type, each complete in itself.
pub fn standalone() -> Vec<(&'static str, Value)> {
    let one = |t: &Type| {
        let mut generator = generator(t.way, "/$defs");
        let schema = (t.schema)(&mut generator);
        let mut map = Map::new();
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("title".into(), t.name.into());
        map.extend(Value::from(schema).as_object().cloned().unwrap_or_default());
        let definitions = generator.take_definitions(true);
        if !definitions.is_empty() {
            map.insert("$defs".into(), Value::Object(definitions));
        }
        (t.name, Value::Object(map))
    };
    TYPES.iter().map(one).collect()
}

const COMPONENTS: &str = "#/components/schemas/";

/// All of them and what they refer to, as OpenAPI's `components/schemas`. A type whose shape
/// depends on its way goes by its name in answers and by `…Input` in requests.
pub fn components() -> Result<BTreeMap<String, Value>> {
    let out = collect(Way::Out);
    let mut all = out.clone();
    let mut both: BTreeMap<String, Value> = collect(Way::In);
    let renamed: Vec<String> = both
        .iter()
        .filter(|(name, schema)| out.get(*name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name.clone())
        .collect();
    for schema in both.values_mut() {
        rename(schema, &renamed);
    }
    for (name, schema) in both {
        let name = if renamed.contains(&name) { format!("{name}Input") } else { name };
        if all.get(&name).is_some_and(|other| *other != schema) {
            bail!("two types are called {name}: rename one");
        }
        all.insert(name, schema);
    }
    Ok(all)
}

fn collect(way: Way) -> BTreeMap<String, Value> {
    let mut generator = generator(way, "/components/schemas");
    let mut all = BTreeMap::new();
    for t in TYPES.iter().filter(|t| t.way == way) {
        all.insert(t.name.to_owned(), (t.schema)(&mut generator).into());
    }
    if way == Way::In {
        for param in
            TABLE.iter().flat_map(|operation| operation.query.iter().copied().chain(operation.variables()))
        {
            (param.described.schema)(&mut generator);
        }
    }
    for (name, schema) in generator.take_definitions(true) {
        all.entry(name).or_insert(schema);
    }
    all.values_mut().for_each(tell_defaults);
    all
}

/// Has a field that may be left out say in words what it is then: a `default` beside it has makers of clients ask for
/// the field all the same. That it is null, empty or false goes without saying.
fn tell_defaults(schema: &mut Value) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, field) in fields {
            let Some(field) = field.as_object_mut().filter(|_| !required.iter().any(|one| one == name))
            else {
                continue;
            };
            let Some(default) = field.remove("default") else { continue };
            let empty = [Value::Null, Value::Bool(false), Value::Array(Vec::new())];
            if !empty.contains(&default) && default.as_object().is_none_or(|map| !map.is_empty()) {
                let about = field.get("description").and_then(Value::as_str).map(|about| format!("{about} "));
                let told = format!("{}By default {default}.", about.unwrap_or_default());
                field.insert("description".into(), told.into());
            }
        }
    }
    match schema {
        Value::Object(map) => map.values_mut().for_each(tell_defaults),
        Value::Array(items) => items.iter_mut().for_each(tell_defaults),
        _ => {}
    }
}

/// Turns references to the types of `names` into references to their `…Input`.
fn rename(schema: &mut Value, names: &[String]) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, names)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        let name = reference.strip_prefix(COMPONENTS);
                        if name.is_some_and(|name| names.iter().any(|renamed| renamed == name)) {
                            reference.push_str("Input");
                        }
                    }
                    other => rename(other, names),
                }
            }
        }
        _ => {}
    }
}

/// A reference to a type in the OpenAPI document.
pub fn reference(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("{COMPONENTS}{name}") })
}
