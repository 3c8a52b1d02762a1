//! The State Council's yearly arrangements of public holidays and of the weekend days that are
//! worked for them (调休), as published. A year that is not here falls back to plain weekdays.

use crate::clock::Day;
use crate::deadline::Year;

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

impl Arrangement {
    /// The exceptions that it makes to plain weekdays.
    #[must_use]
    pub fn exceptions(&self) -> Year {
        let off = self.off.iter().flat_map(|(_, first, last)| {
            let last = Day::from_number(*last);
            std::iter::successors(Day::from_number(*first), |day| Some(day.next()))
                .take_while(move |day| last.is_some_and(|last| *day <= last))
        });
        Year {
            off: off.collect(),
            worked: self.worked.iter().copied().filter_map(Day::from_number).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrangements_are_whole() {
        for (arrangement, days) in PUBLISHED.iter().zip([28, 33]) {
            let year = arrangement.exceptions();
            assert_eq!(year.off.len(), days, "days off in {}", arrangement.year);
            assert_eq!(year.worked.len(), arrangement.worked.len());
            for day in &year.worked {
                assert!(day.weekday() >= 5, "{} is a weekend", day.number());
            }
            for day in year.off.iter().chain(&year.worked) {
                assert_eq!(day.year(), arrangement.year);
            }
            assert!(year.worked.iter().all(|day| !year.off.contains(day)));
        }
    }
}
