//! How the demands of a day are spread over its hours.

use std::path::Path;

use anyhow::{Result, ensure};
use tools::table::Table;

/// Shares of a day, hour by hour; together they are 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours([f64; 24]);

/// Messages by the hour in which they were written, of the 6,459 with a time in two files of the 8th Teddy Cup (2020,
/// problem C): people of one Chinese province to their governments' message boards, 2017 to 2020.
const WRITTEN: [u32; 24] = [
    144, 83, 15, 22, 9, 24, 49, 87, 268, 394, 726, 558, 347, 326, 431, 599, 443, 455, 327, 246, 217, 249,
    256, 184,
];

/// Fewer messages say nothing of a day.
const ENOUGH: u32 = 240;

impl Default for Hours {
    fn default() -> Self {
        Self::of(WRITTEN)
    }
}

impl Hours {
    fn of(counts: [u32; 24]) -> Self {
        let all: u32 = counts.iter().sum();
        Self(counts.map(|count| f64::from(count) / f64::from(all.max(1))))
    }

    /// Those of a file that has a column `time`, as `2019-02-28 11:25:05`; `None` when it has none.
    ///
    /// # Errors
    /// When it cannot be read, or hardly any time of it can.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let table = Table::open(path)?;
        let Some(column) = table.find("time") else { return Ok(None) };
        let mut counts = [0_u32; 24];
        for record in table.rows() {
            let record = record?;
            let hour = record.get(column).and_then(hour);
            if let Some(count) = hour.and_then(|hour| counts.get_mut(hour)) {
                *count += 1;
            }
        }
        ensure!(
            counts.iter().sum::<u32>() >= ENOUGH,
            "{} has fewer than {ENOUGH} times such as 2019-02-28 11:25:05 in its column `time`: take the column out, and \
             the hours of others are used",
            path.display()
        );
        Ok(Some(Self::of(counts)))
    }

    /// From midnight on.
    pub fn shares(&self) -> impl Iterator<Item = f64> {
        self.0.iter().copied()
    }

    /// The share of the hour that has most.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.shares().fold(0.0, f64::max)
    }
}

/// The hour of a time; midnight on the second is a day without one.
fn hour(time: &str) -> Option<usize> {
    let (_, clock) = time.trim().split_once([' ', 'T'])?;
    if clock.starts_with("00:00:00") {
        return None;
    }
    let (hour, _) = clock.split_once(':')?;
    hour.parse().ok().filter(|hour| *hour < 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_a_day_are_the_whole_day_and_offices_have_most_of_it() {
        assert_eq!(WRITTEN.iter().sum::<u32>(), 6459);
        let shares: Vec<f64> = Hours::default().shares().collect();
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let office: f64 = shares[8..18].iter().sum();
        assert!((0.6..0.8).contains(&office), "{office}");
        assert_eq!(Hours::default().most(), shares[10], "ten o'clock is the peak");
    }

    #[test]
    fn hours_are_those_of_the_file_where_it_has_times() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("messages.csv");
        let written = |times: &[&str], rows: usize| {
            let rows: String =
                times.iter().cycle().take(rows).map(|time| format!("路灯坏了,{time}\n")).collect();
            std::fs::write(&path, format!("body,time\n{rows}")).unwrap();
            Hours::read(&path)
        };
        let hours = written(&["2019-02-28 11:25:05", "2019-02-28T23:59:59+08:00"], 240).unwrap().unwrap();
        let shares: Vec<f64> = hours.shares().collect();
        assert_eq!((shares[11], shares[23], shares.iter().sum::<f64>()), (0.5, 0.5, 1.0));
        // Days without a time, and what is none, do not count.
        let times = ["2019-02-28 00:00:00", "2019-02-28", "25:00", "2019-02-28 24:00:01", ""];
        let refused = written(&times, 1000).unwrap_err().to_string();
        assert!(refused.contains("`time`"), "{refused}");
        std::fs::write(&path, "body\n路灯坏了\n").unwrap();
        assert_eq!(Hours::read(&path).unwrap(), None);
    }
}
