//! What a demand is about, more closely: the level-2 names of the hotline's taxonomy.
//!
//! The Chinese name is the identifier, in JSON, in SQL and in the dispatch catalogue. A name says
//! what, not under which category: 其他 stands under all fifteen and 安全生产 under two, so only
//! a category and a name together are a place in the taxonomy.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::category::Category;
use crate::invalid::Invalid;

/// A name of level 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subcategory(&'static str);

/// Makes the tables out of lines of `Category, "中文", "English";`. English stands apart, so that a
/// component that prints none carries none.
macro_rules! taxonomy {
    ($($category:ident, $zh:literal, $en:literal;)+) => {
        const TABLE: &[(Category, &str)] = &[$((Category::$category, $zh)),+];
        const ENGLISH: &[&str] = &[$($en),+];
    };
}

taxonomy! {
    UrbanConstruction, "安全生产", "Work safety";
    UrbanConstruction, "城市建设和市政管理", "City works and services";
    UrbanConstruction, "城乡规划", "Urban and rural planning";
    UrbanConstruction, "村镇建设", "Village and town construction";
    UrbanConstruction, "工程质量", "Quality of construction";
    UrbanConstruction, "国有土地上房屋征收与补偿", "Expropriation of houses on state-owned land";
    UrbanConstruction, "集体土地上房屋拆迁与补偿", "Expropriation of houses on collective land";
    UrbanConstruction, "建筑市场", "Building trade";
    UrbanConstruction, "其他", "Other";
    UrbanConstruction, "住房保障与房地产", "Housing and real estate";
    PartyAffairs, "党的建设", "Party building";
    PartyAffairs, "港澳台侨", "Hong Kong, Macao, Taiwan and overseas Chinese affairs";
    PartyAffairs, "国防外交", "Defence and foreign affairs";
    PartyAffairs, "民族宗教", "Ethnic and religious affairs";
    PartyAffairs, "其他", "Other";
    PartyAffairs, "群众团体", "Mass organisations";
    PartyAffairs, "宣传舆论", "Publicity and media";
    PartyAffairs, "政治体制", "Political institutions";
    LandResources, "海洋气象地震", "Sea, weather and earthquakes";
    LandResources, "矿产资源管理", "Mineral resources";
    LandResources, "其他", "Other";
    LandResources, "土地征收", "Land expropriation";
    LandResources, "土地资源管理", "Land management";
    Environment, "环保管理", "Environmental administration";
    Environment, "环境污染", "Pollution";
    Environment, "建设项目审批", "Environmental approval of projects";
    Environment, "其他", "Other";
    Discipline, "党政处分", "Disciplinary sanctions";
    Discipline, "干部作风", "Conduct of officials";
    Discipline, "滥用职权", "Abuse of power";
    Discipline, "其他", "Other";
    Discipline, "失职渎职", "Neglect of duty";
    Discipline, "贪污贿赂", "Corruption and bribery";
    Transport, "出租车管理", "Taxis and ride-hailing";
    Transport, "建设管理", "Roads and other transport works";
    Transport, "交通运输", "Transport in general";
    Transport, "客货运输", "Carriage of passengers and goods";
    Transport, "其他", "Other";
    Transport, "邮政管理", "Post and parcels";
    Economy, "安全生产", "Work safety";
    Economy, "保险证券期货", "Insurance, securities and futures";
    Economy, "国资监管", "State-owned assets";
    Economy, "宏观调控", "Economic policy";
    Economy, "金融财税", "Finance and taxation";
    Economy, "能源管理", "Energy";
    Economy, "其他", "Other";
    Economy, "企业破产", "Bankruptcy of enterprises";
    Technology, "电信", "Telecommunications";
    Technology, "科学技术", "Science and technology";
    Technology, "其他", "Other";
    Technology, "信息化建设", "Information technology and the internet";
    Technology, "知识产权", "Intellectual property";
    CivilAffairs, "福利慈善", "Welfare and charity";
    CivilAffairs, "复退安置", "Resettlement of demobilised soldiers";
    CivilAffairs, "基层选举和社区建设", "Local elections and communities";
    CivilAffairs, "救灾募捐", "Disaster relief and donations";
    CivilAffairs, "民间组织", "Social organisations";
    CivilAffairs, "其他", "Other";
    CivilAffairs, "区划地名", "Boundaries and place names";
    CivilAffairs, "社会服务", "Social services";
    CivilAffairs, "社会救助", "Social assistance";
    CivilAffairs, "优抚", "Benefits for veterans and bereaved families";
    Agriculture, "草原草场", "Grassland";
    Agriculture, "村务管理", "Village affairs";
    Agriculture, "动物防疫", "Animal epidemics";
    Agriculture, "扶贫开发", "Poverty relief";
    Agriculture, "惠农补贴", "Subsidies for farmers";
    Agriculture, "林业管理", "Forestry";
    Agriculture, "农副产品流通", "Trade in farm produce";
    Agriculture, "农垦农场", "State farms";
    Agriculture, "农资农技", "Farm supplies and techniques";
    Agriculture, "其他", "Other";
    Agriculture, "水库移民", "People resettled for reservoirs";
    Agriculture, "水利水电", "Water management and hydropower";
    Agriculture, "土地承包经营", "Contracted farmland and homesteads";
    Agriculture, "野生资源管理", "Wild animals and plants";
    CommerceTourism, "旅游管理", "Tourism";
    CommerceTourism, "其他", "Other";
    CommerceTourism, "商业贸易", "Trade";
    CommerceTourism, "市场监管", "Market regulation";
    CommerceTourism, "质监检验检疫", "Product quality, inspection and quarantine";
    Health, "公共卫生", "Public health";
    Health, "其他", "Other";
    Health, "人口计生", "Population and family planning";
    Health, "食品药品监管", "Food and drug safety";
    Health, "医患纠纷", "Disputes between patients and hospitals";
    Health, "医政监管", "Medical services";
    LawAndOrder, "法律服务", "Legal services";
    LawAndOrder, "法制建设", "Legislation and rule of law";
    LawAndOrder, "行政复议", "Administrative reconsideration";
    LawAndOrder, "户籍证件", "Household registration and identity papers";
    LawAndOrder, "交通管理", "Traffic policing";
    LawAndOrder, "警务督察", "Supervision of the police";
    LawAndOrder, "其他", "Other";
    LawAndOrder, "社会治安", "Public order";
    LawAndOrder, "诉讼", "Litigation";
    LawAndOrder, "刑案侦破", "Criminal investigation";
    LawAndOrder, "刑罚执行", "Execution of sentences";
    LawAndOrder, "仲裁与调解", "Arbitration and mediation";
    EducationCulture, "教师队伍和待遇", "Teachers and their pay";
    EducationCulture, "教育行政管理", "Administration of schools";
    EducationCulture, "教育收费", "School fees";
    EducationCulture, "教育体制", "Education system";
    EducationCulture, "考试招生", "Examinations and admissions";
    EducationCulture, "其他", "Other";
    EducationCulture, "失学辍学", "Children out of school";
    EducationCulture, "体育", "Sports";
    EducationCulture, "文化", "Culture";
    EducationCulture, "文物管理", "Cultural relics";
    Labour, "城镇居民社会保险", "Residents' social insurance";
    Labour, "城镇职工社会保险", "Employees' social insurance";
    Labour, "工资福利", "Wages and benefits";
    Labour, "就业培训", "Employment and training";
    Labour, "劳动保护", "Protection at work";
    Labour, "劳动关系", "Labour relations";
    Labour, "其他", "Other";
    Labour, "社保基金管理", "Social security funds";
    Labour, "退休政策及待遇", "Retirement and pensions";
}

impl Subcategory {
    /// Every name, once, in the order of the taxonomy.
    pub fn all() -> impl Iterator<Item = Self> {
        let first = |(place, (_, name)): &(usize, &(Category, &str))| place_of(name) == Some(*place);
        TABLE.iter().enumerate().filter(first).map(|(_, (_, name))| Self(name))
    }

    /// The names under a category; none under [`Category::Other`].
    pub fn of(category: Category) -> impl Iterator<Item = Self> {
        TABLE.iter().filter(move |(above, _)| *above == category).map(|(_, name)| Self(name))
    }

    /// Whether the taxonomy has this name under the category.
    #[must_use]
    pub fn belongs_to(self, category: Category) -> bool {
        Self::of(category).any(|name| name == self)
    }

    /// The Chinese name: the identifier in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// A label for readers of English; never an identifier.
    #[must_use]
    pub fn english(self) -> &'static str {
        place_of(self.0).and_then(|place| ENGLISH.get(place)).copied().unwrap_or(self.0)
    }
}

fn place_of(name: &str) -> Option<usize> {
    TABLE.iter().position(|(_, known)| *known == name)
}

impl fmt::Display for Subcategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Subcategory {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let known = TABLE.iter().find(|(_, name)| *name == text);
        known.map(|(_, name)| Self(name)).ok_or(Invalid::NotInTaxonomy)
    }
}

impl Serialize for Subcategory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Subcategory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl de::Visitor<'_> for Name {
            type Value = Subcategory;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the Chinese name of a subcategory")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Subcategory, E> {
                name.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Name)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Subcategory {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Subcategory".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Level-2 name of the hotline's taxonomy, in Chinese. Each stands under a category, some under several.",
            "type": "string",
            "enum": Subcategory::all().map(Subcategory::as_str).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_category_has_as_many_as_the_taxonomy_lists() {
        for (category, count) in [
            (Category::UrbanConstruction, 10),
            (Category::PartyAffairs, 8),
            (Category::LandResources, 5),
            (Category::Environment, 4),
            (Category::Discipline, 6),
            (Category::Transport, 6),
            (Category::Economy, 8),
            (Category::Technology, 5),
            (Category::CivilAffairs, 10),
            (Category::Agriculture, 14),
            (Category::CommerceTourism, 5),
            (Category::Health, 6),
            (Category::LawAndOrder, 12),
            (Category::EducationCulture, 10),
            (Category::Labour, 9),
            (Category::Other, 0),
        ] {
            let names: BTreeSet<Subcategory> = Subcategory::of(category).collect();
            assert_eq!(names.len(), count, "{category}");
            assert_eq!(Subcategory::of(category).count(), count, "{category}: none twice");
            for name in Subcategory::all() {
                assert_eq!(name.belongs_to(category), names.contains(&name), "{category}/{name}");
            }
        }
        assert_eq!(TABLE.len(), 118);
        assert_eq!(Subcategory::all().count(), 103, "其他 stands under fifteen, 安全生产 under two");
    }

    #[test]
    fn every_name_leads_back_to_itself() {
        for name in Subcategory::all() {
            assert_eq!(name.as_str().parse(), Ok(name));
            assert_eq!(name.to_string(), name.as_str());
            let json = serde_json::to_string(&name).unwrap();
            assert_eq!(json, format!("\"{name}\""));
            assert_eq!(serde_json::from_str::<Subcategory>(&json).unwrap(), name);
        }
        for unknown in ["", "交通", "城乡建设", "其他 "] {
            assert_eq!(unknown.parse::<Subcategory>(), Err(Invalid::NotInTaxonomy), "{unknown:?}");
        }
        let refusal = serde_json::from_str::<Subcategory>("\"交通\"").unwrap_err().to_string();
        assert!(refusal.starts_with("unknown_value"), "{refusal}");
    }

    #[test]
    fn one_name_has_one_label_and_no_two_names_share_it() {
        for ((_, name), english) in TABLE.iter().zip(ENGLISH) {
            assert_eq!(name.parse::<Subcategory>().map(Subcategory::english), Ok(*english), "{name}");
        }
        let labels: BTreeSet<&str> = Subcategory::all().map(Subcategory::english).collect();
        assert_eq!((labels.len(), labels.contains("")), (103, false));
    }
}
