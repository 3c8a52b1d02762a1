//! A small model of a city's own.

use minsheng_language::classify::features::bucket;
use minsheng_language::classify::format::{
    Answer, CategorySettings, Class, Draft, KindSettings, Settings, UrgencySettings, features,
};
use minsheng_types::category::Category;

const BITS: u32 = 8;

/// A model for which every message that has the character is about the category, as a file; a person has to look below
/// this confidence.
#[must_use]
pub fn model_of(ch: char, category: Category, review_below: f32) -> Vec<u8> {
    let mut weights: Vec<Vec<(u8, i16)>> = vec![Vec::new(); features(BITS)];
    weights[bucket('\0', ch, BITS) as usize].push((0, 500));
    let class = |category| Class { answer: Answer::Category(category), scale: 0.0254, bias: -1.0 };
    let other = if category == Category::Health { Category::Labour } else { Category::Health };
    let draft = Draft {
        bits: BITS,
        idf_scale: 0.3,
        length_floor: 0.0,
        settings: Settings {
            category: CategorySettings {
                sharpness: 6.0,
                none_score: 0.0,
                review_below,
                other_below: 0.1,
                min_margin: 0.0,
            },
            kind: KindSettings { sharpness: 6.0, review_below: 0.5 },
            urgency: UrgencySettings { sharpness: 6.0, urgent_from: 0.5, review_below: 0.5 },
        },
        classes: vec![class(category), class(other)],
        idf: vec![10; features(BITS)],
        weights,
    };
    draft.to_bytes().unwrap()
}
