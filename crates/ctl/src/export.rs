//! `minsheng export --open-data DIR`: what everybody may read, as files that stay where the hotline does not: GeoReport
//! Bulk by Open311's rules, and figures. All of it is asked of the running hotline as anybody would, so that nothing leaves
//! that a citizen could not see; the figures as one who holds a key for them.

mod files;
mod package;

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use http_client::{Client, Request, bearer};
use minsheng_types::clock::{DAY, Day};
use serde_json::Value;

use self::files::Staged;
use crate::installation::now;

/// Days that GeoReport Bulk takes at once.
const SPAN: i64 = 90;
/// Kept of the past unless it is said.
const YEAR: i64 = 365;
/// By what figures are told apart.
const DIMENSIONS: [&str; 4] = ["department", "category", "district", "channel"];

#[derive(Debug, Args)]
pub struct Options {
    /// The folder: a link to the newest files, replaced when all of them are there
    #[arg(long, value_name = "DIR")]
    open_data: PathBuf,
    /// The hotline
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    url: String,
    /// An API key with `stats:read`, for the figures; else that of the variable MINSHENG_KEY
    #[arg(long)]
    key: Option<String>,
    /// In place of a key the token of somebody who reads figures; else that of the variable MINSHENG_TOKEN
    #[arg(long, conflicts_with = "key")]
    token: Option<String>,
    /// The first day; a year before today unless it is said
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Groups with fewer demands have no figures
    #[arg(long, default_value_t = 5)]
    least: u64,
}

pub fn run(options: &Options) -> Result<()> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let key = options.key.clone().or_else(|| variable("MINSHENG_KEY").filter(|_| options.token.is_none()));
    let token = options.token.clone().or_else(|| variable("MINSHENG_TOKEN"));
    let shown = match (key, token) {
        (Some(key), _) => ("X-API-Key", key),
        (None, Some(token)) => ("Authorization", bearer(&token)),
        (None, None) => {
            anyhow::bail!("a key with `stats:read` is needed: --key, or the variable MINSHENG_KEY")
        }
    };
    let mut hotline = Hotline { client: Client::at(&options.url).context("--url")?, shown };
    let today = now()?.day();
    let from = options.from.unwrap_or_else(|| today.start().plus(-YEAR * DAY).day());
    ensure!(from <= today, "--from lies in the future");
    let mut staged = Staged::beside(&options.open_data)?;
    let (requests, rows) = hotline.requests(from, today)?;
    staged.write("requests.csv", requests.as_bytes())?;
    let definitions = hotline.definitions(from, today)?;
    let mut resources = vec![package::requests()];
    for by in DIMENSIONS {
        let figures = hotline.figures(&format!("/v1/stats/kpi.csv?from={from}&to={today}&by={by}"))?;
        let name = format!("figures-by-{by}");
        staged.write(
            &format!("{name}.csv"),
            files::without_small_groups(&figures, options.least)?.as_bytes(),
        )?;
        resources.push(package::figures(&name, by, options.least, &figures, &definitions)?);
    }
    let received = "/v1/stats/trend.csv?measure=received&step=month&by=none";
    let received = hotline.figures(&format!("{received}&from={from}&to={today}"))?;
    staged.write("received-by-month.csv", received.as_bytes())?;
    resources.push(package::received());
    let about = package::document(resources, (from, today), now()?, &staged)?;
    staged.write("datapackage.json", about.as_bytes())?;
    staged.publish()?;
    println!("{rows} requests and the figures from {from} to {today} are in {}", options.open_data.display());
    Ok(())
}

struct Hotline {
    client: Client,
    /// What it is shown for figures.
    shown: (&'static str, String),
}

impl Hotline {
    fn get(&mut self, request: Request) -> Result<String> {
        let line = request.line();
        let answer = self.client.send(&request).context(line.clone())?;
        if !answer.is_success() {
            let problem = answer.json().unwrap_or_default();
            let detail = problem.get("detail").and_then(Value::as_str).unwrap_or("refused");
            anyhow::bail!("{line}: {}: {detail}", answer.status);
        }
        String::from_utf8(answer.body).with_context(|| format!("{line}: not UTF-8"))
    }

    /// What is public of what came in on these days, the newest first, and how many rows that are.
    fn requests(&mut self, from: Day, to: Day) -> Result<(String, usize)> {
        let (mut all, mut rows) = (String::new(), 0);
        for (first, last) in spans(from, to) {
            let path = format!("/open311/v2/bulk.csv?start_date={first}&end_date={last}");
            let part = self.get(Request::get(&path).header("Accept-Language", "zh"))?;
            let (header, lines) = part.split_once("\r\n").context("GeoReport Bulk without a header")?;
            if all.is_empty() {
                all = format!("{header}\r\n");
            }
            ensure!(all.starts_with(header), "GeoReport Bulk changed its columns meanwhile");
            all.push_str(lines);
            rows += csv::Reader::from_reader(part.as_bytes()).records().count();
        }
        Ok((all, rows))
    }

    /// Figures as a file, without the mark that spreadsheets want.
    fn figures(&mut self, path: &str) -> Result<String> {
        let (name, value) = self.shown.clone();
        let file = self.get(Request::get(path).header(name, &value).header("Accept-Language", "zh"))?;
        Ok(file.trim_start_matches('\u{FEFF}').to_owned())
    }

    /// What each figure is.
    fn definitions(&mut self, from: Day, to: Day) -> Result<Value> {
        let figures = self.figures(&format!("/v1/stats/kpi?from={from}&to={to}&by=none"))?;
        let figures: Value = serde_json::from_str(&figures)?;
        figures.get("definitions").cloned().context("figures without definitions")
    }
}

/// The days from the newest back, as many at a time as are answered.
fn spans(from: Day, to: Day) -> Vec<(Day, Day)> {
    let (mut all, mut last) = (Vec::new(), to);
    loop {
        let first = last.start().plus(-(SPAN - 1) * DAY).day().max(from);
        all.push((first, last));
        if first <= from {
            return all;
        }
        last = first.previous();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn spans_cover_each_day_once() {
        for (from, to) in [
            ("2026-11-27", "2026-11-27"),
            ("2025-11-27", "2026-11-27"),
            ("2026-08-30", "2026-11-27"),
            ("2026-08-29", "2026-11-27"),
        ] {
            let spans = spans(day(from), day(to));
            let days = |(first, last): &(Day, Day)| last.start().since(first.start()) / DAY + 1;
            assert!(spans.iter().all(|span| (1..=SPAN).contains(&days(span))), "{spans:?}");
            assert_eq!(
                spans.iter().map(days).sum::<i64>(),
                day(to).start().since(day(from).start()) / DAY + 1
            );
            assert_eq!((spans[0].1, spans[spans.len() - 1].0), (day(to), day(from)));
        }
    }
}
