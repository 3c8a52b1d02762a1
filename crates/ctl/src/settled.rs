//! `minsheng settled`: the messages of a running hotline whose category people have settled, as
//! CSV for `minsheng train`. The file holds what citizens wrote: keep it where such things belong.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use http_client::{Client, Request, bearer};
use minsheng_core::parameter::MAX_PAGE_SIZE;
use minsheng_types::category::Category;
use minsheng_types::clock::Day;
use minsheng_types::csv::{self, Cell};
use serde_json::Value;
use tools::private;

#[derive(Debug, Args)]
pub struct Options {
    /// The file to write: text, label, level2, kind, urgency
    csv: PathBuf,
    /// The hotline
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    url: String,
    /// An administrator's token
    #[arg(long)]
    token: String,
    /// Only what came in before this day, e.g. 2027-01-01, so that a model can be tried on the rest
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
}

/// The address of the first page.
fn first_page(until: Option<Day>) -> String {
    let until = until.map(|day| format!("&until={day}")).unwrap_or_default();
    format!("/v1/models/settled?limit={MAX_PAGE_SIZE}{until}")
}

pub fn run(options: &Options) -> Result<()> {
    let mut client = Client::at(&options.url).context("--url")?;
    let authorization = bearer(&options.token);
    let rows = collect(&first_page(options.until), |path| {
        let answer = client.send(&Request::get(path).header("Authorization", &authorization))?;
        let page = answer.json()?;
        ensure!(answer.is_success(), "{}: {}", options.url, text(&page, "detail").unwrap_or("refused"));
        Ok(page)
    })?;
    if rows.is_empty() {
        bail!("nobody has settled anything yet");
    }
    private::create(&options.csv)?
        .write_all(file_of(&rows).as_bytes())
        .with_context(|| format!("cannot write {}", options.csv.display()))?;
    println!("{} messages are in {}", rows.len(), options.csv.display());
    Ok(())
}

/// A message, and what people have settled about it.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    text: String,
    /// Category, name of level 2, kind, urgency.
    said: [String; 4],
}

fn file_of(rows: &[Row]) -> String {
    let header = csv::record(["text", "label", "level2", "kind", "urgency"].map(Cell::Plain));
    let lines = rows.iter().map(|row| {
        let said = row.said.iter().map(|word| Cell::Plain(word));
        csv::record([Cell::Text(&row.text)].into_iter().chain(said))
    });
    [csv::START.to_owned(), header].into_iter().chain(lines).collect()
}

/// The rows of every page; what fits no category says nothing about any.
fn collect(first: &str, mut fetch: impl FnMut(&str) -> Result<Value>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut path = first.to_owned();
    loop {
        let page = fetch(&path)?;
        for item in page.get("items").and_then(Value::as_array).context("a page without items")? {
            let message = text(item, "text").context("a row without a text")?;
            let label = text(item, "label").context("a row without a label")?;
            if label != Category::Other.as_str() {
                let word = |name| text(item, name).unwrap_or_default().to_owned();
                let said = [label.to_owned(), word("subcategory"), word("kind"), word("urgency")];
                rows.push(Row { text: message.to_owned(), said });
            }
        }
        let Some(next) = text(&page, "next") else { return Ok(rows) };
        path = format!("{first}&cursor={next}");
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use minsheng_types::words::{Kind, Urgency};
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_opens_in_a_spreadsheet_and_is_learnt_from_as_it_was() {
        let rows = ["=1+1，路灯坏了", "\"井盖\",没了\n三天了", "＋86的电话没人接"];
        let said = ["城乡建设", "工程质量", "complaint", "normal"].map(str::to_owned);
        let rows = rows.map(|text| Row { text: text.to_owned(), said: said.clone() });
        let written = file_of(&rows);
        let start = "\u{FEFF}text,label,level2,kind,urgency\r\n'=1+1，路灯坏了,城乡建设,工程质量,complaint,normal\r\n";
        assert!(written.starts_with(start), "{written}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settled.csv");
        std::fs::write(&file, written).unwrap();
        let read = ::train::data::read(&file).unwrap();
        assert_eq!(
            read.iter().map(|row| &row.text).collect::<Vec<_>>(),
            rows.iter().map(|row| &row.text).collect::<Vec<_>>()
        );
        for row in read {
            let said = (row.level2.map(|name| name.to_string()), row.kind, row.urgency);
            assert_eq!(said, (Some("工程质量".to_owned()), Some(Kind::Complaint), Some(Urgency::Normal)));
        }
    }

    #[test]
    fn every_page_is_read_and_what_fits_no_category_is_left_out() {
        let mut asked = Vec::new();
        let first = first_page("2027-01-01".parse().ok());
        let rows = collect(&first, |path| {
            asked.push(path.to_owned());
            Ok(match asked.len() {
                1 => {
                    json!({"items": [{"text": "路灯坏了", "label": "城乡建设", "subcategory": null, "kind": "help",
                                       "urgency": "normal"}], "next": "abc"})
                }
                2 => json!({"items": [], "next": "def"}),
                _ => {
                    json!({"items": [{"text": "你好", "label": "其他"},
                                      {"text": "公交不来", "label": "交通运输", "subcategory": "客货运输", "kind": "complaint",
                                       "urgency": "urgent"}],
                            "next": null})
                }
            })
        });
        let wanted = [
            ("路灯坏了", ["城乡建设", "", "help", "normal"]),
            ("公交不来", ["交通运输", "客货运输", "complaint", "urgent"]),
        ];
        let wanted = wanted.map(|(text, said)| Row { text: text.to_owned(), said: said.map(str::to_owned) });
        assert_eq!(rows.unwrap(), wanted);
        let until = "/v1/models/settled?limit=100&until=2027-01-01";
        assert_eq!(asked, ["", "&cursor=abc", "&cursor=def"].map(|cursor| format!("{until}{cursor}")));
        assert_eq!(first_page(None), "/v1/models/settled?limit=100");
        assert!(collect("", |_| Ok(json!({"items": [{"text": "路灯"}], "next": null}))).is_err());
        assert!(collect("", |_| bail!("refused")).is_err());
    }
}
