//! The lists that fields choose from: closed ones are words of the field, others are asked for.

use futures_util::future::join3;
use minsheng_core::events::EventType;
use minsheng_core::message::Occasion;
use minsheng_pages::office::editor::{Field, Input, Source};
use minsheng_pages::views::Category;
use minsheng_pages::words;
use minsheng_types::file_type::FileType;
use minsheng_types::words::{KnowledgeKind, Role, Scope, Urgency};
use minsheng_visit::{Seat, Told, departments, items};
use serde::Deserialize;

pub type Known = Vec<(String, String)>;

/// What was asked for of the lists that a form needs.
#[derive(Default)]
pub struct Lists {
    pub departments: Known,
    notice_categories: Known,
    surveys: Known,
}

#[derive(Deserialize)]
struct Titled {
    id: String,
    title: String,
}

#[derive(Default, Deserialize)]
struct Settings {
    #[serde(default)]
    notice_categories: Vec<Category>,
}

/// Asks for what these fields choose from, and for nothing else.
pub async fn of(seat: &Seat<'_>, fields: &[Field]) -> Lists {
    let needs = |source| fields.iter().any(|field| needs(field, source));
    let asking = seat.asking();
    let all = async { if needs(Source::Departments) { departments(seat).await } else { Vec::new() } };
    let categories = async {
        if !needs(Source::NoticeCategories) {
            return Vec::new();
        }
        let told = asking.get("catalogue", "/v1/settings").await;
        let settings = told.ok().filter(Told::is_good).and_then(|told| told.read::<Settings>().ok());
        let name = |one: Category| {
            let name = seat.t(&one.name, one.name_en.as_deref().unwrap_or(&one.name));
            (one.id, name)
        };
        settings.unwrap_or_default().notice_categories.into_iter().map(name).collect()
    };
    let surveys = async {
        if !needs(Source::Surveys) {
            return Vec::new();
        }
        let told = asking.get("survey", "/v1/surveys?limit=50&state=all").await;
        items::<Titled>(told).into_iter().map(|one| (one.id, one.title)).collect()
    };
    let (departments, notice_categories, surveys) = join3(all, categories, surveys).await;
    Lists { departments, notice_categories, surveys }
}

fn needs(field: &Field, source: Source) -> bool {
    match field.input {
        Input::OneOf(of) | Input::SeveralOf(of) => of == source,
        Input::Table(columns) => columns.iter().any(|column| needs(column, source)),
        _ => false,
    }
}

impl Lists {
    pub fn of(&self, seat: &Seat<'_>, source: Source) -> Known {
        let lang = seat.reader.lang;
        let owned = |pairs: Vec<(&'static str, &'static str)>| -> Known {
            pairs.into_iter().map(|(id, name)| (id.to_owned(), name.to_owned())).collect()
        };
        match source {
            Source::Departments => self.departments.clone(),
            Source::NoticeCategories => self.notice_categories.clone(),
            Source::Surveys => self.surveys.clone(),
            Source::Categories => owned(words::categories(lang)),
            Source::Kinds => owned(words::kinds(lang)),
            Source::Urgencies => {
                owned(Urgency::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect())
            }
            Source::StaffRoles => {
                let staff = [Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin];
                owned(staff.iter().map(|word| (word.as_str(), word.label(lang))).collect())
            }
            Source::Scopes => {
                let given = Scope::ALL.iter().filter(|scope| **scope != Scope::Tick);
                owned(given.map(|word| (word.as_str(), word.label(lang))).collect())
            }
            Source::EventTypes => {
                let name = |event: EventType| match event {
                    EventType::Ticket(action) => action.label(lang).to_owned(),
                    other => other.to_string().trim_start_matches("cn.minsheng.").to_owned(),
                };
                EventType::all().map(|event| (event.to_string(), name(event))).collect()
            }
            Source::KnowledgeKinds => {
                owned(KnowledgeKind::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect())
            }
            Source::Occasions => {
                owned(Occasion::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect())
            }
            Source::FileTypes => {
                owned(FileType::ALL.iter().map(|word| (word.as_str(), word.as_str())).collect())
            }
        }
    }
}
