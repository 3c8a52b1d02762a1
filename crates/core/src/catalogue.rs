//! The dispatch catalogue, 派单目录: which department leads for a category or a part of it, in a
//! district or anywhere.

use std::collections::BTreeSet;

use minsheng_language::classify::Suggestion;
use minsheng_language::folding::folded;
use minsheng_types::category::Category;
use minsheng_types::district::key;
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::list::bounded_list;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{DeptCode, Name, Phone, Place};
use minsheng_types::words::words;
use serde::{Deserialize, Deserializer, Serialize};

use crate::deadline::Limit;
use crate::ticket::Ticket;

words! {
    /// What becomes of a rule when a matter is dispatched.
    pub enum Fate {
        Decides = "decides", "按此规则派单", "it decides";
        Fits = "less_specific", "有更具体的规则", "another rule is more specific";
        OtherDistrict = "other_district", "属于其他区县", "it is for another district";
        NoDistrict = "no_district", "区县不明", "the district is not known";
        OtherSubcategory = "other_subcategory", "属于其他二级类别", "it is for another part of the category";
        NoSubcategory = "no_subcategory", "二级类别不明", "the part of the category is not known";
        OtherCategory = "other_category", "属于其他类别", "it is for another category";
    }
}

/// One version of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// 0 for none.
    pub version: i64,
    pub rules: Vec<DispatchRule>,
}

/// The rule that decides is the most specific one. What a demand is about says more about who can
/// help than where it comes from, so the subcategory goes before the district.
#[must_use]
pub fn dispatch<'a>(
    rules: &'a [DispatchRule],
    category: Category,
    subcategory: Option<Subcategory>,
    district: Option<&str>,
) -> Option<&'a DispatchRule> {
    let fits = |rule: &&DispatchRule| fate(rule, category, subcategory, district) == Fate::Fits;
    // Of rules that fit, the first is the one: no catalogue holds two for the same.
    rules.iter().filter(fits).min_by_key(|rule| rank(rule))
}

/// Which of the rules that fit goes first.
fn rank(rule: &DispatchRule) -> (bool, bool) {
    (rule.subcategory.is_none(), rule.district.is_none())
}

/// What becomes of a rule for a matter in a district.
fn fate(
    rule: &DispatchRule,
    category: Category,
    subcategory: Option<Subcategory>,
    district: Option<&str>,
) -> Fate {
    let place = rule.key();
    if rule.category != category {
        Fate::OtherCategory
    } else if rule.subcategory.is_some() && rule.subcategory != subcategory {
        if subcategory.is_some() { Fate::OtherSubcategory } else { Fate::NoSubcategory }
    } else if place.is_some() && place != district.map(key) {
        if district.is_some() { Fate::OtherDistrict } else { Fate::NoDistrict }
    } else {
        Fate::Fits
    }
}

/// A rule that could have decided, and why it does or does not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// Its place among the rules.
    pub place: usize,
    pub rule: &'a DispatchRule,
    pub fate: Fate,
}

/// Every rule of the category, those first that fit, in the order in which they are preferred: what [`dispatch`] takes is the
/// first, if it fits.
#[must_use]
pub fn candidates<'a>(
    rules: &'a [DispatchRule],
    category: Category,
    subcategory: Option<Subcategory>,
    district: Option<&str>,
) -> Vec<Candidate<'a>> {
    let of = |(place, rule)| Candidate { place, rule, fate: fate(rule, category, subcategory, district) };
    let mut all: Vec<Candidate<'a>> =
        rules.iter().enumerate().map(of).filter(|candidate| candidate.fate != Fate::OtherCategory).collect();
    all.sort_by_key(|candidate| (candidate.fate != Fate::Fits, rank(candidate.rule), candidate.place));
    let decided = dispatch(rules, category, subcategory, district);
    for candidate in &mut all {
        if decided.is_some_and(|decided| std::ptr::eq(decided, candidate.rule)) {
            candidate.fate = Fate::Decides;
        }
    }
    all
}

/// Whom a rule has assist with a ticket: never the department that the ticket is about.
pub fn assisting<'a>(rule: &'a DispatchRule, ticket: &Ticket) -> impl Iterator<Item = &'a DeptCode> {
    rule.assists.iter().filter(|dept| Some(*dept) != ticket.against.as_ref())
}

/// What a ticket is dispatched by: its category, and the second level as far as anybody knows it. A person's
/// word goes before the machine's, and the machine's counts only under the category that it was about. `fresh` is a
/// suggestion that goes with the dispatch and is not yet the ticket's.
#[must_use]
pub fn matter(ticket: &Ticket, fresh: Option<&Suggestion>) -> Option<(Category, Option<Subcategory>)> {
    let category = fresh.map(|suggestion| suggestion.category).or(ticket.category)?;
    let said = ticket.subcategory.filter(|said| said.belongs_to(category));
    let suggestion =
        fresh.or(ticket.suggestion.as_ref()).filter(|suggestion| suggestion.category == category);
    Some((category, said.or_else(|| suggestion?.subcategory())))
}

/// The district that a ticket is dispatched by: the one that was given with it, else the one that its text names. `fresh` as
/// in [`matter`].
#[must_use]
pub fn district<'a>(ticket: &'a Ticket, fresh: Option<&'a Suggestion>) -> Option<&'a str> {
    let named = || fresh.or(ticket.suggestion.as_ref())?.district.as_ref();
    ticket.demand.district().or_else(named).map(Place::as_str)
}

/// The districts that the rules name, each once, as the first spells it.
#[must_use]
pub fn districts(rules: &[DispatchRule]) -> Vec<&str> {
    let mut districts: Vec<&str> = Vec::new();
    for district in rules.iter().filter_map(|rule| rule.district.as_ref()).map(Place::as_str) {
        // Most rules name one that another has named in the same words.
        let known =
            districts.contains(&district) || districts.iter().any(|known| key(known) == key(district));
        if !known {
            districts.push(district);
        }
    }
    districts
}

/// A district as the rules spell it, if they name it: 岳麓 as 岳麓区, and 浏阳 as 浏阳市.
#[must_use]
pub fn spelt<'a>(rules: &'a [DispatchRule], name: &str) -> Option<&'a str> {
    let name = folded(name);
    let is_it = |known: &&str| {
        let (known, asked) = (key(known), key(&name));
        known.eq_ignore_ascii_case(asked) || known.strip_suffix('市') == Some(asked)
    };
    districts(rules).into_iter().find(is_it)
}

/// What no catalogue may hold: a subcategory that its category does not have, and a second rule for
/// the same. Pointers lead into `{"rules": […]}`.
#[must_use]
pub fn faults(rules: &[DispatchRule]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, rule) in rules.iter().enumerate() {
        if rule.subcategory.is_some_and(|subcategory| !subcategory.belongs_to(rule.category)) {
            let pointer = format!("/rules/{place}/subcategory");
            faults.push(Fault { pointer, invalid: Invalid::NotUnder(rule.category.as_str()) });
        }
        if !seen.insert((rule.category, rule.subcategory, rule.key())) {
            faults.push(Fault { pointer: format!("/rules/{place}"), invalid: Invalid::Duplicate });
        }
    }
    faults
}

/// `POST /v1/departments`: a new one, or what changes of the one that has the code. What is not named stays as it is,
/// `null` takes out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DepartmentRequest {
    pub code: DeptCode,
    /// A new one needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub name_en: Option<Option<Name>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub phone: Option<Option<Phone>>,
    /// Whether it is no more: it keeps its tickets and gets nothing new. As it is, when absent.
    #[serde(default)]
    pub retired: Option<bool>,
}

/// What is named, be it `null`.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl DepartmentRequest {
    /// The department as it is to be; `before` is the one that has the code.
    ///
    /// # Errors
    /// A new one without a name.
    pub fn applied_to(&self, before: Option<&Department>) -> Result<Department, Fault> {
        fn text<T: ToString>(wanted: &Option<Option<T>>, before: Option<&String>) -> Option<String> {
            match wanted {
                Some(wanted) => wanted.as_ref().map(T::to_string),
                None => before.cloned(),
            }
        }
        let name = self.name.as_ref().map(Name::to_string).or_else(|| before.map(|it| it.name.clone()));
        Ok(Department {
            code: self.code.to_string(),
            name: name.ok_or_else(|| Fault { pointer: "/name".into(), invalid: Invalid::Missing })?,
            name_en: text(&self.name_en, before.and_then(|it| it.name_en.as_ref())),
            phone: text(&self.phone, before.and_then(|it| it.phone.as_ref())),
            version: before.map_or(1, |it| it.version + 1),
            retired: self.retired.unwrap_or_else(|| before.is_some_and(|it| it.retired)),
        })
    }
}

/// One rule: the category, whole or in part, in a district or anywhere, goes to these departments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DispatchRule {
    pub category: Category,
    /// One of the category's level-2 names; the whole category, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<Subcategory>,
    /// Anywhere, when absent. The most specific rule decides, and the subcategory goes before the district.
    #[serde(default)]
    pub district: Option<Place>,
    pub lead: DeptCode,
    #[serde(default, deserialize_with = "bounded_list")]
    pub assists: Vec<DeptCode>,
    /// How long it may take, instead of what is usual for the kind and the urgency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<Limit>,
}

impl DispatchRule {
    /// What its district is told apart by.
    fn key(&self) -> Option<&str> {
        self.district.as_ref().map(|district| key(district.as_str()))
    }
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Department {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub phone: Option<String>,
    /// Counts its changes.
    pub version: u32,
    /// It keeps its tickets and gets nothing new.
    pub retired: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(
        category: Category,
        subcategory: Option<&str>,
        district: Option<&str>,
        lead: &str,
    ) -> DispatchRule {
        DispatchRule {
            category,
            subcategory: subcategory.map(|name| name.parse().unwrap()),
            district: district.map(|name| Place::parse(name).unwrap()),
            lead: DeptCode::parse(lead).unwrap(),
            assists: vec![],
            finish: None,
        }
    }

    const TAXIS: Option<&str> = Some("出租车管理");
    const POST: Option<&str> = Some("邮政管理");
    const A3: Option<&str> = Some("A3区");
    const A4: Option<&str> = Some("A4区");

    #[test]
    fn a_department_keeps_what_a_change_does_not_name() {
        let put = |body: &str, before: Option<&Department>| {
            let request: DepartmentRequest = serde_json::from_str(body).unwrap();
            request.applied_to(before)
        };
        let added = put(
            r#"{"code": "jtj", "name": "交通局", "name_en": "Transport", "phone": "010-12345678"}"#,
            None,
        );
        let added = added.unwrap();
        assert_eq!((added.version, added.retired, added.name_en.as_deref()), (1, false, Some("Transport")));
        let with = |change: fn(&mut Department)| {
            let mut after = Department { version: 2, ..added.clone() };
            change(&mut after);
            Ok(after)
        };
        for (body, after) in [
            (r#"{"code": "jtj"}"#, with(|_| ())),
            (r#"{"code": "jtj", "name": "交委"}"#, with(|it| it.name = "交委".into())),
            (r#"{"code": "jtj", "name_en": null}"#, with(|it| it.name_en = None)),
            (r#"{"code": "jtj", "phone": null}"#, with(|it| it.phone = None)),
            (r#"{"code": "jtj", "retired": true}"#, with(|it| it.retired = true)),
        ] {
            assert_eq!(put(body, Some(&added)), after, "{body}");
        }
        let retired = Department { retired: true, ..added.clone() };
        assert!(
            put(r#"{"code": "jtj", "name": "交委"}"#, Some(&retired)).unwrap().retired,
            "no new name revives it"
        );
        let lacking = put(r#"{"code": "jtj"}"#, None).unwrap_err();
        assert_eq!((lacking.pointer.as_str(), lacking.invalid), ("/name", Invalid::Missing));
    }

    #[test]
    fn the_most_specific_rule_decides() {
        let transport = |subcategory, district, lead| rule(Category::Transport, subcategory, district, lead);
        let taxis_a3 = transport(TAXIS, A3, "taxis-a3");
        let taxis = transport(TAXIS, None, "taxis");
        let all_a3 = transport(None, A3, "all-a3");
        let all = transport(None, None, "all");
        // Rules of others, that never decide here.
        let others = [
            rule(Category::Health, None, None, "health"),
            rule(Category::Economy, Some("其他"), None, "other"),
            transport(POST, A4, "post-a4"),
        ];
        // What the catalogue holds; who leads for taxis in A3, in A4, anywhere; for all in A3, in A4, anywhere.
        let table: [(&[&DispatchRule], [&str; 6]); 10] = [
            (&[&taxis_a3, &taxis, &all_a3, &all], ["taxis-a3", "taxis", "taxis", "all-a3", "all", "all"]),
            (&[&taxis, &all_a3, &all], ["taxis", "taxis", "taxis", "all-a3", "all", "all"]),
            (&[&taxis_a3, &all_a3, &all], ["taxis-a3", "all", "all", "all-a3", "all", "all"]),
            (&[&taxis_a3, &taxis, &all], ["taxis-a3", "taxis", "taxis", "all", "all", "all"]),
            (&[&taxis_a3, &taxis, &all_a3], ["taxis-a3", "taxis", "taxis", "all-a3", "", ""]),
            (&[&all_a3, &all], ["all-a3", "all", "all", "all-a3", "all", "all"]),
            (&[&taxis_a3, &taxis], ["taxis-a3", "taxis", "taxis", "", "", ""]),
            (&[&taxis_a3], ["taxis-a3", "", "", "", "", ""]),
            (&[&all], ["all"; 6]),
            (&[], [""; 6]),
        ];
        for (held, leads) in table {
            let mut rules: Vec<DispatchRule> =
                held.iter().map(|rule| (*rule).clone()).chain(others.clone()).collect();
            for _ in 0..2 {
                let found = [(TAXIS, A3), (TAXIS, A4), (TAXIS, None), (None, A3), (None, A4), (None, None)]
                    .map(|(subcategory, district)| {
                        let subcategory = subcategory.map(|name| name.parse().unwrap());
                        dispatch(&rules, Category::Transport, subcategory, district)
                            .map_or("", |rule| rule.lead.as_str())
                    });
                assert_eq!(found, leads, "{rules:?}");
                // Whatever their order.
                rules.reverse();
            }
        }
    }

    #[test]
    fn a_district_is_one_however_it_is_written() {
        for written in ["岳麓", "岳麓区", "长沙市岳麓区"] {
            let rules = [
                rule(Category::Transport, None, Some(written), "here"),
                rule(Category::Transport, None, Some("长沙县"), "there"),
                rule(Category::Transport, None, None, "all"),
            ];
            for (asked, lead) in [
                ("岳麓", "here"),
                ("岳麓区", "here"),
                ("长沙市岳麓区", "here"),
                ("长沙", "there"),
                ("长沙市", "all"),
                ("雨花区", "all"),
            ] {
                let found = dispatch(&rules, Category::Transport, None, Some(asked)).unwrap();
                assert_eq!(found.lead.as_str(), lead, "{written} {asked}");
            }
            for asked in ["岳麓", "嶽麓區", " 岳麓区".trim(), "湖南省长沙市岳麓区"] {
                assert_eq!(spelt(&rules, asked), Some(written), "{asked}");
            }
            assert_eq!((spelt(&rules, "雨花区"), spelt(&rules, "")), (None, None));
        }
        let rules =
            [rule(Category::Transport, None, A3, "a"), rule(Category::Transport, None, Some("浏阳市"), "a")];
        for (asked, known) in
            [("a3", A3), ("Ａ３区", A3), ("浏阳", Some("浏阳市")), ("浏阳市", Some("浏阳市"))]
        {
            assert_eq!(spelt(&rules, asked), known, "{asked}");
        }
        let twice = ["岳麓", "岳麓区", "长沙市岳麓区"]
            .map(|district| rule(Category::Transport, None, Some(district), "a"));
        assert_eq!(districts(&twice), ["岳麓"]);
        let faulty: Vec<String> = faults(&twice).into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(faulty, ["/rules/1", "/rules/2"], "one district, one rule");
    }

    #[test]
    fn every_rule_of_the_category_says_why_it_does_not_decide() {
        let transport = |subcategory, district, lead| rule(Category::Transport, subcategory, district, lead);
        let rules = [
            transport(None, None, "all"),
            rule(Category::Health, None, None, "health"),
            transport(None, A3, "all-a3"),
            transport(POST, None, "post"),
            transport(TAXIS, A4, "taxis-a4"),
            transport(TAXIS, None, "taxis"),
        ];
        let told = |subcategory: Option<&str>, district| {
            let subcategory = subcategory.map(|name| name.parse().unwrap());
            let all = candidates(&rules, Category::Transport, subcategory, district);
            let decided = dispatch(&rules, Category::Transport, subcategory, district);
            assert_eq!(
                decided,
                all.first().filter(|first| first.fate == Fate::Decides).map(|first| first.rule)
            );
            let told = |candidate: Candidate<'_>| format!("{} {}", candidate.rule.lead, candidate.fate);
            all.into_iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(
            told(TAXIS, A3),
            [
                "taxis decides",
                "all-a3 less_specific",
                "all less_specific",
                "taxis-a4 other_district",
                "post other_subcategory",
            ]
        );
        assert_eq!(
            told(None, None),
            [
                "all decides",
                "taxis-a4 no_subcategory",
                "post no_subcategory",
                "taxis no_subcategory",
                "all-a3 no_district"
            ]
        );
        assert_eq!(candidates(&rules, Category::Economy, None, None), []);
    }

    #[test]
    fn a_name_decides_only_under_its_own_category() {
        let rules = [
            rule(Category::Economy, Some("其他"), None, "economy"),
            rule(Category::Health, Some("其他"), None, "health"),
        ];
        let lead = |category| {
            dispatch(&rules, category, "其他".parse().ok(), None).map(|rule| rule.lead.as_str().to_owned())
        };
        assert_eq!(lead(Category::Health).as_deref(), Some("health"));
        assert_eq!(lead(Category::Economy).as_deref(), Some("economy"));
        assert_eq!(lead(Category::Transport), None);
    }

    /// What the built-in model makes of a text.
    fn suggested(text: &str) -> Suggestion {
        let model =
            minsheng_language::classify::Model::from_bytes(include_bytes!("../../../models/category.bin"))
                .unwrap();
        model.suggest(text)
    }

    /// A ticket of this category, with what a person has said and the machine had suggested.
    fn ticket(category: Option<Category>, said: Option<&str>, suggestion: Option<Suggestion>) -> Ticket {
        let demand = crate::ticket::Demand {
            subject: None,
            content: minsheng_types::text::Content::parse("路灯坏了").unwrap(),
            channel: minsheng_types::words::Channel::Web,
            location: None,
            attachments: vec![],
        };
        let now = minsheng_types::clock::Timestamp::from_unix(0);
        let id = minsheng_types::ids::TicketId::first_of(now.day());
        let (kind, urgency) = (minsheng_types::words::Kind::Help, minsheng_types::words::Urgency::Normal);
        let fresh = Ticket::submitted(id, demand, crate::ticket::Reporter::default(), kind, urgency, now);
        Ticket { category, subcategory: said.map(|said| said.parse().unwrap()), suggestion, ..fresh }
    }

    #[test]
    fn a_suggestion_knows_the_second_level_where_its_path_leads_there() {
        let taxis = suggested("出租车拒载还绕路，出租车司机不打表");
        assert_eq!(taxis.subcategory(), TAXIS.and_then(|taxis| taxis.parse().ok()), "{:?}", taxis.path);
        let path = |path: &[&str]| {
            let path = path.iter().map(|name| (*name).to_owned()).collect();
            Suggestion { path, ..taxis.clone() }.subcategory().is_some()
        };
        assert!(path(&["交通运输", "邮政管理", "快递"]));
        for leads_nowhere in
            [&[][..], &["交通运输"], &["交通运输", "医政监管"], &["交通运输", ""], &["交通运输", "😀"]]
        {
            assert!(!path(leads_nowhere), "{leads_nowhere:?}");
        }
    }

    #[test]
    fn a_ticket_goes_by_what_a_person_says_and_then_by_what_the_machine_does() {
        let (transport, health) = (Some(Category::Transport), Some(Category::Health));
        let taxis = || Some(suggested("出租车拒载还绕路，出租车司机不打表"));
        let vague = || taxis().map(|taxis| Suggestion { path: Category::Transport.path(), ..taxis });
        let matter = |ticket: &Ticket, fresh: Option<Suggestion>| {
            let (category, second) = super::matter(ticket, fresh.as_ref())?;
            Some((category, second.map(|second| second.to_string())))
        };
        let of = |category, second: Option<&str>| Some((category, second.map(str::to_owned)));
        let (road, ill) = (Category::Transport, Category::Health);
        for (ticket, fresh, expected) in [
            (ticket(None, None, None), None, None),
            (ticket(None, None, None), taxis(), of(road, TAXIS)),
            (ticket(None, None, None), vague(), of(road, None)),
            (ticket(transport, None, taxis()), None, of(road, TAXIS)),
            (ticket(transport, None, None), None, of(road, None)),
            (ticket(transport, POST, taxis()), None, of(road, POST)),
            (ticket(transport, POST, None), taxis(), of(road, POST)),
            (ticket(transport, POST, None), vague(), of(road, POST)),
            // A person has named another category: the machine's path leads nowhere in it.
            (ticket(health, None, taxis()), None, of(ill, None)),
            // The machine is asked again and says something else.
            (ticket(health, Some("医政监管"), None), taxis(), of(road, TAXIS)),
        ] {
            assert_eq!(matter(&ticket, fresh), expected, "{ticket:?}");
        }
    }

    #[test]
    fn the_second_level_that_the_words_lead_to_finds_its_rule_before_the_categorys() {
        let rules = [
            rule(Category::Transport, None, None, "all"),
            rule(Category::Transport, TAXIS, None, "taxis"),
            rule(Category::Transport, None, A3, "all-a3"),
        ];
        let lead = |suggestion: Suggestion, district| {
            let (category, second) = matter(&ticket(None, None, None), Some(&suggestion)).unwrap();
            dispatch(&rules, category, second, district).map(|rule| rule.lead.as_str().to_owned()).unwrap()
        };
        let taxis = suggested("出租车拒载还绕路，出租车司机不打表");
        assert_eq!((lead(taxis.clone(), None), lead(taxis.clone(), A3)), ("taxis".into(), "taxis".into()));
        let unclear = Suggestion { path: Category::Transport.path(), ..taxis };
        assert_eq!((lead(unclear.clone(), None), lead(unclear, A3)), ("all".into(), "all-a3".into()));
    }

    #[test]
    fn nobody_assists_against_themselves() {
        let dept = |code: &str| DeptCode::parse(code).unwrap();
        let assists = ["a", "b", "c"].map(dept).to_vec();
        let rule = DispatchRule { assists, ..rule(Category::Transport, None, None, "lead") };
        let about = |against: Option<&str>| {
            let ticket = Ticket { against: against.map(dept), ..ticket(None, None, None) };
            assisting(&rule, &ticket).map(|dept| dept.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(about(None), ["a", "b", "c"]);
        assert_eq!(about(Some("b")), ["a", "c"]);
        assert_eq!(about(Some("lead")), ["a", "b", "c"], "for core to refuse, and a supervisor to decide");
    }

    #[test]
    fn the_district_that_was_given_goes_before_the_one_that_the_text_names() {
        let given = |district: Option<&str>, suggestion| {
            let mut ticket = ticket(None, None, suggestion);
            let district = district.map(|district| Place::parse(district).unwrap());
            ticket.demand.location = Some(crate::ticket::Location { district, ..Default::default() });
            ticket
        };
        let named = |text: &str| Some(suggested(text).located(text, &["A3区", "A4区"]));
        for (ticket, fresh, expected) in [
            (given(None, None), None, None),
            (given(A3, None), None, A3),
            (given(None, None), named("A4区枫林路的路灯坏了"), A4),
            (given(None, named("A4区枫林路的路灯坏了")), None, A4),
            (given(A3, None), named("A4区枫林路的路灯坏了"), A3),
            (given(None, None), named("从A3区到A4区都堵车"), None),
            (given(None, named("A4区枫林路")), named("枫林路的路灯坏了"), None),
        ] {
            assert_eq!(district(&ticket, fresh.as_ref()), expected, "{ticket:?}");
        }
        let rules = [A3, None, A4, A3].map(|district| rule(Category::Transport, None, district, "a"));
        assert_eq!(districts(&rules), ["A3区", "A4区"]);
    }

    #[test]
    fn faults_lead_to_the_rule() {
        let good = [
            rule(Category::Transport, None, None, "a"),
            rule(Category::Transport, None, A3, "a"),
            rule(Category::Transport, None, A4, "a"),
            rule(Category::Transport, TAXIS, None, "a"),
            rule(Category::Transport, TAXIS, A3, "a"),
            rule(Category::Transport, Some("其他"), None, "a"),
            rule(Category::Health, Some("其他"), None, "a"),
            rule(Category::Health, None, None, "a"),
        ];
        assert_eq!(faults(&good), []);
        let fault = |pointer: &str, invalid| Fault { pointer: pointer.to_owned(), invalid };
        for (place, twice) in good.iter().enumerate() {
            let mut rules = good.to_vec();
            // The department does not matter: nobody could say which of the two was meant.
            rules.insert(place, DispatchRule { lead: DeptCode::parse("b").unwrap(), ..twice.clone() });
            assert_eq!(faults(&rules), [fault(&format!("/rules/{}", place + 1), Invalid::Duplicate)]);
        }
        let wrong = [
            rule(Category::Health, TAXIS, None, "a"),
            rule(Category::Other, Some("其他"), None, "a"),
            rule(Category::Health, TAXIS, None, "a"),
        ];
        assert_eq!(
            faults(&wrong),
            [
                fault("/rules/0/subcategory", Invalid::NotUnder("卫生计生")),
                fault("/rules/1/subcategory", Invalid::NotUnder("其他")),
                fault("/rules/2/subcategory", Invalid::NotUnder("卫生计生")),
                fault("/rules/2", Invalid::Duplicate),
            ]
        );
    }
}
