//! Answers in the form that a call asks for.

use http::StatusCode;
use http::header::CACHE_CONTROL;
use minsheng_api::open311::{Node, errors};
use minsheng_core::open311::Format;
use minsheng_edge::{Answer, Call};

/// In which form this call is answered.
pub fn format(call: &Call) -> Format {
    let path = if call.operation.path.ends_with('}') { &call.variable } else { call.operation.path };
    Format::of(path).1
}

pub fn answer(call: &Call, root: &str, node: &Node) -> Answer {
    let format = format(call);
    Answer::raw(StatusCode::OK, format.media_type(), node.print(format, root))
        .header(CACHE_CONTROL, "no-store")
}

pub fn refusal(format: Format, status: u16, told: &[String]) -> Answer {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Answer::raw(code, format.media_type(), errors(format, status, told)).header(CACHE_CONTROL, "no-store")
}
