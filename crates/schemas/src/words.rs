//! The closed lists of words and the taxonomy as documents. Levels 1 and 2 of the taxonomy are types; level 3, which no
//! rule names, is a table of names (`crates/types/taxonomy.csv`).

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use minsheng_api::lists::{Taxonomy, TaxonomyCategory, TaxonomySubcategory, TaxonomyTopic, Word, Words};
use minsheng_core::access::Party;
use minsheng_core::asked::{DeliveryStatus, FileFormat, Included, Listed, Owed, Sort, TopicsBy};
use minsheng_core::assessment::rates::Rate;
use minsheng_core::assessment::span::{Comparison, Step};
use minsheng_core::assessment::topics::Direction;
use minsheng_core::assessment::{Counter, Dimension, Time};
use minsheng_core::attachments::FileState;
use minsheng_core::audit;
use minsheng_core::catalogue::Fate;
use minsheng_core::delivery::Failure;
use minsheng_core::hotspot::Alert;
use minsheng_core::import::{OldState, Taken};
use minsheng_core::message::{MessageChannel, MessageLanguage, Occasion};
use minsheng_core::messages::{MessageStatus, Reported, Unsent};
use minsheng_core::oncall::CallOutStatus;
use minsheng_core::open311::{Datatype, Shown};
use minsheng_core::similar::Reason;
use minsheng_core::survey::{AgeBand, By, QuestionKind, Respondents, ResultsFor, SurveyState};
use minsheng_core::ticket::DistrictSource;
use minsheng_core::time_to_finish::LimitSource;
use minsheng_core::trial::Conflict;
use minsheng_core::wechat_messages::WeChatFact;
use minsheng_core::workflow::Obstacle;
use minsheng_language::reply_check::ReplyHint;
use minsheng_types::category::Category;
use minsheng_types::file_type::FileType;
use minsheng_types::form::Form;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::words::{
    Action, Channel, Clock, Kind, KnowledgeKind, KnowledgeState, Lang, NoticeState, Role, Satisfaction,
    Scope, State, Tampering, Urgency,
};

/// All of a type's words.
macro_rules! list {
    ($name:ident) => {
        $name::ALL.iter().map(|word| of(word.as_str(), word.label(Lang::Zh), word.label(Lang::En))).collect()
    };
}

fn of(id: impl Into<String>, zh: &str, en: &str) -> Word {
    Word { id: id.into(), zh: zh.to_owned(), en: en.to_owned() }
}

pub fn words() -> Words {
    let acts = audit::acts().map(|(id, [zh, en])| of(id, zh, en)).collect();
    let categories = Category::ALL
        .iter()
        .map(|category| of(category.as_str(), category.as_str(), category.english()))
        .collect();
    let forms =
        Form::ALL.iter().map(|form| of(form.as_str(), form.about(Lang::Zh), form.about(Lang::En))).collect();
    let lists: [(&str, Vec<Word>); 25] = [
        ("acts", acts),
        ("actions", list!(Action)),
        ("categories", categories),
        ("channels", list!(Channel)),
        ("clocks", list!(Clock)),
        ("counters", list!(Counter)),
        ("dimensions", list!(Dimension)),
        ("directions", list!(Direction)),
        ("forms", forms),
        ("hotspot_alerts", list!(Alert)),
        ("kinds", list!(Kind)),
        ("knowledge_kinds", list!(KnowledgeKind)),
        ("knowledge_states", list!(KnowledgeState)),
        ("notice_states", list!(NoticeState)),
        ("obstacles", list!(Obstacle)),
        ("parties", list!(Party)),
        ("rates", list!(Rate)),
        ("reply_hints", list!(ReplyHint)),
        ("roles", list!(Role)),
        ("satisfactions", list!(Satisfaction)),
        ("scopes", list!(Scope)),
        ("similarity_reasons", list!(Reason)),
        ("states", list!(State)),
        ("tampering", list!(Tampering)),
        ("urgencies", list!(Urgency)),
    ];
    let mut lists: BTreeMap<String, Vec<Word>> =
        lists.into_iter().map(|(name, words)| (name.to_owned(), words)).collect();
    lists.insert("age_bands".to_owned(), list!(AgeBand));
    lists.insert("question_kinds".to_owned(), list!(QuestionKind));
    lists.insert("respondents".to_owned(), list!(Respondents));
    lists.insert("results_for".to_owned(), list!(ResultsFor));
    lists.insert("survey_states".to_owned(), list!(SurveyState));
    lists.insert("survey_told_by".to_owned(), list!(By));
    lists.insert("file_states".to_owned(), list!(FileState));
    lists.insert("file_types".to_owned(), list!(FileType));
    let others: [(&str, Vec<Word>); 25] = [
        ("callout_statuses", list!(CallOutStatus)),
        ("comparisons", list!(Comparison)),
        ("delivery_failures", list!(Failure)),
        ("delivery_statuses", list!(DeliveryStatus)),
        ("dispatch_conflicts", list!(Conflict)),
        ("district_sources", list!(DistrictSource)),
        ("file_formats", list!(FileFormat)),
        ("import_results", list!(Taken)),
        ("import_states", list!(OldState)),
        ("included", list!(Included)),
        ("limit_sources", list!(LimitSource)),
        ("listed", list!(Listed)),
        ("message_channels", list!(MessageChannel)),
        ("message_languages", list!(MessageLanguage)),
        ("message_reports", list!(Reported)),
        ("message_statuses", list!(MessageStatus)),
        ("occasions", list!(Occasion)),
        ("open311_datatypes", list!(Datatype)),
        ("open311_shown", list!(Shown)),
        ("owed", list!(Owed)),
        ("rule_fates", list!(Fate)),
        ("sorts", list!(Sort)),
        ("topics_by", list!(TopicsBy)),
        ("unsent", list!(Unsent)),
        ("wechat_facts", list!(WeChatFact)),
    ];
    lists.extend(others.map(|(name, words)| (name.to_owned(), words)));
    lists.insert("steps".to_owned(), list!(Step));
    lists.insert("times".to_owned(), list!(Time));
    Words { lists }
}

/// One name of level 3 in a line: those above it, itself, and in English.
const TOPICS: &str = include_str!("../../types/taxonomy.csv");

pub fn taxonomy() -> Result<Taxonomy> {
    let mut lines: Vec<[&str; 4]> = Vec::new();
    for line in TOPICS.lines().skip(1) {
        let mut parts = line.splitn(4, ',');
        let mut part = || parts.next().with_context(|| format!("taxonomy.csv: {line}"));
        lines.push([part()?, part()?, part()?, part()?.trim_matches('"')]);
    }
    let mut known = 0;
    let mut categories = Vec::new();
    for category in Category::ALL.into_iter().filter(|category| *category != Category::Other) {
        let mut subcategories = Vec::new();
        for subcategory in Subcategory::all().filter(|subcategory| subcategory.belongs_to(category)) {
            let below =
                |[one, two, ..]: &&[&str; 4]| *one == category.as_str() && *two == subcategory.as_str();
            let topic =
                |[.., zh, en]: &[&str; 4]| TaxonomyTopic { zh: (*zh).to_owned(), en: (*en).to_owned() };
            let topics: Vec<TaxonomyTopic> = lines.iter().filter(below).map(topic).collect();
            ensure!(!topics.is_empty(), "{category}/{subcategory} has no names of level 3");
            known += topics.len();
            let (zh, en) = (subcategory.to_string(), subcategory.english().to_owned());
            subcategories.push(TaxonomySubcategory { zh, en, topics });
        }
        let (zh, en) = (category.to_string(), category.english().to_owned());
        categories.push(TaxonomyCategory { zh, en, subcategories });
    }
    ensure!(known == lines.len(), "taxonomy.csv has names under places that are no types");
    Ok(Taxonomy { categories })
}
