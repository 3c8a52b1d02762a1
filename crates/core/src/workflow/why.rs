//! Why an action is refused now, in both languages, so that whoever is refused knows what to do. What stands in the way is
//! found by the conditions of the table ([`super::table`]); here it is told.

use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Action, Lang, State, words};

use crate::access::Party;

words! {
    /// What stands in the way of an action.
    pub enum Obstacle {
        State = "state", "工单当前状态下不能进行此操作", "the ticket is in another state";
        Party = "party", "此操作由其他人员进行", "it is somebody else's to do";
        OwnWork = "own_work", "您办理过本件，须由他人审核", "you worked on it: somebody else has to approve this";
        Left = "left", "您已撤回本件", "you have withdrawn it";
        Designated = "designated", "督办已驳回退单，不能再次申请", "a supervisor has refused the return: it may not be asked for again";
        WindowClosed = "window_closed", "已过规定期限", "the time for it is over";
        ExtensionOpen = "extension_open", "已有延期申请待审", "an extension is asked for already and waits for a supervisor";
        ExtensionsUsed = "extensions_used", "延期次数已用完", "no further extension is allowed";
        NoExtension = "no_extension", "没有待审的延期申请", "no extension is asked for";
        UrgedEnough = "urged_enough", "今天催办次数已达上限，请明天再试", "it was urged as often as a day allows: try again tomorrow";
        SupplementedEnough = "supplemented_enough", "今天补充次数已达上限，请明天再试", "it was added to as often as a day allows: try again tomorrow";
        AlreadyAnswered = "already_answered", "承办单位已答复过，不能退单", "the department has answered already: it may not be returned";
        Excluded = "excluded", "已经剔除", "it is excluded already";
        Disputed = "disputed", "诉求人再次不满意，等待督办处理", "the citizen is not content for the second time: it waits for a supervisor";
        Unanswered = "unanswered", "主工单尚未答复", "the ticket that it was merged into is not answered yet";
        Rated = "rated", "已经评价", "it is rated already";
        ThirdReturn = "third_return", "已第三次退单，须由督办派单", "it came back for the third time: only a supervisor may place it";
        Signed = "signed", "承办单位已签收，须由督办改派", "the department has signed: only a supervisor may hand it on";
        NotDisputed = "not_disputed", "诉求人没有再次表示不满意", "the citizen does not dispute the answer";
        NoDepartment = "no_department", "没有承办单位，不能退回重办", "no department had it that could go on with it";
        Erased = "erased", "个人信息已删除", "the personal data was deleted";
        StillOpen = "still_open", "尚未办结，办结后才能删除个人信息", "it is still open: personal data is deleted once nothing is owed any more";
        Adopted = "adopted", "已经采纳", "it is adopted already";
        NoSuggestion = "no_suggestion", "只有已答复的建议可以采纳", "only a suggestion that was answered is adopted";
        SupervisorDecides = "supervisor_decides", "须由督办决定", "it is a supervisor's to decide";
    }
}

/// What stands in the way, with what else is to be known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    pub obstacle: Obstacle,
    /// Since when.
    pub since: Option<Timestamp>,
    /// How often it was done already.
    pub times: Option<u32>,
}

impl From<Obstacle> for Why {
    fn from(obstacle: Obstacle) -> Self {
        Self { obstacle, since: None, times: None }
    }
}

impl Obstacle {
    #[must_use]
    pub fn since(self, at: Timestamp) -> Why {
        Why { since: Some(at), ..self.into() }
    }

    #[must_use]
    pub fn times(self, count: u32) -> Why {
        Why { times: Some(count), ..self.into() }
    }
}

/// An action that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub action: Action,
    pub state: State,
    pub why: Why,
    /// The states that it starts from.
    pub from: &'static [State],
    /// Who may take it.
    pub who: &'static [Party],
}

impl Refused {
    /// For whoever is refused.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let action = self.action.label(lang);
        let join = |names: Vec<&str>| names.join(lang.of("、", ", "));
        let label = self.why.obstacle.label(lang);
        match self.why.obstacle {
            Obstacle::State => {
                let now = self.state.label(lang);
                let from = join(self.from.iter().map(|state| state.label(lang)).collect());
                lang.pick(
                    &format!("工单处于“{now}”，“{action}”只能在以下状态进行：{from}"),
                    &format!("the ticket is “{now}”; “{action}” is possible when it is: {from}"),
                )
            }
            Obstacle::Party => {
                let who = join(self.who.iter().map(|party| party.label(lang)).collect());
                lang.pick(&format!("“{action}”由以下人员进行：{who}"), &format!("“{action}” is for: {who}"))
            }
            _ => match (self.why.since, self.why.times) {
                (Some(since), _) => {
                    lang.pick(&format!("{label}（自 {since} 起）"), &format!("{label} since {since}"))
                }
                (None, Some(times)) => {
                    lang.pick(&format!("{label}（已 {times} 次）"), &format!("{label} ({times} times)"))
                }
                (None, None) => label.to_owned(),
            },
        }
    }
}
