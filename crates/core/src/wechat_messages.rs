//! WeChat's subscription messages (微信小程序订阅消息): which of the city's templates tells of what, what its fields can hold, and
//! what WeChat's answers come to. Sources: WeChat's documents of `subscribeMessage.send`, "订阅消息参数值内容限制说明", and of
//! `getStableAccessToken`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::lang::Lang;
use minsheng_types::text::WeChatTemplateId;
use minsheng_types::uri::encoded;
use minsheng_types::words::words;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::delivery::{Answer, Failure};
use crate::message::{Facts, Occasion};

words! {
    /// What a field of a template says. None of it was written by a person.
    pub enum WeChatFact {
        Number = "number", "工单号", "the ticket's number";
        State = "state", "状态", "its state";
        Due = "due", "时限", "until when it is to be finished";
        Hotline = "hotline", "热线名称", "what the city calls its hotline";
    }
}

/// What a field can hold, as its name in the template begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldForm {
    /// Any text.
    Thing,
    /// Digits, letters and signs.
    CharacterString,
    /// Digits.
    Number,
    /// Chinese characters.
    Phrase,
    /// A day and a time.
    Time,
    /// A day.
    Date,
}

/// The characters that fields can have.
const THING: usize = 20;
const CHARACTER_STRING: usize = 32;
const NUMBER: usize = 32;
const PHRASE: usize = 5;

impl FieldForm {
    pub const ALL: [Self; 6] =
        [Self::Thing, Self::CharacterString, Self::Number, Self::Phrase, Self::Time, Self::Date];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Thing => "thing",
            Self::CharacterString => "character_string",
            Self::Number => "number",
            Self::Phrase => "phrase",
            Self::Time => "time",
            Self::Date => "date",
        }
    }

    /// What can stand in it.
    #[must_use]
    pub const fn holds(self) -> &'static [&'static str] {
        match self {
            Self::Thing => WeChatFact::NAMES,
            Self::CharacterString => &["number", "due", "hotline"],
            Self::Number => &["number"],
            Self::Phrase => &["state", "hotline"],
            Self::Time | Self::Date => &["due"],
        }
    }

    /// What stands in it; nothing where there is nothing to say, or nothing that it can hold.
    fn filled(self, fact: WeChatFact, facts: &Facts<'_>, lang: Lang) -> Option<String> {
        let said = match (fact, self) {
            (WeChatFact::Number, _) => facts.number.to_string(),
            // There are no English phrases.
            (WeChatFact::State, Self::Phrase) => facts.state.label(Lang::Zh).to_owned(),
            (WeChatFact::State, _) => facts.state.label(lang).to_owned(),
            (WeChatFact::Due, form) => moment(facts.due_at?, form)?,
            (WeChatFact::Hotline, _) => facts.hotline.to_owned(),
        };
        let only =
            |keep: fn(char) -> bool, most| said.chars().filter(|c| keep(*c)).take(most).collect::<String>();
        let whole: String = match self {
            Self::Thing => shortened(&only(|c| !c.is_control(), usize::MAX)),
            Self::CharacterString => only(|c| c == ' ' || c.is_ascii_graphic(), CHARACTER_STRING),
            Self::Number => only(|c| c.is_ascii_digit(), NUMBER),
            Self::Phrase => only(is_han, PHRASE),
            Self::Time | Self::Date => said,
        };
        Some(whole.trim().to_owned()).filter(|whole| !whole.is_empty())
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(THING) {
        None => text.to_owned(),
        Some(_) => text.chars().take(THING - 1).chain(['…']).collect(),
    }
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// A moment as a field has it: WeChat checks the form of times and days.
fn moment(at: Timestamp, form: FieldForm) -> Option<String> {
    let text = at.to_string();
    let (day, time) = (text.get(..10)?, text.get(11..16)?);
    let (year, month, date) = (day.get(..4)?, day.get(5..7)?, day.get(8..)?);
    Some(match form {
        FieldForm::Time => format!("{year}年{month}月{date}日 {time}"),
        FieldForm::Date => format!("{year}年{month}月{date}日"),
        _ => format!("{day} {time}"),
    })
}

/// A field's name in a template, as `thing2`: what it can hold, and a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeChatKey {
    pub form: FieldForm,
    number: u8,
}

impl WeChatKey {
    /// # Errors
    /// [`Invalid::Form`] for what is no field of a form that is known.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = Invalid::Form(Form::WeChatKey);
        let digits = text.find(|c: char| c.is_ascii_digit()).ok_or(refused)?;
        let (name, number) = text.split_at(digits);
        let form = FieldForm::ALL.into_iter().find(|form| form.as_str() == name).ok_or(refused)?;
        let number: u8 = number.parse().map_err(|_| refused)?;
        let key = Self { form, number };
        // Else two texts would be one field.
        if (1..=99).contains(&number) && key.to_string() == text { Ok(key) } else { Err(refused) }
    }
}

impl fmt::Display for WeChatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.form.as_str(), self.number)
    }
}

impl Serialize for WeChatKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WeChatKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for WeChatKey {
    fn schema_name() -> Cow<'static, str> {
        "WeChatKey".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": Form::WeChatKey.pattern()})
    }
}

/// What a field of a template says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WeChatField {
    pub key: WeChatKey,
    /// `thing` takes any of them, `character_string` the number, the time and the hotline, `number` the number, `phrase` the
    /// state and the hotline, `time` and `date` the time.
    pub says: WeChatFact,
}

/// One of the templates that a city has applied for with WeChat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WeChatTemplate {
    /// Of what it tells.
    pub occasion: Occasion,
    pub template_id: WeChatTemplateId,
    /// All of the template's fields: WeChat takes no message that lacks one.
    pub fields: Vec<WeChatField>,
}

/// Fields that a template can have.
const MOST_FIELDS: usize = 5;

/// Where a message leads in the mini-program, before the number.
const PAGE: &str = "pages/ticket/index?id=";

impl WeChatTemplate {
    /// What is wrong with templates that are each well formed, below this pointer.
    #[must_use]
    pub fn faults(templates: &[Self], pointer: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault =
            |below: String, invalid| faults.push(Fault { pointer: pointer.to_owned() + &below, invalid });
        for (place, template) in templates.iter().enumerate() {
            if templates.iter().take(place).any(|other| other.occasion == template.occasion) {
                fault(format!("/{place}/occasion"), Invalid::Duplicate);
            }
            match template.fields.len() {
                0 => fault(format!("/{place}/fields"), Invalid::Empty),
                1..=MOST_FIELDS => {}
                _ => fault(format!("/{place}/fields"), Invalid::TooMany(MOST_FIELDS as u32)),
            }
            for (nth, field) in template.fields.iter().enumerate() {
                if template.fields.iter().take(nth).any(|other| other.key == field.key) {
                    fault(format!("/{place}/fields/{nth}/key"), Invalid::Duplicate);
                }
                let holds = field.key.form.holds();
                if !holds.contains(&field.says.as_str()) {
                    fault(format!("/{place}/fields/{nth}/says"), Invalid::OneOf(holds));
                }
            }
        }
        faults
    }

    /// The message to the person with this openid, as WeChat takes it. Nothing where a field has nothing to say: WeChat
    /// takes no empty ones.
    #[must_use]
    pub fn message(&self, openid: &str, facts: &Facts<'_>, lang: Lang) -> Option<String> {
        let field = |field: &WeChatField| {
            let value = field.key.form.filled(field.says, facts, lang)?;
            Some((field.key.to_string(), Said { value }))
        };
        let message = Message {
            touser: openid,
            template_id: self.template_id.as_str(),
            page: format!("{PAGE}{}", facts.number),
            data: self.fields.iter().map(field).collect::<Option<_>>()?,
            miniprogram_state: "formal",
            lang: lang.of("zh_CN", "en_US"),
        };
        serde_json::to_string(&message).ok()
    }
}

#[derive(Serialize)]
struct Said {
    value: String,
}

/// The body of `subscribeMessage.send`.
#[derive(Serialize)]
struct Message<'a> {
    touser: &'a str,
    template_id: &'a str,
    page: String,
    data: BTreeMap<String, Said>,
    miniprogram_state: &'static str,
    lang: &'static str,
}

/// Where a message is handed in, below WeChat's address.
#[must_use]
pub fn send_path(token: &str) -> String {
    format!("/cgi-bin/message/subscribe/send?access_token={}", encoded(token))
}

/// What WeChat says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeChatAnswer {
    Taken,
    /// The person has not consented, has taken it back, or what they consented to is used up.
    NoConsent,
    /// Nobody has this openid.
    NoPerson,
    /// The token is not good any more.
    TokenOver,
    /// It takes no such message: the operator has set something wrong. By its `errcode`.
    Refused(i64),
    /// It is busy, limits us, says something else, or nothing at all.
    Trouble,
}

/// `invalid credential`, `invalid access_token`, `access_token expired`.
const TOKEN_OVER: [i64; 3] = [40001, 40014, 42001];
/// `system error`, limits of a day and of a minute, another message to the same person at the same time.
const TROUBLE: [i64; 4] = [-1, 45009, 45011, 43108];

#[derive(Deserialize)]
struct Code {
    errcode: i64,
}

impl WeChatAnswer {
    #[must_use]
    pub fn read(status: u16, body: &[u8]) -> Self {
        if !(200..=299).contains(&status) {
            return Self::Trouble;
        }
        match serde_json::from_slice(body) {
            Ok(Code { errcode: 0 }) => Self::Taken,
            Ok(Code { errcode: 43101 }) => Self::NoConsent,
            Ok(Code { errcode: 40003 }) => Self::NoPerson,
            Ok(Code { errcode }) if TOKEN_OVER.contains(&errcode) => Self::TokenOver,
            Ok(Code { errcode }) if TROUBLE.contains(&errcode) => Self::Trouble,
            Ok(Code { errcode }) => Self::Refused(errcode),
            Err(_) => Self::Trouble,
        }
    }

    /// The answer of a gateway that comes to the same; nothing where no gateway says that.
    #[must_use]
    pub const fn as_answer(self) -> Option<Answer> {
        match self {
            Self::Taken => Some(Answer::Status(200, None)),
            Self::NoConsent => None,
            Self::NoPerson => Some(Answer::Status(410, None)),
            // Tried again without leaving WeChat alone: other templates may be right.
            Self::Refused(_) => Some(Answer::Status(404, None)),
            Self::TokenOver | Self::Trouble => Some(Answer::None(Failure::Broken)),
        }
    }
}

/// Where a token is asked for, below WeChat's address.
pub const TOKEN_PATH: &str = "/cgi-bin/stable_token";

/// What is asked there. Of WeChat's two ways to a token this is the one that leaves the tokens of others who speak for the same
/// mini-program as they are, and that shows the secret in no address. Not by force: that would end the others' tokens, and
/// one that is over is replaced without it.
#[must_use]
pub fn token_request(app: &str, secret: &str) -> String {
    json!({"grant_type": "client_credential", "appid": app, "secret": secret, "force_refresh": false})
        .to_string()
}

/// What WeChat says of a token.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenSaid {
    /// It is good for so many seconds.
    Token(String, i64),
    /// There is none, by `errcode`: it is busy, or its operator has set something wrong.
    Nothing(i64),
    Garbage,
}

impl fmt::Debug for TokenSaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(_, seconds) => write!(f, "Token(…, {seconds})"),
            Self::Nothing(number) => write!(f, "Nothing({number})"),
            Self::Garbage => f.write_str("Garbage"),
        }
    }
}

/// Characters that a token can have at most, twice as many as WeChat has room kept for.
const LONGEST_TOKEN: usize = 1024;
/// Seconds before its end from which on a token is not used: what is on its way arrives.
const EARLY: i64 = 120;

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl TokenSaid {
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let Ok(answer) = serde_json::from_slice(body) else { return Self::Garbage };
        let TokenAnswer { errcode, access_token, expires_in } = answer;
        if errcode != 0 {
            return Self::Nothing(errcode);
        }
        let is_token = (1..=LONGEST_TOKEN).contains(&access_token.len())
            && access_token.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_token || expires_in <= 0 {
            return Self::Garbage;
        }
        Self::Token(access_token, expires_in)
    }
}

/// Until when a token that is good for so many seconds is used again.
#[must_use]
pub const fn used_until(seconds: i64, now: Timestamp) -> Timestamp {
    now.plus(seconds.saturating_sub(EARLY))
}

#[cfg(test)]
mod tests {
    use minsheng_types::ids::TicketId;
    use minsheng_types::words::State;
    use serde_json::Value;

    use super::*;

    fn facts<'a>() -> Facts<'a> {
        Facts {
            number: TicketId::parse("20261123000042").unwrap(),
            state: State::Declined,
            due_at: Some(Timestamp::parse("2026-11-30T09:05:00+08:00").unwrap()),
            link: "https://hotline.example/track#20261123000042.secret",
            hotline: "12345",
        }
    }

    fn template(fields: &[(&str, WeChatFact)]) -> WeChatTemplate {
        let field = |(key, says): &(&str, WeChatFact)| WeChatField {
            key: WeChatKey::parse(key).unwrap(),
            says: *says,
        };
        WeChatTemplate {
            occasion: Occasion::Answered,
            template_id: WeChatTemplateId::parse("tmpl-1_A").unwrap(),
            fields: fields.iter().map(field).collect(),
        }
    }

    fn filled(key: &str, says: WeChatFact, facts: &Facts<'_>, lang: Lang) -> Option<String> {
        let message: Value =
            serde_json::from_str(&template(&[(key, says)]).message("o1", facts, lang)?).unwrap();
        Some(message["data"][key]["value"].as_str().unwrap().to_owned())
    }

    #[test]
    fn a_field_is_named_by_what_it_holds_and_a_number() {
        for good in ["thing1", "thing12", "character_string2", "number3", "phrase4", "time5", "date99"] {
            assert_eq!(WeChatKey::parse(good).unwrap().to_string(), good);
            assert_eq!(serde_json::to_value(WeChatKey::parse(good).unwrap()).unwrap(), json!(good));
        }
        for bad in [
            "", "thing", "1", "thing0", "thing01", "thing100", "thing1a", "thing-1", "Thing1", "name1",
            "thing1 ",
        ] {
            assert_eq!(WeChatKey::parse(bad), Err(Invalid::Form(Form::WeChatKey)), "{bad}");
            assert!(serde_json::from_value::<WeChatKey>(json!(bad)).is_err());
        }
    }

    #[test]
    fn a_message_is_what_wechat_takes_and_nothing_that_a_person_wrote_nor_what_opens_the_ticket() {
        let fields = [
            ("character_string1", WeChatFact::Number),
            ("phrase2", WeChatFact::State),
            ("time3", WeChatFact::Due),
        ];
        let text = template(&fields).message("oABC", &facts(), Lang::En).unwrap();
        let message: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            message,
            json!({
                "touser": "oABC",
                "template_id": "tmpl-1_A",
                "page": "pages/ticket/index?id=20261123000042",
                "data": {
                    "character_string1": {"value": "20261123000042"},
                    "phrase2": {"value": "不予受理"},
                    "time3": {"value": "2026年11月30日 09:05"}
                },
                "miniprogram_state": "formal",
                "lang": "en_US",
            })
        );
    }

    #[test]
    fn a_thing_is_any_text_of_twenty_characters() {
        let thing = |says, facts: &Facts<'_>, lang| filled("thing1", says, facts, lang);
        assert_eq!(thing(WeChatFact::State, &facts(), Lang::Zh).as_deref(), Some("不予受理"));
        assert_eq!(thing(WeChatFact::Due, &facts(), Lang::Zh).as_deref(), Some("2026-11-30 09:05"));
        let twenty = "热".repeat(20);
        let hotline = |hotline: &str| thing(WeChatFact::Hotline, &Facts { hotline, ..facts() }, Lang::Zh);
        assert_eq!(hotline(&twenty), Some(twenty.clone()));
        assert_eq!(hotline(&(twenty + "线")), Some("热".repeat(19) + "…"));
        assert_eq!(hotline("a\n\u{7}b").as_deref(), Some("ab"));
        assert_eq!(hotline(" \n "), None);
        for state in State::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let said = thing(WeChatFact::State, &Facts { state: *state, ..facts() }, lang).unwrap();
                assert!((1..=20).contains(&said.chars().count()), "{said}");
            }
        }
    }

    #[test]
    fn a_character_string_is_ascii_of_32_characters() {
        let string = |says, facts: &Facts<'_>| filled("character_string1", says, facts, Lang::Zh);
        assert_eq!(string(WeChatFact::Number, &facts()).as_deref(), Some("20261123000042"));
        assert_eq!(string(WeChatFact::Due, &facts()).as_deref(), Some("2026-11-30 09:05"));
        let hotline = |hotline: &str| string(WeChatFact::Hotline, &Facts { hotline, ..facts() });
        assert_eq!(hotline("热线 12345").as_deref(), Some("12345"));
        assert_eq!(hotline("热线"), None, "nothing of it can stand there");
        assert_eq!(hotline(&"a".repeat(33)), Some("a".repeat(32)));
    }

    #[test]
    fn a_phrase_is_five_chinese_characters_whatever_the_language() {
        for state in State::ALL {
            let said =
                filled("phrase1", WeChatFact::State, &Facts { state: *state, ..facts() }, Lang::En).unwrap();
            assert_eq!(said, state.label(Lang::Zh), "none is cut");
            assert!(said.chars().all(is_han) && said.chars().count() <= PHRASE);
        }
        let hotline =
            |hotline: &str| filled("phrase1", WeChatFact::Hotline, &Facts { hotline, ..facts() }, Lang::Zh);
        assert_eq!(hotline("长沙市12345政务热线").as_deref(), Some("长沙市政务"));
        assert_eq!(hotline("12345"), None);
    }

    #[test]
    fn numbers_times_and_days_have_wechats_forms_or_say_nothing() {
        let said = |key, says| filled(key, says, &facts(), Lang::Zh);
        assert_eq!(said("number1", WeChatFact::Number).as_deref(), Some("20261123000042"));
        assert_eq!(said("date5", WeChatFact::Due).as_deref(), Some("2026年11月30日"));
        assert_eq!(said("time4", WeChatFact::Due).as_deref(), Some("2026年11月30日 09:05"));
        let never = Facts { due_at: None, ..facts() };
        for key in ["time1", "date1", "thing1", "character_string1"] {
            assert_eq!(filled(key, WeChatFact::Due, &never, Lang::Zh), None, "{key}");
        }
    }

    #[test]
    fn what_a_field_cannot_hold_and_what_stands_twice_is_refused() {
        let faults = |templates: &[WeChatTemplate]| -> Vec<String> {
            let faults = WeChatTemplate::faults(templates, "/messages/wechat");
            faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.invalid.code())).collect()
        };
        let number = ("number1", WeChatFact::Number);
        assert_eq!(faults(&[template(&[number])]), [""; 0]);
        assert_eq!(
            faults(&[
                template(&[number]),
                template(&[number, number, ("time2", WeChatFact::State)]),
                template(&[])
            ]),
            [
                "/messages/wechat/1/occasion duplicate",
                "/messages/wechat/1/fields/1/key duplicate",
                "/messages/wechat/1/fields/2/says unknown_value",
                "/messages/wechat/2/occasion duplicate",
                "/messages/wechat/2/fields empty",
            ]
        );
        let keys = ["thing1", "thing2", "thing3", "thing4", "thing5", "thing6"];
        let many = template(&keys.map(|key| (key, WeChatFact::Number)));
        assert_eq!(faults(&[many]), ["/messages/wechat/0/fields too_many"]);
        for form in FieldForm::ALL {
            for fact in WeChatFact::ALL {
                let hotline = Facts { hotline: "长沙12345", ..facts() };
                let key = format!("{}1", form.as_str());
                let fits = form.holds().contains(&fact.as_str());
                if fits {
                    assert!(filled(&key, *fact, &hotline, Lang::En).is_some(), "{key} {fact}");
                }
            }
        }
    }

    #[test]
    fn what_wechat_says_decides() {
        let said = |body: &str| WeChatAnswer::read(200, body.as_bytes());
        assert_eq!(said(r#"{"errcode":0,"errmsg":"ok","msgid":7}"#), WeChatAnswer::Taken);
        assert_eq!(
            said(r#"{"errcode":43101,"errmsg":"user refuse to accept the msg"}"#),
            WeChatAnswer::NoConsent
        );
        assert_eq!(said(r#"{"errcode":40003}"#), WeChatAnswer::NoPerson);
        for number in [40001, 40014, 42001] {
            assert_eq!(said(&json!({"errcode": number}).to_string()), WeChatAnswer::TokenOver);
        }
        for number in [40037, 41030, 47003, 43107, 48001] {
            assert_eq!(said(&json!({"errcode": number}).to_string()), WeChatAnswer::Refused(number));
        }
        for body in
            [r#"{"errcode":-1}"#, r#"{"errcode":45009}"#, r#"{"errcode":45011}"#, r#"{"errcode":43108}"#]
        {
            assert_eq!(said(body), WeChatAnswer::Trouble);
        }
        for body in ["", "{}", "[]", "<html>", r#"{"errcode":"0"}"#, r#"{"errmsg":"ok"}"#] {
            assert_eq!(said(body), WeChatAnswer::Trouble, "{body}");
        }
        for status in [302, 404, 429, 500, 502] {
            assert_eq!(WeChatAnswer::read(status, br#"{"errcode":0}"#), WeChatAnswer::Trouble);
        }
    }

    #[test]
    fn what_it_says_comes_to_what_a_gateways_answer_does() {
        use crate::messages::{Fate, fate};
        let now = Timestamp::from_unix(1_800_000_000);
        let come_to = |told: WeChatAnswer| fate(told.as_answer().unwrap(), 1, 0, now, now, 0);
        assert_eq!(come_to(WeChatAnswer::Taken), (Fate::Sent, None));
        assert_eq!(come_to(WeChatAnswer::NoPerson), (Fate::Bounced, None));
        assert!(
            matches!(come_to(WeChatAnswer::Refused(40037)), (Fate::Again(_), None)),
            "others may be taken"
        );
        for trouble in [WeChatAnswer::Trouble, WeChatAnswer::TokenOver] {
            assert!(matches!(come_to(trouble), (Fate::Again(_), Some(_))), "WeChat rests");
        }
        assert_eq!(WeChatAnswer::NoConsent.as_answer(), None);
    }

    #[test]
    fn a_token_is_used_until_shortly_before_its_end() {
        let said = |body: &str| TokenSaid::read(body.as_bytes());
        assert_eq!(
            said(r#"{"access_token":"t-1_a","expires_in":7200}"#),
            TokenSaid::Token("t-1_a".into(), 7200)
        );
        assert_eq!(said(r#"{"errcode":40125,"errmsg":"invalid appsecret"}"#), TokenSaid::Nothing(40125));
        assert_eq!(said(r#"{"errcode":-1,"access_token":"t","expires_in":7200}"#), TokenSaid::Nothing(-1));
        let long = json!({"access_token": "a".repeat(1025), "expires_in": 7200}).to_string();
        for body in
            ["", "{}", "<html>", r#"{"access_token":"t"}"#, r#"{"access_token":"a b","expires_in":1}"#, &long]
        {
            assert_eq!(said(body), TokenSaid::Garbage, "{body}");
        }
        let now = Timestamp::from_unix(1_800_000_000);
        assert_eq!(used_until(7200, now), now.plus(7080));
        assert!(used_until(60, now) <= now);
        assert!(!format!("{:?}", said(r#"{"access_token":"secret","expires_in":7200}"#)).contains("secret"));
    }

    #[test]
    fn a_token_is_asked_for_without_ending_others_and_shown_as_one_parameter() {
        let asked: Value = serde_json::from_str(&token_request("wx1\"&", "s#")).unwrap();
        assert_eq!(
            asked,
            json!({"grant_type": "client_credential", "appid": "wx1\"&", "secret": "s#", "force_refresh": false})
        );
        assert_eq!(send_path("a&b"), "/cgi-bin/message/subscribe/send?access_token=a%26b");
    }
}
