//! The lists that fields choose from: closed ones are words of the field, others are asked for.

use futures_util::future::join3;
use minsheng_core::events::EventType;
use minsheng_core::message::Occasion;
use minsheng_pages::office::editor::{Field, Input, Source};
use minsheng_pages::shell::away;
use minsheng_pages::views::Category;
use minsheng_pages::words;
use minsheng_types::file_type::FileType;
use minsheng_types::words::{KnowledgeKind, Role, Scope, Urgency};
use minsheng_visit::{Seat, departments};
use serde::Deserialize;

pub type Known = Vec<(String, String)>;

/// What was asked for of the lists that a form needs.
pub struct Lists {
    /// Some of them cannot be had now, which is said beside the form.
    is_away: bool,
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
    let all = async { if needs(Source::Departments) { departments(seat).await } else { Some(Vec::new()) } };
    let categories = async {
        if !needs(Source::NoticeCategories) {
            return Some(Vec::new());
        }
        let settings = asking.part::<Settings>(asking.get("catalogue", "/v1/settings").await).ok()?;
        let name = |one: Category| {
            let name = seat.t(&one.name, one.name_en.as_deref().unwrap_or(&one.name));
            (one.id, name)
        };
        Some(settings.unwrap_or_default().notice_categories.into_iter().map(name).collect::<Known>())
    };
    let surveys = async {
        if !needs(Source::Surveys) {
            return Some(Vec::new());
        }
        let surveys = asking.items::<Titled>(asking.get("survey", "/v1/surveys?limit=50&state=all").await)?;
        Some(surveys.into_iter().map(|one| (one.id, one.title)).collect::<Known>())
    };
    let (departments, notice_categories, surveys) = join3(all, categories, surveys).await;
    let is_away = departments.is_none() || notice_categories.is_none() || surveys.is_none();
    let [departments, notice_categories, surveys] =
        [departments, notice_categories, surveys].map(Option::unwrap_or_default);
    Lists { is_away, departments, notice_categories, surveys }
}

fn needs(field: &Field, source: Source) -> bool {
    match field.input {
        Input::OneOf(of) | Input::SeveralOf(of) => of == source,
        Input::Table(columns) => columns.iter().any(|column| needs(column, source)),
        _ => false,
    }
}

impl Lists {
    /// What is said beside a form.
    pub fn note(&self, seat: &Seat<'_>) -> Option<String> {
        self.is_away.then(|| away(seat.reader.lang).to_owned())
    }

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
