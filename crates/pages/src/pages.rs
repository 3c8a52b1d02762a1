//! Every page: what it shows, and the template that shows it.

use askama::Template;
use minsheng_types::words::Lang;

use crate::chart::{self, Line};
use crate::markdown::rendered;
use crate::shell::Shell;
use crate::views::{
    Adopted, Case, Category, Entry, EntryLine, List, Notice, Outcome, PublicFigures, PublicPeriod,
    QuestionOutcome, Receipt, Results, Suggested, Survey, Understood, grouped,
};

/// What is wrong with a field of a form, and how it is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's name, which is the end of the link that leads to it; empty for the whole form.
    pub field: String,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Of the whole form.
    #[must_use]
    pub fn of_all(text: impl Into<String>) -> Self {
        Self(vec![Fault { field: String::new(), text: text.into() }])
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|fault| fault.field == field).map(|fault| fault.text.as_str())
    }
}

/// What somebody writes who hands in a demand, as the form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    pub content: String,
    pub address: String,
    pub district: String,
    pub name: String,
    pub phone: String,
    /// Who may know who they are: `open`, `confidential` or `anonymous`.
    pub who: String,
    /// How they are told what becomes of it: `sms`, `none`, or as the city does where it is empty.
    pub messages: String,
    pub kind: String,
    pub category: String,
    pub channel: String,
}

#[derive(Debug, Template)]
#[template(path = "home.html")]
pub struct Home<'a> {
    pub s: &'a Shell<'a>,
    /// Nothing where they cannot be had now, here and elsewhere.
    pub notices: Option<&'a [Notice]>,
    pub entries: Option<&'a [EntryLine]>,
    /// How long answers take.
    pub typical: Option<&'a str>,
}

#[derive(Debug, Template)]
#[template(path = "submit.html")]
pub struct Submit<'a> {
    pub s: &'a Shell<'a>,
    pub demand: &'a Demand,
    pub faults: &'a Faults,
}

/// The first field of the form, in a frame of another site.
#[derive(Debug, Template)]
#[template(path = "framed.html")]
pub struct Framed<'a> {
    pub s: &'a Shell<'a>,
    pub demand: &'a Demand,
}

/// What helps while somebody writes: whom to call, what it is understood as, what is known already.
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub struct Help<'a> {
    pub s: &'a Shell<'a>,
    pub understood: Option<&'a Understood>,
    pub answers: &'a [Suggested],
}

/// The step before a demand is sent.
#[derive(Debug, Template)]
#[template(path = "review.html")]
pub struct Review<'a> {
    pub s: &'a Shell<'a>,
    pub demand: &'a Demand,
    pub understood: Option<&'a Understood>,
    pub answers: &'a [Suggested],
    /// By which the same demand sent twice is one.
    pub key: &'a str,
    pub faults: &'a Faults,
}

impl Review<'_> {
    /// The category that is chosen: the citizen's, or else the one that was understood.
    fn category(&self) -> &str {
        let understood = self.understood.map_or("", |understood| understood.category.as_str());
        if self.demand.category.is_empty() { understood } else { &self.demand.category }
    }

    fn suggested(&self) -> &str {
        self.understood.map_or("", |understood| understood.category.as_str())
    }

    fn kind(&self) -> &str {
        let understood = self.understood.map_or("", |understood| understood.kind.as_str());
        if self.demand.kind.is_empty() { understood } else { &self.demand.kind }
    }

    fn understood_kind(&self) -> &str {
        self.understood.map_or("", |understood| understood.kind.as_str())
    }
}

#[derive(Debug, Template)]
#[template(path = "receipt.html")]
pub struct ReceiptPage<'a> {
    pub s: &'a Shell<'a>,
    pub receipt: &'a Receipt,
    /// A picture of a link to the page where the case is followed.
    pub code: &'a str,
}

impl ReceiptPage<'_> {
    fn number(&self) -> String {
        grouped(&self.receipt.id)
    }
}

#[derive(Debug, Template)]
#[template(path = "track.html")]
pub struct Track<'a> {
    pub s: &'a Shell<'a>,
    pub number: &'a str,
    pub faults: &'a Faults,
    /// A case that was looked at on this device and not left yet.
    pub open: Option<&'a str>,
}

#[derive(Debug, Template)]
#[template(path = "case.html")]
pub struct CasePage<'a> {
    pub s: &'a Shell<'a>,
    pub case: &'a Case,
    pub faults: &'a Faults,
    /// What somebody wrote that was not taken, and in which form.
    pub kept: (&'a str, &'a str),
    /// What was just done.
    pub done: Option<&'a str>,
    /// By which what a form does is done once.
    pub key: &'a str,
}

impl CasePage<'_> {
    fn number(&self) -> String {
        grouped(&self.case.id)
    }

    /// What was written in this form and not taken.
    fn kept_in(&self, form: &str) -> &str {
        if self.kept.0 == form { self.kept.1 } else { "" }
    }

    /// The answer stands apart, and is not said twice.
    fn is_answer(&self, text: &str) -> bool {
        self.case.answer.as_deref() == Some(text)
    }

    /// Whether something may be added that nobody has asked for.
    fn adds(&self) -> bool {
        self.case.allows("supplement") && !self.case.allows("supply_info")
    }

    fn may_more(&self) -> bool {
        self.adds() || ["urge", "withdraw", "reopen"].into_iter().any(|action| self.case.allows(action))
    }

    fn files(&self) -> bool {
        self.case.allows("supplement") || self.case.allows("supply_info")
    }
}

#[derive(Debug, Template)]
#[template(path = "notices.html")]
pub struct Notices<'a> {
    pub s: &'a Shell<'a>,
    pub list: &'a List<Notice>,
    pub categories: Option<&'a [Category]>,
    /// The one that is shown alone; empty for all.
    pub category: &'a str,
    /// Where the older ones are.
    pub more: Option<&'a str>,
    /// This is an older page.
    pub older: bool,
}

impl Notices<'_> {
    fn name<'b>(&self, category: &'b Category) -> &'b str {
        self.s.either(&category.name, &category.name_en)
    }

    fn feed(&self, ending: &str) -> String {
        let question =
            if self.category.is_empty() { String::new() } else { format!("?category={}", self.category) };
        format!("/v1/notices.{ending}{question}")
    }
}

#[derive(Debug, Template)]
#[template(path = "notice.html")]
pub struct NoticePage<'a> {
    pub s: &'a Shell<'a>,
    pub notice: &'a Notice,
}

impl NoticePage<'_> {
    fn body(&self) -> String {
        rendered(&self.notice.body)
    }
}

#[derive(Debug, Template)]
#[template(path = "knowledge.html")]
pub struct Knowledge<'a> {
    pub s: &'a Shell<'a>,
    pub list: &'a List<EntryLine>,
    pub question: &'a str,
    pub more: Option<&'a str>,
    pub older: bool,
}

impl Knowledge<'_> {
    fn title(&self, line: &EntryLine) -> String {
        let marked = line.highlight.as_ref().map(|highlight| crate::markdown::marked(&highlight.title));
        marked.filter(|title| !title.is_empty()).unwrap_or_else(|| crate::markdown::escaped(&line.title))
    }

    fn excerpt(&self, line: &EntryLine) -> String {
        line.highlight.as_ref().map(|highlight| crate::markdown::marked(&highlight.body)).unwrap_or_default()
    }
}

#[derive(Debug, Template)]
#[template(path = "entry.html")]
pub struct EntryPage<'a> {
    pub s: &'a Shell<'a>,
    pub entry: &'a Entry,
    /// The reader has said whether it helped.
    pub thanked: bool,
}

impl EntryPage<'_> {
    fn body(&self) -> String {
        rendered(&self.entry.body)
    }

    fn source(&self) -> &str {
        let from = self.entry.source_url.as_deref();
        let web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
        from.filter(web).unwrap_or_default()
    }
}

#[derive(Debug, Template)]
#[template(path = "surveys.html")]
pub struct Surveys<'a> {
    pub s: &'a Shell<'a>,
    pub list: &'a List<Survey>,
    pub more: Option<&'a str>,
}

/// What somebody has answered so far: the field's name and what was chosen or written.
pub type Answers = [(String, String)];

#[derive(Debug, Template)]
#[template(path = "survey.html")]
pub struct SurveyPage<'a> {
    pub s: &'a Shell<'a>,
    pub survey: &'a Survey,
    pub answers: &'a Answers,
    /// Age bands, each with its identifier and its name.
    pub ages: &'a [(&'static str, &'static str)],
    pub key: &'a str,
    pub faults: &'a Faults,
    pub done: bool,
}

impl SurveyPage<'_> {
    fn intro(&self) -> String {
        let intro = self.survey.intro.as_deref().unwrap_or_default();
        rendered(self.s.either(intro, &self.survey.intro_en))
    }

    fn is_chosen(&self, name: &str, choice: &str) -> bool {
        self.answers.iter().any(|(known, value)| known == name && value == choice)
    }

    fn written(&self, name: &str) -> &str {
        self.answers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    fn numbers(&self, highest: &Option<u32>) -> Vec<String> {
        (1..=highest.unwrap_or_default()).map(|number| number.to_string()).collect()
    }
}

#[derive(Debug, Template)]
#[template(path = "results.html")]
pub struct ResultsPage<'a> {
    pub s: &'a Shell<'a>,
    pub survey: &'a Survey,
    pub results: &'a Results,
}

impl ResultsPage<'_> {
    fn questions(&self) -> Questions<'_> {
        Questions { s: self.s, within: "", questions: &self.results.questions }
    }
}

/// What was answered to each question, as bars and as figures.
#[derive(Debug, Template)]
#[template(path = "questions.html")]
pub struct Questions<'a> {
    pub s: &'a Shell<'a>,
    /// What stands before each where it was asked of some alone.
    pub within: &'a str,
    pub questions: &'a [QuestionOutcome],
}

impl Questions<'_> {
    fn percent(&self, part: &Option<f32>) -> String {
        Outcome::percent(*part)
    }
}

#[derive(Debug, Template)]
#[template(path = "adopted.html")]
pub struct AdoptedPage<'a> {
    pub s: &'a Shell<'a>,
    pub list: &'a List<Adopted>,
    pub more: Option<&'a str>,
}

/// How the hotline works, in figures.
#[derive(Debug, Template)]
#[template(path = "figures.html")]
pub struct FiguresPage<'a> {
    pub s: &'a Shell<'a>,
    pub figures: &'a PublicFigures,
}

/// The rates that everybody sees, each with its name.
const RATES: [(&str, &str, &str); 4] = [
    ("finish_on_time_rate", "按时办结", "Finished on time"),
    ("response_rate", "联系到市民", "Contacted"),
    ("resolution_rate", "问题解决", "Resolved"),
    ("satisfaction_rate", "市民满意", "Content"),
];

impl FiguresPage<'_> {
    fn month(&self, period: &PublicPeriod) -> String {
        let number = period.start.number();
        let (year, month) = (number / 10_000, number / 100 % 100);
        self.s.lang.pick(&format!("{year}年{month}月"), &format!("{year}-{month:02}"))
    }

    fn rates(&self) -> Vec<(&'static str, &'static str)> {
        RATES.iter().map(|(id, zh, en)| (*id, self.s.lang.of(zh, en))).collect()
    }

    fn share(&self, period: &PublicPeriod, rate: &str) -> String {
        period.rate(rate).map_or_else(|| "—".to_owned(), |rate| format!("{:.1} %", rate.value * 100.0))
    }

    fn made_of(&self, period: &PublicPeriod, rate: &str) -> String {
        period.rate(rate).map(|rate| format!("{} / {}", rate.numerator, rate.denominator)).unwrap_or_default()
    }

    fn count(&self, period: &PublicPeriod, name: &str) -> String {
        period.count(name).map_or_else(|| self.s.lang.pick("不足 10", "few"), |count| count.to_string())
    }

    fn typical(&self) -> Option<String> {
        typical(self.s.lang, self.figures)
    }

    /// How many came in, month by month.
    fn chart(&self) -> String {
        let values = |name: &str| {
            self.figures.months.iter().map(|month| month.count(name).map(|count| count as f64)).collect()
        };
        let line = |zh: &'static str, en: &'static str, name: &str| Line {
            label: self.s.lang.of(zh, en),
            values: values(name),
        };
        let steps: Vec<String> = self.figures.months.iter().map(|month| self.month(month)).collect();
        let lines = [line("收到", "Came in", "received"), line("已答复", "Answered", "answered")];
        chart::lines(
            &lines,
            &steps,
            self.s.t(
                "每月收到和答复的件数，数字见下表",
                "Demands that came in and were answered, by month; the figures are in the table",
            ),
            None,
            |value| format!("{value:.0}"),
        )
    }
}

/// How long it usually takes, in one sentence; nothing where too little is known.
#[must_use]
pub fn typical(lang: Lang, figures: &PublicFigures) -> Option<String> {
    let time = figures.times.get("finishing")?;
    let (half, most) = (time.p50?, time.p90?);
    let days = |seconds: i64| ((seconds + 43_200) / 86_400).max(1);
    let (half, most) = (days(half), days(most));
    Some(lang.pick(
        &format!("一半的诉求在 {half} 天内办结，十件里有九件不超过 {most} 天。"),
        &format!("Half of all demands are finished within {half} days, nine of ten within {most}."),
    ))
}

#[derive(Debug, Template)]
#[template(path = "guide.html")]
pub struct Guide<'a> {
    pub s: &'a Shell<'a>,
}

#[derive(Debug, Template)]
#[template(path = "settings.html")]
pub struct SettingsPage<'a> {
    pub s: &'a Shell<'a>,
    pub saved: bool,
}

#[derive(Debug, Template)]
#[template(path = "offline.html")]
pub struct Offline<'a> {
    pub s: &'a Shell<'a>,
}

/// Something is wrong: what happened, what to do, and by which the hotline finds it.
#[derive(Debug, Template)]
#[template(path = "wrong.html")]
pub struct WrongPage<'a> {
    pub s: &'a Shell<'a>,
    pub title: &'a str,
    pub detail: &'a str,
    /// What to do.
    pub remedy: &'a str,
    pub reference: &'a str,
}

/// What is said of a problem on a page: its title, and what to do.
#[must_use]
pub fn remedy(lang: Lang, status: u16) -> (&'static str, &'static str) {
    let (title, remedy) = match status {
        401 | 403 => (
            ("这一页不能打开", "This page cannot be opened"),
            (
                "请回到首页，或用单号和查询码查进度。",
                "Go back to the start, or track your case by its number and code.",
            ),
        ),
        404 => (
            ("没有找到这一页", "There is no such page"),
            (
                "网址可能写错了，内容也可能已经撤下。请回到首页看看。",
                "The address may be wrong, or it was taken down. Go back to the start.",
            ),
        ),
        405 => (
            ("这一页不能这样打开", "This page does not open this way"),
            ("请回到首页重新进入。", "Go back to the start."),
        ),
        413 => (
            ("文件太大", "The files are too large"),
            ("请减少照片，或者选小一点的，再试一次。", "Choose fewer or smaller pictures and try again."),
        ),
        429 => (
            ("操作太频繁", "Too many tries"),
            ("请过几分钟再试。急事请拨打电话。", "Wait a few minutes and try again. If it is urgent, call."),
        ),
        _ => (
            ("暂时出了问题", "Something went wrong"),
            ("请过一会儿再试。急事请拨打电话。", "Try again in a while. If it is urgent, call."),
        ),
    };
    (lang.of(title.0, title.1), lang.of(remedy.0, remedy.1))
}
