//! `/v1/stats/kpi`, `/v1/stats/trend`, `/v1/stats/topics`: assessment, and `/v1/stats/hotspots`. Which figures a
//! handler sees is not theirs to choose: those of their own department.
#![cfg(target_arch = "wasm32")]

use minsheng_api::assessment::{Compared, EarlierSums, Extent, KpiView, TrendView, label};
use minsheng_api::figures;
use minsheng_api::hotspot::{HotspotView, HotspotsView};
use minsheng_api::public_figures::{PublicFigures, counters};
use minsheng_api::topics::TopicsView;
use minsheng_core::access::Within;
use minsheng_core::asked::GroupBy;
use minsheng_core::assessment::rates::Measure;
use minsheng_core::assessment::span::{Comparison, Span, Step};
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::assessment::topics;
use minsheng_core::assessment::{Counter, Counts, Dimension};
use minsheng_core::capability::Capability;
use minsheng_core::hotspot::hottest;
use minsheng_core::operation::Op;
use minsheng_core::parameter::{
    BY, CATEGORY, CHANNEL_OF_FIGURES, COMPARE, DEFAULT_PAGE_SIZE, DEPARTMENT, DISTRICT_OF_FIGURES, FROM,
    HOT_FROM, HOT_LIMIT, MEASURE, Parameter, STEP, TO, TOPICS_BY, TOPICS_FROM,
};
use minsheng_desk::{Departments, RequestContext, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::{assessment, calls, hotspots};
use minsheng_types::bound::Bound;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Day};
use minsheng_types::invalid::Invalid;
use minsheng_types::text::DeptCode;
use minsheng_types::words::Channel;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("stats"), request, async |call: &Call| match call.op() {
        Op::ReadKpi => kpi(call).await,
        Op::ReadTrend => trend(call).await,
        Op::ReadTopics => topics(call).await,
        Op::ReadPublicFigures => public_figures(call).await,
        Op::ReadHotspots => hot_spots(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn kpi(call: &Call) -> Result<Answer, Problem> {
    let question = question(call)?;
    let (compared, as_file) = (compared(call, question.span)?, call.wants_csv()?);
    let db = open(call).await?;
    let (sums, of_calls) = counted(&db, &question).await?;
    let earlier = earlier(&db, &question, compared).await?;
    let complete = assessment::is_complete(&db).await.map_err(storage_problem)?;
    let departments = Departments::load(&db, call.lang).await?;
    let (by, lang) = (question.by, call.lang);
    let label = |key: &str| label(by, key, lang, &|code| name_of(&departments, code));
    let view =
        KpiView::new(question, (complete, Extent::of(as_file)), (sums, &of_calls), earlier, lang, &label);
    if as_file { Ok(Answer::csv("kpi", figures::kpi(&view))) } else { Answer::ok(&view) }
}

/// What was counted of tickets, by group, and of telephone calls.
async fn counted(
    db: &RequestContext,
    question: &StatsQuery,
) -> Result<(Vec<(String, Counts)>, Counts), Problem> {
    let sums = assessment::sums(db, question).await.map_err(storage_problem)?;
    let mut of_calls = Counts::default();
    if question.filter.holds_calls() {
        for (_, counts) in calls::by_days(db, question.span).await.map_err(storage_problem)? {
            of_calls.merge(&counts, 1);
        }
    }
    Ok((sums, of_calls))
}

/// An earlier period, and how it is compared.
type Earlier = Option<(Comparison, Span)>;

/// `compare`: with which days before these.
fn compared(call: &Call, span: Span) -> Result<Earlier, Problem> {
    let Some(with) = call.parameter(&COMPARE)? else { return Ok(None) };
    let span = span
        .compared(with)
        .ok_or_else(|| Problem::parameter(COMPARE.name, Invalid::Beyond(Bound::Compared)))?;
    Ok(Some((with, span)))
}

async fn earlier(
    db: &RequestContext,
    question: &StatsQuery,
    compared: Earlier,
) -> Result<Option<EarlierSums>, Problem> {
    let Some((with, span)) = compared else { return Ok(None) };
    let (sums, calls) = counted(db, &StatsQuery { span, ..question.clone() }).await?;
    Ok(Some(EarlierSums { with, span, sums, calls }))
}

async fn trend(call: &Call) -> Result<Answer, Problem> {
    let question = question(call)?;
    let measure = call.parameter(&MEASURE)?.unwrap_or(Measure::Counter(Counter::Received));
    let step = call.parameter(&STEP)?.unwrap_or(Step::Day);
    if question.span.steps(step).len() > Span::MOST_POINTS {
        return Err(Problem::parameter(STEP.name, Invalid::Beyond(Bound::Points)));
    }
    let (compared, as_file) = (compared(call, question.span)?, call.wants_csv()?);
    let db = open(call).await?;
    let sums = series(&db, &question, measure, step).await?;
    let before = match compared {
        Some((_, span)) => series(&db, &StatsQuery { span, ..question.clone() }, measure, step).await?,
        None => Vec::new(),
    };
    let earlier = compared.map(|(with, span)| (with, span, before.as_slice()));
    let complete = assessment::is_complete(&db).await.map_err(storage_problem)?;
    let departments = Departments::load(&db, call.lang).await?;
    let (by, lang) = (question.by, call.lang);
    let label = |key: &str| label(by, key, lang, &|code| name_of(&departments, code));
    let view = TrendView::new(
        question,
        (measure, step),
        (complete, Extent::of(as_file)),
        &sums,
        earlier,
        lang,
        &label,
    );
    if as_file { Ok(Answer::csv("trend", figures::trend(&view))) } else { Answer::ok(&view) }
}

async fn series(
    db: &RequestContext,
    question: &StatsQuery,
    measure: Measure,
    step: Step,
) -> Result<Vec<(u32, String, Counts)>, Problem> {
    match measure.is_of_calls() {
        true => series_of_calls(db, question).await,
        false => assessment::series(db, question, measure, step).await.map_err(storage_problem),
    }
}

/// What people come with: counted as in the trend, over no less than the weeks that tell where it goes.
async fn topics(call: &Call) -> Result<Answer, Problem> {
    let by = call.parameter(&TOPICS_BY)?.map_or(Dimension::Category, Dimension::from);
    let question = StatsQuery {
        span: span(call, &TOPICS_FROM, topics::usual_span)?,
        by: Some(by),
        filter: filter(call)?,
    };
    let (compared, as_file) = (compared(call, question.span)?, call.wants_csv()?);
    let db = open(call).await?;
    let earlier = earlier(&db, &question, compared).await?;
    let wide = topics::widened(&question);
    let sums = assessment::series(&db, &wide, topics::MEASURE, Step::Week).await.map_err(storage_problem)?;
    let complete = assessment::is_complete(&db).await.map_err(storage_problem)?;
    let lang = call.lang;
    let label = |key: &str| label(Some(by), key, lang, &str::to_owned);
    let view = TopicsView::new(question, by, (complete, Extent::of(as_file)), sums, earlier, &label);
    if as_file { Ok(Answer::csv("topics", figures::topics(&view))) } else { Answer::ok(&view) }
}

/// Seconds for which nobody need ask again.
const PUBLIC_SECONDS: i64 = 300;

/// What everybody may know, of twelve months.
async fn public_figures(call: &Call) -> Result<Answer, Problem> {
    let span = Span::year_until(call.now.day()).ok_or_else(|| Problem::internal("a year that never was"))?;
    let question = StatsQuery { span, by: None, filter: Filter::default() };
    let db = open(call).await?;
    let mut total = Counts::default();
    let sums = assessment::sums(&db, &question).await.map_err(storage_problem)?;
    sums.iter().for_each(|(_, counts)| total.merge(counts, 1));
    let months =
        assessment::counted(&db, &question, &counters(), Step::Month).await.map_err(storage_problem)?;
    let months: Vec<_> = months.into_iter().map(|(period, _, counts)| (period, counts)).collect();
    let complete = assessment::is_complete(&db).await.map_err(storage_problem)?;
    Ok(Answer::ok(&PublicFigures::new(span, &total, &months, complete))?.cacheable(PUBLIC_SECONDS))
}

/// Days that are shown when nothing else is asked for.
const HOTSPOT_DAYS: i64 = 30;
/// Tickets of one hot spot that are listed.
const LISTED: u32 = 50;

async fn hot_spots(call: &Call) -> Result<Answer, Problem> {
    let span = span(call, &HOT_FROM, |to| Span::new(to.start().plus((1 - HOTSPOT_DAYS) * DAY).day(), to))?;
    let asked = call.parameter(&HOT_LIMIT)?.map(BoundedInt::get);
    let within = department(call)?;
    let (compared, as_file) = (compared(call, span)?, call.wants_csv()?);
    let filter = hotspots::Filter {
        from: span.from().start(),
        to: span.to().next().start(),
        category: call.parameter(&CATEGORY)?,
        district: call.parameter(&DISTRICT_OF_FIGURES)?,
        within,
        unknowing: !call.caller.can(Capability::KnowReporters),
        compared: compared.map(|(_, span)| span),
    };
    let db = open(call).await?;
    let mut found = hotspots::list(&db, &filter).await.map_err(storage_problem)?;
    let limit = match (asked, as_file) {
        (Some(limit), _) => limit as usize,
        (None, true) => Extent::MOST_IN_FILE,
        (None, false) => DEFAULT_PAGE_SIZE as usize,
    };
    let omitted = found.len().saturating_sub(limit);
    hottest(&mut found, limit);
    let mut items = Vec::with_capacity(found.len());
    let sees_tickets = call.caller.within() != Within::Nothing;
    for hotspot in found {
        let tickets = match sees_tickets {
            true => Some(
                hotspots::members(&db, hotspot.id, filter.within.as_ref(), LISTED)
                    .await
                    .map_err(storage_problem)?,
            ),
            false => None,
        };
        items.push(HotspotView::new(hotspot, tickets, compared.is_some()));
    }
    let complete = hotspots::is_complete(&db).await.map_err(storage_problem)?;
    let hotspots::Filter { category, district, .. } = filter;
    let compared = compared.map(|(with, span)| Compared::new(with, span));
    let view =
        HotspotsView { from: span.from(), to: span.to(), category, district, complete, compared, items };
    if as_file { Ok(Answer::csv("hotspots", figures::hotspots(&view, omitted))) } else { Answer::ok(&view) }
}

/// Telephone calls are told apart by nothing; they are what came over the telephone.
async fn series_of_calls(
    db: &RequestContext,
    question: &StatsQuery,
) -> Result<Vec<(u32, String, Counts)>, Problem> {
    let key = question.by.map_or("", |_| Channel::Phone.as_str());
    if !question.holds_calls(key) {
        return Err(Problem::parameter(MEASURE.name, Invalid::Beyond(Bound::OfCalls)));
    }
    let days = calls::by_days(db, question.span).await.map_err(storage_problem)?;
    Ok(days.into_iter().map(|(day, counts)| (day, key.to_owned(), counts)).collect())
}

fn name_of(departments: &Departments, code: &str) -> String {
    DeptCode::parse(code).map_or_else(|_| code.to_owned(), |code| departments.name_of(&code).name)
}

fn question(call: &Call) -> Result<StatsQuery, Problem> {
    let by = call.parameter(&BY)?.and_then(GroupBy::dimension);
    Ok(StatsQuery { span: span(call, &FROM, Span::month_until)?, by, filter: filter(call)? })
}

fn filter(call: &Call) -> Result<Filter, Problem> {
    Ok(Filter {
        department: department(call)?,
        category: call.parameter(&CATEGORY)?,
        district: call.parameter(&DISTRICT_OF_FIGURES)?,
        channel: call.parameter(&CHANNEL_OF_FIGURES)?,
    })
}

/// The department that the figures are limited to.
fn department(call: &Call) -> Result<Option<DeptCode>, Problem> {
    let asked = call.parameter(&DEPARTMENT)?;
    match call.caller.within() {
        Within::City => Ok(asked),
        Within::Department(own) if asked.as_ref().is_none_or(|asked| asked == own) => Ok(Some(own.clone())),
        Within::Nothing if call.caller.can(Capability::ReadFiguresOfEveryDepartment) => Ok(asked),
        Within::Department(_) | Within::Nothing => Err(Kind::Forbidden.into()),
    }
}

/// `from` to `to`; without the first what is `usual`, without the second today.
fn span(
    call: &Call,
    from: &Parameter<Day>,
    usual: impl FnOnce(Day) -> Option<Span>,
) -> Result<Span, Problem> {
    let to = call.parameter(&TO)?.unwrap_or_else(|| call.now.day());
    let span = Span::asked(call.parameter(from)?, to, usual);
    span.map_err(|name| Problem::parameter(name, Invalid::Period))
}
