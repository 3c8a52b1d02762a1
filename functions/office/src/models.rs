//! The models that classify: uploaded, tried on settled cases, let classify, taken back.

use http::{Method, StatusCode};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::{ModelTrial, Models, ModelsPage};
use minsheng_pages::pages::Faults;
use minsheng_pages::tabs::tabs;
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, Keep, Seat, said, stale};
use serde_json::json;

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let done = seat.visit().query.get("done").map(|_| seat.t("已完成。", "Done."));
    page(seat, StatusCode::OK, None, &Faults::default(), done.as_deref()).await
}

async fn page(
    seat: &Seat<'_>,
    status: StatusCode,
    trial: Option<&ModelTrial>,
    faults: &Faults,
    done: Option<&str>,
) -> Result<Answer, Problem> {
    let told = seat.asking().get("classify", "/v1/models").await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let models: Models = told.read()?;
    let tabs = tabs(seat.reader.lang, &seat.who.roles, "models");
    let page =
        ModelsPage { s: &seat.desk(Place::Office, ""), tabs: &tabs, models: &models, trial, faults, done };
    seat.reader.page_with(status, &page, Keep::Never)
}

pub async fn change(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    if !seat.reader.is_own(form.get("form")) {
        return page(seat, StatusCode::FORBIDDEN, None, &Faults::of_all(stale(&seat.reader)), None).await;
    }
    let asking = seat.asking();
    let model = form.get("model");
    let is_plain = model.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let path = if is_plain { format!("/v1/models/{model}") } else { "/v1/models/0".to_owned() };
    let sent = Sent { key: None, version: Some(form.get("version")).filter(|version| !version.is_empty()) };
    let told = match form.get("do") {
        "upload" => {
            let Some(file) = form.files.first() else {
                let faults = Faults::of_all(seat.t("请先选文件。", "Choose a file first."));
                return page(seat, StatusCode::UNPROCESSABLE_ENTITY, None, &faults, None).await;
            };
            asking.post_bytes("classify", "/v1/models", &file.bytes).await?
        }
        "try" => {
            let told = asking.post("classify", &format!("{path}/trial"), &json!({}), None).await?;
            if told.is_good() {
                return page(seat, StatusCode::OK, Some(&told.read()?), &Faults::default(), None).await;
            }
            told
        }
        "activate" => {
            asking.change(Method::POST, "classify", &format!("{path}/activation"), &json!({}), sent).await?
        }
        _ => asking.change(Method::POST, "classify", "/v1/models/rollback", &json!({}), sent).await?,
    };
    if told.is_good() {
        return Ok(seat.reader.turn("/staff/models?done=1"));
    }
    let faults = Faults::of_all(said(&told.problem(), seat.reader.lang));
    page(seat, told.status, None, &faults, None).await
}
