//! Who is called when somebody is in danger, one after the other: a ladder for each department and district, and the
//! supervisors behind every one of them.

use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::district::key;
use minsheng_types::fault::Fault;
use minsheng_types::form::Form;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::list::bounded_list;
use minsheng_types::text::{DeptCode, Name, Phone, Place, is_mobile};
use minsheng_types::words::words;
use serde::{Deserialize, Serialize};

/// Somebody who is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCallPerson {
    pub name: Name,
    /// A mobile number.
    pub phone: Phone,
}

/// One step of a ladder: all of these are called at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCallStep {
    pub people: Vec<OnCallPerson>,
}

/// Who is called for a department's emergencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCallList {
    /// The hotline's own, when absent: for what no department leads yet, and for departments that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DeptCode>,
    /// In any district that has no list of its own, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
    pub steps: Vec<OnCallStep>,
}

/// All ladders. `GET` and `PUT /v1/oncall`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCall {
    /// Minutes after which the next step is called.
    #[serde(default = "usual_minutes")]
    pub minutes: BoundedInt<1, 120>,
    #[serde(default, deserialize_with = "bounded_list")]
    pub lists: Vec<OnCallList>,
    /// The last step of every ladder.
    #[serde(default, deserialize_with = "bounded_list")]
    pub supervisors: Vec<OnCallPerson>,
    /// The gateway hands on what is answered to short messages: whoever is called reads that 1 acknowledges.
    #[serde(default)]
    pub by_reply: bool,
}

const fn usual_minutes() -> BoundedInt<1, 120> {
    BoundedInt::nearest(5)
}

impl Default for OnCall {
    fn default() -> Self {
        Self { minutes: usual_minutes(), lists: Vec::new(), supervisors: Vec::new(), by_reply: false }
    }
}

/// Steps of one ladder, and people of one step.
const MOST_STEPS: usize = 10;
const MOST_PEOPLE: usize = 10;
/// How often the last step is called while nobody acknowledges.
const LAST_CALLS: usize = 3;
/// Seconds for which what comes later may be another report of the same event.
pub const ONE_EVENT: i64 = 2 * 3600;
/// What acknowledges a call, in answer to its short message.
const ACKNOWLEDGING: &[&str] = &["1", "收到", "确认", "好", "好的", "ok", "yes", "y"];

/// Whether an answer to a call acknowledges it; whatever else is answered does not.
#[must_use]
pub fn acknowledges(answer: &str) -> bool {
    let is_punctuation = |ch: char| ch.is_whitespace() || matches!(ch, '.' | '。' | '!' | '！' | ',' | '，');
    let answer = answer.trim_matches(is_punctuation).replace('１', "1").to_lowercase();
    ACKNOWLEDGING.contains(&answer.as_str())
}

/// What somebody who is called reads. Nothing that a citizen wrote.
#[must_use]
pub fn call_text(
    hotline: &str,
    ticket: TicketId,
    category: Option<Category>,
    district: Option<&Place>,
    link: &str,
    by_reply: bool,
) -> String {
    let category = category.map_or("未分类", Category::as_str);
    let district = district.map_or("区域不明", Place::as_str);
    let confirm = match (link, by_reply) {
        ("", false) => String::new(),
        ("", true) => "并回复 1 确认".to_owned(),
        (link, false) => format!("并点击确认：{link}"),
        (link, true) => format!("并回复 1 或点击确认：{link}"),
    };
    format!("【{hotline}】特急工单 {ticket}（{district}，{category}），请立即处置{confirm}")
}

words! {
    /// How a call-out stands.
    pub enum CallOutStatus {
        Calling = "calling", "呼叫中", "people are called";
        Joined = "joined", "与同一事件一并处置", "another report of an event for which people are called";
        Acknowledged = "acknowledged", "已确认", "somebody has acknowledged";
        Exhausted = "exhausted", "无人确认", "everybody was called in vain";
        Ended = "ended", "已结束", "the case went on";
    }
}

impl OnCallList {
    /// Whose it is: a district is one however it is written.
    fn of(&self) -> (Option<&DeptCode>, Option<&str>) {
        whose(self.department.as_ref(), self.district.as_ref())
    }
}

fn whose<'a>(
    department: Option<&'a DeptCode>,
    district: Option<&'a Place>,
) -> (Option<&'a DeptCode>, Option<&'a str>) {
    (department, district.map(|name| key(name.as_str())))
}

impl OnCall {
    /// Values that are each well formed and do not fit together; two spellings of one district that stood `before` may stay.
    #[must_use]
    pub fn faults(&self, before: &Self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: String, invalid| faults.push(Fault { pointer, invalid });
        let no_mobile = |person: &OnCallPerson| !is_mobile(&person.phone.national());
        for (place, list) in self.lists.iter().enumerate() {
            let stood = |one: &OnCallList| {
                let same =
                    |old: &OnCallList| (&old.department, &old.district) == (&one.department, &one.district);
                before.lists.iter().any(same)
            };
            let same = |other: &OnCallList| {
                let may_stay = other.district != list.district && stood(other) && stood(list);
                other.of() == list.of() && !may_stay
            };
            if self.lists.iter().take(place).any(same) {
                fault(format!("/lists/{place}"), Invalid::Duplicate);
            }
            match list.steps.len() {
                0 => fault(format!("/lists/{place}/steps"), Invalid::Empty),
                1..=MOST_STEPS => {}
                _ => fault(format!("/lists/{place}/steps"), Invalid::TooMany(MOST_STEPS as u32)),
            }
            for (step, OnCallStep { people }) in list.steps.iter().enumerate() {
                match people.len() {
                    0 => fault(format!("/lists/{place}/steps/{step}/people"), Invalid::Empty),
                    1..=MOST_PEOPLE => {}
                    _ => {
                        let pointer = format!("/lists/{place}/steps/{step}/people");
                        fault(pointer, Invalid::TooMany(MOST_PEOPLE as u32));
                    }
                }
                for (one, _) in people.iter().enumerate().filter(|(_, person)| no_mobile(person)) {
                    let pointer = format!("/lists/{place}/steps/{step}/people/{one}/phone");
                    fault(pointer, Invalid::Form(Form::Mobile));
                }
            }
        }
        if self.supervisors.len() > MOST_PEOPLE {
            fault("/supervisors".into(), Invalid::TooMany(MOST_PEOPLE as u32));
        }
        for (one, _) in self.supervisors.iter().enumerate().filter(|(_, person)| no_mobile(person)) {
            let invalid = Invalid::Form(Form::Mobile);
            fault(format!("/supervisors/{one}/phone"), invalid);
        }
        faults
    }

    /// The departments of lists that did not stand `before`, with the place of each list: what stood may stay, though its
    /// department is no more.
    pub fn newly_named<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = (usize, &'a DeptCode)> {
        let stood = |list: &OnCallList| before.lists.iter().any(|old| old.of() == list.of());
        let new = self.lists.iter().enumerate().filter(move |(_, list)| !stood(list));
        new.filter_map(|(place, list)| Some((place, list.department.as_ref()?)))
    }

    /// The people of each step, for what this department leads in this district.
    #[must_use]
    pub fn ladder(&self, department: Option<&DeptCode>, district: Option<&Place>) -> Vec<&[OnCallPerson]> {
        let find = |department: Option<&DeptCode>, district: Option<&Place>| {
            let fits = |list: &&OnCallList| list.of() == whose(department, district);
            // Of two spellings that have stood since before they were one, the ticket's own.
            self.lists.iter().filter(fits).min_by_key(|list| list.district.as_ref() != district)
        };
        // The nearest that there is: a department's own before the hotline's, a district's before the city's.
        let list = district
            .and_then(|_| find(department, district))
            .or_else(|| find(department, None))
            .or_else(|| district.and_then(|_| find(None, district)))
            .or_else(|| find(None, None));
        let steps = list.map(|list| list.steps.as_slice()).unwrap_or_default();
        let mut ladder: Vec<&[OnCallPerson]> = steps.iter().map(|step| step.people.as_slice()).collect();
        if !self.supervisors.is_empty() {
            ladder.push(&self.supervisors);
        }
        ladder
    }

    /// Who was called at this step and place by this name, if they stand there still.
    #[must_use]
    pub fn called(
        &self,
        department: Option<&DeptCode>,
        district: Option<&Place>,
        step: u32,
        place: u32,
        name: &str,
    ) -> Option<&OnCallPerson> {
        let ladder = self.ladder(department, district);
        let last = ladder.len().checked_sub(1)?;
        let people = ladder.get((step as usize).min(last))?;
        people.get(place as usize).filter(|person| person.name.as_str() == name)
    }

    /// Whom to call at the step with this number, counted from 0, and when the next one is due; nothing where everybody was
    /// called as often as they are.
    #[must_use]
    pub fn step(
        &self,
        department: Option<&DeptCode>,
        district: Option<&Place>,
        step: u32,
        now: Timestamp,
    ) -> Option<(&[OnCallPerson], Timestamp)> {
        let ladder = self.ladder(department, district);
        let (step, last) = (step as usize, ladder.len().checked_sub(1)?);
        let people = ladder.get(step.min(last)).filter(|_| step < last + LAST_CALLS)?;
        Some((*people, now.plus(i64::from(self.minutes.get()) * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn lists(json: serde_json::Value) -> OnCall {
        serde_json::from_value(json).unwrap()
    }

    fn person(name: &str) -> serde_json::Value {
        serde_json::json!({"name": name, "phone": "13800138000"})
    }

    fn usual() -> OnCall {
        let one = |names: &[&str]| {
            let steps: Vec<_> =
                names.iter().map(|name| serde_json::json!({"people": [person(name)]})).collect();
            serde_json::json!(steps)
        };
        lists(serde_json::json!({
            "lists": [
                {"department": "rqgs", "steps": one(&["a", "b"])},
                {"department": "rqgs", "district": "岳麓区", "steps": one(&["c"])},
                {"steps": one(&["d"])},
                {"district": "芙蓉区", "steps": one(&["e"])},
            ],
            "supervisors": [person("s")],
        }))
    }

    fn names(department: Option<&str>, district: Option<&str>) -> String {
        let department = department.map(|code| DeptCode::parse(code).unwrap());
        let district = district.map(|name| Place::parse(name).unwrap());
        let lists = usual();
        let ladder = lists.ladder(department.as_ref(), district.as_ref());
        ladder.iter().map(|people| people[0].name.as_str().to_owned()).collect()
    }

    #[test]
    fn few_words_acknowledge_a_call_and_nothing_else_does() {
        for answer in ["1", " 1 ", "１", "1.", "收到", "收到。", "OK", "Ok!", "好的", "yes"] {
            assert!(acknowledges(answer), "{answer}");
        }
        for answer in ["", "2", "11", "10", "没收到", "不好", "TD", "收到请问在哪里", "ok?"] {
            assert!(!acknowledges(answer), "{answer}");
        }
    }

    #[test]
    fn whoever_is_called_reads_how_to_acknowledge() {
        let ticket = TicketId::parse("20261123000042").unwrap();
        let text = |link: &str, by_reply| call_text("12345", ticket, None, None, link, by_reply);
        let begins = "【12345】特急工单 20261123000042（区域不明，未分类），请立即处置";
        for (link, by_reply, ends) in [
            ("", false, ""),
            ("", true, "并回复 1 确认"),
            ("https://a/#t", false, "并点击确认：https://a/#t"),
            ("https://a/#t", true, "并回复 1 或点击确认：https://a/#t"),
        ] {
            assert_eq!(text(link, by_reply), format!("{begins}{ends}"));
        }
    }

    #[test]
    fn who_was_called_is_found_while_they_stand_there() {
        let lists = lists(serde_json::json!({
            "lists": [{"steps": [{"people": [person("甲"), person("乙")]}]}], "supervisors": [person("丙")],
        }));
        let called =
            |step, place, name| lists.called(None, None, step, place, name).map(|one| one.name.as_str());
        assert_eq!(called(0, 1, "乙"), Some("乙"));
        assert_eq!(called(3, 0, "丙"), Some("丙"), "the last step is called several times");
        assert_eq!((called(0, 1, "甲"), called(0, 2, "甲"), called(1, 0, "乙")), (None, None, None));
    }

    #[test]
    fn the_nearest_list_is_called_and_the_supervisors_last() {
        assert_eq!(names(Some("rqgs"), None), "abs");
        assert_eq!(names(Some("rqgs"), Some("岳麓区")), "cs");
        assert_eq!(names(Some("rqgs"), Some("芙蓉区")), "abs", "the department's own goes before");
        assert_eq!(names(Some("jtj"), Some("芙蓉区")), "es");
        for spelling in ["岳麓", "长沙市岳麓区"] {
            assert_eq!(names(Some("rqgs"), Some(spelling)), "cs", "{spelling}");
        }
        assert_eq!(names(Some("jtj"), None), "ds");
        assert_eq!(names(None, Some("天心区")), "ds");
    }

    #[test]
    fn a_ladder_is_climbed_and_its_last_step_called_again() {
        let lists = usual();
        let dept = DeptCode::parse("rqgs").unwrap();
        let called = |step| {
            let (people, next) = lists.step(Some(&dept), None, step, NOW)?;
            assert_eq!(next, NOW.plus(300));
            Some(people[0].name.as_str().to_owned())
        };
        let steps: Vec<Option<String>> = (0..7).map(called).collect();
        let steps: Vec<&str> = steps.iter().map(|name| name.as_deref().unwrap_or("-")).collect();
        assert_eq!(steps, ["a", "b", "s", "s", "s", "-", "-"]);
        assert_eq!(OnCall::default().step(Some(&dept), None, 0, NOW), None, "there is nobody");
    }

    #[test]
    fn lists_that_do_not_fit_together_are_refused_by_name() {
        assert_eq!(usual().faults(&OnCall::default()), []);
        let faults = |json| {
            let faults = lists(json).faults(&OnCall::default());
            faults.into_iter().map(|fault| (fault.pointer, fault.invalid.code())).collect::<Vec<_>>()
        };
        let landline = serde_json::json!({"name": "a", "phone": "0731-88881234"});
        let bad = serde_json::json!({
            "lists": [{"steps": []}, {"steps": [{"people": []}, {"people": [landline]}]}],
            "supervisors": [landline],
        });
        let named = [
            ("/lists/0/steps", "empty"),
            ("/lists/1", "duplicate"),
            ("/lists/1/steps/0/people", "empty"),
            ("/lists/1/steps/1/people/0/phone", "malformed"),
            ("/supervisors/0/phone", "malformed"),
        ];
        assert_eq!(faults(bad), named.map(|(pointer, code)| (pointer.to_owned(), code)));
        let many: Vec<_> = (0..11).map(|_| person("a")).collect();
        assert_eq!(faults(serde_json::json!({"supervisors": many})), [("/supervisors".into(), "too_many")]);
    }

    #[test]
    fn a_department_is_newly_named_where_its_list_did_not_stand_before() {
        let steps = serde_json::json!([{"people": [person("a")]}]);
        let mut wanted = usual();
        let named = |wanted: &OnCall| -> Vec<(usize, String)> {
            let before = usual();
            wanted.newly_named(&before).map(|(place, dept)| (place, dept.to_string())).collect()
        };
        assert_eq!(named(&wanted), [], "all of it stood before");
        wanted.lists.remove(0);
        wanted.lists[0].district = Place::parse("岳麓").ok();
        assert_eq!(named(&wanted), [], "fewer, and one in another spelling");
        let new = serde_json::json!([
            {"department": "rqgs", "district": "天心区", "steps": steps}, {"department": "jtj", "steps": steps}]);
        wanted.lists.extend(serde_json::from_value::<Vec<OnCallList>>(new).unwrap());
        assert_eq!(named(&wanted), [(3, "rqgs".to_owned()), (4, "jtj".to_owned())]);
    }

    #[test]
    fn a_district_has_one_list_however_it_is_written() {
        let of = |name: &str, district: &str| serde_json::json!({"district": district, "steps": [{"people": [person(name)]}]});
        let twice = lists(serde_json::json!({"lists": [of("a", "岳麓"), of("b", "岳麓区")]}));
        let told = |faults: Vec<Fault>| -> Vec<(String, &'static str)> {
            faults.into_iter().map(|fault| (fault.pointer, fault.invalid.code())).collect()
        };
        assert_eq!(told(twice.faults(&OnCall::default())), [("/lists/1".to_owned(), "duplicate")]);
        // From before the two were one: both stay, and each is called for its own spelling.
        assert_eq!(told(twice.faults(&twice)), []);
        let first =
            |district| twice.ladder(None, Place::parse(district).ok().as_ref())[0][0].name.to_string();
        assert_eq!(
            (first("岳麓区"), first("岳麓"), first("长沙市岳麓区")),
            ("b".into(), "a".into(), "a".into())
        );
        let again = lists(serde_json::json!({"lists": [of("a", "岳麓"), of("b", "岳麓")]}));
        assert_eq!(told(again.faults(&again)), [("/lists/1".to_owned(), "duplicate")]);
    }
}
