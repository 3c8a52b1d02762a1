//! How whoever made a suggestion is thanked.

use minsheng_core::ticket::Adoption;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;
use serde::Serialize;

/// How whoever made a suggestion is thanked, in their view of the ticket.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdoptionView {
    pub at: Timestamp,
    /// What was changed.
    pub public: String,
    /// For whoever made it.
    pub thanks: String,
    /// What they got for it; for them and staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
}

impl AdoptionView {
    /// `told` says whether the reader is whoever made it, or works on it.
    #[must_use]
    pub fn new(adoption: &Adoption, told: bool, lang: Lang) -> Self {
        let points = Some(adoption.points).filter(|points| told && *points > 0);
        let thanks = match points {
            Some(points) => lang.pick(
                &format!("您的建议已被采纳，感谢您让城市更好。获得积分 {points} 分。"),
                &format!("Your suggestion was adopted. Thank you for making the city better. You get {points} points."),
            ),
            None => lang.pick(
                "您的建议已被采纳，感谢您让城市更好。",
                "Your suggestion was adopted. Thank you for making the city better.",
            ),
        };
        Self { at: adoption.at, public: adoption.public.clone(), thanks, points }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_suggested_it_is_thanked() {
        let adoption = Adoption { at: Timestamp::from_unix(0), public: "已加开".into(), points: 30 };
        let own = AdoptionView::new(&adoption, true, Lang::Zh);
        assert!(own.thanks.contains("感谢") && own.thanks.contains("30") && own.points == Some(30));
        let others = AdoptionView::new(&adoption, false, Lang::En);
        assert!(!others.thanks.contains("30") && others.points.is_none());
        assert_eq!(AdoptionView::new(&Adoption { points: 0, ..adoption }, true, Lang::Zh).points, None);
    }
}
