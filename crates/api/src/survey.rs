//! Bodies about surveys.

use minsheng_core::survey::{
    AgeBand, By, Question, QuestionKind, QuestionResults, Questionnaire, Respondents, Results, ResultsFor,
    Survey, SurveyState, mean, wilson,
};
use minsheng_types::clock::Timestamp;
use minsheng_types::csv::{self, Cell};
use minsheng_types::fault::Fault;
use minsheng_types::list::{at_most, bounded_list};
use minsheng_types::text::{Markdown, Place, QuestionId, Title};
use minsheng_types::words::Lang;
use serde::{Deserialize, Serialize};

/// `POST /v1/surveys`, `PUT /v1/surveys/{id}`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurveyRequest {
    pub title: Title,
    #[serde(default)]
    pub title_en: Option<Title>,
    /// What it is about; Markdown.
    #[serde(default)]
    pub intro: Option<Markdown>,
    #[serde(default)]
    pub intro_en: Option<Markdown>,
    /// Once somebody has answered, they stay as they are.
    #[serde(deserialize_with = "bounded_list")]
    pub questions: Vec<Question>,
    /// Now, when absent.
    #[serde(default)]
    pub opens_at: Option<Timestamp>,
    pub closes_at: Timestamp,
    #[serde(default = "anybody")]
    pub respondents: Respondents,
    #[serde(default = "internal")]
    pub results: ResultsFor,
    /// Results are also told apart by these; whoever answers may name one.
    #[serde(default, deserialize_with = "at_most::<DISTRICTS, _, _>")]
    pub districts: Vec<Place>,
    /// Results are also told apart by age band; whoever answers may name theirs.
    #[serde(default)]
    pub ages: bool,
    /// Kept and not yet published.
    #[serde(default)]
    pub draft: bool,
}

const fn anybody() -> Respondents {
    Respondents::Anybody
}

/// Nothing is public that nobody has decided to publish.
const fn internal() -> ResultsFor {
    ResultsFor::Internal
}

/// Districts that a survey may tell apart.
const DISTRICTS: usize = 50;

impl SurveyRequest {
    /// What is asked, open from `from` unless it says otherwise, and whether it is a draft.
    ///
    /// # Errors
    /// What does not go together.
    pub fn into_form(self, from: Timestamp) -> Result<(Questionnaire, bool), Vec<Fault>> {
        let form = Questionnaire {
            title: self.title,
            title_en: self.title_en,
            intro: self.intro,
            intro_en: self.intro_en,
            questions: self.questions,
            opens_at: self.opens_at.unwrap_or(from),
            closes_at: self.closes_at,
            respondents: self.respondents,
            results: self.results,
            districts: self.districts,
            ages: self.ages,
        };
        let faults = form.faults();
        if faults.is_empty() { Ok((form, self.draft)) } else { Err(faults) }
    }
}

/// A survey as it is read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurveyView {
    pub id: String,
    /// Also the `ETag`.
    pub version: u32,
    pub state: SurveyState,
    #[serde(flatten)]
    pub form: Questionnaire,
    pub draft: bool,
    /// Whether its results can be read by everybody now.
    pub results_shown: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl SurveyView {
    #[must_use]
    pub fn new(survey: &Survey, now: Timestamp) -> Self {
        Self {
            id: survey.id.to_string(),
            version: survey.version,
            state: survey.state(now),
            form: survey.form.clone(),
            draft: survey.draft,
            results_shown: survey.shows_results(now),
            created_at: survey.created_at,
            updated_at: survey.updated_at,
        }
    }
}

/// What somebody wrote in answer to a question: without personal data, in an order that tells nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurveyTextView {
    pub question: QuestionId,
    pub text: String,
}

/// How an interval was made.
pub const METHOD: &str = "wilson_95";

/// What a survey has come to. What is `null` is hidden: fewer than five people, or what would tell of so few.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurveyResultsView {
    pub survey: String,
    pub state: SurveyState,
    /// How many have answered.
    pub answered: Option<u32>,
    /// How `low` and `high` were made: the Wilson score interval at 95 %; those of a mean by the normal approximation. They
    /// are about chance, and say nothing of who chose to answer.
    pub method: &'static str,
    pub questions: Vec<QuestionView>,
    /// By district and by age band, as far as these are asked for.
    pub groups: Vec<SurveyGroupView>,
}

/// A question's results.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuestionView {
    pub question: QuestionId,
    pub kind: QuestionKind,
    pub text: String,
    pub answered: Option<u32>,
    pub choices: Vec<ChoiceView>,
    /// Of a scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<MeanView>,
}

/// How many took one of the choices.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceView {
    /// Its place, from 1 on; of a scale the number.
    pub choice: u32,
    pub text: String,
    pub count: Option<u32>,
    /// Of those who answered the question, 0 to 1.
    pub share: Option<f32>,
    pub low: Option<f32>,
    pub high: Option<f32>,
}

/// The mean of a scale, give or take `margin` with 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeanView {
    pub value: f32,
    pub margin: f32,
}

/// The results among some.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurveyGroupView {
    pub by: By,
    /// The district or the age band; empty for those who did not say.
    pub group: String,
    pub label: String,
    pub answered: Option<u32>,
    pub questions: Vec<QuestionView>,
}

impl SurveyResultsView {
    #[must_use]
    pub fn new(survey: &Survey, results: &Results, now: Timestamp, lang: Lang) -> Self {
        let questions = |all: &[QuestionResults]| {
            let asked = survey.form.questions.iter().zip(all);
            asked.map(|(question, results)| QuestionView::new(question, results, lang)).collect()
        };
        let group = |group: &minsheng_core::survey::GroupResults| SurveyGroupView {
            by: group.by,
            group: group.group.clone(),
            label: label(group.by, &group.group, lang),
            answered: group.answered,
            questions: questions(&group.questions),
        };
        Self {
            survey: survey.id.to_string(),
            state: survey.state(now),
            answered: results.answered,
            method: METHOD,
            questions: questions(&results.questions),
            groups: results.groups.iter().map(group).collect(),
        }
    }

    /// As a file: a line for each choice, of everybody first and then by group.
    #[must_use]
    pub fn csv(&self) -> String {
        let names = [
            "by",
            "group",
            "question",
            "text",
            "choice",
            "choice_text",
            "count",
            "answered",
            "share",
            "low",
            "high",
        ];
        let mut file = csv::START.to_owned();
        file.push_str(&csv::record(names.map(Cell::Plain)));
        let mut lines = |by: By, group: &str, questions: &[QuestionView]| {
            for question in questions {
                for choice in &question.choices {
                    let count =
                        |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
                    let part =
                        |number: Option<f32>| number.map(|number| number.to_string()).unwrap_or_default();
                    file.push_str(&csv::record([
                        Cell::Plain(by.as_str()),
                        Cell::Text(group),
                        Cell::Plain(question.question.as_str()),
                        Cell::Text(&question.text),
                        Cell::Plain(&choice.choice.to_string()),
                        Cell::Text(&choice.text),
                        Cell::Plain(&count(choice.count)),
                        Cell::Plain(&count(question.answered)),
                        Cell::Plain(&part(choice.share)),
                        Cell::Plain(&part(choice.low)),
                        Cell::Plain(&part(choice.high)),
                    ]));
                }
            }
        };
        lines(By::All, "", &self.questions);
        self.groups.iter().for_each(|group| lines(group.by, &group.label, &group.questions));
        file
    }
}

fn label(by: By, group: &str, lang: Lang) -> String {
    match group.parse::<AgeBand>() {
        _ if group.is_empty() => lang.pick("未填写", "not said"),
        Ok(age) if by == By::Age => age.label(lang).to_owned(),
        _ => group.to_owned(),
    }
}

/// To four places: more is not known.
fn rounded(number: f64) -> f32 {
    ((number * 10_000.0).round() / 10_000.0) as f32
}

impl QuestionView {
    fn new(question: &Question, results: &QuestionResults, lang: Lang) -> Self {
        let said = |zh: &str, en: Option<&str>| lang.of(zh, en.unwrap_or(zh)).to_owned();
        let choice = |(count, choice): (&Option<u32>, u32)| {
            let option = question.options.get(choice as usize - 1);
            let text = option
                .map(|option| said(option.text.as_str(), option.text_en.as_ref().map(|text| text.as_str())));
            let of = count.zip(results.answered).filter(|(_, answered)| *answered > 0);
            let interval = of.and_then(|(count, answered)| wilson(count, answered));
            ChoiceView {
                choice,
                text: text.unwrap_or_else(|| choice.to_string()),
                count: *count,
                share: of.map(|(count, answered)| rounded(f64::from(count) / f64::from(answered))),
                low: interval.map(|(low, _)| rounded(low)),
                high: interval.map(|(_, high)| rounded(high)),
            }
        };
        let counts: Option<Vec<u32>> = results.choices.iter().copied().collect();
        let of_scale =
            counts.filter(|_| question.kind == QuestionKind::Scale).and_then(|counts| mean(&counts));
        Self {
            question: question.id.clone(),
            kind: question.kind,
            text: said(question.text.as_str(), question.text_en.as_ref().map(Title::as_str)),
            answered: results.answered,
            choices: results.choices.iter().zip(1..).map(choice).collect(),
            mean: of_scale.map(|(value, margin)| MeanView { value: rounded(value), margin: rounded(margin) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_core::survey::{Cell as Counted, results};
    use serde_json::json;

    use super::*;

    fn survey() -> Survey {
        let request = json!({
            "title": "公交", "closes_at": "2026-12-01T00:00:00+08:00", "ages": true,
            "questions": [
                {"id": "often", "kind": "one", "text": "多久？", "text_en": "How often?", "options": [{"text": "=每天", "text_en": "daily"}, {"text": "很少"}]},
                {"id": "content", "kind": "scale", "text": "满意吗？", "highest": 3},
            ],
        });
        let request: SurveyRequest = serde_json::from_value(request).unwrap();
        let (form, draft) = request.into_form(Timestamp::from_unix(1_700_000_000)).unwrap();
        let (created_at, updated_at) = (form.opens_at, form.opens_at);
        Survey {
            id: 3,
            version: 1,
            asked: 1,
            form,
            draft,
            withdrawn: false,
            answered: true,
            created_at,
            updated_at,
        }
    }

    fn view(lang: Lang) -> SurveyResultsView {
        let mut counted = Vec::new();
        for (by, group) in [(By::All, ""), (By::Age, "18_29")] {
            let mut add = |question, choice, people| {
                counted.push((Counted { by, group: group.into(), question, choice }, people));
            };
            add(0, 0, 20);
            add(1, 0, 20);
            add(1, 1, 15);
            add(1, 2, 5);
            add(2, 0, 20);
            add(2, 1, 10);
            add(2, 3, 10);
        }
        let survey = survey();
        SurveyResultsView::new(&survey, &results(&survey.form, &counted), survey.form.closes_at, lang)
    }

    #[test]
    fn shares_come_with_their_intervals() {
        let view = serde_json::to_value(view(Lang::En)).unwrap();
        assert_eq!(
            (&view["answered"], &view["method"], &view["state"]),
            (&json!(20), &json!("wilson_95"), &json!("closed"))
        );
        let often = &view["questions"][0];
        assert_eq!(
            (&often["text"], &often["choices"][0]["text"], &often["choices"][1]["text"]),
            (&json!("How often?"), &json!("daily"), &json!("很少"))
        );
        let shown = |name: &str| (often["choices"][0][name].as_f64().unwrap() * 10_000.0).round();
        assert_eq!((shown("share"), shown("low"), shown("high")), (7500.0, 5313.0, 8881.0));
        let mean = &view["questions"][1]["mean"];
        assert_eq!(
            (mean["value"].as_f64().unwrap(), (mean["margin"].as_f64().unwrap() * 100.0).round()),
            (2.0, 45.0)
        );
        assert_eq!(
            (&view["groups"][0]["by"], &view["groups"][0]["label"]),
            (&json!("age"), &json!("18 to 29"))
        );
    }

    #[test]
    fn the_file_has_a_line_for_each_choice() {
        let file = view(Lang::Zh).csv();
        let mut reader =
            ::csv::ReaderBuilder::new().from_reader(file.trim_start_matches(csv::START).as_bytes());
        let lines: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
        assert_eq!(lines.len(), 10);
        assert_eq!(lines[0][..9], ["all", "", "often", "多久？", "1", "'=每天", "15", "20", "0.75"]);
        assert_eq!(lines[5][..2], ["age", "18至29岁"]);
    }

    #[test]
    fn what_is_not_said_is_internal_and_for_anybody() {
        let form = survey().form;
        assert_eq!(
            (form.respondents, form.results, form.opens_at.unix()),
            (Respondents::Anybody, ResultsFor::Internal, 1_700_000_000)
        );
    }
}
