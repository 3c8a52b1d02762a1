//! Ways of writing: traditional characters, Cantonese words, dictation without a mark, slips into pinyin and homophones, English in
//! between. Each sentence stands beside its plain form, and is understood as that is. All are made up for the purpose.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use minsheng_language::classify::features::{Message, Reading};
use minsheng_language::classify::{Model, Suggestion};
use minsheng_language::folding::plain;
use minsheng_language::triage::Danger;
use minsheng_types::category::Category;
use minsheng_types::words::{Kind, Urgency};

/// A plain sentence behind `=`, and below it the same in other ways.
const SENTENCES: &str = include_str!("data/ways.txt");

/// Others that were written when the tables were finished; what they lost at first stands in docs/UNDERSTANDING.md.
const UNSEEN: &str = include_str!("data/ways_unseen.txt");

/// The letter before a sentence, what it means, and how many of its sentences have the category, kind and urgency of the plain one at least.
const WAYS: &[(char, &str, [usize; 3])] = &[
    ('T', "traditional characters", [63, 64, 65]),
    ('C', "Cantonese", [60, 59, 65]),
    ('D', "without punctuation", [61, 61, 65]),
    ('S', "pinyin and homophones", [58, 59, 60]),
    ('E', "mixed with English", [51, 55, 59]),
];

type Understood = (Suggestion, Option<Danger>);

fn model() -> Model<'static> {
    Model::from_bytes(include_bytes!("../../../models/category.bin")).unwrap()
}

/// Each plain sentence with the ways to write it.
fn blocks(sentences: &str) -> impl Iterator<Item = (&str, Vec<(char, &str)>)> {
    sentences.split("\n\n").map(|block| {
        let mut lines = block.lines().map(|line| {
            let (way, sentence) = line.split_once(' ').unwrap();
            (way.chars().next().unwrap(), sentence)
        });
        let (sign, plain) = lines.next().unwrap();
        assert_eq!(sign, '=', "{plain}");
        (plain, lines.collect())
    })
}

/// Prints the table and what was lost; for each way how many sentences there are, and how many keep category, kind and urgency.
fn measured(sentences: &str) -> (Vec<(usize, [usize; 3])>, Vec<String>) {
    let model = model();
    let mut found = vec![(0, [0; 3]); WAYS.len()];
    let mut dangers = Vec::new();
    for (plain, written) in blocks(sentences) {
        let (wanted, danger) = model.understand(plain);
        for (way, sentence) in written {
            let (got, danger_now) = model.understand(sentence);
            let same =
                [wanted.category == got.category, wanted.kind == got.kind, wanted.urgency == got.urgency];
            let place = WAYS.iter().position(|(letter, _, _)| *letter == way).unwrap();
            let (all, counts) = found.get_mut(place).unwrap();
            *all += 1;
            for (count, same) in counts.iter_mut().zip(same) {
                *count += usize::from(same);
            }
            if same != [true; 3] {
                let said = |s: &Suggestion| format!("{} {:?} {:?}", s.category.as_str(), s.kind, s.urgency);
                println!("{way} {sentence}: {}, plain {}", said(&got), said(&wanted));
            }
            if danger != danger_now {
                dangers.push(format!("{way} {sentence}: {danger_now:?}, plain {danger:?}"));
            }
        }
    }
    for ((_, name, _), (all, [category, kind, urgency])) in WAYS.iter().zip(&found) {
        println!("| {name} | {all} | {category} | {kind} | {urgency} |");
    }
    (found, dangers)
}

#[test]
fn however_it_is_written_it_is_understood_as_in_plain_words() {
    let (found, dangers) = measured(SENTENCES);
    let (unseen, later) = measured(UNSEEN);
    assert!(dangers.is_empty() && later.is_empty(), "{dangers:#?} {later:#?}");
    for ((_, name, floors), ((all, same), (more, same_of_them))) in WAYS.iter().zip(found.iter().zip(&unseen))
    {
        for (floor, (same, more)) in floors.iter().zip(same.iter().zip(same_of_them)) {
            assert!(same + more >= *floor, "{name}: {} instead of {floor}", same + more);
        }
        assert!(all + more >= 20, "{name}: only {} sentences", all + more);
    }
}

/// The features of plain sentences are those that the model has learnt from: the number is of the commit before there were other ways.
#[test]
fn plain_sentences_have_the_features_that_they_had() {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for (plain, _) in blocks(SENTENCES) {
        let counts = Reading::of(plain).counts(16);
        assert_eq!(counts, Message::new(plain).counts(16), "{plain}");
        for (bucket, count) in counts {
            for byte in bucket.to_le_bytes().into_iter().chain(count.to_bits().to_le_bytes()) {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    assert_eq!(sum, 0xbb07_caff_9585_e3cf, "{sum:#018x}");
}

/// Prints how many real messages have other features by being read in plain words.
#[test]
fn real_messages_are_nearly_all_plain() {
    let csv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/messages_train.csv");
    let Ok(text) = std::fs::read_to_string(&csv) else {
        println!("skipped: real_messages_are_nearly_all_plain ({} is absent)", csv.display());
        return;
    };
    // The raw rows stand first, and each ends with its form; quotes do not matter here.
    let text = text.replace('\r', "");
    let (raw, _words) = text.rsplit_once(",raw\n").unwrap();
    let raw: Vec<&str> = raw.split(",raw\n").collect();
    assert!(raw.len() > 1000, "only {} rows", raw.len());
    let changed = raw.iter().filter(|text| matches!(plain(text), Cow::Owned(_))).count();
    println!("{changed} of {} hold another way of writing", raw.len());
    assert!(changed * 100 < raw.len() * 2, "{changed} of {}", raw.len());
}

#[test]
fn the_plain_sentences_are_of_all_categories_kinds_and_urgencies() {
    let model = model();
    let plain: Vec<Understood> = blocks(SENTENCES).map(|(plain, _)| model.understand(plain)).collect();
    for (sentence, (s, danger)) in blocks(SENTENCES).zip(&plain) {
        println!("{} {:?} {:?} {danger:?} {}", s.category.as_str(), s.kind, s.urgency, sentence.0);
    }
    let categories: BTreeSet<&str> = plain.iter().map(|(said, _)| said.category.as_str()).collect();
    for category in Category::ALL.iter().filter(|category| **category != Category::Other) {
        assert!(categories.contains(category.as_str()), "{category:?}");
    }
    for kind in Kind::ALL {
        assert!(plain.iter().any(|(said, _)| said.kind == *kind), "{kind:?}");
    }
    for urgency in [Urgency::Normal, Urgency::Urgent, Urgency::Emergency] {
        assert!(plain.iter().any(|(said, _)| said.urgency == urgency), "{urgency:?}");
    }
    assert!(plain.iter().filter(|(_, danger)| danger.is_some()).count() >= 10);
}
