//! What a case's states and steps are called on pages: what a citizen would say, and what follows from it.

use minsheng_types::category::Category;
use minsheng_types::words::{Kind, KnowledgeKind, Lang, Satisfaction};

use crate::views::{Case, Event};

/// A state in a citizen's words.
#[must_use]
pub fn state(lang: Lang, state: &str) -> &str {
    let (zh, en) = match state {
        "pending" => ("正在受理", "Being looked at"),
        "info_needed" => ("等您补充情况", "Waiting for you"),
        "declined" => ("没有受理", "Not taken on"),
        "accepted" => ("已受理，正在安排单位", "Taken on, being given to a department"),
        "assigned" => ("已转给单位", "With a department"),
        "return_review" => ("正在重新确定单位", "Finding the right department"),
        "in_progress" => ("正在办理", "Being worked on"),
        "suspended" => ("暂缓办理", "On hold"),
        "in_review" => ("答复正在审核", "The answer is being checked"),
        "follow_up" => ("已答复", "Answered"),
        "closed" => ("已办结", "Closed"),
        "merged" => ("已并入同一件事", "Joined to the same matter"),
        "withdrawn" => ("已撤回", "Withdrawn"),
        "archived" => ("已归档", "Filed"),
        other => return other,
    };
    lang.of(zh, en)
}

/// What happens next, and who owes it.
#[must_use]
pub fn next(lang: Lang, case: &Case) -> String {
    let lead = case.lead.as_ref().map(|lead| lead.name.as_str());
    let who = lead.unwrap_or(lang.of("承办单位", "the department"));
    let (zh, en) = match case.state.as_str() {
        "pending" => (
            "热线工作人员会看您的诉求，并转给负责的单位。",
            "Somebody at the hotline reads it and gives it to the department in charge.",
        ),
        "info_needed" => (
            "请您补充情况，收到后继续办理。等待期间不计办理时间。",
            "Please add what is asked for. The clock stands still until then.",
        ),
        "declined" => (
            "这件事不由本热线办理，原因见下。不同意可以要求重新办理。",
            "The hotline does not take this on; the reason is below. You can ask to have it reopened.",
        ),
        "accepted" => {
            ("热线正在把它转给负责的单位。", "The hotline is giving it to the department in charge.")
        }
        "assigned" => {
            return lang.pick(
                &format!("等{who}签收，签收后开始办理。"),
                &format!("Next {who} signs for it and starts work."),
            );
        }
        "return_review" => (
            "热线正在确定由哪个单位办理。等待期间不计办理时间。",
            "The hotline decides which department it belongs to. The clock stands still.",
        ),
        "in_progress" => {
            return lang.pick(
                &format!("{who}正在办理，办完会答复您。"),
                &format!("{who} is working on it and will answer you."),
            );
        }
        "suspended" => (
            "暂时办不了，原因见下。条件具备后继续办理。",
            "It cannot be done for now; the reason is below. Work goes on once it can.",
        ),
        "in_review" => {
            return lang.pick(
                &format!("{who}已写好答复，审核通过后您就能看到。"),
                &format!("{who} has written an answer; you see it once it has been checked."),
            );
        }
        "follow_up" => (
            "请您看看答复，并告诉我们是否解决。",
            "Please read the answer and tell us whether it is resolved.",
        ),
        "closed" => ("这件事已经办结。", "This case is closed."),
        "merged" => (
            "和您反映的是同一件事，一起办理。进展和答复都会显示在这里。",
            "Others reported the same matter, and it is handled as one. Progress and answer show here.",
        ),
        "withdrawn" => ("您已撤回，不再办理。", "You withdrew it; nothing more is done."),
        _ => ("这件事已经归档。", "This case is filed."),
    };
    lang.pick(zh, en)
}

/// One step in plain words; `None` for what is the hotline's own affair.
#[must_use]
pub fn step(lang: Lang, event: &Event) -> Option<String> {
    let by_citizen = event.role == "reporter";
    let of = |named: &Option<crate::views::Named>| named.as_ref().map(|named| named.name.clone());
    let department = of(&event.department).unwrap_or_else(|| lang.pick("承办单位", "The department"));
    let lead = of(&event.lead).unwrap_or_else(|| lang.pick("负责的单位", "the department in charge"));
    let (zh, en) = match event.action.as_str() {
        "classify" | "exclude" | "remind" | "request_extension" | "reject_extension" => return None,
        "submit" if by_citizen => ("您提交了诉求".to_owned(), "You handed it in".to_owned()),
        "submit" => ("热线记下了您的诉求".to_owned(), "The hotline took it down".to_owned()),
        "accept" => ("热线受理了".to_owned(), "The hotline took it on".to_owned()),
        "decline" => ("没有受理".to_owned(), "Not taken on".to_owned()),
        "request_info" => ("请您补充情况".to_owned(), "You are asked for more".to_owned()),
        "supply_info" | "supplement" if by_citizen => {
            ("您补充了情况".to_owned(), "You added to it".to_owned())
        }
        "supply_info" | "supplement" => ("补充了情况".to_owned(), "It was added to".to_owned()),
        "correct" => ("热线更正了内容".to_owned(), "The hotline corrected it".to_owned()),
        "assign" | "reassign" => (format!("转给{lead}办理"), format!("Given to {lead}")),
        "recall" => ("热线收回，重新安排".to_owned(), "Taken back to be given to another".to_owned()),
        "sign" => (format!("{department}签收，开始办理"), format!("{department} signed for it and started")),
        "request_return" => {
            (format!("{department}认为不归自己管，申请退回"), format!("{department} says it is not theirs"))
        }
        "approve_return" => (
            "热线同意退回，重新安排".to_owned(),
            "The hotline agreed and looks for another department".to_owned(),
        ),
        "reject_return" => {
            ("热线没有同意退回，继续办理".to_owned(), "The hotline did not agree; it stays there".to_owned())
        }
        "contact" => (format!("{department}联系了您"), format!("{department} contacted you")),
        "progress" => (format!("{department}告诉您进展"), format!("{department} tells how it goes")),
        "approve_extension" => ("办理时间延长了".to_owned(), "More time was given".to_owned()),
        "suspend" => ("暂缓办理".to_owned(), "Put on hold".to_owned()),
        "resume" => ("继续办理".to_owned(), "Work goes on".to_owned()),
        "reply" => (
            format!("{department}写好答复，送去审核"),
            format!("{department} wrote an answer, which went to be checked"),
        ),
        "approve" | "answer" => ("答复了您".to_owned(), "You were answered".to_owned()),
        "send_back" => ("答复退回，继续办理".to_owned(), "Sent back to be worked on again".to_owned()),
        "rate" if by_citizen => ("您作了评价".to_owned(), "You rated it".to_owned()),
        "rate" => ("记下了您的评价".to_owned(), "Your rating was taken down".to_owned()),
        "reopen" if by_citizen => ("您要求重新办理".to_owned(), "You asked to have it reopened".to_owned()),
        "reopen" => ("重新办理".to_owned(), "Reopened".to_owned()),
        "urge" if by_citizen => ("您催办了一次".to_owned(), "You urged".to_owned()),
        "urge" => ("替您催办了一次".to_owned(), "It was urged for you".to_owned()),
        "supervise" => ("热线督办".to_owned(), "The hotline is watching over it".to_owned()),
        "withdraw" => ("您撤回了诉求".to_owned(), "You withdrew it".to_owned()),
        "merge" => ("与同一件事合并办理".to_owned(), "Joined to the same matter".to_owned()),
        "split" => ("重新单独办理".to_owned(), "Handled by itself again".to_owned()),
        "adopt" => ("您的建议被采纳".to_owned(), "Your suggestion was adopted".to_owned()),
        "close" => ("办结".to_owned(), "Closed".to_owned()),
        "archive" => ("归档".to_owned(), "Filed".to_owned()),
        _ => return Some(event.label.clone()),
    };
    Some(lang.pick(&zh, &en))
}

/// A category by its identifier, which is its Chinese name.
#[must_use]
pub fn category(lang: Lang, id: &str) -> String {
    let english =
        || Category::ALL.into_iter().find(|category| category.as_str() == id).map(Category::english);
    match lang {
        Lang::Zh => id.to_owned(),
        Lang::En => english().unwrap_or(id).to_owned(),
    }
}

/// All of them, each with its identifier and its name.
#[must_use]
pub fn categories(lang: Lang) -> Vec<(&'static str, &'static str)> {
    Category::ALL.into_iter().map(|one| (one.as_str(), lang.of(one.as_str(), one.english()))).collect()
}

/// All kinds of demand, each with its identifier and its name.
#[must_use]
pub fn kinds(lang: Lang) -> Vec<(&'static str, &'static str)> {
    Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label(lang))).collect()
}

#[must_use]
pub fn kind(lang: Lang, id: &str) -> String {
    id.parse::<Kind>().map_or_else(|_| id.to_owned(), |kind| kind.label(lang).to_owned())
}

#[must_use]
pub fn knowledge_kind(lang: Lang, id: &str) -> String {
    id.parse::<KnowledgeKind>().map_or_else(|_| id.to_owned(), |kind| kind.label(lang).to_owned())
}

#[must_use]
pub fn satisfaction(lang: Lang, id: &str) -> String {
    id.parse::<Satisfaction>().map_or_else(|_| id.to_owned(), |word| word.label(lang).to_owned())
}

/// All judgements, each with its identifier and its name.
#[must_use]
pub fn satisfactions(lang: Lang) -> Vec<(&'static str, &'static str)> {
    Satisfaction::ALL.iter().map(|word| (word.as_str(), word.label(lang))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use minsheng_types::clock::Timestamp;
    use minsheng_types::words::{Action, State};

    #[test]
    fn every_state_has_words_and_says_what_is_next() {
        let mut said = std::collections::BTreeSet::new();
        for known in State::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let words = state(lang, known.as_str());
                assert_ne!(words, known.as_str());
                assert!(!words.contains("予以") && !words.contains("相关部门"));
                said.insert(words.to_owned());
            }
        }
        assert_eq!(said.len(), State::ALL.len() * 2, "no two states are called alike");
    }

    #[test]
    fn every_action_is_a_step_in_both_languages_or_nobody_elses_business() {
        for action in Action::ALL {
            let event = |role: &str| Event {
                at: Timestamp::from_unix(0),
                action: action.as_str().to_owned(),
                label: "LABEL".to_owned(),
                role: role.to_owned(),
                department: None,
                lead: None,
                due_at: None,
                public: None,
            };
            for role in ["reporter", "agent"] {
                let (zh, en) = (step(Lang::Zh, &event(role)), step(Lang::En, &event(role)));
                assert_ne!(zh.as_deref(), Some("LABEL"), "{action} has no words");
                assert_eq!(zh.is_none(), en.is_none());
                assert!(en.is_none_or(|en| en.is_ascii()) && zh.is_none_or(|zh| !zh.is_ascii()));
            }
        }
    }

    #[test]
    fn lists_have_names_in_both_languages() {
        assert_eq!(categories(Lang::En).len(), categories(Lang::Zh).len());
        assert_eq!(category(Lang::Zh, "交通运输"), "交通运输");
        assert!(category(Lang::En, "交通运输").is_ascii());
        assert_eq!(category(Lang::En, "没有这类"), "没有这类");
        assert_eq!(kind(Lang::Zh, "help"), "求助");
        assert_eq!(kind(Lang::Zh, "<b>"), "<b>");
    }
}
