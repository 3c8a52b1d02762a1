//! `GET /v1/catalogue/try`: a demand is read as one that is handed in, and stored nowhere.

use minsheng_api::catalogue::CatalogueTrial;
use minsheng_core::intake::{accused, place_as_given};
use minsheng_core::parameter::{DISTRICT_GIVEN, TEXT};
use minsheng_core::ticket::{Demand, Location, Reporter};
use minsheng_core::trial::try_dispatch;
use minsheng_desk::{Departments, InForce, machines_word, open, storage_problem};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::in_force::versions;
use minsheng_types::words::Channel;

const REMEDY: [&str; 2] = [
    "分类服务没有及时回应，无法试派：请稍后再试",
    "the classifier did not answer in time, and without it nothing can be tried: try again shortly",
];

pub async fn try_catalogue(call: &Call) -> Result<Answer, Problem> {
    let (content, district) = (call.required(&TEXT)?, call.parameter(&DISTRICT_GIVEN)?);
    let db = open(call).await?;
    let versions = versions(&db).await.map_err(storage_problem)?;
    let in_force = InForce::of(&db, versions).await?;
    let departments = Departments::of(&db, versions.departments, call.lang).await?;
    let location = district.map(|district| {
        let mut location = Location { district: Some(district), ..Location::default() };
        place_as_given(&mut location, &in_force.catalogue);
        location
    });
    let mut demand =
        Demand { subject: None, content, channel: Channel::Web, location, attachments: Vec::new() };
    // What the classifier reads of a demand names nobody.
    demand.mask(&Reporter::default().known());
    let text = demand.text();
    let suggestion = machines_word(call, "catalogue", &text, &in_force, REMEDY).await?;
    let against = accused(suggestion.kind, &text, &departments.names());
    let trial = try_dispatch(demand, suggestion, against, in_force.for_intake(), call.now);
    let version = in_force.catalogue.version;
    Answer::ok(&CatalogueTrial::new(trial, version, call.lang, |code| departments.name_of(code)))
}
