//! The closed lists of words of the field: states, actions, roles, kinds, channels …
//!
//! Each word is one identifier for code, JSON and SQL, with the Chinese that people see and the
//! English beside it (docs/DOMAIN.md has the sources). A list made by [`words!`] parses from and prints
//! as its identifier and from nowhere else.

/// Makes an enum out of a list of `Variant = "identifier", "中文", "English"`.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Their identifiers.
            pub const NAMES: &'static [&'static str] = &[$($id),+];

            /// The identifier used in code, JSON and SQL.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// What people read.
            #[must_use]
            pub const fn label(self, lang: $crate::words::Lang) -> &'static str {
                match self { $(Self::$variant => lang.of($zh, $en)),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::invalid::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($id => Ok(Self::$variant),)+ _ => Err($crate::invalid::Invalid::OneOf(Self::NAMES)) }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                // What is allowed travels by the word for an unknown one, and by no text.
                text.parse().map_err(|_| ::serde::de::Error::unknown_variant(&text, Self::NAMES))
            }
        }

        #[cfg(feature = "schema")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> { stringify!($name).into() }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({
                    "type": "string",
                    "enum": [$($id),+],
                    "description": concat!($($id, " ", $zh, "; "),+),
                })
            }
        }
    };
}

pub use crate::lang::Lang;
pub use words;

words! {
    /// Who acts. Tokens name these in their `roles` claim.
    pub enum Role {
        Reporter = "reporter", "诉求人", "reporter";
        Agent = "agent", "话务员", "agent";
        Handler = "handler", "承办单位经办人", "handler";
        Supervisor = "supervisor", "督办", "supervisor";
        Publisher = "publisher", "发布员", "publisher";
        Admin = "admin", "管理员", "administrator";
        System = "system", "系统", "system";
        Integrator = "integrator", "集成方", "integrator";
    }
}

words! {
    /// Kind of demand, 诉求类型.
    pub enum Kind {
        Consultation = "consultation", "咨询", "consultation";
        Help = "help", "求助", "help";
        Complaint = "complaint", "投诉", "complaint";
        Report = "report", "举报", "report";
        Suggestion = "suggestion", "建议", "suggestion";
        Praise = "praise", "表扬", "praise";
    }
}

words! {
    /// Urgency, 紧急程度.
    pub enum Urgency {
        Normal = "normal", "一般", "normal";
        Urgent = "urgent", "紧急", "urgent";
        Emergency = "emergency", "特急", "emergency";
    }
}

words! {
    /// Where a demand came in.
    pub enum Channel {
        Phone = "phone", "电话", "phone";
        Web = "web", "网站", "web";
        Miniprogram = "miniprogram", "小程序", "mini-program";
        Wechat = "wechat", "微信", "WeChat";
        App = "app", "客户端", "app";
        Open311 = "open311", "Open311", "Open311";
        Email = "email", "电子邮件", "e-mail";
        Other = "other", "其他", "other";
    }
}

words! {
    /// State of a ticket, 工单状态.
    pub enum State {
        Pending = "pending", "待受理", "waiting to be accepted";
        InfoNeeded = "info_needed", "待补充", "waiting for the citizen";
        Declined = "declined", "不予受理", "declined";
        Accepted = "accepted", "待派单", "waiting for dispatch";
        Assigned = "assigned", "待签收", "waiting for the department";
        ReturnReview = "return_review", "退单审核", "return under review";
        InProgress = "in_progress", "办理中", "in progress";
        Suspended = "suspended", "挂账", "suspended";
        InReview = "in_review", "待审核", "reply under review";
        FollowUp = "follow_up", "待回访", "waiting for a rating";
        Closed = "closed", "办结", "closed";
        Merged = "merged", "并单", "merged";
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
        Archived = "archived", "归档", "archived";
    }
}

impl State {
    /// Work is still owed to the citizen.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Declined | Self::Closed | Self::Merged | Self::Withdrawn | Self::Archived)
    }

    /// A department, or the hotline for it, still has to do something: the states in which a
    /// deadline can be missed. A reply in review or waiting for its rating is no longer late.
    #[must_use]
    pub const fn owes_work(self) -> bool {
        self.is_open() && !matches!(self, Self::InReview | Self::FollowUp)
    }

    /// The deadline clock stands still (docs/DOMAIN.md, Deadlines and calendar).
    #[must_use]
    pub const fn stops_the_clock(self) -> bool {
        matches!(self, Self::InfoNeeded | Self::ReturnReview | Self::Suspended)
    }
}

words! {
    /// What can be done with a ticket. `classify` and `remind` stand outside the workflow loop: they
    /// change what the ticket is about and who is told, never its state.
    pub enum Action {
        Submit = "submit", "提交", "submit";
        Classify = "classify", "分类", "classify";
        RequestInfo = "request_info", "要求补充", "ask for more";
        SupplyInfo = "supply_info", "补充材料", "supply information";
        Supplement = "supplement", "补充", "add to the demand";
        Correct = "correct", "更正", "put the demand right";
        Decline = "decline", "不予受理", "decline";
        Answer = "answer", "直接答复", "answer directly";
        Accept = "accept", "受理", "accept";
        Assign = "assign", "派单", "dispatch";
        Sign = "sign", "签收", "sign for";
        RequestReturn = "request_return", "申请退单", "ask to return";
        ApproveReturn = "approve_return", "同意退单", "approve the return";
        RejectReturn = "reject_return", "驳回退单", "refuse the return";
        Contact = "contact", "联系群众", "contact the citizen";
        Progress = "progress", "办理进展", "report progress";
        RequestExtension = "request_extension", "申请延期", "ask for an extension";
        ApproveExtension = "approve_extension", "同意延期", "approve the extension";
        RejectExtension = "reject_extension", "驳回延期", "refuse the extension";
        Suspend = "suspend", "挂账", "suspend";
        Resume = "resume", "恢复办理", "resume";
        Reply = "reply", "办理答复", "reply";
        Approve = "approve", "审核通过", "approve the reply";
        SendBack = "send_back", "退回重办", "send back";
        Rate = "rate", "评价", "rate";
        Close = "close", "办结", "close";
        Reopen = "reopen", "重新办理", "reopen";
        Recall = "recall", "撤回派单", "recall the dispatch";
        Reassign = "reassign", "改派", "dispatch to another";
        Merge = "merge", "并单", "merge";
        Split = "split", "拆并", "split off again";
        Withdraw = "withdraw", "撤回", "withdraw";
        Archive = "archive", "归档", "archive";
        Urge = "urge", "催办", "urge";
        Supervise = "supervise", "督办", "supervise";
        Remind = "remind", "到期提醒", "remind";
        Exclude = "exclude", "剔除", "exclude from assessment";
        Adopt = "adopt", "采纳", "adopt the suggestion";
    }
}

words! {
    /// What an integrator's API key may be used for.
    pub enum Scope {
        TicketsWrite = "tickets:write", "提交工单", "hand in tickets";
        TicketsRead = "tickets:read", "查看本方提交的工单", "read the tickets it handed in";
        CallsWrite = "calls:write", "上报通话记录", "report telephone calls";
        StatsRead = "stats:read", "查看考核数据", "read the assessment";
        EventsRead = "events:read", "接收本方工单的事件", "read the events of the tickets it handed in";
        MessagesWrite = "messages:write", "回传短信状态和回复", "report what became of messages, and what was answered";
        EventsAll = "events:all", "接收全部事件", "with events:read: those of everybody's tickets";
        Tick = "tick", "触发定时任务", "call the scheduled work";
    }
}

words! {
    /// What was done to the audit log behind the hotline's back.
    pub enum Tampering {
        Altered = "altered", "该条记录或其校验值被修改", "this row, or the hash that ties it to the one before, was altered";
        Removed = "removed", "该条记录被删除", "this row was removed";
        Inserted = "inserted", "该条记录是插入的", "this row was inserted";
        CutOff = "cut_off", "自该条起的最新记录被截去", "the newest rows were cut off, from this one on";
    }
}

words! {
    /// Which time a deadline counts.
    pub enum Clock {
        Working = "working", "工作时间", "working time";
        Always = "always", "不分昼夜", "round the clock";
    }
}

words! {
    /// The citizen's judgement, 满意度.
    pub enum Satisfaction {
        Satisfied = "satisfied", "满意", "satisfied";
        BasicallySatisfied = "basically_satisfied", "基本满意", "basically satisfied";
        Dissatisfied = "dissatisfied", "不满意", "dissatisfied";
    }
}

words! {
    /// Where a notice stands.
    pub enum NoticeState {
        Scheduled = "scheduled", "待发布", "scheduled";
        Published = "published", "已发布", "published";
        Expired = "expired", "已过期", "expired";
        Withdrawn = "withdrawn", "已撤下", "withdrawn";
    }
}

words! {
    /// What an entry of the knowledge base is.
    pub enum KnowledgeKind {
        Policy = "policy", "政策", "policy";
        Law = "law", "法规", "law";
        Guide = "guide", "办事指南", "guide to a service";
        Answer = "answer", "常见问答", "ready answer";
    }
}

words! {
    /// Where an entry of the knowledge base stands.
    pub enum KnowledgeState {
        Draft = "draft", "草稿", "draft";
        Scheduled = "scheduled", "待生效", "not yet in force";
        Published = "published", "已发布", "published";
        Expired = "expired", "已失效", "no longer in force";
        Withdrawn = "withdrawn", "已撤下", "withdrawn";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_from_its_identifier() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(*state));
        }
        for action in Action::ALL {
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
        assert!("CLOSED".parse::<State>().is_err(), "identifiers are exact");
    }

    #[test]
    fn nine_states_are_open() {
        let open: Vec<_> = State::ALL.iter().filter(|s| s.is_open()).map(|s| s.as_str()).collect();
        assert_eq!(
            open,
            [
                "pending",
                "info_needed",
                "accepted",
                "assigned",
                "return_review",
                "in_progress",
                "suspended",
                "in_review",
                "follow_up"
            ]
        );
    }
}
