//! How many of the addresses that are found in real messages are places, by the judgement in `addresses.txt`.

use std::collections::HashMap;
use std::path::Path;

use minsheng_language::place::address;

/// Of what is found, in hundredths.
const PRECISION: usize = 90;
/// Right ones in 200 messages: 85 were before names were told from what only ends like them, 105 before estates were found by
/// where their names stand.
const FOUND: usize = 120;

/// The first character of what is found, its length, and whether it is a place.
type Judgement = Option<(usize, usize, bool)>;

/// A line of the judgements; a line that says something else is none.
fn judged(line: &'static str) -> Option<(&'static str, Judgement)> {
    let mut parts = line.split(' ');
    let id = parts.next()?;
    let Some(start) = parts.next() else { return Some((id, None)) };
    let length = parts.next()?.parse().ok()?;
    Some((id, Some((start.parse().ok()?, length, parts.next()? == "right"))))
}

#[test]
fn nine_of_ten_addresses_found_in_real_messages_are_places() {
    let lines = include_str!("addresses.txt").lines().filter(|line| !line.starts_with('#'));
    let judged: HashMap<&str, Judgement> = lines.filter_map(judged).collect();
    assert_eq!(judged.len(), 200);
    let csv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/messages_unlabelled.csv");
    if !csv.exists() {
        println!(
            "skipped: nine_of_ten_addresses_found_in_real_messages_are_places ({} is absent)",
            csv.display()
        );
        return;
    }
    let (mut right, mut unlike, mut seen) = (0, Vec::new(), 0);
    let mut reader = csv::Reader::from_path(csv).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let (id, subject, body) = (&record[0], &record[2], &record[4]);
        let Some(judgement) = judged.get(id) else { continue };
        seen += 1;
        let text = format!("{subject}\n{body}");
        let Some(found) = address(&text, &[]) else { continue };
        let start = text[..found.as_ptr() as usize - text.as_ptr() as usize].chars().count();
        match judgement {
            Some((at, length, true)) if (*at, *length) == (start, found.chars().count()) => right += 1,
            _ => unlike.push(format!("{id} {start} {}: {found}", found.chars().count())),
        }
    }
    let found = right + unlike.len();
    println!("{right} of {found} addresses in {seen} messages are places");
    assert_eq!(seen, 200);
    assert!(right * 100 >= PRECISION * found, "{} wrong or not judged:\n{}", unlike.len(), unlike.join("\n"));
    assert!(right >= FOUND, "{right} places found");
}
