//! The first steps of a city: what there is to decide before the hotline opens, and what of it is done.

use futures_util::future::join4;
use http::StatusCode;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::{SetupPage, Step};
use minsheng_pages::shell::away;
use minsheng_pages::tabs::tabs;
use minsheng_pages::views::List;
use minsheng_visit::function_answer::Away;
use minsheng_visit::{Keep, Seat, key};
use serde::Deserialize;
use serde_json::Value;

use crate::demo::{self, Pressed};

#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    version: i64,
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    page(seat, StatusCode::OK, Vec::new(), Vec::new()).await
}

pub async fn change(seat: &Seat<'_>) -> Result<Answer, Problem> {
    match demo::press(seat).await? {
        Some(Pressed { status, done, missed }) => page(seat, status, done, missed).await,
        None => Ok(seat.reader.turn("/staff/setup")),
    }
}

/// The steps, with what became of the demonstration where somebody has just filled it in or taken it out.
async fn page(
    seat: &Seat<'_>,
    status: StatusCode,
    done: Vec<String>,
    missed: Vec<String>,
) -> Result<Answer, Problem> {
    let asking = seat.asking();
    let (departments, accounts, settings, is_empty) = join4(
        asking.get("catalogue", "/v1/departments"),
        asking.get("accounts", "/v1/accounts?limit=100"),
        asking.get("catalogue", "/v1/settings"),
        demo::is_empty(seat),
    )
    .await;
    let accounts = accounts?;
    if !accounts.is_good() {
        return seat.wrong(&accounts);
    }
    let accounts: List<Value> = accounts.read()?;
    let has = |role: &str| {
        let roles = |account: &Value| {
            account
                .get("roles")
                .and_then(Value::as_array)
                .is_some_and(|roles| roles.iter().any(|one| one == role))
        };
        accounts.items.iter().any(roles)
    };
    let departments: Option<Vec<Value>> = asking.items(departments);
    let is_filled =
        departments.as_deref().is_some_and(demo::is_filled) || !is_empty && demo::is_known(seat).await;
    let departments = departments.map(|departments| departments.len());
    let settings = asking.part::<Version>(settings);
    let people = accounts.items.len();
    let lang = seat.reader.lang;
    let steps = [
        Step {
            label: lang.of("看一看承办单位", "Look at the departments"),
            says: departments.map_or_else(
                || away(lang).to_owned(),
                |count| {
                    seat.t(
                        &format!("现在有 {count} 个。名称和电话可以改，不用的可以停用。"),
                        &format!(
                            "There are {count}. Change names and telephones, retire those you do not need."
                        ),
                    )
                },
            ),
            href: "/staff/departments",
            is_done: departments.is_some_and(|count| count > 0),
        },
        Step {
            label: lang.of("给同事开账号", "Give people accounts"),
            says: seat.t(
                &format!("现在有 {people} 个账号。至少要有话务员、承办人、督办和发布员。"),
                &format!("There are {people}. At least an agent, a handler, a supervisor and a publisher."),
            ),
            href: "/staff/accounts",
            is_done: ["agent", "handler", "supervisor", "publisher"].iter().all(|role| has(role)),
        },
        Step {
            label: lang.of("定时限和工作日历", "Set deadlines and the calendar"),
            says: match settings {
                Err(Away) => away(lang).to_owned(),
                Ok(_) => seat.t(
                    "默认值可以直接用；改过一次，这里就会打勾。",
                    "The defaults will do; once changed, this is ticked.",
                ),
            },
            href: "/staff/settings",
            is_done: settings.is_ok_and(|settings| settings.is_some_and(|settings| settings.version > 0)),
        },
        Step {
            label: lang.of("试一试派单", "Try dispatching"),
            says: seat.t(
                "写一段诉求，看它会派给谁。区县按派单目录里的写法。",
                "Write a demand and see where it goes. Districts are spelt as the catalogue spells them.",
            ),
            href: "/staff/catalogue",
            is_done: false,
        },
        Step {
            label: lang.of("发第一条通知", "Publish a first notice"),
            says: seat.t("告诉市民热线开了。", "Tell the city that the hotline is open."),
            href: "/staff/notices",
            is_done: false,
        },
    ];
    let tabs = tabs(lang, &seat.who.roles, "setup");
    let page = SetupPage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        steps: &steps,
        // Not before it is known that it is not there.
        can_fill: is_empty && departments.is_some() && !is_filled,
        can_clear: is_filled,
        done: &done,
        missed: &missed,
        key: &key()?,
    };
    seat.reader.page_with(status, &page, Keep::Never)
}
