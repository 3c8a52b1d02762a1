//! The pages for people: what they ask for is asked of other functions for them, with what they show, and set as HTML.
//! Nothing is decided here: who may what, and what is a good demand, say the functions, as they do to any program.
#![cfg(target_arch = "wasm32")]

mod case;
mod demand;
mod fixed;
mod notices;
mod survey;

use askama::Template;
use minsheng_core::page::{PORTAL, Page};
use minsheng_edge::page::{Visit, serve_page};
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

use minsheng_visit::Reader;
use minsheng_visit::reader::refusal;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_page(PORTAL, request, page, async |refused| refusal(refused, |page| page.render()).await).await
}

async fn page(visit: &Visit) -> Result<Reply, Problem> {
    match visit.route.page {
        Page::Asset => return fixed::asset(visit).map(Reply::Whole),
        Page::Manifest => return fixed::manifest(visit).await.map(Reply::Whole),
        Page::ServiceWorker => return Ok(Reply::Whole(fixed::worker())),
        Page::File => return case::file(visit).await,
        _ => {}
    }
    let reader = Reader::of(visit).await?;
    if !visit.posts
        && let Some(turned) = reader.chose()
    {
        return Ok(Reply::Whole(turned));
    }
    answer(&reader).await.map(Reply::Whole)
}

async fn answer(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let visit = reader.visit;
    match visit.route.page {
        Page::Home => notices::home(reader).await,
        Page::Submit if visit.posts => demand::sent(reader).await,
        Page::Submit => demand::form(reader),
        Page::Help => demand::help(reader).await,
        Page::Track if visit.posts => case::open(reader).await,
        Page::Track => case::form(reader),
        Page::Case if visit.posts => case::act(reader).await,
        Page::Case => case::show(reader).await,
        Page::Receipt => case::receipt(reader).await,
        Page::AddFiles => case::add_files(reader).await,
        Page::Notices => notices::list(reader).await,
        Page::Notice => notices::notice(reader).await,
        Page::Knowledge => notices::knowledge(reader).await,
        Page::Entry if visit.posts => notices::judge(reader).await,
        Page::Entry => notices::entry(reader).await,
        Page::Surveys => survey::list(reader).await,
        Page::Survey if visit.posts => survey::answer(reader).await,
        Page::Survey => survey::form(reader).await,
        Page::Results => survey::results(reader).await,
        Page::Adopted => notices::adopted(reader).await,
        Page::Figures => notices::figures(reader).await,
        Page::Guide => fixed::guide(reader),
        Page::Settings if visit.posts => fixed::choose(reader).await,
        Page::Settings => fixed::settings(reader),
        Page::Offline => fixed::offline(reader),
        _ => Err(Problem::internal("a page that is served elsewhere")),
    }
}
