//! What is said of a catalogue and of settings that were put.

use minsheng_core::catalogue::DispatchRule;
use minsheng_core::rules::Rules;
use minsheng_core::settings::DeadlineRule;
use minsheng_core::time_to_finish::{Overridden, overridden, overrides};
use minsheng_types::words::{Kind, Lang, Urgency};
use serde::Serialize;

/// What was put as it stands, and may come otherwise than was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Warning {
    /// JSON pointer into the body.
    pub pointer: String,
    /// Stable: `overrides_setting`, `overridden_by_catalogue`.
    pub code: &'static str,
    pub detail: String,
}

/// A limit of the settings, as people read it: what is urgent as such, the rest by its kinds.
fn told(one: &Overridden, lang: Lang) -> String {
    let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.label(lang)).collect();
    let kinds = kinds.join(lang.of("、", ", "));
    let of = match one.urgency {
        Urgency::Normal => kinds,
        urgency if one.kinds.len() == Kind::ALL.len() => urgency.label(lang).to_owned(),
        urgency => format!("{}{}{kinds}", urgency.label(lang), lang.of("：", ": ")),
    };
    let limit = one.limit.label(lang);
    match lang {
        Lang::Zh => format!("{limit}（{of}）"),
        Lang::En => format!("{limit} ({of})"),
    }
}

/// Which rules give another time than the settings do.
#[must_use]
pub fn of_catalogue(rules: &[DispatchRule], settings: &Rules, lang: Lang) -> Vec<Warning> {
    let warning = |(place, rule): (usize, &DispatchRule)| {
        let limit = rule.finish?;
        let usual = overridden(limit, settings);
        if usual.is_empty() {
            return None;
        }
        let listed = |urgent: bool| {
            let those = usual.iter().filter(|one| (one.urgency != Urgency::Normal) == urgent);
            let told: Vec<String> = those.map(|one| told(one, lang)).collect();
            Some(told.join(lang.of("、", ", "))).filter(|told| !told.is_empty())
        };
        let always = listed(false);
        let sooner = listed(true).map(|told| match lang {
            Lang::Zh => format!("更早到期时代替 {told}"),
            Lang::En => format!("where it is the sooner, {told}"),
        });
        let all: Vec<String> = always.into_iter().chain(sooner).collect();
        let (limit, all) = (limit.label(lang), all.join(lang.of("；", "; ")));
        let detail = match lang {
            Lang::Zh if all.starts_with("更早") => format!("本规则的时限 {limit} {all}。"),
            Lang::Zh => format!("本规则的时限 {limit} 代替系统设置的 {all}。"),
            Lang::En => format!("This rule gives {limit} instead of what the settings give: {all}."),
        };
        Some(Warning { pointer: format!("/rules/{place}/finish"), code: "overrides_setting", detail })
    };
    rules.iter().enumerate().filter_map(warning).collect()
}

/// Which deadlines of the settings the catalogue's rules take the place of, and how many do.
#[must_use]
pub fn of_settings(settings: &Rules, rules: &[DispatchRule], lang: Lang) -> Vec<Warning> {
    let warning = |(place, deadline): (usize, &DeadlineRule)| {
        let goes_first = |limit| overrides(limit, deadline.urgency, deadline.limit, settings);
        let count = rules.iter().filter(|rule| rule.finish.is_some_and(goes_first)).count();
        let detail = match (deadline.urgency, lang) {
            (Urgency::Normal, Lang::Zh) => format!("派单目录中有 {count} 条规则另有时限，以目录为准。"),
            (Urgency::Normal, Lang::En) => {
                format!("{count} rule(s) of the dispatch catalogue give another time, which goes first.")
            }
            (_, Lang::Zh) => format!("派单目录中有 {count} 条规则另有时限，更早到期时以目录为准。"),
            (_, Lang::En) => format!(
                "{count} rule(s) of the dispatch catalogue give another time, which goes first where it is the sooner."
            ),
        };
        let pointer = format!("/deadlines/{place}/limit");
        (count > 0).then_some(Warning { pointer, code: "overridden_by_catalogue", detail })
    };
    settings.settings.deadlines.iter().enumerate().filter_map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Vec<DispatchRule> {
        serde_json::from_str(
            r#"[{"category": "交通运输", "lead": "a"},
                {"category": "民政", "lead": "a", "finish": {"working_days": 22}},
                {"category": "政法", "lead": "a", "finish": {"working_days": 5}},
                {"category": "教育文体", "lead": "a", "finish": {"hours": 12}}]"#,
        )
        .unwrap()
    }

    #[test]
    fn a_rule_that_overrides_a_setting_says_so_and_so_does_the_setting() {
        let warnings = of_catalogue(&rules(), Rules::defaults(), Lang::En);
        let told: Vec<(&str, &str)> =
            warnings.iter().map(|it| (it.pointer.as_str(), it.detail.as_str())).collect();
        assert_eq!(
            told[0],
            (
                "/rules/1/finish",
                "This rule gives 22 working days instead of what the settings give: 3 working days (consultation, suggestion, \
                 praise), 5 working days (help, complaint, report)."
            )
        );
        assert_eq!((told[1].0, told[2].0, told.len()), ("/rules/2/finish", "/rules/3/finish", 3));
        assert!(warnings.iter().all(|it| it.code == "overrides_setting"));
        assert!(of_catalogue(&rules(), Rules::defaults(), Lang::Zh)[0].detail.contains("22 个工作日"));
        assert_eq!(of_catalogue(&rules()[..1], Rules::defaults(), Lang::Zh), []);

        let warnings = of_settings(Rules::defaults(), &rules(), Lang::En);
        let told: Vec<(&str, &str)> =
            warnings.iter().map(|it| (it.pointer.as_str(), &it.detail[..6])).collect();
        let of_urgent = ("/deadlines/1/limit", "1 rule");
        let of_normal = [2, 3, 4].map(|place| format!("/deadlines/{place}/limit"));
        assert_eq!(told[0], of_urgent, "12 hours are sooner than 24, and later than the two of an emergency");
        assert_eq!(told[1..4], of_normal.each_ref().map(|pointer| (pointer.as_str(), "3 rule")));
        assert_eq!(told[4..], [("/deadlines/5/limit", "2 rule")]);
        assert_eq!(of_settings(Rules::defaults(), &[], Lang::En), []);
    }

    #[test]
    fn a_rule_that_is_sooner_than_an_urgent_limit_says_so() {
        let told = |finish: &str, lang| {
            let rule = format!(r#"[{{"category": "民政", "lead": "a", "finish": {finish}}}]"#);
            let rules: Vec<DispatchRule> = serde_json::from_str(&rule).unwrap();
            of_catalogue(&rules, Rules::defaults(), lang).remove(0).detail
        };
        let hour = told(r#"{"hours": 1}"#, Lang::En);
        assert!(
            hour.ends_with("; where it is the sooner, 24 hours (urgent), 2 hours (emergency)."),
            "{hour}"
        );
        let hour = told(r#"{"hours": 1}"#, Lang::Zh);
        assert!(hour.ends_with("；更早到期时代替 24 小时（紧急）、2 小时（特急）。"), "{hour}");
        assert!(!told(r#"{"working_days": 4}"#, Lang::En).contains("sooner"));
    }
}
