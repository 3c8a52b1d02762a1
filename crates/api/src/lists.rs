//! Every closed list of words, and the taxonomy, in both languages: `GET /v1/words` and `GET /v1/taxonomy`. Both change
//! with a release alone: they are printed into `schemas/` and packed into the component that serves them, so that nothing
//! of this is carried by any.

use std::collections::BTreeMap;

use serde::Serialize;

/// A word with what people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Word {
    /// As requests, answers and the audit log have it.
    pub id: String,
    pub zh: String,
    pub en: String,
}

/// The closed lists by their names; what a city decides for itself stands in `GET /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Words {
    pub lists: BTreeMap<String, Vec<Word>>,
}

/// The taxonomy of demands. The Chinese name is the identifier; a name says what, not under which other, so that only the
/// way to it is a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Taxonomy {
    pub categories: Vec<TaxonomyCategory>,
}

/// A name of level 1: `category`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaxonomyCategory {
    pub zh: String,
    pub en: String,
    pub subcategories: Vec<TaxonomySubcategory>,
}

/// A name of level 2: `subcategory`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaxonomySubcategory {
    pub zh: String,
    pub en: String,
    pub topics: Vec<TaxonomyTopic>,
}

/// A name of level 3, as the `path` of a suggestion ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaxonomyTopic {
    pub zh: String,
    pub en: String,
}
