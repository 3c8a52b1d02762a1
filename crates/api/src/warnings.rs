//! What is said of a catalogue and of settings that were put.

use minsheng_core::catalogue::DispatchRule;
use minsheng_core::rules::Rules;
use minsheng_core::settings::DeadlineRule;
use minsheng_core::time_to_finish::overridden;
use minsheng_types::words::{Lang, Urgency};
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

/// Which rules give another time than the settings do.
#[must_use]
pub fn of_catalogue(rules: &[DispatchRule], settings: &Rules, lang: Lang) -> Vec<Warning> {
    let warning = |(place, rule): (usize, &DispatchRule)| {
        let limit = rule.finish?;
        let usual = overridden(limit, settings);
        if usual.is_empty() {
            return None;
        }
        let told: Vec<String> = usual
            .iter()
            .map(|(limit, kinds)| {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.label(lang)).collect();
                match lang {
                    Lang::Zh => format!("{}（{}）", limit.label(lang), kinds.join("、")),
                    Lang::En => format!("{} ({})", limit.label(lang), kinds.join(", ")),
                }
            })
            .collect();
        let detail = match lang {
            Lang::Zh => format!("本规则的时限 {} 代替系统设置的 {}。", limit.label(lang), told.join("、")),
            Lang::En => format!(
                "This rule gives {} instead of what the settings give: {}.",
                limit.label(lang),
                told.join(", ")
            ),
        };
        Some(Warning { pointer: format!("/rules/{place}/finish"), code: "overrides_setting", detail })
    };
    rules.iter().enumerate().filter_map(warning).collect()
}

/// Which deadlines of the settings the catalogue's rules take the place of, and how many do.
#[must_use]
pub fn of_settings(deadlines: &[DeadlineRule], rules: &[DispatchRule], lang: Lang) -> Vec<Warning> {
    let warning = |(place, deadline): (usize, &DeadlineRule)| {
        let others = rules.iter().filter(|rule| rule.finish.is_some_and(|limit| limit != deadline.limit));
        let count = others.count();
        let detail = match lang {
            Lang::Zh => format!("派单目录中有 {count} 条规则另有时限，以目录为准。"),
            Lang::En => {
                format!("{count} rule(s) of the dispatch catalogue give another time, which goes first.")
            }
        };
        let pointer = format!("/deadlines/{place}/limit");
        (deadline.urgency == Urgency::Normal && count > 0).then_some(Warning {
            pointer,
            code: "overridden_by_catalogue",
            detail,
        })
    };
    deadlines.iter().enumerate().filter_map(warning).collect()
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

        let deadlines = &Rules::defaults().settings.deadlines;
        let warnings = of_settings(deadlines, &rules(), Lang::En);
        let told: Vec<&str> = warnings.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(
            told,
            ["/deadlines/2/limit", "/deadlines/3/limit", "/deadlines/4/limit", "/deadlines/5/limit"]
        );
        assert!(warnings[0].detail.starts_with("3 rule") && warnings[3].detail.starts_with("2 rule"));
        assert_eq!(of_settings(deadlines, &[], Lang::En), []);
    }
}
