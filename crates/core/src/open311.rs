//! Open311 GeoReport v2, as far as it is a matter of the hotline: its services, which are the places of the taxonomy, what a
//! city asks with them, and what everybody is shown of a demand. Source: docs/OPEN311.md.

pub mod asked;

use minsheng_types::bound::Bound;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{Name, ReasonCode};
use minsheng_types::words::{Channel, Kind, Lang, words};
use serde::{Deserialize, Serialize};

/// What a path ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xml,
    Json,
}

impl Format {
    /// The path without its ending, and what that asks for; without a known one it is XML, which every server speaks.
    #[must_use]
    pub fn of(path: &str) -> (&str, Self) {
        match (path.strip_suffix(".json"), path.strip_suffix(".xml")) {
            (Some(rest), _) => (rest, Self::Json),
            (None, Some(rest)) => (rest, Self::Xml),
            (None, None) => (path, Self::Xml),
        }
    }

    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

words! {
    /// Of which demands everybody reads what they say, masked, and what they were answered.
    pub enum Shown {
        Own = "own", "经 Open311 提交的诉求", "of those that came in through Open311";
        All = "all", "全部诉求", "of all that are not protected";
    }
}

words! {
    /// What the answer to an attribute can be.
    pub enum Datatype {
        Text = "text", "多行文本", "text of several lines";
        String = "string", "单行文本", "one line";
        Number = "number", "数字", "a number";
        Datetime = "datetime", "带时区的日期时间", "a time with its offset";
        SingleValueList = "singlevaluelist", "单选", "one of the values";
        MultiValueList = "multivaluelist", "多选", "some of the values";
    }
}

/// A service: a place in the taxonomy, a category with or without its second level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    pub category: Category,
    pub subcategory: Option<Subcategory>,
}

impl Service {
    /// Every service: of each category the one that says no more, then its second levels.
    pub fn all() -> impl Iterator<Item = Self> {
        let below = |category| Subcategory::of(category).map(move |below| (category, Some(below)));
        let all = move |category| std::iter::once((category, None)).chain(below(category));
        Category::ALL.into_iter().flat_map(all).map(|(category, subcategory)| Self { category, subcategory })
    }

    /// The service of a demand; one that nobody has classified is of none of the fifteen categories yet.
    #[must_use]
    pub fn of(category: Option<Category>, subcategory: Option<Subcategory>) -> Self {
        let category = category.unwrap_or(Category::Other);
        Self { category, subcategory: subcategory.filter(|name| name.belongs_to(category)) }
    }

    /// `service_code`: two digits for the category, two for the second level, 00 for none. A test holds what stands where.
    #[must_use]
    pub fn code(self) -> String {
        let place =
            self.subcategory.and_then(|name| Subcategory::of(self.category).position(|other| other == name));
        format!("{:02}{:02}", self.category.code() + 1, place.map_or(0, |place| place + 1))
    }

    /// The service of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        if code.len() != 4 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u32 = code.parse().ok()?;
        let category = Category::of_code((number / 100).checked_sub(1)?)?;
        let subcategory = match number % 100 {
            0 => None,
            place => Some(Subcategory::of(category).nth(place as usize - 1)?),
        };
        Some(Self { category, subcategory })
    }

    /// The name of its category.
    #[must_use]
    pub fn group(self, lang: Lang) -> &'static str {
        lang.of(self.category.as_str(), self.category.english())
    }

    /// What people read; 其他 says of what.
    #[must_use]
    pub fn name(self, lang: Lang) -> String {
        let group = self.group(lang);
        let Some(below) = self.subcategory else {
            // A second level may be called like its category.
            return match self.category {
                Category::Other => group.to_owned(),
                _ => lang.pick(&format!("{group}（综合）"), &format!("{group} (general)")),
            };
        };
        let name = lang.of(below.as_str(), below.english());
        match below.as_str() {
            "其他" => lang.pick(&format!("{name}（{group}）"), &format!("{name} ({group})")),
            _ => name.to_owned(),
        }
    }
}

/// What a city decides of Open311. `GET` and `PUT /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Open311Settings {
    /// Of which demands everybody reads what they say and what they were answered: `own` came in through Open311, whose
    /// users know that it shows what it takes; `all` are all that are not protected.
    #[serde(default = "own")]
    pub texts: Shown,
    /// What is asked with a service, beside what is asked with each: kind, whether a reply is wanted, secrecy.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

const fn own() -> Shown {
    Shown::Own
}

impl Default for Open311Settings {
    fn default() -> Self {
        Self { texts: own(), attributes: Vec::new() }
    }
}

/// What is asked with a service. The answer becomes part of the demand, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// With every service, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// With every service of the category, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<Subcategory>,
    pub code: ReasonCode,
    pub datatype: Datatype,
    #[serde(default)]
    pub required: bool,
    /// `false`: something to read, with nothing to answer.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub variable: bool,
    pub question: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_en: Option<Name>,
    /// How to answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_en: Option<Name>,
    /// What the answer can be, for the two lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AttributeValue>,
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_yes(flag: &bool) -> bool {
    *flag
}

/// One of the values of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AttributeValue {
    pub key: ReasonCode,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<Name>,
}

impl AttributeValue {
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        let english = self.name_en.as_ref().unwrap_or(&self.name);
        lang.of(self.name.as_str(), english.as_str())
    }
}

/// Values of one list.
const MAX_VALUES: usize = 100;
/// What is asked with every service, by these codes.
pub const KIND: &str = "kind";
pub const REPLY_WANTED: &str = "reply_wanted";
pub const CONFIDENTIAL: &str = "confidential";

impl Attribute {
    /// Whether it is asked with the service.
    #[must_use]
    pub fn is_of(&self, service: Service) -> bool {
        self.category.is_none_or(|category| category == service.category)
            && self.subcategory.is_none_or(|name| service.subcategory == Some(name))
    }

    #[must_use]
    pub fn question(&self, lang: Lang) -> &str {
        let english = self.question_en.as_ref().unwrap_or(&self.question);
        lang.of(self.question.as_str(), english.as_str())
    }

    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<&str> {
        let english = self.help_en.as_ref().or(self.help.as_ref());
        Some(if lang == Lang::En { english? } else { self.help.as_ref()? }.as_str())
    }

    /// Whether some service asks both.
    fn meets(&self, other: &Self) -> bool {
        let alike = |one: Option<&str>, other: Option<&str>| one.is_none() || other.is_none() || one == other;
        let name = |category: Option<Category>| category.map(Category::as_str);
        alike(name(self.category), name(other.category))
            && alike(self.subcategory.map(Subcategory::as_str), other.subcategory.map(Subcategory::as_str))
    }

    /// The answer in words, as handlers read it.
    ///
    /// # Errors
    /// What is wrong with the answer.
    fn said(&self, given: &[&str]) -> Result<Option<String>, Invalid> {
        let value = |key: &&str| {
            let found = self.values.iter().find(|value| value.key.as_str() == *key);
            found.map(|value| value.name.as_str()).ok_or(Invalid::UnknownValue)
        };
        let [first, more @ ..] = given else {
            return if self.required { Err(Invalid::Missing) } else { Ok(None) };
        };
        if self.datatype == Datatype::MultiValueList {
            let mut names: Vec<&str> = given.iter().map(value).collect::<Result<_, _>>()?;
            names.dedup();
            return Ok(Some(names.join("、")));
        }
        if !more.is_empty() {
            return Err(Invalid::TooMany(1));
        }
        let most = if self.datatype == Datatype::Text { 2000 } else { 200 };
        if first.chars().count() > most as usize {
            return Err(Invalid::TooLong(most));
        }
        let lines = self.datatype == Datatype::Text;
        if first.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
            return Err(Invalid::ControlCharacter);
        }
        match self.datatype {
            Datatype::SingleValueList => return Ok(Some(value(first)?.to_owned())),
            Datatype::Number if !is_number(first) => return Err(Invalid::Form(Form::Number)),
            Datatype::Datetime => {
                // A plus sign may have become a space on its way.
                return Timestamp::parse(&first.replace(' ', "+")).map(|at| Some(at.to_string()));
            }
            _ => {}
        }
        Ok(Some((*first).to_owned()))
    }
}

/// Digits, with a sign and a fraction.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole.strip_prefix(['-', '+']).unwrap_or(whole)) && digits(fraction)
}

/// Degrees in millionths, of what people write; more digits than these are left out. Reading a float takes a table of ten
/// kilobytes.
///
/// # Errors
/// For what is no number, and for more than `most` degrees.
pub fn read_degrees(text: &str, most: i64) -> Result<i64, Invalid> {
    let malformed = Invalid::Form(Form::Number);
    let plain = text.trim();
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !is_digits(whole) || !is_digits(fraction) {
        return Err(malformed);
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole.parse().map_err(|_| malformed)?;
    let part: i64 = six.parse().map_err(|_| malformed)?;
    let value = whole * 1_000_000 + part;
    if value > most * 1_000_000 {
        return Err(Invalid::Between(-most, most));
    }
    Ok(if negative { -value } else { value })
}

/// What was answered with a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub kind: Option<Kind>,
    pub reply_wanted: bool,
    pub confidential: bool,
    /// In words, question by question.
    pub lines: Vec<String>,
}

impl Open311Settings {
    /// Values that are each well formed and do not fit together.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (place, attribute) in self.attributes.iter().enumerate() {
            let mut fault = |field: &str, invalid| {
                faults.push(Fault { pointer: format!("/open311/attributes/{place}/{field}"), invalid });
            };
            match (attribute.category, attribute.subcategory) {
                (None, Some(_)) => fault("category", Invalid::Missing),
                (Some(category), Some(name)) if !name.belongs_to(category) => {
                    fault("subcategory", Invalid::NotUnder(category.as_str()));
                }
                _ => {}
            }
            let code = attribute.code.as_str();
            let earlier = self.attributes.iter().take(place);
            let taken = [KIND, REPLY_WANTED, CONFIDENTIAL].contains(&code)
                || earlier.clone().any(|other| other.code.as_str() == code && other.meets(attribute));
            if taken {
                fault("code", Invalid::Duplicate);
            }
            let lists = matches!(attribute.datatype, Datatype::SingleValueList | Datatype::MultiValueList);
            match (lists && attribute.variable, attribute.values.len()) {
                (true, 0) => fault("values", Invalid::Missing),
                (false, 1..) => fault("values", Invalid::UnknownField),
                (_, count) if count > MAX_VALUES => fault("values", Invalid::TooMany(MAX_VALUES as u32)),
                _ => {}
            }
            for (n, value) in attribute.values.iter().enumerate() {
                if attribute.values.iter().take(n).any(|other| other.key == value.key) {
                    fault(&format!("values/{n}/key"), Invalid::Duplicate);
                }
            }
            if attribute.required && !attribute.variable {
                fault("required", Invalid::Beyond(Bound::Fixed));
            }
        }
        faults
    }

    /// What is asked with a service beyond what is asked with each.
    pub fn of(&self, service: Service) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.is_of(service))
    }

    /// What `given` answers, each a code and a value; a code with several values stands there several times.
    ///
    /// # Errors
    /// Each code with what is wrong.
    pub fn answers(
        &self,
        service: Service,
        given: &[(&str, &str)],
    ) -> Result<Answers, Vec<(String, Invalid)>> {
        let mut answers = Answers::default();
        let mut faults = Vec::new();
        let yes = |value: &str| match value {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Invalid::OneOf(&["yes", "no"])),
        };
        for (code, value) in given {
            let heard = match *code {
                KIND => value.parse().map(|kind| answers.kind = Some(kind)),
                REPLY_WANTED => yes(value).map(|wanted| answers.reply_wanted = wanted),
                CONFIDENTIAL => yes(value).map(|wanted| answers.confidential = wanted),
                code if self.of(service).any(|it| it.variable && it.code.as_str() == code) => Ok(()),
                _ => Err(Invalid::UnknownField),
            };
            faults.extend(heard.err().map(|invalid| ((*code).to_owned(), invalid)));
        }
        for attribute in self.of(service).filter(|attribute| attribute.variable) {
            let code = attribute.code.as_str();
            let values: Vec<&str> =
                given.iter().filter(|(other, _)| *other == code).map(|(_, value)| *value).collect();
            match attribute.said(&values) {
                Ok(said) => answers.lines.extend(said.map(|said| format!("{}：{said}", attribute.question))),
                Err(invalid) => faults.push((code.to_owned(), invalid)),
            }
        }
        if faults.is_empty() { Ok(answers) } else { Err(faults) }
    }

    /// Whether everybody reads what a demand says that came in through this channel, and is not protected.
    #[must_use]
    pub fn shows_texts(&self, channel: Channel) -> bool {
        self.texts == Shown::All || channel == Channel::Open311
    }
}

/// Hundredths of a degree in which a place on the map is looked for, some kilometre: where exactly it is stays sealed.
const CELLS: i64 = 100;
const DEGREE: i64 = 1_000_000;

/// The cell of a point, in millionths of a degree. Those of one band of latitude lie side by side, from west to east.
#[must_use]
pub fn map_cell(lat: i64, lon: i64) -> i64 {
    let cell = |degrees: i64, least: i64| (degrees - least * DEGREE).div_euclid(DEGREE / CELLS);
    cell(lat, -90) * BAND + cell(lon, -180)
}

/// Cells of one band, and room.
pub const BAND: i64 = 100_000;

/// Millionths of a degree as they are stored and compared.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "degrees are between -180 and 180")]
pub fn millionths(degrees: f64) -> i64 {
    (degrees * DEGREE as f64).round() as i64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn each_service_has_a_code_of_its_own_that_leads_back_to_it() {
        let all: Vec<Service> = Service::all().collect();
        assert_eq!(all.len(), 16 + 118);
        for service in &all {
            assert_eq!(Service::parse(&service.code()), Some(*service), "{}", service.code());
        }
        for lang in [Lang::Zh, Lang::En] {
            let groups: BTreeSet<(&str, String)> =
                all.iter().map(|service| (service.group(lang), service.name(lang))).collect();
            assert_eq!(groups.len(), all.len(), "no two read alike");
        }
        for unknown in ["", "1", "0000", "0011", "0112", "1701", "1601", "01 1", "+101", "01011", "全部"] {
            assert_eq!(Service::parse(unknown), None, "{unknown}");
        }
        assert_eq!(Service::of(None, None).code(), "1600", "nobody has classified it");
        assert_eq!(
            Service::of(Some(Category::Labour), "安全生产".parse().ok()).code(),
            "1500",
            "of another category"
        );
    }

    /// What clients keep does not change its meaning: what stands here stays, and new names get new places.
    #[test]
    fn a_code_is_never_given_to_another_service() {
        let names: Vec<String> =
            Service::all().map(|service| format!("{}{}", service.code(), service.name(Lang::Zh))).collect();
        let digest = names.join(" ").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        for known in [
            "0100城乡建设（综合）",
            "0102城市建设和市政管理",
            "0605其他（交通运输）",
            "1509退休政策及待遇",
            "1600其他",
        ] {
            assert!(names.iter().any(|name| name == known), "{known}");
        }
        assert_eq!(digest, DIGEST, "a service has another code than clients know");
    }

    const DIGEST: u64 = 0x396c_c210_ca4a_f9d9;

    fn settings(attributes: serde_json::Value) -> Open311Settings {
        serde_json::from_value(json!({"attributes": attributes})).unwrap()
    }

    fn faults(attributes: serde_json::Value) -> Vec<(String, &'static str)> {
        let faults = settings(attributes).faults();
        faults.into_iter().map(|fault| (fault.pointer, fault.invalid.code())).collect()
    }

    #[test]
    fn what_is_asked_fits_together() {
        let list = |values: serde_json::Value| json!([{"code": "lamp", "datatype": "singlevaluelist", "question": "哪一种", "values": values}]);
        let one = json!({"key": "a", "name": "甲"});
        assert_eq!(faults(list(json!([one]))), []);
        for (attributes, pointer, code) in [
            (list(json!([])), "values", "missing"),
            (list(json!([one, one])), "values/1/key", "duplicate"),
            (
                json!([{"code": "a", "datatype": "text", "question": "?", "values": [one]}]),
                "values",
                "unknown_field",
            ),
            (json!([{"code": "kind", "datatype": "text", "question": "?"}]), "code", "duplicate"),
            (
                json!([{"code": "a", "datatype": "text", "question": "?", "subcategory": "其他"}]),
                "category",
                "missing",
            ),
            (
                json!([{"code": "a", "datatype": "text", "question": "?", "category": "民政", "subcategory": "金融财税"}]),
                "subcategory",
                "out_of_range",
            ),
            (
                json!([{"code": "a", "datatype": "text", "question": "?", "variable": false, "required": true}]),
                "required",
                "out_of_range",
            ),
        ] {
            let expected = [(format!("/open311/attributes/0/{pointer}"), code)];
            assert_eq!(faults(attributes.clone()), expected, "{attributes}");
        }
        let asks =
            |category: &str| json!({"code": "a", "datatype": "text", "question": "?", "category": category});
        assert_eq!(faults(json!([asks("民政"), asks("政法")])), [], "nobody is asked both");
        assert_eq!(faults(json!([asks("民政"), asks("民政")]))[0].0, "/open311/attributes/1/code");
        let everywhere = json!({"code": "a", "datatype": "text", "question": "?"});
        assert_eq!(faults(json!([asks("民政"), everywhere])).len(), 1);
    }

    fn asking() -> Open311Settings {
        let value = |key: &str, name: &str| json!({"key": key, "name": name});
        settings(json!([
            {"code": "pole", "datatype": "string", "question": "灯杆编号", "required": true, "category": "城乡建设"},
            {"code": "count", "datatype": "number", "question": "几盏"},
            {"code": "since", "datatype": "datetime", "question": "何时起"},
            {"code": "more", "datatype": "text", "question": "补充"},
            {"code": "type", "datatype": "singlevaluelist", "question": "类型", "values": [value("led", "LED 灯"), value("old", "老式灯")]},
            {"code": "when", "datatype": "multivaluelist", "question": "时段", "values": [value("n", "夜间"), value("d", "白天")]},
            {"code": "hint", "datatype": "text", "question": "请先看公告", "variable": false},
        ]))
    }

    #[test]
    fn answers_of_every_type_are_told_in_words() {
        let lamps = Service::parse("0102").unwrap();
        let given = [
            ("pole", "A-17"),
            ("count", "-1.5"),
            ("since", "2026-11-23T10:00:00 08:00"),
            ("more", "第一行\n第二行"),
            ("type", "led"),
            ("when", "n"),
            ("when", "d"),
            (KIND, "help"),
            (REPLY_WANTED, "yes"),
            (CONFIDENTIAL, "no"),
        ];
        let answers = asking().answers(lamps, &given).unwrap();
        assert_eq!(
            answers.lines,
            [
                "灯杆编号：A-17",
                "几盏：-1.5",
                "何时起：2026-11-23T10:00:00+08:00",
                "补充：第一行\n第二行",
                "类型：LED 灯",
                "时段：夜间、白天"
            ]
        );
        assert_eq!(
            (answers.kind, answers.reply_wanted, answers.confidential),
            (Some(Kind::Help), true, false)
        );
        let elsewhere = asking().answers(Service::parse("0900").unwrap(), &[]);
        assert_eq!(elsewhere, Ok(Answers::default()), "nothing is required there");
    }

    #[test]
    fn what_is_missing_unknown_or_of_another_type_is_refused_by_its_code() {
        let lamps = Service::parse("0102").unwrap();
        let refused = |code: &str, value: &str| {
            let given = [("pole", "1"), (code, value)];
            asking()
                .answers(lamps, &given)
                .map_err(|faults| faults.into_iter().map(|(code, _)| code).collect::<Vec<_>>())
        };
        let long = "路".repeat(201);
        for (code, value) in [
            ("count", "many"),
            ("count", "1e5"),
            ("since", "yesterday"),
            ("type", "gas"),
            ("when", "x"),
            ("unknown", "x"),
            ("hint", "x"),
            (KIND, "other"),
            (REPLY_WANTED, "perhaps"),
            ("pole", "2"),
            ("pole2", "2"),
        ] {
            assert_eq!(refused(code, value), Err(vec![code.to_owned()]), "{code}={value}");
        }
        let one =
            |value: &str| asking().answers(lamps, &[("pole", value)]).map_err(|faults| faults[0].1.code());
        assert_eq!(one(&long), Err("too_long"));
        assert_eq!(one("a\nb"), Err("control_character"));
        assert_eq!(asking().answers(lamps, &[]).unwrap_err(), [("pole".to_owned(), Invalid::Missing)]);
    }

    #[test]
    fn cells_of_a_band_lie_side_by_side() {
        let cell = |lat: f64, lon: f64| map_cell(millionths(lat), millionths(lon));
        assert_eq!(cell(28.2, 112.93), cell(28.205, 112.934));
        assert_eq!(cell(28.2, 112.93) + 1, cell(28.2, 112.94));
        assert_eq!(cell(28.2, 112.93) + BAND, cell(28.21, 112.93));
        assert_eq!(cell(-90.0, -180.0), 0);
        assert!(cell(90.0, 180.0) > 0 && cell(0.0, 180.0) < cell(0.01, -180.0));
    }
}
