//! `/v1/departments`, `/v1/catalogue`, `/v1/settings`: who there is, who leads for what, and how
//! long things may take; and what would become of a demand by them.
#![cfg(target_arch = "wasm32")]

mod trial;

use http::StatusCode;
use minsheng_api::answers::{CatalogueView, DepartmentView, Page, SettingsView};
use minsheng_api::requests::CatalogueRequest;
use minsheng_api::warnings;
use minsheng_core::audit::{Act, Entry, changes, changes_from};
use minsheng_core::catalogue::Catalogue;
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::operation::Op;
use minsheng_core::parameter::VERSION;
use minsheng_core::settings::Settings;
use minsheng_desk::{Departments, catalogue_of, entry, open, rules_of, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::catalogue::PutDepartment;
use minsheng_store::{catalogue, in_force, settings};
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Name;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("catalogue"), request, async |call: &Call| match call.op() {
        Op::ListDepartments => list_departments(call).await,
        Op::AddDepartment => add_department(call).await,
        Op::ReadCatalogue => read_catalogue(call).await,
        Op::ReplaceCatalogue => replace_catalogue(call).await,
        Op::TryCatalogue => trial::try_catalogue(call).await,
        Op::ReadSettings => read_settings(call).await,
        Op::ReplaceSettings => replace_settings(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list_departments(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let items = catalogue::departments(&db).await.map_err(storage_problem)?;
    Answer::ok(&Page { items, next: None })
}

/// Open tickets of a retired department that are listed at once; the work list has all.
const MOST_LISTED: u32 = 100;

async fn add_department(call: &Call) -> Result<Answer, Problem> {
    let request: DepartmentRequest = call.change()?.of_text(b"{}", &["version", "open_tickets"])?;
    let db = open(call).await?;
    let act = match request.retired {
        Some(true) => Act::DepartmentRetire,
        _ => Act::DepartmentPut,
    };
    let name = request.name.as_ref().map_or("", Name::as_str);
    let entry = entry(call, act, request.code.as_str(), name);
    let put = catalogue::put_department(&db, db.chain(), &request, &entry, call.now).await;
    let (status, department) = match put.map_err(storage_problem)? {
        PutDepartment::Added(department) => (StatusCode::CREATED, department),
        PutDepartment::Changed(department) => (StatusCode::OK, department),
        PutDepartment::InUse => return Err(Problem::field("/retired", Invalid::InUse)),
        PutDepartment::Faulty(fault) => return Err(Problem::fields(vec![fault])),
    };
    let open_tickets = if department.retired {
        Some(catalogue::left_open(&db, &request.code, MOST_LISTED).await.map_err(storage_problem)?)
    } else {
        None
    };
    Answer::json(status, &DepartmentView { department, open_tickets })
}

async fn read_catalogue(call: &Call) -> Result<Answer, Problem> {
    let version = call.parameter(&VERSION)?;
    let db = open(call).await?;
    let Catalogue { version, rules } = match version {
        Some(version) => {
            catalogue::find(&db, version.0).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?
        }
        None => minsheng_desk::catalogue(&db).await?.as_ref().clone(),
    };
    let view = CatalogueView { version, rules, warnings: Vec::new() };
    Ok(Answer::ok(&view)?.version(number(view.version)))
}

async fn replace_catalogue(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    let db = open(call).await?;
    let versions = in_force::versions(&db).await.map_err(storage_problem)?;
    let Catalogue { version: seen, rules } = catalogue_of(&db, versions.catalogue).await?.as_ref().clone();
    call.check_version(number(seen))?;
    let view = |rules| CatalogueView { version: seen, rules, warnings: Vec::new() };
    let before = view(rules);
    let request: CatalogueRequest = wanted.of_what(&before, &["warnings"])?;
    let departments = Departments::of(&db, versions.departments, call.lang).await?;
    let limits = rules_of(&db, versions.settings).await?;
    let mut faults = minsheng_core::catalogue::faults(&request.rules);
    for (place, rule) in request.rules.iter().enumerate() {
        let named = std::iter::once(("lead".to_owned(), &rule.lead))
            .chain(rule.assists.iter().enumerate().map(|(n, dept)| (format!("assists/{n}"), dept)));
        let refused = named.filter_map(|(field, dept)| Some((field, departments.refuses(dept)?)));
        faults.extend(
            refused.map(|(field, invalid)| Fault { pointer: format!("/rules/{place}/{field}"), invalid }),
        );
    }
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    let changes = changes(Some(&before), Some(&view(request.rules.clone())));
    let entry = entry(call, Act::CatalogueReplace, "", format!("{} rules", request.rules.len()));
    let entry = Entry { changes, ..entry };
    let replaced = catalogue::replace(&db, db.chain(), seen, &request.rules, entry, call.now).await;
    match replaced.map_err(storage_problem)? {
        Some(version) => {
            let warnings = warnings::of_catalogue(&request.rules, &limits, call.lang);
            let view = CatalogueView { version, rules: request.rules, warnings };
            Ok(Answer::ok(&view)?.version(number(version)))
        }
        None => Err(Kind::VersionMismatch.into()),
    }
}

fn number(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}

async fn read_settings(call: &Call) -> Result<Answer, Problem> {
    let version = call.parameter(&VERSION)?;
    let db = open(call).await?;
    let (version, settings) = match version {
        Some(version) => {
            settings::find(&db, version.0).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?
        }
        None => settings::newest(&db).await.map_err(storage_problem)?.unwrap_or_default(),
    };
    let view = SettingsView { version, settings, warnings: Vec::new() };
    Ok(Answer::ok(&view)?.version(number(view.version)))
}

async fn replace_settings(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    let db = open(call).await?;
    let (seen, before) = settings::newest_text(&db).await.map_err(storage_problem)?;
    call.check_version(number(seen))?;
    let request: Settings = wanted.of_text(before.as_bytes(), &["version", "warnings"])?;
    let faults = request.faults();
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    let changes = changes_from(before.as_bytes(), &request);
    let entry = Entry { changes, ..entry(call, Act::SettingsReplace, "", "") };
    match settings::replace(&db, db.chain(), seen, &request, entry, call.now)
        .await
        .map_err(storage_problem)?
    {
        Some(version) => {
            let catalogue = minsheng_desk::catalogue(&db).await?;
            let limits = rules_of(&db, version).await?;
            let warnings = warnings::of_settings(&limits, &catalogue.rules, call.lang);
            let view = SettingsView { version, settings: request, warnings };
            Ok(Answer::ok(&view)?.version(number(version)))
        }
        None => Err(Kind::VersionMismatch.into()),
    }
}
