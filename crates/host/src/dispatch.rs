//! Handing a request to a component, and turning whatever comes of it into an answer.

use crate::admission::{Admission, Origin, Place};
use crate::body::{AnswerBody, BodyOutcomeSlot};
use crate::component::Siblings;
use crate::headers;
use crate::instances::{Handler, RequestData};
use crate::log;
use crate::metrics::{Metrics, Underway};
use crate::problem::Problem;
use crate::trace::Cause;
use http::Response;
use minsheng_request_id::RequestId;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use wasmtime::PoolConcurrencyLimitError;
use wasmtime_wasi_http::handler::{ExpirationError, InstantiationError, Request};

/// How long a request waits for an instance when the pool has none to spare: long enough for idle
/// instances of other components to go.
const POOL_PATIENCE: Duration = Duration::from_millis(1500);
const POOL_PAUSE: Duration = Duration::from_millis(20);

/// The components of an application that can be called: those with a trigger.
pub struct Dispatcher {
    pub handlers: BTreeMap<String, Handler>,
    pub admission: Admission,
    /// If somebody watches.
    pub metrics: Option<Arc<Metrics>>,
}

impl Dispatcher {
    /// Has `component` answer the request, whose URI is absolute.
    pub async fn call(
        &self,
        component: &str,
        request: Request,
        origin: Origin,
        cause: Option<Arc<Cause>>,
    ) -> Response<AnswerBody> {
        let id = headers::request_id(request.headers());
        let Some(handler) = self.handlers.get(component) else {
            return Problem::NotFound.response(id);
        };
        let metrics = self.metrics.as_ref();
        let underway = metrics.map(|metrics| metrics.begin(Some(component), origin, request.method()));
        let asked = Instant::now();
        let place = self.admission.enter(origin).await;
        if let Some(cause) = &cause {
            cause.waited(asked.elapsed());
        }
        let answered = match place {
            Some(place) => answer(handler, request, place, cause, id).await,
            None => {
                if let Some(metrics) = metrics {
                    metrics.refused(origin);
                }
                Err(Problem::Overloaded)
            }
        };
        let response = answered.unwrap_or_else(|problem| problem.response(id));
        counted(response, underway)
    }
}

impl Siblings for Dispatcher {
    fn has(&self, component: &str) -> bool {
        self.handlers.contains_key(component)
    }

    fn call<'a>(
        &'a self,
        component: &'a str,
        request: Request,
        origin: Origin,
        cause: Option<Arc<Cause>>,
    ) -> Pin<Box<dyn Future<Output = Response<AnswerBody>> + Send + 'a>> {
        Box::pin(Self::call(self, component, request, origin, cause))
    }
}

/// The answer, with whose end its request is counted, if somebody watches.
pub fn counted(response: Response<AnswerBody>, underway: Option<Underway>) -> Response<AnswerBody> {
    let Some(underway) = underway else { return response };
    let underway = underway.answered(response.status());
    response.map(|body| body.counted(underway))
}

async fn answer(
    handler: &Handler,
    mut request: Request,
    place: Place,
    cause: Option<Arc<Cause>>,
    id: Option<RequestId>,
) -> Result<Response<AnswerBody>, Problem> {
    let id = id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let component = &handler.state().component.name;
    let uri = request.uri().clone();
    let fate = BodyOutcomeSlot::default();
    let mut data = RequestData { fate: BodyOutcomeSlot::clone(&fate), cause };
    let begun = Instant::now();
    let error = loop {
        let error = match handler.handle(data, request).await {
            Ok(response) => return Ok(response.map(|body| AnswerBody::guest(body, fate, place))),
            Err(error) => error,
        };
        let failed: InstantiationError<RequestData> = match error.downcast() {
            Ok(failed) => failed,
            Err(error) => break error,
        };
        if !failed.error.is::<PoolConcurrencyLimitError>() {
            log::error(
                "component did not start",
                &[("component", component), ("request", &id), ("error", &format!("{:?}", failed.error))],
            );
            return Err(Problem::Internal);
        }
        if begun.elapsed() > POOL_PATIENCE {
            log::warn("no instance to spare", &[("component", component), ("request", &id)]);
            return Err(Problem::Overloaded);
        }
        tokio::time::sleep(POOL_PAUSE).await;
        data = failed.request_data;
        request = failed.request.into_inner().unwrap_or_else(PoisonError::into_inner);
    };
    if error.is::<ExpirationError>() || fate.get().is_some_and(|fate| fate.timed_out()) {
        let fields: [(&str, &dyn Display); 3] =
            [("component", component), ("path", &uri.path()), ("request", &id)];
        log::error("request timed out", &fields);
        return Err(Problem::Timeout);
    }
    let fields: [(&str, &dyn Display); 4] =
        [("component", component), ("path", &uri.path()), ("request", &id), ("error", &format!("{error:#}"))];
    log::error("request failed", &fields);
    Err(Problem::Internal)
}
