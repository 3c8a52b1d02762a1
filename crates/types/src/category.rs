//! What a demand is about: the level-1 categories of the hotline's taxonomy, and `other`.
//!
//! The Chinese name is the identifier, in JSON, in SQL and in the dispatch catalogue; the English label is for reading only.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::invalid::Invalid;

/// A level-1 category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    UrbanConstruction,
    PartyAffairs,
    LandResources,
    Environment,
    Discipline,
    Transport,
    Economy,
    Technology,
    CivilAffairs,
    Agriculture,
    CommerceTourism,
    Health,
    LawAndOrder,
    EducationCulture,
    Labour,
    /// Fits none of the fifteen, or nothing certain enough can be said.
    Other,
}

impl Category {
    pub const ALL: [Category; 16] = [
        Category::UrbanConstruction,
        Category::PartyAffairs,
        Category::LandResources,
        Category::Environment,
        Category::Discipline,
        Category::Transport,
        Category::Economy,
        Category::Technology,
        Category::CivilAffairs,
        Category::Agriculture,
        Category::CommerceTourism,
        Category::Health,
        Category::LawAndOrder,
        Category::EducationCulture,
        Category::Labour,
        Category::Other,
    ];

    /// The Chinese name: the identifier in JSON and SQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Category::UrbanConstruction => "城乡建设",
            Category::PartyAffairs => "党务政务",
            Category::LandResources => "国土资源",
            Category::Environment => "环境保护",
            Category::Discipline => "纪检监察",
            Category::Transport => "交通运输",
            Category::Economy => "经济管理",
            Category::Technology => "科技与信息产业",
            Category::CivilAffairs => "民政",
            Category::Agriculture => "农村农业",
            Category::CommerceTourism => "商贸旅游",
            Category::Health => "卫生计生",
            Category::LawAndOrder => "政法",
            Category::EducationCulture => "教育文体",
            Category::Labour => "劳动和社会保障",
            Category::Other => "其他",
        }
    }

    /// All of their names.
    #[expect(clippy::indexing_slicing, reason = "while compiling, where a slip is an error")]
    pub const NAMES: &'static [&'static str] = &{
        let mut names = [""; Self::ALL.len()];
        let mut place = 0;
        while place < names.len() {
            names[place] = Self::ALL[place].as_str();
            place += 1;
        }
        names
    };

    /// What stands for it in a stored model. A code is never given to another category.
    pub const fn code(self) -> u32 {
        match self {
            Category::UrbanConstruction => 0,
            Category::PartyAffairs => 1,
            Category::LandResources => 2,
            Category::Environment => 3,
            Category::Discipline => 4,
            Category::Transport => 5,
            Category::Economy => 6,
            Category::Technology => 7,
            Category::CivilAffairs => 8,
            Category::Agriculture => 9,
            Category::CommerceTourism => 10,
            Category::Health => 11,
            Category::LawAndOrder => 12,
            Category::EducationCulture => 13,
            Category::Labour => 14,
            Category::Other => 15,
        }
    }

    /// The category of a [`code`](Category::code).
    pub fn of_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.code() == code)
    }

    /// A label for readers of English; never an identifier.
    pub const fn english(self) -> &'static str {
        match self {
            Category::UrbanConstruction => "Urban and rural construction",
            Category::PartyAffairs => "Party and government affairs",
            Category::LandResources => "Land and natural resources",
            Category::Environment => "Environmental protection",
            Category::Discipline => "Discipline inspection and supervision",
            Category::Transport => "Transport",
            Category::Economy => "Economic management",
            Category::Technology => "Science and information industry",
            Category::CivilAffairs => "Civil affairs",
            Category::Agriculture => "Agriculture and rural affairs",
            Category::CommerceTourism => "Commerce and tourism",
            Category::Health => "Health and family planning",
            Category::LawAndOrder => "Law and public order",
            Category::EducationCulture => "Education, culture and sports",
            Category::Labour => "Labour and social security",
            Category::Other => "Other",
        }
    }

    /// The way through the taxonomy as far as it is known; empty for [`Category::Other`], which the taxonomy does not hold.
    pub fn path(self) -> Vec<String> {
        match self {
            Category::Other => Vec::new(),
            known => vec![known.as_str().to_owned()],
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Category {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Category::ALL
            .into_iter()
            .find(|category| category.as_str() == text)
            .ok_or(Invalid::OneOf(Self::NAMES))
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl de::Visitor<'_> for Name {
            type Value = Category;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the Chinese name of a category")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Category, E> {
                name.parse().map_err(|_| E::unknown_variant(name, Category::NAMES))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Category {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Category".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Level-1 category of the hotline's taxonomy, by its Chinese name.",
            "type": "string",
            "enum": Category::ALL.map(Category::as_str),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_category() {
        for category in Category::ALL {
            assert_eq!(category.as_str().parse(), Ok(category));
            assert_eq!(category.to_string(), category.as_str());
            assert!(!category.english().is_empty());
        }
        assert_eq!("交通".parse::<Category>(), Err(Invalid::OneOf(Category::NAMES)));
        assert_eq!("".parse::<Category>(), Err(Invalid::OneOf(Category::NAMES)));
    }

    /// Models that cities have uploaded hold these codes.
    #[test]
    fn what_a_stored_model_says_keeps_its_meaning() {
        let stored = [
            "城乡建设",
            "党务政务",
            "国土资源",
            "环境保护",
            "纪检监察",
            "交通运输",
            "经济管理",
            "科技与信息产业",
            "民政",
            "农村农业",
            "商贸旅游",
            "卫生计生",
            "政法",
            "教育文体",
            "劳动和社会保障",
            "其他",
        ];
        for (code, name) in (0..).zip(stored) {
            assert_eq!(Category::of_code(code).map(Category::as_str), Some(name));
            assert_eq!(name.parse::<Category>().map(Category::code), Ok(code));
        }
        assert_eq!((stored.len(), Category::of_code(16)), (Category::ALL.len(), None));
    }

    #[test]
    fn other_is_outside_the_taxonomy() {
        assert!(Category::Other.path().is_empty());
        assert_eq!(Category::Transport.path(), ["交通运输"]);
    }
}
