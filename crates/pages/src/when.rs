//! Times in words: a day with its weekday, and what is left beside it.

use minsheng_types::clock::{DAY, Day, Timestamp};
use minsheng_types::words::Lang;

use crate::views::WorkingTime;

const WEEKDAYS: [[&str; 2]; 7] = [
    ["周一", "Monday"],
    ["周二", "Tuesday"],
    ["周三", "Wednesday"],
    ["周四", "Thursday"],
    ["周五", "Friday"],
    ["周六", "Saturday"],
    ["周日", "Sunday"],
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// 11月30日（周一）, Monday 30 November; with the year where it is another one than `now`'s.
#[must_use]
pub fn day(lang: Lang, of: Day, now: Timestamp) -> String {
    let number = of.number();
    let (year, month, date) = (number / 10_000, number / 100 % 100, number % 100);
    let weekday = WEEKDAYS.get(of.weekday().unsigned_abs() as usize).copied().unwrap_or_default();
    let same_year = of.year() == now.day().year();
    match lang {
        Lang::Zh => {
            let [weekday, _] = weekday;
            let year = if same_year { String::new() } else { format!("{year}年") };
            format!("{year}{month}月{date}日（{weekday}）")
        }
        Lang::En => {
            let [_, weekday] = weekday;
            let month = MONTHS.get((month as usize).wrapping_sub(1)).copied().unwrap_or_default();
            let year = if same_year { String::new() } else { format!(" {year}") };
            format!("{weekday} {date} {month}{year}")
        }
    }
}

/// The same with the time of day.
#[must_use]
pub fn moment(lang: Lang, at: Timestamp, now: Timestamp) -> String {
    let day = day(lang, at.day(), now);
    format!("{day}{}{}", lang.of("", ", "), time(at))
}

/// Until when something lasts: of the day on which it begins the time alone.
#[must_use]
pub fn until(lang: Lang, (from, until): (Timestamp, Timestamp), now: Timestamp) -> String {
    if from.day() == until.day() { time(until) } else { moment(lang, until, now) }
}

fn time(at: Timestamp) -> String {
    let minute = at.second_of_day() / 60;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Working time that is left, in days where there is one, else in hours or minutes.
#[must_use]
pub fn working(lang: Lang, left: WorkingTime) -> String {
    match (left.days, left.minutes) {
        (0, minutes) if minutes < 60 => lang.pick(
            &format!("还剩 {minutes} 分钟工作时间"),
            &format!("{minutes} minutes of working time left"),
        ),
        (0, minutes) => {
            let hours = minutes / 60;
            lang.pick(&format!("还剩 {hours} 个工作小时"), &format!("{hours} working hours left"))
        }
        (1, _) => lang.pick("还剩 1 个工作日", "1 working day left"),
        (days, _) => lang.pick(&format!("还剩 {days} 个工作日"), &format!("{days} working days left")),
    }
}

/// What is left until then, to the minute where it is near: for a clock that is worked by.
#[must_use]
pub fn remaining(lang: Lang, until: Timestamp, now: Timestamp) -> String {
    let seconds = until.since(now);
    let minutes = seconds.abs() / 60;
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    let amount = match (days, hours, minutes) {
        (0, 0, minutes) => lang.pick(&format!("{minutes} 分"), &format!("{minutes} min")),
        (0, hours, 0) => lang.pick(&format!("{hours} 小时"), &format!("{hours} h")),
        (0, hours, minutes) => {
            lang.pick(&format!("{hours} 小时 {minutes} 分"), &format!("{hours} h {minutes} min"))
        }
        (days, 0, _) => lang.pick(&format!("{days} 天"), &format!("{days} d")),
        (days, hours, _) => lang.pick(&format!("{days} 天 {hours} 小时"), &format!("{days} d {hours} h")),
    };
    if seconds < 0 {
        lang.pick(&format!("逾期 {amount}"), &format!("{amount} overdue"))
    } else {
        lang.pick(&format!("剩 {amount}"), &format!("{amount} left"))
    }
}

/// What is left until then, in days of the calendar: it stands beside the moment and never in its place.
#[must_use]
pub fn left(lang: Lang, until: Timestamp, now: Timestamp) -> String {
    let days = (until.day().start().since(now.day().start())) / DAY;
    let past = until < now;
    match (days, past) {
        (0, false) => lang.pick("今天到期", "due today"),
        (0, true) => lang.pick("已过期", "overdue since today"),
        (1, _) => lang.pick("明天到期", "due tomorrow"),
        (days, false) => lang.pick(&format!("还有 {days} 天"), &format!("{days} days left")),
        (-1, _) => lang.pick("已超过 1 天", "1 day overdue"),
        (days, true) => lang.pick(&format!("已超过 {} 天", -days), &format!("{} days overdue", -days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_said_with_its_weekday_and_its_year_where_that_is_another() {
        let now = at("2026-11-27T09:00:00+08:00");
        let due = at("2026-11-30T17:30:00+08:00");
        assert_eq!(moment(Lang::Zh, due, now), "11月30日（周一）17:30");
        assert_eq!(moment(Lang::En, due, now), "Monday 30 November, 17:30");
        let noon = at("2026-11-30T12:00:00+08:00");
        assert_eq!(until(Lang::Zh, (noon, due), now), "17:30");
        assert_eq!(until(Lang::Zh, (now, due), now), "11月30日（周一）17:30");
        let later = at("2027-01-03T08:05:00+08:00");
        assert_eq!(moment(Lang::Zh, later, now), "2027年1月3日（周日）08:05");
        assert_eq!(moment(Lang::En, later, now), "Sunday 3 January 2027, 08:05");
        assert_eq!(
            day(Lang::Zh, at("2026-12-31T23:59:59Z").day(), now),
            "2027年1月1日（周五）",
            "the city's own day"
        );
    }

    #[test]
    fn working_time_is_said_in_its_largest_unit() {
        let of = |days, minutes| working(Lang::Zh, WorkingTime { days, minutes });
        assert_eq!(of(2, 30), "还剩 2 个工作日");
        assert_eq!(of(0, 200), "还剩 3 个工作小时");
        assert_eq!(of(0, 20), "还剩 20 分钟工作时间");
        assert_eq!(working(Lang::En, WorkingTime { days: 1, minutes: 0 }), "1 working day left");
    }

    #[test]
    fn a_clock_says_what_remains_to_the_minute_where_it_is_near() {
        let now = at("2026-11-27T09:00:00+08:00");
        for (until, zh, en) in [
            ("2026-11-27T09:00:59+08:00", "剩 0 分", "0 min left"),
            ("2026-11-27T12:12:00+08:00", "剩 3 小时 12 分", "3 h 12 min left"),
            ("2026-11-27T11:00:00+08:00", "剩 2 小时", "2 h left"),
            ("2026-11-29T10:30:00+08:00", "剩 2 天 1 小时", "2 d 1 h left"),
            ("2026-11-29T09:30:00+08:00", "剩 2 天", "2 d left"),
            ("2026-11-27T08:59:00+08:00", "逾期 1 分", "1 min overdue"),
            ("2026-11-24T09:00:00+08:00", "逾期 3 天", "3 d overdue"),
        ] {
            assert_eq!(remaining(Lang::Zh, at(until), now), zh);
            assert_eq!(remaining(Lang::En, at(until), now), en);
        }
    }

    #[test]
    fn what_is_left_is_counted_in_days_of_the_calendar() {
        let now = at("2026-11-27T16:00:00+08:00");
        for (until, zh, en) in [
            ("2026-11-27T17:30:00+08:00", "今天到期", "due today"),
            ("2026-11-27T15:30:00+08:00", "已过期", "overdue since today"),
            ("2026-11-28T00:30:00+08:00", "明天到期", "due tomorrow"),
            ("2026-11-30T17:30:00+08:00", "还有 3 天", "3 days left"),
            ("2026-11-26T17:30:00+08:00", "已超过 1 天", "1 day overdue"),
            ("2026-11-20T17:30:00+08:00", "已超过 7 天", "7 days overdue"),
        ] {
            assert_eq!(
                (left(Lang::Zh, at(until), now).as_str(), left(Lang::En, at(until), now).as_str()),
                (zh, en),
                "{until}"
            );
        }
    }
}
