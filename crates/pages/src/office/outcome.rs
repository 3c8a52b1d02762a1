//! What a survey has come to, for whoever keeps it: its figures, those of its groups, and what people wrote.

use askama::Template;

use crate::desk::Desk;
use crate::pages::Questions;
use crate::tabs::Tab;
use crate::views::Results;

#[derive(Debug, Template)]
#[template(path = "office/outcome.html")]
pub struct OutcomePage<'a> {
    pub s: &'a Desk<'a>,
    pub tabs: &'a [Tab],
    pub id: &'a str,
    pub title: &'a str,
    pub results: &'a Results,
    /// What people wrote, each behind what it answers; nothing where it cannot be had now.
    pub written: Option<&'a [(String, String)]>,
    pub more: Option<&'a str>,
}

impl OutcomePage<'_> {
    fn questions<'s>(&'s self, results: &'s Results) -> Questions<'s> {
        Questions { s: &self.s.shell, within: &results.label, questions: &results.questions }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::clock::Timestamp;
    use minsheng_types::words::{Lang, Role};

    use super::*;
    use crate::desk::Place;
    use crate::office::records::DELIVERIES;
    use crate::office::{RecordsPage, Row};
    use crate::shell::{Look, Shell};

    fn desk(lang: Lang) -> Desk<'static> {
        let now = Timestamp::parse("2026-11-27T09:00:00+08:00").unwrap();
        let shell = Shell { lang, look: Look::default(), hotline: "12345", here: "", token: "t", now };
        Desk { shell, name: "wu", roles: &[Role::Publisher], place: Place::Office, sought: "" }
    }

    #[test]
    fn bars_have_their_figures_in_a_table_and_what_people_wrote_is_text() {
        let results: Results = serde_json::from_str(
            r#"{"answered": 12, "questions": [{"question": "often", "kind": "one", "text": "多久？", "answered": 12,
                "choices": [{"choice": 1, "text": "每天", "count": 9, "share": 0.75, "low": 0.5, "high": 0.9},
                {"choice": 2, "text": "很少", "count": null, "share": null, "low": null, "high": null}],
                "mean": {"value": 3.25, "margin": 0.5}}],
                "groups": [{"by": "district", "group": "a", "label": "青禾区", "answered": null, "questions": []}]}"#,
        )
        .unwrap();
        let written = [("还有吗？".to_owned(), "<b>加班车</b>".to_owned())];
        for lang in [Lang::Zh, Lang::En] {
            let page = OutcomePage {
                s: &desk(lang),
                tabs: &[],
                id: "7",
                title: "夜班公交",
                results: &results,
                written: Some(&written),
                more: None,
            };
            let html = page.render().unwrap();
            assert!(html.contains("bar-part\" width=\"75.0%\""), "{html}");
            assert!(html.contains("<td class=\"num\">9</td>") && html.contains("3.2 ± 0.5"), "{html}");
            assert!(html.contains(lang.of("不显示", "hidden")) && html.contains("青禾区"), "{html}");
            assert!(!html.contains("<b>加班车") && html.contains("加班车"), "{html}");
            assert!(html.contains("/staff/surveys/7/results.csv"));
        }
    }

    #[test]
    fn only_what_was_given_up_has_a_button_to_try_it_again() {
        let row = |again: Option<&str>| Row {
            href: String::new(),
            cells: DELIVERIES.iter().map(|column| column.name.to_owned()).collect(),
            again: again.map(str::to_owned),
        };
        let html = |rows: &[Row]| {
            let page = RecordsPage {
                s: &desk(Lang::Zh),
                tabs: &[],
                title: "推送记录",
                columns: DELIVERIES,
                rows,
                add: None,
                back: None,
                views: &[],
                again: Some("/staff/webhooks/w/deliveries?status=dead"),
                more: None,
                done: None,
                faults: &crate::pages::Faults::default(),
            };
            page.render().unwrap()
        };
        let with = html(&[row(None), row(Some("e-2"))]);
        assert_eq!(with.matches("name=\"again\"").count(), 1, "{with}");
        assert_eq!(with.matches("<form").count(), with.matches("</form>").count(), "{with}");
        assert!(with.contains("value=\"e-2\"") && with.contains("name=\"do\" value=\"all\""), "{with}");
        assert!(!html(&[row(None)]).contains("name=\"do\" value=\"all\""));
        let none = html(&[]);
        assert_eq!(none.matches("<form").count(), none.matches("</form>").count(), "{none}");
    }
}
