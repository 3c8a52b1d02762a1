//! What is asked, what may be changed of it, and how an answer is counted.

use minsheng_language::free_text::masked_within;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::district::key;
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::list::bounded_list;
use minsheng_types::text::{Markdown, Name, Place, QuestionId, Remark, Title};
use minsheng_types::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where a survey stands.
    pub enum SurveyState {
        Draft = "draft", "草稿", "draft";
        Scheduled = "scheduled", "待开始", "not yet open";
        Open = "open", "进行中", "open";
        Closed = "closed", "已结束", "closed";
        Withdrawn = "withdrawn", "已撤下", "withdrawn";
    }
}

words! {
    /// How a question of a survey is answered.
    pub enum QuestionKind {
        One = "one", "单选", "one of its options";
        Several = "several", "多选", "several of its options";
        Scale = "scale", "量表", "a number from 1 on";
        Text = "text", "填空", "own words";
    }
}

words! {
    /// Who may answer a survey.
    pub enum Respondents {
        Anybody = "anybody", "任何人", "anybody";
        Telephone = "telephone", "验证手机号的市民", "citizens who prove a telephone number";
    }
}

words! {
    /// Whom a survey's results are for.
    pub enum ResultsFor {
        Public = "public", "向社会公开", "everybody, once it is closed";
        Internal = "internal", "仅供内部", "staff";
    }
}

words! {
    /// How old whoever answers a survey is.
    pub enum AgeBand {
        Under18 = "under_18", "18岁以下", "under 18";
        From18 = "18_29", "18至29岁", "18 to 29";
        From30 = "30_44", "30至44岁", "30 to 44";
        From45 = "45_59", "45至59岁", "45 to 59";
        From60 = "60_and_over", "60岁及以上", "60 and over";
    }
}

/// One of the options of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub text: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_en: Option<Name>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: QuestionId,
    pub kind: QuestionKind,
    pub text: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_en: Option<Title>,
    /// No answer is taken without it.
    #[serde(default)]
    pub required: bool,
    /// With `one` and `several`: two at least. An answer names them by their places, from 1 on.
    #[serde(default, deserialize_with = "bounded_list", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// With `several`: how many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<BoundedInt<1, 20>>,
    /// With `scale`: the highest number; the lowest is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<BoundedInt<2, 10>>,
}

impl Question {
    /// How many choices there are, which go by their places from 1 on; none for own words.
    #[must_use]
    pub fn choices(&self) -> u32 {
        match self.kind {
            QuestionKind::One | QuestionKind::Several => self.options.len() as u32,
            QuestionKind::Scale => self.highest.map_or(0, BoundedInt::get),
            QuestionKind::Text => 0,
        }
    }

    fn faults(&self) -> impl Iterator<Item = (&'static str, Invalid)> {
        use QuestionKind::{One, Scale, Several};
        let kind = self.kind;
        let fault = |wrong: bool, field: &'static str, invalid| wrong.then_some((field, invalid));
        let lists = matches!(kind, One | Several);
        let too_many = self.most.is_some_and(|most| most.get() > self.choices());
        [
            fault(lists && self.options.len() < 2, "options", Invalid::Missing),
            fault(!lists && !self.options.is_empty(), "options", Invalid::UnknownField),
            fault(kind == Several && too_many, "most", Invalid::Between(1, self.choices().into())),
            fault(kind != Several && self.most.is_some(), "most", Invalid::UnknownField),
            fault(kind == Scale && self.highest.is_none(), "highest", Invalid::Missing),
            fault(kind != Scale && self.highest.is_some(), "highest", Invalid::UnknownField),
        ]
        .into_iter()
        .flatten()
    }
}

/// What is asked, of whom and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Questionnaire {
    pub title: Title,
    #[serde(default)]
    pub title_en: Option<Title>,
    /// What it is about; Markdown.
    #[serde(default)]
    pub intro: Option<Markdown>,
    #[serde(default)]
    pub intro_en: Option<Markdown>,
    pub questions: Vec<Question>,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub respondents: Respondents,
    pub results: ResultsFor,
    /// Results are also told apart by these; without any nobody is asked where they live.
    #[serde(default)]
    pub districts: Vec<Place>,
    /// Results are also told apart by age band.
    #[serde(default)]
    pub ages: bool,
}

/// A survey as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    pub id: i64,
    pub version: u32,
    /// Counts the versions of what is asked.
    pub asked: u32,
    pub form: Questionnaire,
    pub draft: bool,
    pub withdrawn: bool,
    /// Somebody has answered.
    pub answered: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Questionnaire {
    /// What does not go together.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let fault = |pointer: String, invalid| Fault { pointer, invalid };
        let mut faults = Vec::new();
        if self.closes_at <= self.opens_at {
            faults.push(fault("/closes_at".into(), Invalid::After("opens_at")));
        }
        if self.questions.is_empty() {
            faults.push(fault("/questions".into(), Invalid::Empty));
        }
        for (place, question) in self.questions.iter().enumerate() {
            if self.questions.iter().take(place).any(|other| other.id == question.id) {
                faults.push(fault(format!("/questions/{place}/id"), Invalid::Duplicate));
            }
            let below = |(field, invalid)| fault(format!("/questions/{place}/{field}"), invalid);
            faults.extend(question.faults().map(below));
        }
        for (place, district) in self.districts.iter().enumerate() {
            if self.districts.iter().take(place).any(|other| key(other.as_str()) == key(district.as_str())) {
                faults.push(fault(format!("/districts/{place}"), Invalid::Duplicate));
            }
        }
        faults
    }

    /// Whether the same is asked of the same people, so that a count means the same.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.asked() == other.asked()
    }

    /// Which of its districts this one is, however it is written.
    fn district(&self, said: &Place) -> Option<&Place> {
        let same = |own: &&Place| key(own.as_str()) == key(said.as_str());
        // Of two spellings, the one that is said.
        self.districts.iter().filter(same).min_by_key(|own| *own != said)
    }

    /// What of it decides what a count means.
    fn asked(&self) -> (&[Question], &[Place], bool, Respondents) {
        (&self.questions, &self.districts, self.ages, self.respondents)
    }
}

impl Survey {
    #[must_use]
    pub fn state(&self, now: Timestamp) -> SurveyState {
        if self.withdrawn {
            SurveyState::Withdrawn
        } else if self.draft {
            SurveyState::Draft
        } else if now < self.form.opens_at {
            SurveyState::Scheduled
        } else if now < self.form.closes_at {
            SurveyState::Open
        } else {
            SurveyState::Closed
        }
    }

    /// Whether everybody may see it.
    #[must_use]
    pub fn is_shown(&self, now: Timestamp) -> bool {
        matches!(self.state(now), SurveyState::Open | SurveyState::Closed)
    }

    /// Whether everybody may see its results: never while it is open, since two looks at a count tell what was answered in
    /// between.
    #[must_use]
    pub fn shows_results(&self, now: Timestamp) -> bool {
        self.form.results == ResultsFor::Public && self.state(now) == SurveyState::Closed
    }

    /// Whether it may become `new`: what somebody has answered stays what was asked, what was promised to be internal
    /// stays so, and what is over does not begin again.
    ///
    /// # Errors
    /// What may not be changed.
    pub fn may_become(&self, new: &Questionnaire, now: Timestamp) -> Result<(), Vec<Fault>> {
        let mut faults = new.faults();
        // Two spellings of one district may stay where they stood before they were one.
        let stood = self.form.districts == new.districts;
        faults.retain(|fault| !(stood && fault.pointer.starts_with("/districts/")));
        let mut refuse = |wrong: bool, pointer: &str, invalid| {
            if wrong {
                faults.push(Fault { pointer: pointer.to_owned(), invalid });
            }
        };
        let over = !self.draft && self.form.closes_at <= now;
        refuse(over && self.form.closes_at != new.closes_at, "/closes_at", Invalid::Over);
        if self.answered && self.form.asked() != new.asked() {
            let (old, new) = (self.form.asked(), new.asked());
            refuse(old.0 != new.0, "/questions", Invalid::Answered);
            refuse(old.1 != new.1, "/districts", Invalid::Answered);
            refuse(old.2 != new.2, "/ages", Invalid::Answered);
            refuse(old.3 != new.3, "/respondents", Invalid::Answered);
        }
        let told = self.answered && self.form.results == ResultsFor::Internal;
        refuse(told && new.results == ResultsFor::Public, "/results", Invalid::Answered);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionAnswer {
    pub question: QuestionId,
    /// The places of the options, from 1 on; of a scale the number.
    #[serde(default, deserialize_with = "bounded_list")]
    pub choices: Vec<u32>,
    /// To a question for own words.
    #[serde(default)]
    pub text: Option<Remark>,
}

/// What somebody answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswer {
    #[serde(deserialize_with = "bounded_list")]
    pub answers: Vec<QuestionAnswer>,
    /// One of the survey's districts.
    #[serde(default)]
    pub district: Option<Place>,
    #[serde(default)]
    pub age: Option<AgeBand>,
}

words! {
    /// What results are told apart by.
    pub enum By {
        All = "all", "全部", "all";
        District = "district", "区县", "district";
        Age = "age", "年龄", "age";
    }
}

/// What one answer adds one to. Question 0 is the survey itself, the others go by their places from 1 on; choice 0 is that
/// the question was answered at all. Group is empty where it was not said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub by: By,
    pub group: String,
    pub question: u32,
    pub choice: u32,
}

/// What is stored of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub cells: Vec<Cell>,
    /// The place of the question, from 1 on, and what was written, masked.
    pub texts: Vec<(u32, String)>,
}

/// What is to be stored of an answer.
///
/// # Errors
/// What is wrong with it.
pub fn counted(form: &Questionnaire, answer: &SurveyAnswer) -> Result<Counted, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault = |pointer: String, invalid| faults.push(Fault { pointer, invalid });
    // By question and choice, and the words.
    let (mut given, mut texts) = (vec![(0, 0)], Vec::new());
    for (place, one) in answer.answers.iter().enumerate() {
        let found = form.questions.iter().zip(1_u32..).find(|(question, _)| question.id == one.question);
        let Some((question, number)) = found else {
            fault(format!("/answers/{place}/question"), Invalid::NotFound);
            continue;
        };
        if answer.answers.iter().take(place).any(|other| other.question == one.question) {
            fault(format!("/answers/{place}/question"), Invalid::Duplicate);
            continue;
        }
        match wrong(question, one) {
            Some((field, invalid)) => fault(format!("/answers/{place}/{field}"), invalid),
            None => {
                given.push((number, 0));
                given.extend(one.choices.iter().map(|choice| (number, *choice)));
                let said = one.text.as_ref().map(|text| masked_within(text.as_str(), Remark::MAX));
                texts.extend(said.map(|text| (number, text)));
            }
        }
    }
    let is_answered = |question: &Question| answer.answers.iter().any(|one| one.question == question.id);
    if form.questions.iter().any(|question| question.required && !is_answered(question)) {
        fault("/answers".into(), Invalid::Missing);
    }
    let district = answer.district.as_ref().map(|said| form.district(said));
    if district == Some(None) {
        fault("/district".into(), Invalid::UnknownValue);
    }
    if answer.age.is_some() && !form.ages {
        fault("/age".into(), Invalid::UnknownField);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let district = district.flatten().map(ToString::to_string).unwrap_or_default();
    let age = answer.age.map(|age| age.to_string()).unwrap_or_default();
    let groups = [
        Some((By::All, String::new())),
        Some((By::District, district)).filter(|_| !form.districts.is_empty()),
        Some((By::Age, age)).filter(|_| form.ages),
    ];
    let cells = groups.into_iter().flatten().flat_map(|(by, group)| {
        let cell = move |(question, choice)| Cell { by, group: group.clone(), question, choice };
        given.clone().into_iter().map(cell)
    });
    Ok(Counted { cells: cells.collect(), texts })
}

/// The questions that no answer is taken without and that this one leaves out.
#[must_use]
pub fn left_out(form: &Questionnaire, answer: &SurveyAnswer) -> Vec<String> {
    let answered = |question: &Question| answer.answers.iter().any(|one| one.question == question.id);
    let owed = form.questions.iter().filter(|question| question.required && !answered(question));
    owed.map(|question| question.id.to_string()).collect()
}

/// What is wrong with the answer to a question, and in which field.
fn wrong(question: &Question, one: &QuestionAnswer) -> Option<(&'static str, Invalid)> {
    let choices = &one.choices;
    if question.kind == QuestionKind::Text {
        let superfluous = (!choices.is_empty()).then_some(("choices", Invalid::UnknownField));
        return superfluous.or_else(|| one.text.is_none().then_some(("text", Invalid::Missing)));
    }
    if one.text.is_some() {
        return Some(("text", Invalid::UnknownField));
    }
    let most = match question.kind {
        QuestionKind::Several => question.most.map_or(question.choices(), BoundedInt::get),
        _ => 1,
    };
    let known = 1..=question.choices();
    if choices.is_empty() {
        Some(("choices", Invalid::Missing))
    } else if choices.len() > most as usize {
        Some(("choices", Invalid::TooMany(most)))
    } else if !choices.iter().all(|choice| known.contains(choice)) {
        Some(("choices", Invalid::Between(1, question.choices().into())))
    } else if choices
        .iter()
        .enumerate()
        .any(|(place, choice)| choices.iter().take(place).any(|c| c == choice))
    {
        Some(("choices", Invalid::Duplicate))
    } else {
        None
    }
}
