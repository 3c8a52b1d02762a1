//! The call-taker's desk: what is said is taken down on the left, what helps stands on the right.

use askama::Template;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Channel, State, Urgency};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::pages::Faults;
use crate::views::{Emergency, Hint, Named, Suggested, Understood};
use crate::words;

/// What a call-taker writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    pub content: String,
    pub address: String,
    pub district: String,
    pub phone: String,
    pub name: String,
    /// `open`, `confidential` or `anonymous`.
    pub who: String,
    pub channel: String,
    pub category: String,
    pub kind: String,
    pub urgency: String,
    pub lead: String,
    /// The entry that the answer is taken from, and other words of it.
    pub knowledge: String,
    pub public: String,
    pub parent: String,
}

/// An earlier demand of whoever calls.
#[derive(Clone, Debug, Deserialize)]
pub struct Earlier {
    pub id: String,
    pub subject: String,
    pub state: String,
    pub created_at: Timestamp,
    #[serde(default)]
    pub category: Option<String>,
}

/// A case that may be the same.
#[derive(Clone, Debug, Deserialize)]
pub struct Alike {
    pub id: String,
    pub score: f64,
}

/// What is known while somebody still speaks.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub understood: Option<Understood>,
    pub emergency: Option<Emergency>,
    pub earlier: Vec<Earlier>,
    pub alike: Vec<Alike>,
    pub answers: Vec<Suggested>,
    /// Something of it cannot be had now.
    pub away: bool,
}

#[derive(Debug, Template)]
#[template(path = "staff/intake.html")]
pub struct IntakePage<'a> {
    pub s: &'a Desk<'a>,
    pub taking: &'a Taking,
    pub known: &'a Known,
    /// Nothing where they cannot be had now.
    pub departments: Option<&'a [(String, String)]>,
    pub districts: &'a [String],
    pub faults: &'a Faults,
    pub key: &'a str,
}

impl IntakePage<'_> {
    fn channels(&self) -> Vec<(&'static str, &'static str)> {
        Channel::ALL.iter().map(|channel| (channel.as_str(), channel.label(self.s.lang))).collect()
    }

    fn urgencies(&self) -> Vec<(&'static str, &'static str)> {
        Urgency::ALL.iter().map(|urgency| (urgency.as_str(), urgency.label(self.s.lang))).collect()
    }
}

/// What stands on the right: a part of a page, too, for the script.
#[derive(Debug, Template)]
#[template(path = "staff/known.html")]
pub struct IntakeHelp<'a> {
    pub s: &'a Desk<'a>,
    pub taking: &'a Taking,
    pub known: &'a Known,
}

trait Worded {
    fn desk(&self) -> &Desk<'_>;

    fn state(&self, state: &str) -> String {
        state
            .parse::<State>()
            .map_or_else(|_| state.to_owned(), |word| word.label(self.desk().lang).to_owned())
    }

    fn urgency(&self, urgency: &str) -> String {
        urgency
            .parse::<Urgency>()
            .map_or_else(|_| urgency.to_owned(), |word| word.label(self.desk().lang).to_owned())
    }

    fn alike(&self, alike: &Alike) -> String {
        format!("{:.0} %", alike.score * 100.0)
    }

    fn path(&self, understood: &Understood) -> String {
        if understood.path.is_empty() {
            words::category(self.desk().lang, &understood.category)
        } else {
            understood.path.join(" › ")
        }
    }
}

impl Worded for IntakePage<'_> {
    fn desk(&self) -> &Desk<'_> {
        self.s
    }
}

impl Worded for IntakeHelp<'_> {
    fn desk(&self) -> &Desk<'_> {
        self.s
    }
}

/// What was taken down: told to whoever called, once.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Taken {
    pub id: String,
    pub query_code: String,
    pub state: String,
    #[serde(default)]
    pub department: Option<Named>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub confidential: bool,
    #[serde(default)]
    pub hints: Vec<Hint>,
    #[serde(default)]
    pub emergency: Option<Emergency>,
    /// What was to be done with it at once and could not be.
    #[serde(default)]
    pub left: String,
}

#[derive(Debug, Template)]
#[template(path = "staff/taken.html")]
pub struct TakenPage<'a> {
    pub s: &'a Desk<'a>,
    pub taken: &'a Taken,
}

impl TakenPage<'_> {
    fn number(&self) -> String {
        crate::views::grouped(&self.taken.id)
    }

    fn state(&self) -> String {
        let state = self.taken.state.as_str();
        state.parse::<State>().map_or_else(|_| state.to_owned(), |word| word.label(self.s.lang).to_owned())
    }
}
