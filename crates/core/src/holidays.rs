//! The State Council's yearly arrangements of public holidays and of the weekend days that are
//! worked for them (调休), as published. A year that is not here falls back to plain weekdays.

use minsheng_types::bound::Bound;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::{DAY, Day};
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Name;
use serde::{Deserialize, Serialize};

/// One year's arrangement. Days are numbers such as 20260214.
#[derive(Clone, Copy, Debug)]
pub struct Arrangement {
    pub year: i32,
    /// The notice that published it.
    pub source: &'static str,
    /// Each holiday with its first and last day off, weekends included.
    pub off: &'static [(&'static str, u32, u32)],
    /// Weekend days that are worked.
    pub worked: &'static [u32],
}

/// Every arrangement that is known.
pub const PUBLISHED: &[Arrangement] = &[
    Arrangement {
        year: 2025,
        source: "国办发明电〔2024〕12号",
        off: &[
            ("元旦", 20_250_101, 20_250_101),
            ("春节", 20_250_128, 20_250_204),
            ("清明节", 20_250_404, 20_250_406),
            ("劳动节", 20_250_501, 20_250_505),
            ("端午节", 20_250_531, 20_250_602),
            ("国庆节、中秋节", 20_251_001, 20_251_008),
        ],
        worked: &[20_250_126, 20_250_208, 20_250_427, 20_250_928, 20_251_011],
    },
    Arrangement {
        year: 2026,
        source: "国务院办公厅关于2026年部分节假日安排的通知，2025年11月4日",
        off: &[
            ("元旦", 20_260_101, 20_260_103),
            ("春节", 20_260_215, 20_260_223),
            ("清明节", 20_260_404, 20_260_406),
            ("劳动节", 20_260_501, 20_260_505),
            ("端午节", 20_260_619, 20_260_621),
            ("中秋节", 20_260_925, 20_260_927),
            ("国庆节", 20_261_001, 20_261_007),
        ],
        worked: &[20_260_104, 20_260_214, 20_260_228, 20_260_509, 20_260_920, 20_261_010],
    },
];

/// Every arrangement that is known, as the settings have it.
#[must_use]
pub fn published() -> Vec<HolidayYear> {
    PUBLISHED.iter().filter_map(Arrangement::as_setting).collect()
}

impl Arrangement {
    /// `None` for a slip of the pen in the table, which a test would find.
    fn as_setting(&self) -> Option<HolidayYear> {
        let off = self.off.iter().map(|(name, from, to)| {
            Some(Holiday {
                name: Name::parse(name).ok()?,
                from: Day::from_number(*from)?,
                to: Day::from_number(*to)?,
            })
        });
        Some(HolidayYear {
            year: BoundedInt::nearest(self.year.unsigned_abs()),
            source: Name::parse(self.source).ok()?,
            off: off.collect::<Option<_>>()?,
            worked: self.worked.iter().map(|number| Day::from_number(*number)).collect::<Option<_>>()?,
        })
    }
}

/// Days off in a row, weekends among them included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub name: Name,
    pub from: Day,
    pub to: Day,
}

/// One year's published arrangement of holidays and of the weekend days worked for them, 调休.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    pub year: BoundedInt<1970, 9998>,
    /// The notice that published it.
    pub source: Name,
    pub off: Vec<Holiday>,
    pub worked: Vec<Day>,
}

impl HolidayYear {
    /// The longest that one holiday can be.
    const LONGEST: usize = 31;

    /// What is wrong with it, as pointers below the year.
    pub(crate) fn faults(&self) -> Vec<(String, Invalid)> {
        let within = |day: &Day| u32::try_from(day.year()).is_ok_and(|year| year == self.year.get());
        let mut faults = too_many(&[("off", self.off.len()), ("worked", self.worked.len())]);
        if !faults.is_empty() {
            return faults;
        }
        for (place, holiday) in self.off.iter().enumerate() {
            let length = holiday.to.start().since(holiday.from.start()) / DAY + 1;
            let fits = (1..=Self::LONGEST as i64).contains(&length);
            if !(within(&holiday.from) && within(&holiday.to) && fits) {
                faults.push((format!("/off/{place}"), Invalid::Beyond(Bound::Holiday)));
            }
            let days = |holiday: &Holiday| (holiday.from, holiday.to);
            if self.off.iter().take(place).any(|other| days(other) == days(holiday)) {
                faults.push((format!("/off/{place}"), Invalid::Duplicate));
            }
        }
        let off = |day: &Day| self.off.iter().any(|holiday| holiday.from <= *day && *day <= holiday.to);
        for (place, day) in self.worked.iter().enumerate() {
            if !within(day) || day.weekday() < 5 || off(day) {
                faults.push((format!("/worked/{place}"), Invalid::Beyond(Bound::WorkedDay)));
            }
            if self.worked.iter().take(place).any(|other| other == day) {
                faults.push((format!("/worked/{place}"), Invalid::Duplicate));
            }
        }
        faults
    }
}

/// Items that a list may hold.
const MANY: usize = 100;

/// The lists that hold more, each given by its name and length.
pub(crate) fn too_many(lists: &[(&str, usize)]) -> Vec<(String, Invalid)> {
    let longer = lists.iter().filter(|(_, length)| *length > MANY);
    longer.map(|(name, _)| (format!("/{name}"), Invalid::TooMany(MANY as u32))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrangements_are_whole() {
        assert_eq!(published().len(), PUBLISHED.len());
        for (year, days) in published().iter().zip([28, 33]) {
            let length = |holiday: &Holiday| {
                holiday.to.start().since(holiday.from.start()) / minsheng_types::clock::DAY + 1
            };
            assert_eq!(year.off.iter().map(length).sum::<i64>(), days, "days off in {}", year.year.get());
        }
        assert_eq!(
            crate::settings::Settings::default().faults(),
            [],
            "weekends worked, and no day of two years"
        );
    }
}
