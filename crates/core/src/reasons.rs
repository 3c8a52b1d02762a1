//! Why something is declined, returned, recalled or left out of assessment: a city's own list of codes, so that the same
//! reason is the same word everywhere.

use minsheng_types::text::{Name, ReasonCode};
use serde::{Deserialize, Serialize};

/// The reason that makes of a recall a wrong dispatch: always in the list.
pub const WRONG_DISPATCH: &str = "wrong_dispatch";

/// One of the city's reasons, with what people read. `GET` and `PUT /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NamedReason {
    pub id: ReasonCode,
    pub name: Name,
    pub name_en: Name,
}

/// What a city starts with.
const REASONS: &[(&str, &str, &str)] = &[
    (WRONG_DISPATCH, "派单错误", "wrongly dispatched"),
    ("not_government", "不属于政府职责", "not a matter of government"),
    ("other_place", "不属于本地管辖", "another place's"),
    ("in_litigation", "已进入诉讼、仲裁或复议", "before a court, an arbitrator or a review"),
    ("in_petition", "信访渠道已受理", "taken as a petition"),
    ("in_discipline", "属于纪检监察事项", "a matter of discipline inspection"),
    ("police", "属于110等紧急救助事项", "for the police or another emergency service"),
    ("secret", "涉及国家秘密或个人隐私", "secret or private"),
    ("duplicate", "重复诉求", "the same demand again"),
    ("no_facts", "无实质内容或线索不清", "nothing to go by"),
    ("malicious", "恶意或骚扰来电", "abuse of the hotline"),
    ("withdrawn", "诉求人撤回", "the citizen takes it back"),
    ("policy", "现行政策法规不支持", "law or policy has no room for it"),
    ("force_majeure", "不可抗力", "an act of God"),
    ("other", "其他", "other"),
];

/// The reasons that a city starts with.
#[must_use]
pub fn usual_reasons() -> Vec<NamedReason> {
    let reason = |&(id, name, name_en): &(&str, &str, &str)| {
        Some(NamedReason {
            id: ReasonCode::parse(id).ok()?,
            name: Name::parse(name).ok()?,
            name_en: Name::parse(name_en).ok()?,
        })
    };
    REASONS.iter().filter_map(reason).collect()
}

/// Their codes alone.
#[must_use]
pub fn usual_codes() -> Vec<ReasonCode> {
    REASONS.iter().filter_map(|(id, ..)| ReasonCode::parse(id).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_a_city_starts_with_is_one() {
        assert_eq!(usual_reasons().len(), REASONS.len());
        assert!(usual_reasons().iter().map(|reason| reason.id.clone()).eq(usual_codes()));
        assert!(usual_codes().iter().any(|code| code.as_str() == WRONG_DISPATCH));
    }
}
