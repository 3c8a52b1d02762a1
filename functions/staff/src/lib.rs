//! The desks of staff: what they see is asked of other functions with the token of their session, and what they do is sent
//! to those. Nothing is decided here: who may what say the functions, as they do to any program.
#![cfg(target_arch = "wasm32")]

mod board;
mod case;
mod intake;
mod log_in;
mod queue;
mod reporter;

use askama::Template;
use minsheng_core::page::{Page, STAFF};
use minsheng_edge::page::{Refused, Visit, serve_page};
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::{Wrong, first_page};
use minsheng_visit::reader::refusal;
use minsheng_visit::{Reader, seat};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

use minsheng_visit::Seat;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_page(STAFF, request, page, wrong).await
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
    match visit.route.page {
        Page::LogIn if visit.posts => return log_in::come_in(&reader).await.map(Reply::Whole),
        Page::LogIn => return log_in::form(&reader).map(Reply::Whole),
        Page::SecondFactor if visit.posts => return log_in::set_up(&reader).await.map(Reply::Whole),
        Page::SecondFactor => return log_in::factor(&reader).map(Reply::Whole),
        _ => {}
    }
    let Some(seat) = Seat::of(reader) else { return Ok(Reply::Whole(seat::first(visit))) };
    match visit.route.page {
        Page::DeskFile => return case::file(&seat).await,
        Page::Export => return board::export(&seat).await,
        _ => {}
    }
    let answer = answer(&seat).await?;
    Ok(Reply::Whole(answer))
}

async fn answer(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let visit = seat.reader.visit;
    match visit.route.page {
        Page::Desk => Ok(seat.reader.turn(&first_page(&seat.who.roles))),
        Page::LogOut => log_in::leave(seat).await,
        Page::OwnAccount if visit.posts => log_in::change_password(seat).await,
        Page::OwnAccount => log_in::own(seat),
        Page::Queue => queue::show(seat).await,
        Page::DeskCase if visit.posts => case::act(seat).await,
        Page::DeskCase => case::show(seat).await,
        Page::ReplyHelp => case::check_reply(seat).await,
        Page::Reporter if visit.posts => reporter::send(seat).await,
        Page::Reporter => reporter::ask(seat),
        Page::AddDeskFiles => case::add_files(seat).await,
        Page::Intake if visit.posts => intake::take(seat).await,
        Page::Intake => intake::form(seat).await,
        Page::IntakeHelp => intake::help(seat).await,
        Page::Taken => intake::taken(seat),
        Page::Board => board::board(seat).await,
        Page::Hotspots => board::hotspots(seat).await,
        Page::Heat => board::heat(seat).await,
        _ => Err(Problem::internal("a page that is served elsewhere")),
    }
}
