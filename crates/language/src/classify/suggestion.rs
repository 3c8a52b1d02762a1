//! What the machine makes of a message, as it is answered and kept with a ticket.

use serde::{Deserialize, Serialize, Serializer};

use super::id::ModelId;
use crate::place::Places;
use minsheng_types::category::Category;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::Place;
use minsheng_types::words::{Kind, Urgency};

/// What the machine makes of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    pub category: Category,
    /// Where it is not sure, the category that comes next: one of the two is nearly always right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Category>,
    /// The way through the taxonomy as far as model and words lead: category, level 2, level 3; empty for 其他.
    pub path: Vec<String>,
    /// How likely the category is the right one, 0 to 1 in steps of 0.0001.
    #[serde(serialize_with = "four_digits")]
    #[cfg_attr(feature = "schema", schemars(with = "f32", range(min = 0.0, max = 1.0)))]
    pub confidence: f32,
    pub kind: Kind,
    /// What the message says that spoke loudest for the kind; absent where nothing did, and for tickets of before this was recorded.
    // Stored as `kind_sign` in older rows.
    #[serde(default, alias = "kind_sign", skip_serializing_if = "Option::is_none")]
    pub kind_keyword: Option<String>,
    /// How sure the kind is; absent where rules alone decided, and for tickets of before this was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_judged: Option<Judged<Kind>>,
    pub urgency: Urgency,
    /// What the message says that made it urgent, or that somebody is in danger; absent as above.
    // Stored as `urgency_sign` in older rows.
    #[serde(default, alias = "urgency_sign", skip_serializing_if = "Option::is_none")]
    pub urgency_keyword: Option<String>,
    /// How sure the urgency is; absent as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency_judged: Option<Judged<Urgency>>,
    /// A person has to look before anything is dispatched.
    pub needs_review: bool,
    /// The phrases of the message that spoke for the category, best first: Chinese characters, or a keyword such as `ktv`. Never a
    /// number.
    pub evidence: Vec<String>,
    /// The district that the text is about, out of those that the dispatch catalogue names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
    /// Where the matter is, in the text's own words: 岳麓区麓山南路932号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Place>,
    /// The model that made it, as `GET /v1/models` names it; absent on tickets of before this was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// On a ticket: a person has given the very category that was suggested.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
    /// On a ticket: whoever handed it in named the category, and the machine said otherwise or nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
}

/// How sure a judgement is that rules and model make together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Judged<T> {
    /// How likely it is the right one, 0 to 1 in steps of 0.0001.
    #[serde(serialize_with = "four_digits")]
    #[cfg_attr(feature = "schema", schemars(with = "f32", range(min = 0.0, max = 1.0)))]
    pub confidence: f32,
    /// A person should look.
    pub needs_review: bool,
    /// What comes next, where a person should look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<T>,
}

impl Suggestion {
    /// With the places that the text names. The functions that only store suggestions never ask for this, and so do not
    /// carry the tables of [`crate::place`].
    #[must_use]
    pub fn located(self, text: &str, districts: &[&str]) -> Self {
        let places = Places::of(text, districts);
        let district = places.district().and_then(|name| Place::parse(name).ok());
        let address = places.address().and_then(|words| Place::parse(words).ok());
        Self { district, address, ..self }
    }

    /// The second level of the taxonomy, where model or words led that far.
    #[must_use]
    pub fn subcategory(&self) -> Option<Subcategory> {
        let named: Option<Subcategory> = self.path.get(1)?.parse().ok();
        named.filter(|named| named.belongs_to(self.category))
    }
}

/// Written as f64, because 0.93_f32 widened by a JSON library reads 0.9300000071525574.
fn four_digits<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*value) * 10_000.0).round() / 10_000.0)
}

pub(super) fn four_decimals(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}
