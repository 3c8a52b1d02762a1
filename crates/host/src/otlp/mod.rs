//! Spans for whoever watches many machines: to an OpenTelemetry collector, by OTLP over HTTP, as JSON.
//!
//! [`Settings`] reads the standard's own variables, [`Sampler`] says which traces are told, [`Span`] is what is told, and
//! [`Exporter`] sends it, beside requests and never in their way. What a span says is decided in [`crate::trace`].

mod encoding;
mod exporter;
mod ids;
mod sampler;
mod settings;
mod span;

pub use exporter::Exporter;
pub use ids::{Caller, SpanId, TraceId};
pub use sampler::Sampler;
pub use settings::Settings;
pub use span::{Kind, Span, Value};
