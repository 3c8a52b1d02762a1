//! Asking the application, before anything is served, whether it can work: the host knows none of what it needs.

use crate::admission::Origin;
use crate::app::App;
use crate::scheduler::LOCAL;
use anyhow::Context as _;
use http::uri::Scheme;
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Empty};
use std::convert::Infallible;
use std::net::SocketAddr;

/// Asks at the path that the manifest names, if it names one.
///
/// # Errors
/// The answer is no success.
pub async fn ask(app: &App, address: SocketAddr) -> anyhow::Result<()> {
    let Some(path) = &app.ready_path else { return Ok(()) };
    let uri = Uri::builder().scheme(Scheme::HTTP).authority(address.to_string()).path_and_query(path.clone());
    let uri = uri.build().with_context(|| format!("ready_path {path}"))?;
    let body = Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync();
    let request = Request::get(uri).body(body)?;
    let answer = app.call(request, &LOCAL, Origin::Schedule).await;
    let status = answer.status();
    // To its end, so that its line is in the log before ours.
    drop(answer.into_body().collect().await);
    anyhow::ensure!(
        status.is_success(),
        "the application is not ready: GET {path} answers {status}; the line above with a `cause` says why, and \
         --serve-unready serves all the same"
    );
    Ok(())
}
