//! What publishers and administrators keep, each as a row of one table: where it is asked for, what its list shows, and the
//! fields of its form.

use minsheng_types::words::{Lang, Role};

use crate::office::editor::Input::{
    Line, Lines, Moment, Number, One, OneOf, Password, Records, SeveralOf, Table, Text, Yes,
};
use crate::office::editor::{Field, Source, field};

/// A column of a list: where it stands in the JSON.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Column {
    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }
}

const fn column(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column { name, zh, en }
}

/// How one of it is asked for, made and changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By `GET` and `PUT` at its own path, with its version.
    Put,
    /// By posting it once more; there is no path of its own.
    PostAgain,
    /// It is made and revoked, and never changed.
    Once,
}

/// What can be done with one of it beside changing it: a request with an empty body.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
    /// `DELETE`, or else `POST`; and what stands behind its path.
    pub deletes: bool,
    pub path: &'static str,
}

impl Deed {
    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }
}

const fn deed(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    deletes: bool,
    path: &'static str,
) -> Deed {
    Deed { name, zh, en, deletes, path }
}

/// One kind of what is kept.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// As it stands in the path of its page.
    pub name: &'static str,
    pub function: &'static str,
    pub path: &'static str,
    /// What its list is asked with.
    pub all: &'static str,
    zh: &'static str,
    en: &'static str,
    pub id: &'static str,
    pub columns: &'static [Column],
    pub fields: &'static [Field],
    pub way: Way,
    pub deeds: &'static [Deed],
    /// What is shown once, when it is made or renewed.
    pub secret: Option<&'static str>,
    pub whose: &'static [Role],
    /// Who reads what it comes to, beside those.
    readers: &'static [Role],
    /// What else there is of each: the path below its own.
    below: Option<(&'static str, &'static str, &'static str)>,
}

impl Kept {
    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }

    /// What else there is of each, and what that is called.
    #[must_use]
    pub fn beside(&self, lang: Lang) -> Option<(&'static str, &'static str)> {
        self.below.map(|(path, zh, en)| (path, lang.of(zh, en)))
    }

    /// Whether somebody who is this changes them.
    #[must_use]
    pub fn is_kept_by(&self, roles: &[Role]) -> bool {
        self.whose.iter().any(|role| roles.contains(role))
    }

    /// Whether somebody who is this finds them among what they keep or read.
    #[must_use]
    pub fn is_shown_to(&self, roles: &[Role]) -> bool {
        self.is_kept_by(roles) || self.readers.iter().any(|role| roles.contains(role))
    }
}

const PUBLISHERS: &[Role] = &[Role::Publisher];
const KEEPERS: &[Role] = &[Role::Publisher, Role::Admin];
const ADMINS: &[Role] = &[Role::Admin];

const QUESTIONS: &[Field] = &[
    field("id", Line, "代号", "Id"),
    field(
        "kind",
        One(&[
            ("", "", ""),
            ("one", "单选", "one"),
            ("several", "多选", "several"),
            ("scale", "打分", "scale"),
            ("text", "文字", "text"),
        ]),
        "题型",
        "Kind",
    ),
    field("text", Line, "问题", "Question"),
    field("text_en", Line, "英文", "In English"),
    field("required", Yes, "必答", "Required"),
    field("options", Records(&["text", "text_en"]), "选项", "Options"),
    field("highest", Number, "最高分", "Highest"),
    field("most", Number, "最多选", "At most"),
];

pub const KEPT: &[Kept] = &[
    Kept {
        name: "notices",
        function: "notice",
        path: "/v1/notices",
        all: "limit=50&state=all",
        zh: "通知",
        en: "Notices",
        id: "id",
        columns: &[
            column("title", "标题", "Title"),
            column("category_name", "分类", "Category"),
            column("state", "状态", "State"),
            column("publish_at", "发布", "Published"),
        ],
        fields: &[
            field("title", Line, "标题", "Title"),
            field("body", Text(10), "正文（Markdown）", "Text (Markdown)"),
            field("category", OneOf(Source::NoticeCategories), "分类", "Category"),
            field("pinned", Yes, "置顶", "Pinned"),
            field("publish_at", Moment, "发布时间", "Publish at").hint("空着就是现在", "Now, when empty"),
            field("expires_at", Moment, "撤下时间", "Expires at"),
            field("starts_at", Moment, "事情开始", "Takes place from"),
            field("ends_at", Moment, "事情结束", "until"),
            field("place", Line, "地点", "Place"),
            field("districts", Lines, "区县", "Districts")
                .hint("一行一个；空着就是全市", "One a line; the whole city when empty"),
            field("survey", OneOf(Source::Surveys), "问卷", "Survey"),
        ],
        way: Way::Put,
        deeds: &[deed("withdraw", "撤下", "Withdraw", true, "")],
        secret: None,
        whose: PUBLISHERS,
        readers: &[],
        below: None,
    },
    Kept {
        name: "knowledge",
        function: "knowledge",
        path: "/v1/knowledge",
        all: "limit=50&state=all",
        zh: "知识库",
        en: "Knowledge",
        id: "id",
        columns: &[
            column("title", "标题", "Title"),
            column("kind", "类型", "Kind"),
            column("category", "类别", "Category"),
            column("state", "状态", "State"),
            column("updated_at", "更新", "Updated"),
        ],
        fields: &[
            field("kind", OneOf(Source::KnowledgeKinds), "类型", "Kind"),
            field("title", Line, "标题", "Title"),
            field("body", Text(12), "正文（Markdown）", "Text (Markdown)"),
            field("category", OneOf(Source::Categories), "类别", "Category"),
            field("department", OneOf(Source::Departments), "负责单位", "Department"),
            field("districts", Lines, "区县", "Districts")
                .hint("一行一个；空着就是全市", "One a line; the whole city when empty"),
            field("source", Line, "出处", "Source"),
            field("source_url", Line, "出处网址", "Address of the source"),
            field("valid_from", Moment, "生效", "Valid from"),
            field("valid_to", Moment, "失效", "Valid until"),
            field("review_at", Moment, "复核时间", "To be looked at again"),
            field("draft", Yes, "先存草稿，不发布", "Keep as a draft"),
        ],
        way: Way::Put,
        deeds: &[deed("withdraw", "撤下", "Withdraw", true, "")],
        secret: None,
        whose: KEEPERS,
        readers: &[],
        below: None,
    },
    Kept {
        name: "surveys",
        function: "survey",
        path: "/v1/surveys",
        all: "limit=50&state=all",
        zh: "问卷",
        en: "Surveys",
        id: "id",
        columns: &[
            column("title", "标题", "Title"),
            column("state", "状态", "State"),
            column("opens_at", "开始", "Opens"),
            column("closes_at", "截止", "Closes"),
        ],
        fields: &[
            field("title", Line, "标题", "Title"),
            field("title_en", Line, "英文标题", "Title in English"),
            field("intro", Text(4), "说明", "What it is about"),
            field("intro_en", Text(4), "英文说明", "The same in English"),
            field("opens_at", Moment, "开始", "Opens at"),
            field("closes_at", Moment, "截止", "Closes at"),
            field("questions", Table(QUESTIONS), "题目", "Questions")
                .hint("选项一行一个，英文写在 | 后面", "Options one a line, English behind a |"),
            field(
                "respondents",
                One(&[
                    ("anybody", "任何人", "anybody"),
                    ("telephone", "验证过电话的人", "proved telephones"),
                ]),
                "谁可以答",
                "Who may answer",
            ),
            field(
                "results",
                One(&[("internal", "只给工作人员", "staff alone"), ("public", "公开", "everybody")]),
                "结果给谁看",
                "Who sees results",
            ),
            field("ages", Yes, "按年龄段统计", "Told apart by age"),
            field("districts", Lines, "按区县统计", "Told apart by district"),
            field("draft", Yes, "先存草稿，不发布", "Keep as a draft"),
        ],
        way: Way::Put,
        deeds: &[deed("withdraw", "撤下", "Withdraw", true, "")],
        secret: None,
        whose: KEEPERS,
        readers: &[Role::Supervisor],
        below: Some(("/results", "结果", "Results")),
    },
    Kept {
        name: "departments",
        function: "catalogue",
        path: "/v1/departments",
        all: "",
        zh: "单位",
        en: "Departments",
        id: "code",
        columns: &[
            column("code", "代码", "Code"),
            column("name", "名称", "Name"),
            column("name_en", "英文名", "In English"),
            column("phone", "电话", "Telephone"),
            column("retired", "停用", "Retired"),
        ],
        fields: &[
            field("code", Line, "代码", "Code")
                .hint("小写字母，定了不能改", "Lower-case letters; it never changes")
                .fixed(),
            field("name", Line, "名称", "Name"),
            field("name_en", Line, "英文名", "Name in English"),
            field("phone", Line, "值班电话", "Telephone"),
            field("retired", Yes, "停用（不再派单）", "Retired: gets nothing any more"),
        ],
        way: Way::PostAgain,
        deeds: &[],
        secret: None,
        whose: ADMINS,
        readers: &[],
        below: None,
    },
    Kept {
        name: "accounts",
        function: "accounts",
        path: "/v1/accounts",
        all: "limit=100",
        zh: "账号",
        en: "Accounts",
        id: "id",
        columns: &[
            column("id", "用户名", "User name"),
            column("name", "姓名", "Name"),
            column("roles", "岗位", "Roles"),
            column("dept", "单位", "Department"),
            column("active", "可登录", "Active"),
            column("locked_until", "锁到", "Locked until"),
        ],
        fields: &[
            field("id", Line, "用户名", "User name")
                .hint("小写字母和数字，定了不能改", "Lower-case letters and digits; it never changes")
                .fixed(),
            field("name", Line, "姓名", "Name"),
            field("roles", SeveralOf(Source::StaffRoles), "岗位", "Roles"),
            field("dept", OneOf(Source::Departments), "单位（承办人）", "Department (handlers)"),
            field("active", Yes, "可以登录", "May log in").usually(),
            field("password", Password, "新密码", "New password")
                .hint("至少 12 个字符；空着就不改", "At least 12 characters; unchanged when empty"),
        ],
        way: Way::Put,
        deeds: &[
            deed("revoke", "退出所有登录", "Log out everywhere", false, "/revocation"),
            deed("unlock", "解除锁定", "Unlock", true, "/lock"),
            deed("factor", "取消动态验证码", "Remove the second factor", true, "/factor"),
        ],
        secret: None,
        whose: ADMINS,
        readers: &[],
        below: None,
    },
    Kept {
        name: "keys",
        function: "keys",
        path: "/v1/keys",
        all: "limit=100",
        zh: "接口密钥",
        en: "Keys",
        id: "id",
        columns: &[
            column("name", "名称", "Name"),
            column("scopes", "可以做什么", "Good for"),
            column("last_used_on", "上次使用", "Last used"),
            column("expires_at", "到期", "Expires"),
            column("revoked_at", "吊销", "Revoked"),
        ],
        fields: &[
            field("name", Line, "名称", "Name"),
            field("scopes", SeveralOf(Source::Scopes), "可以做什么", "Good for"),
            field("expires_at", Moment, "到期", "Expires at"),
        ],
        way: Way::Once,
        deeds: &[deed("revoke", "吊销", "Revoke", true, "")],
        secret: Some("key"),
        whose: ADMINS,
        readers: &[],
        below: None,
    },
    Kept {
        name: "webhooks",
        function: "events",
        path: "/v1/webhooks",
        all: "limit=100",
        zh: "推送",
        en: "Webhooks",
        id: "id",
        columns: &[
            column("name", "名称", "Name"),
            column("url", "地址", "Address"),
            column("enabled", "启用", "Enabled"),
            column("pending", "待推送", "Waiting"),
            column("dead", "已放弃", "Given up"),
            column("failing_since", "失败自", "Failing since"),
        ],
        fields: &[
            field("name", Line, "名称", "Name"),
            field("url", Line, "地址", "Address"),
            field("types", SeveralOf(Source::EventTypes), "推送哪些事件", "Events")
                .hint("都不选就是全部", "All when none is chosen"),
            field("department", OneOf(Source::Departments), "只推这个单位的", "Of this department alone"),
            field("enabled", Yes, "启用", "Enabled").usually(),
        ],
        way: Way::Put,
        deeds: &[
            deed("test", "试推一次", "Send a test", false, "/test"),
            deed("retry", "重推已放弃的", "Try again what was given up", false, "/retry"),
            deed("secret", "换签名密钥", "Renew the secret", false, "/secret"),
            deed("remove", "删除", "Remove", true, ""),
        ],
        secret: Some("secret"),
        whose: ADMINS,
        readers: &[],
        below: Some(("/deliveries", "推送记录", "Deliveries")),
    },
];

/// What became of a webhook's events.
pub const DELIVERIES: &[Column] = &[
    column("type", "事件", "Event"),
    column("status", "状态", "State"),
    column("attempts", "次数", "Attempts"),
    column("last_at", "上次", "Last"),
    column("answer", "应答", "Answer"),
    column("failure", "没有应答的原因", "Why there was none"),
    column("milliseconds", "毫秒", "Milliseconds"),
    column("next_at", "下次", "Next"),
    column("event", "编号", "Id"),
];

/// By what they are narrowed: the word in the address, and what it is called.
pub const STATUSES: [(&str, &str, &str); 3] =
    [("", "全部", "All"), ("pending", "待推送", "Waiting"), ("dead", "已放弃", "Given up")];

/// By its name in the path.
#[must_use]
pub fn kept(name: &str) -> Option<&'static Kept> {
    KEPT.iter().find(|kept| kept.name == name)
}

const HOLIDAYS: &[Field] = &[
    field("year", Number, "年", "Year"),
    field("source", Line, "依据", "Source"),
    field("off", Records(&["name", "from", "to"]), "放假：名称 | 从 | 到", "Off: name | from | to"),
    field("worked", Lines, "调休上班", "Worked weekends"),
];

const DEADLINES: &[Field] = &[
    field("kind", OneOf(Source::Kinds), "类型（空为其余）", "Kind (empty: all others)"),
    field("urgency", OneOf(Source::Urgencies), "紧急程度", "Urgency"),
    field("limit", crate::office::editor::Input::Limit, "办结时限", "To be finished within"),
];

const NAMED: &[Field] = &[
    field("id", Line, "代号", "Id"),
    field("name", Line, "名称", "Name"),
    field("name_en", Line, "英文", "In English"),
];

const TEXTS: &[Field] = &[
    field("occasion", OneOf(Source::Occasions), "什么时候", "Occasion"),
    field("zh", Text(2), "中文", "Chinese"),
    field("en", Text(2), "英文", "English"),
];

/// A part of the settings on a page of its own.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
    pub fields: &'static [Field],
}

impl Section {
    #[must_use]
    pub const fn label(&self, lang: Lang) -> &'static str {
        lang.of(self.zh, self.en)
    }
}

const fn limit(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    field(name, crate::office::editor::Input::Limit, zh, en)
}

pub const SECTIONS: &[Section] = &[
    Section {
        name: "deadlines",
        zh: "时限",
        en: "Deadlines",
        fields: &[
            limit("sign", "签收", "To sign for it"),
            limit("first_contact", "首次联系市民", "To contact the citizen"),
            field("deadlines", Table(DEADLINES), "办结", "To finish"),
            limit("extension", "每次延期最多", "One extension at most"),
            field("extensions", Number, "最多延期几次", "Extensions at most"),
            limit("return_window", "多久内可以退单", "May be returned within"),
            field("remind_percent", Number, "用掉百分之几提醒", "Reminded after so many percent"),
            field("reopen_days", Number, "办结后几天内可以重办", "May be reopened within days"),
            field("close_unrated_days", Number, "没有评价，几天后自动办结", "Closed unrated after days"),
            field("archive_days", Number, "几天后归档", "Archived after days"),
            field("repeat_days", Number, "几天内算重复诉求", "A repeat within days"),
        ],
    },
    Section {
        name: "calendar",
        zh: "工作日历",
        en: "Calendar",
        fields: &[
            field("working_hours", Records(&["from", "to"]), "工作时间：从 | 到", "Working hours: from | to")
                .hint("一行一段，例如 09:00 | 12:00", "One span a line, as 09:00 | 12:00"),
            field("holidays", Table(HOLIDAYS), "节假日安排", "Holidays")
                .hint("日期写成 2026-10-01", "Days are written 2026-10-01"),
        ],
    },
    Section {
        name: "citizens",
        zh: "市民",
        en: "Citizens",
        fields: &[
            field("urges_per_day", Number, "每天最多催办", "Urges a day"),
            field("supplements_per_day", Number, "每天最多补充", "Additions a day"),
            field(
                "anonymous.submissions_by_client",
                Number,
                "同一来源每天提交",
                "Demands a day from one place",
            ),
            field("anonymous.submissions_in_all", Number, "全部匿名提交每天", "Demands a day from all"),
            field("attachments.files", Number, "每单文件数", "Files of a case"),
            field("attachments.file_mb", Number, "每个文件（MB）", "One file (MB)"),
            field("attachments.types", SeveralOf(Source::FileTypes), "收哪些文件", "Types of files"),
            field("thanks.points", Number, "采纳建议奖励积分", "Points for an adopted suggestion"),
            field("thanks.points_per_year", Number, "每人每年最多积分", "Points a year at most"),
        ],
    },
    Section {
        name: "lists",
        zh: "目录",
        en: "Lists",
        fields: &[
            field("notice_categories", Table(NAMED), "通知分类", "Categories of notices"),
            field("reason_codes", Table(NAMED), "不受理和退单的原因", "Reasons"),
        ],
    },
    Section {
        name: "protection",
        zh: "隐私与安全",
        en: "Protection",
        fields: &[
            field(
                "retention.personal_data_days",
                Number,
                "归档几天后删去个人信息",
                "Personal data is deleted days after archiving",
            ),
            field("retention.call_days", Number, "通话记录保留几天", "Records of calls are kept days"),
            field("event_days", Number, "事件保留几天", "Events are kept days"),
            field(
                "second_factor",
                SeveralOf(Source::StaffRoles),
                "哪些岗位必须用动态验证码",
                "Roles that need a second factor",
            ),
        ],
    },
    Section {
        name: "hotspots",
        zh: "热点",
        en: "Hot spots",
        fields: &[
            field("hotspots.days", Number, "比较几天内的工单", "Cases within days are compared"),
            field("hotspots.reporters", Number, "七天内几人反映算热点", "Citizens within seven days"),
            field("hotspots.growth_percent", Number, "增长到百分之几再提醒", "Told again at percent"),
        ],
    },
];

/// What messages say; on a page with a preview.
pub const MESSAGES: Section = Section {
    name: "messages",
    zh: "消息",
    en: "Messages",
    fields: &[
        field("messages.per_day", Number, "每人每天最多", "A person a day at most"),
        field("messages.quiet_from", Line, "免打扰从", "Quiet from"),
        field("messages.quiet_to", Line, "免打扰到", "Quiet until"),
        field("messages.working_days_only", Yes, "节假日不发", "Not on days off"),
        field(
            "messages.sms_by_default",
            Yes,
            "留了手机号就发短信",
            "By short message unless asked otherwise",
        ),
        field(
            "messages.silent_days",
            Number,
            "几个工作日没有进展就提醒",
            "Reminded after working days of silence",
        ),
        field("messages.not_told", SeveralOf(Source::Occasions), "这些时候不发", "Of these nobody is told"),
        field("messages.texts", Table(TEXTS), "自己的文案", "Texts of our own").hint(
            "不写的用系统文案；可用 {number} {hotline} {link}",
            "The usual text where there is none; {number} {hotline} {link}",
        ),
    ],
};

const STEPS: &[Field] = &[
    field("department", OneOf(Source::Departments), "单位", "Department"),
    field("district", Line, "区县", "District"),
    field("people", Records(&["step", "name", "phone"]), "第几步 | 姓名 | 手机", "Step | name | telephone"),
];

/// Who is called in an emergency.
pub const ON_CALL: Section = Section {
    name: "oncall",
    zh: "值班",
    en: "On call",
    fields: &[
        field("minutes", Number, "几分钟没人确认就叫下一步", "Minutes until the next step is called"),
        field("by_reply", Yes, "可以回复短信 1 确认", "Answering 1 acknowledges"),
        field("lists", Table(STEPS), "名单", "Lists"),
        field(
            "supervisors",
            Records(&["name", "phone"]),
            "都没接时叫：姓名 | 手机",
            "When nobody answers: name | telephone",
        ),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_name_and_has_a_form() {
        for one in KEPT {
            assert_eq!(kept(one.name).map(|found| found.path), Some(one.path));
            assert!(!one.fields.is_empty() && !one.columns.is_empty() && !one.whose.is_empty());
            assert!(one.label(Lang::En).is_ascii() && !one.label(Lang::Zh).is_ascii());
        }
    }
}
