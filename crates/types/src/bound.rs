//! What is out of range where two numbers do not say it, as people are told of it.

use crate::lang::Lang;

macro_rules! bounds {
    ($($name:ident = $id:literal, $zh:literal, $en:literal;)+) => {
        /// What a value has to be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Bound { $($name),+ }

        impl Bound {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $id),+ } }

            #[must_use]
            pub const fn about(self, lang: Lang) -> &'static str { match self { $(Self::$name => lang.of($zh, $en)),+ } }
        }
    };
}

bounds! {
    Calendar = "calendar", "1970 年至 9999 年间公历中有的日期", "a day of the calendar, from 1970 to 9999";
    TimeOfDay = "time_of_day", "00:00 到 24:00", "from 00:00 to 24:00";
    WorkingHours = "working_hours", "开始早于结束，并晚于前一段的结束", "hours that begin before they end, and after those before have ended";
    Holiday = "holiday", "本年内的假期，起不晚于止，不超过 31 天", "days of this year, the first no later than the last, 31 at most";
    WorkedDay = "worked_day", "本年内、不在假期中的星期六或星期日", "a Saturday or Sunday of this year that is no holiday";
    Another = "another", "另一个单位：该单位已在承办", "another department than the one that has it";
    Spoken = "spoken", "已接通、且不早于受理（评价时不早于答复）结束的通话", "a call that was taken, and did not end before the ticket came in, or for a rating before its answer";
    Waited = "waited", "与各时刻相符的等待时间", "the wait that the times of the call tell";
    Compared = "compared", "对比期在 1970 年以后的时间段", "a span of which the earlier one, too, is after 1970";
    OfCalls = "of_calls", "不是电话指标的指标：电话只按渠道区分，也没有其他筛选", "a measure that is none of calls, which are told apart by channel alone and by no filter";
    Points = "points", "更长的步长，或更短的时间段：点数过多", "a longer step, or a shorter span: these are too many points";
    Fixed = "fixed", "说明文字（variable 为 false）不能必填", "false where `variable` is false: a text to read asks for nothing";
    Box = "box", "西不大于东，南不大于北", "west no greater than east, south no greater than north";
    Prefix = "prefix", "演示数据的编号：来源加“-”和 1 到 200", "of made-up tickets the source, a hyphen and a number from 1 to 200";
    Cold = "cold", "不短于诉求人信息的保留期：archive_days 与 reopen_days 中较大者，加 retention.personal_data_days", "no fewer days than pass until the person is erased: the greater of archive_days and reopen_days, and retention.personal_data_days, added up";
    Fitting = "fitting", "更短的内容：二维码容纳不下", "shorter: it does not fit into a code";
}

impl Bound {
    /// The bound of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|bound| bound.as_str() == name)
    }
}
