//! Asking the application, before anything is served, whether it can work: the host knows none of what it needs. Each of its
//! parts is asked, and of all that are not ready the operator is told at once.

use crate::admission::Origin;
use crate::app::App;
use crate::scheduler::LOCAL;
use anyhow::Context as _;
use http::uri::{PathAndQuery, Scheme};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Empty};
use std::convert::Infallible;
use std::net::SocketAddr;

/// Asks at each path that the manifest names.
///
/// # Errors
/// An answer is no success.
pub async fn ask(app: &App, address: SocketAddr) -> anyhow::Result<()> {
    let mut refusals = Vec::new();
    for path in &app.ready_paths {
        let status = ask_at(app, address, path).await?;
        if !status.is_success() {
            refusals.push(format!("GET {path} answers {status}"));
        }
    }
    anyhow::ensure!(
        refusals.is_empty(),
        "the application is not ready: {}; the line above with a `cause` says why, and --serve-unready serves all the same",
        refusals.join(", ")
    );
    Ok(())
}

async fn ask_at(app: &App, address: SocketAddr, path: &PathAndQuery) -> anyhow::Result<StatusCode> {
    let uri = Uri::builder().scheme(Scheme::HTTP).authority(address.to_string()).path_and_query(path.clone());
    let uri = uri.build().with_context(|| format!("ready_path {path}"))?;
    let body = Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync();
    let request = Request::get(uri).body(body)?;
    let answer = app.call(request, &LOCAL, Origin::Schedule).await;
    let status = answer.status();
    // To its end, so that its line is in the log before ours.
    drop(answer.into_body().collect().await);
    Ok(status)
}
