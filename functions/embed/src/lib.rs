//! `/embed.js` and `/v1/qr.svg`: the hotline on other pages and on paper.
#![cfg(target_arch = "wasm32")]

use http::StatusCode;
use minsheng_api::embed::{Link, Prefilled, SCRIPT, qr_svg};
use minsheng_core::operation::Op;
use minsheng_core::parameter::{
    ADDRESS_FILLED_IN, CATEGORY, CHANNEL_FILLED_IN, DISTRICT_FILLED_IN, KIND, SURVEY_LINKED,
};
use minsheng_edge::address::base;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_types::bound::Bound;
use minsheng_types::invalid::Invalid;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// Seconds for which browsers may keep the script, and a code.
const FRESH: i64 = 3600;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("embed"), request, async |call: &Call| match call.op() {
        Op::EmbedScript => {
            Ok(Answer::raw(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT).cacheable(FRESH))
        }
        Op::ReadQrCode => qr_code(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn qr_code(call: &Call) -> Result<Answer, Problem> {
    let fields = Prefilled {
        kind: call.parameter(&KIND)?,
        category: call.parameter(&CATEGORY)?,
        district: call.parameter(&DISTRICT_FILLED_IN)?,
        address: call.parameter(&ADDRESS_FILLED_IN)?,
        channel: call.parameter(&CHANNEL_FILLED_IN)?,
    };
    let link = match call.parameter(&SURVEY_LINKED)? {
        None => Link::Form(fields),
        Some(survey) if fields == Prefilled::default() => Link::Survey(survey.get()),
        Some(_) => return Err(Problem::parameter(SURVEY_LINKED.name, Invalid::Elsewhere)),
    };
    let (base, public) = base(call).await?;
    let svg = qr_svg(&format!("{base}{link}"))
        .ok_or_else(|| Problem::parameter(ADDRESS_FILLED_IN.name, Invalid::Beyond(Bound::Fitting)))?;
    let answer = Answer::raw(StatusCode::OK, "image/svg+xml", svg);
    Ok(if public { answer.cacheable(FRESH) } else { answer })
}
