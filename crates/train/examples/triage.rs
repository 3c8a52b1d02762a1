//! How right the rules of triage are on messages that people labelled (docs/LABELLING.md):
//! `cargo run --release -p train --example triage [training|sevens|dev|later|said] [FOLDER OF THE MESSAGES]`.
//!
//! Rules are made from the training ids alone; ids that end in 7, and the file of `dev`, are for the end. `later` are messages that were
//! read for their urgency when rules and model were finished; with the model. `said` lists every message, labelled or not, that is
//! taken for an emergency. Only ids are printed, never a text.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use minsheng_language::classify::Model;
use minsheng_language::triage::{assess, findings};
use minsheng_types::words::{Kind, Urgency};

/// A message that somebody read.
struct Labelled {
    id: String,
    text: String,
    kind: Kind,
    other: Option<Kind>,
    urgency: Urgency,
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let part = args.next().unwrap_or_else(|| "training".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = args.next().map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let messages = data.join("messages_unlabelled.csv");
    if !messages.exists() {
        println!("skipped: {} is absent", messages.display());
        return Ok(());
    }
    let texts = texts(&messages)?;
    let own = root.join("models/labels.csv");
    match part.as_str() {
        "training" => measure(&labelled(&own, &texts, |id| !id.ends_with('7'))?),
        "sevens" => measure(&labelled(&own, &texts, |id| id.ends_with('7'))?),
        "dev" => measure(&labelled(&data.join("labels_dev.csv"), &texts, |_| true)?),
        "later" => later(&root, &texts)?,
        "said" => said(&texts, &data.join("messages_train.csv"))?,
        other => bail!("{other} is none of training, sevens, dev, later, said"),
    }
    time(texts.values().map(String::as_str));
    Ok(())
}

fn rows(path: &Path) -> Result<(HashMap<String, usize>, Vec<csv::StringRecord>)> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot open {}", path.display()))?;
    let names = reader.headers()?.iter().map(|name| name.trim_start_matches('\u{FEFF}').to_owned());
    let columns = names.zip(0..).collect();
    let rows: Result<Vec<csv::StringRecord>, csv::Error> = reader.records().collect();
    Ok((columns, rows.with_context(|| format!("cannot read {}", path.display()))?))
}

fn field<'r>(columns: &HashMap<String, usize>, row: &'r csv::StringRecord, name: &str) -> Result<&'r str> {
    columns.get(name).and_then(|at| row.get(*at)).with_context(|| format!("no column {name}"))
}

fn texts(path: &Path) -> Result<HashMap<String, String>> {
    let (columns, rows) = rows(path)?;
    let text = |row: &csv::StringRecord| {
        let get = |name: &str| field(&columns, row, name);
        Ok((get("id")?.to_owned(), format!("{}\n{}", get("subject")?, get("body")?)))
    };
    rows.iter().map(text).collect()
}

fn labelled(
    path: &Path,
    texts: &HashMap<String, String>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Labelled>> {
    let (columns, rows) = rows(path)?;
    let mut all = Vec::new();
    for row in &rows {
        let get = |name: &str| field(&columns, row, name);
        let id = get("id")?;
        if !wanted(id) {
            continue;
        }
        let other = get("kind2")?;
        all.push(Labelled {
            id: id.to_owned(),
            text: texts.get(id).with_context(|| format!("no message {id}"))?.clone(),
            kind: get("kind")?.parse()?,
            other: (!other.is_empty()).then(|| other.parse()).transpose()?,
            urgency: get("urgency")?.parse()?,
        });
    }
    Ok(all)
}

/// Precision and recall of one urgency or more, and by id what is wrong.
#[derive(Default)]
struct Found {
    right: usize,
    falsely: Vec<String>,
    missed: Vec<String>,
}

impl Found {
    fn add(&mut self, id: &str, is: bool, said: bool, keyword: &str) {
        match (is, said) {
            (true, true) => self.right += 1,
            (false, true) => self.falsely.push(format!("{id} {keyword}")),
            (true, false) => self.missed.push(id.to_owned()),
            (false, false) => {}
        }
    }

    fn print(&self, name: &str) {
        let (right, falsely, missed) = (self.right, self.falsely.len(), self.missed.len());
        println!("{name}: precision {}, recall {}", share(right, falsely), share(right, missed));
        println!("  false: {}\n  missed: {}", self.falsely.join("; "), self.missed.join(" "));
    }
}

/// Of so many right and wrong ones, as `12 of 20 (60.0 %)`.
fn share(right: usize, wrong: usize) -> String {
    let all = right + wrong;
    format!("{right} of {all} ({:.1} %)", 100.0 * right as f64 / all.max(1) as f64)
}

fn measure(rows: &[Labelled]) {
    let (mut urgent, mut emergency) = (Found::default(), Found::default());
    let (mut strict, mut lenient) = (0, 0);
    let mut confused: HashMap<(Kind, Kind), usize> = HashMap::new();
    let mut keywords: HashMap<(Kind, Kind, &str), usize> = HashMap::new();
    for row in rows {
        let (kind, urgency, _) = assess(&row.text);
        let found = findings(&row.text);
        let keyword = found.pressing.first().map(|(why, word)| format!("{why:?} {word}")).unwrap_or_default();
        urgent.add(&row.id, row.urgency != Urgency::Normal, urgency != Urgency::Normal, &keyword);
        let keyword = found.danger.map(|(danger, word)| format!("{danger:?} {word}")).unwrap_or_default();
        emergency.add(&row.id, row.urgency == Urgency::Emergency, urgency == Urgency::Emergency, &keyword);
        strict += usize::from(kind == row.kind);
        lenient += usize::from(kind == row.kind || Some(kind) == row.other);
        *confused.entry((row.kind, kind)).or_default() += 1;
        let keyword = found.kind_keywords.get(kind as usize).copied().flatten().unwrap_or("nothing");
        *keywords.entry((row.kind, kind, keyword)).or_default() += 1;
    }
    println!("{} messages", rows.len());
    urgent.print("urgent or emergency");
    emergency.print("emergency");
    println!(
        "kind: {}; or the second: {}",
        share(strict, rows.len() - strict),
        share(lenient, rows.len() - lenient)
    );
    let said = Kind::ALL.iter().map(|kind| format!("{:>13}", kind.as_str())).collect::<String>();
    println!("{:>13}{said}  <- the rules say", "is");
    for is in Kind::ALL {
        let said = Kind::ALL.iter().map(|said| confused.get(&(*is, *said)).copied().unwrap_or(0));
        let said = said.map(|count| format!("{count:>13}")).collect::<String>();
        println!("{:>13}{said}", is.as_str());
    }
    for is in Kind::ALL {
        for said in Kind::ALL.iter().filter(|said| *said != is) {
            let mut keywords: Vec<(&&str, &usize)> = keywords
                .iter()
                .filter(|(key, _)| (key.0, key.1) == (*is, *said))
                .map(|(key, count)| (&key.2, count))
                .collect();
            keywords.sort_by_key(|(keyword, count)| (usize::MAX - **count, **keyword));
            let most: Vec<String> =
                keywords.iter().take(12).map(|(keyword, count)| format!("{keyword} {count}")).collect();
            println!("{} said to be {}: {}", is.as_str(), said.as_str(), most.join(", "));
        }
    }
}

/// How right rules and model together are on messages that neither has learnt from.
fn later(root: &Path, texts: &HashMap<String, String>) -> Result<()> {
    let file = std::fs::read(root.join("models/category.bin"))?;
    let model = Model::from_bytes(&file)?;
    let (columns, rows) = rows(&root.join("models/urgency_later.csv"))?;
    let (mut urgent, mut emergency, mut sure) = (Found::default(), Found::default(), Found::default());
    for row in &rows {
        let id = field(&columns, row, "id")?;
        let text = texts.get(id).with_context(|| format!("no message {id}"))?;
        let is: Urgency = field(&columns, row, "urgency")?.parse()?;
        let suggestion = model.suggest(text);
        let keyword = suggestion.urgency_keyword.as_deref().unwrap_or_default();
        let said = suggestion.urgency != Urgency::Normal;
        urgent.add(id, is != Urgency::Normal, said, keyword);
        emergency.add(id, is == Urgency::Emergency, suggestion.urgency == Urgency::Emergency, keyword);
        if is == Urgency::Normal || field(&columns, row, "sure")? == "yes" {
            sure.add(id, is != Urgency::Normal, said, keyword);
        }
    }
    println!("{} messages", rows.len());
    urgent.print("urgent or emergency");
    sure.print("of those of which the reader was sure");
    emergency.print("emergency");
    Ok(())
}

/// Every message that is taken for an emergency, by its id or its row, with what threatens.
fn said(texts: &HashMap<String, String>, learnt_from: &Path) -> Result<()> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut add = |id: String, text: &str| {
        if let Some((danger, keyword)) = findings(text).danger {
            found.push((id, format!("{danger:?} {keyword}")));
        }
    };
    for (id, text) in texts {
        add(id.clone(), text);
    }
    let (columns, rows) = rows(learnt_from)?;
    for (at, row) in rows.iter().enumerate() {
        if field(&columns, row, "form")? == "raw" {
            add(format!("row-{at}"), field(&columns, row, "text")?);
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    println!("{} emergencies", found.len());
    for (id, danger) in found {
        println!("{id} {danger}");
    }
    Ok(())
}

/// What all of triage costs on messages of some 400 characters.
fn time<'t>(texts: impl Iterator<Item = &'t str>) {
    let texts: Vec<&str> = texts.filter(|text| (360..440).contains(&text.chars().count())).collect();
    let started = Instant::now();
    let mut urgent = 0;
    for text in texts.iter().cycle().take(texts.len() * 20) {
        urgent += usize::from(assess(text).1 != Urgency::Normal);
    }
    let each = started.elapsed().as_secs_f64() * 1e6 / (texts.len() * 20).max(1) as f64;
    println!(
        "{each:.1} µs a message, over {} messages of 360 to 440 characters, {urgent} urgent",
        texts.len()
    );
}
