//! How long masking takes, on a message of 400 characters: `cargo run --release -p minsheng-language --example masking_time`.

use std::hint::black_box;
use std::time::Instant;

use minsheng_language::free_text::{find, people};
use minsheng_language::place::address;

const SENTENCE: &str = "您好！我是雨花区阳光花园3栋的业主，小区北门外的烧烤摊每天夜里经营到两点，油烟直接进屋，老人和孩子\
     都睡不好。我们向物业和社区反映过五次，一直没有人来管。请尽快派人查看，并答复我们何时能够解决，电话13800131234。";
const ROUNDS: u32 = 2_000;

fn main() {
    let text: String = SENTENCE.chars().cycle().take(400).collect();
    let time = |name: &str, work: &dyn Fn(&str) -> usize| {
        let quickest = (0..9).map(|_| {
            let start = Instant::now();
            for _ in 0..ROUNDS {
                black_box(work(black_box(&text)));
            }
            start.elapsed() / ROUNDS
        });
        println!("{name}: {:?}", quickest.min().unwrap_or_default());
    };
    time("free_text::find", &|text| find(text).len());
    time("free_text::people", &|text| people(text).len());
    time("place::address", &|text| address(text, &["雨花区", "岳麓区"]).map_or(0, str::len));
}
