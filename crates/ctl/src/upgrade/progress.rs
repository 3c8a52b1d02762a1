//! How far migrations are: a bar on a terminal, a line for each of them elsewhere.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_store::migrate;

use super::plan::Step;
use super::watched::Event;

pub struct Progress<'a> {
    steps: &'a [Step],
    /// Nothing where nobody looks.
    bar: Option<ProgressBar>,
    /// How many of them are run, and of the next one how many statements.
    at: usize,
    statements: usize,
    begun: Instant,
}

impl<'a> Progress<'a> {
    pub fn new(steps: &'a [Step]) -> Result<Self> {
        let bar = std::io::stderr().is_terminal().then(|| ProgressBar::new(steps.iter().map(weight).sum()));
        if let Some(bar) = &bar {
            bar.set_style(ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed}  {msg}")?);
            // A statement over millions of rows says nothing by itself: that time goes on shows that it does.
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Ok(Self { steps, bar, at: 0, statements: 0, begun: Instant::now() })
    }

    pub fn see(&mut self, event: Event<'_>) {
        match event {
            Event::Begins(statement) => self.begins(statement),
            Event::Ended => self.statements += 1,
            Event::Ran(version) => self.ran(version),
            Event::Stored => {}
        }
    }

    fn begins(&mut self, statement: &str) {
        let Some(step) = self.steps.get(self.at) else { return };
        let (first, rest) = statement.split_once('\n').unwrap_or((statement, ""));
        let more = if rest.is_empty() { "" } else { " …" };
        let shown: String = first.chars().take(60).collect();
        if let Some(bar) = &self.bar {
            let done: u64 = self.steps.iter().take(self.at).map(weight).sum();
            bar.set_position(done + step.rows_of(self.statements));
            bar.set_message(format!("{}: {shown}{more}", step.name));
        }
    }

    fn ran(&mut self, version: usize) {
        let name = self.steps.get(self.at).map_or("", |step| step.name);
        let line =
            format!("{version} of {}  {name}: {:.1} s", migrate::COUNT, self.begun.elapsed().as_secs_f64());
        match &self.bar {
            Some(bar) => bar.println(line),
            None => println!("{line}"),
        }
        self.at += 1;
        self.statements = 0;
        self.begun = Instant::now();
    }

    pub fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What it takes beside the others: one that goes through no rows takes something too.
fn weight(step: &Step) -> u64 {
    step.rows() + 1
}
