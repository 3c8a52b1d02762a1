//! What publishers and administrators keep, as pages: lists and forms out of one table, the catalogue with a box to try it,
//! models, the audit log. Nothing is decided here: whether a change will do says the function that it is sent to.
#![cfg(target_arch = "wasm32")]

mod audit;
mod catalogue;
mod deliveries;
mod demo;
mod lists;
mod models;
mod record;
mod results;
mod settings;
mod setup;

use askama::Template;
use minsheng_core::page::{OFFICE, Page};
use minsheng_edge::page::{Refused, Visit, serve_page};
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Wrong;
use minsheng_visit::reader::refusal;
use minsheng_visit::{Reader, Seat, seat};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_page(OFFICE, request, page, wrong).await
}

async fn wrong(refused: Refused<'_>) -> Answer {
    refusal(refused, |page| Wrong::of(page).render()).await
}

async fn page(visit: &Visit) -> Result<Reply, Problem> {
    let reader = Reader::of(visit).await?;
    if !visit.posts
        && let Some(turned) = reader.chose()
    {
        return Ok(Reply::Whole(turned));
    }
    let Some(seat) = Seat::of(reader) else { return Ok(Reply::Whole(seat::first(visit))) };
    if visit.route.page == Page::ResultsFile {
        return results::file(&seat).await;
    }
    answer(&seat).await.map(Reply::Whole)
}

async fn answer(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let visit = seat.visit();
    match visit.route.page {
        Page::Records => record::list(seat).await,
        Page::Record if visit.posts => record::change(seat).await,
        Page::Record => record::show(seat).await,
        Page::Deliveries if visit.posts => deliveries::retry(seat).await,
        Page::Deliveries => deliveries::show(seat).await,
        Page::Outcome => results::show(seat).await,
        Page::CitySettings | Page::Messages | Page::OnCall if visit.posts => settings::change(seat).await,
        Page::CitySettings | Page::Messages | Page::OnCall => settings::show(seat).await,
        Page::Catalogue if visit.posts => catalogue::change(seat).await,
        Page::Catalogue => catalogue::show(seat).await,
        Page::Models if visit.posts => models::change(seat).await,
        Page::Models => models::show(seat).await,
        Page::Audit => audit::show(seat).await,
        Page::Incidents => audit::incidents(seat).await,
        Page::Setup if visit.posts => setup::change(seat).await,
        Page::Setup => setup::show(seat).await,
        _ => Err(Problem::internal("a page that is served elsewhere")),
    }
}
