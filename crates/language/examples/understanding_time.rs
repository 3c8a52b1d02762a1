//! How long understanding takes, on a file of texts, one a line: `cargo run --release -p minsheng-language --example understanding_time FILE`.

use std::hint::black_box;
use std::time::Instant;

use minsheng_language::classify::Model;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a file of texts, one a line")?;
    let text = std::fs::read_to_string(&file)?;
    let texts: Vec<&str> = text.lines().collect();
    let model = Model::from_bytes(include_bytes!("../../../models/category.bin"))?;
    let quickest = (0..24).map(|_| {
        let start = Instant::now();
        texts.iter().for_each(|text| drop(black_box(model.understand(black_box(text)))));
        start.elapsed() / u32::try_from(texts.len().max(1)).unwrap_or(1)
    });
    println!("{} texts: {:?} each", texts.len(), quickest.min().unwrap_or_default());
    Ok(())
}
