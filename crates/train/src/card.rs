//! The model card: what the model learnt from and how good it is. Numbers only, never a word of a message.

use std::fmt::Write;

use crate::fit::RECIPE;
use crate::measure::WANTED_PRECISION;
use crate::{FOLDS, HELD_OUT, Report};

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

pub fn write(report: &Report) -> Result<String, std::fmt::Error> {
    let mut card = String::new();
    fill(&mut card, report)?;
    Ok(card)
}

fn fill(out: &mut String, report: &Report) -> std::fmt::Result {
    let r = report;
    writeln!(out, "# Category model\n")?;
    writeln!(
        out,
        "Suggests one of {} level-1 categories for a citizen's message, or 其他. Written by `cargo xtask train`; do not edit.\n",
        r.classes.len()
    )?;
    writeln!(out, "| | |\n|---|---|")?;
    writeln!(out, "| file | {} bytes, checksum `{:016x}` |", r.bytes, r.checksum)?;
    writeln!(
        out,
        "| learnt from | `{}`: {} raw messages, {} in word form |",
        r.file, r.raw_rows, r.word_form_rows
    )?;
    writeln!(out, "| labels | the taxonomy's own level-1 names, taken as they are; no label was mapped |")?;
    writeln!(
        out,
        "| macro-F1, held out | **{:.4}** ({:.4} before rounding the weights to bytes) |",
        r.macro_f1, r.macro_f1_unrounded
    )?;
    writeln!(out, "| accuracy, held out | {:.4} |", r.accuracy)?;
    writeln!(
        out,
        "| macro-F1, {FOLDS}-fold cross-validation of the training rows | {:.4} |",
        r.macro_f1_crossed
    )?;
    writeln!(
        out,
        "| needs no review, held out | {} of messages, {} of them right |",
        percent(r.at_threshold.0),
        percent(r.at_threshold.1)
    )?;
    writeln!(out, "\n## Method\n")?;
    writeln!(
        out,
        "Single characters and pairs of neighbours, hashed to 2^{} buckets; pairs end at punctuation, a run of digits is one symbol, the first 40 symbols count double. Counts to the power 0.75, times idf, scaled to unit length.",
        RECIPE.bits
    )?;
    writeln!(
        out,
        "One linear support vector machine per category against the rest (squared hinge loss, dual coordinate descent, C = {}, members weighted by class rarity to the power {}; word-form rows weigh {}). Weights are rounded to signed bytes with one scale per category.",
        RECIPE.cost, RECIPE.balance, RECIPE.word_form
    )?;
    writeln!(out, "\n## Split\n")?;
    writeln!(
        out,
        "One raw message in {HELD_OUT} ({}) was held out, per category, chosen by a fixed hash. Messages that share at least 40 % of their rare character pairs count as versions of one message and stay on one side; {} word-form versions of held-out messages were kept out of training with them. All numbers below come from a model trained without the held-out part. The model in the file was then trained in the same way, with the same thresholds, on every row; it must not be measured on `{}` again.",
        r.held_out_rows, r.excluded_versions, r.file
    )?;
    writeln!(
        out,
        "\n## Per category, held out\n\n| category | rows | precision | recall | F1 |\n|---|---|---|---|---|"
    )?;
    for class in &r.classes {
        writeln!(
            out,
            "| {} | {} | {:.3} | {:.3} | {:.3} |",
            class.category, class.rows, class.precision, class.recall, class.f1
        )?;
    }
    writeln!(out, "\n## Confidence\n")?;
    writeln!(
        out,
        "A softmax over the scores times {} and a constant {} for \"none of these\", fitted on the cross-validated training rows, together with messages of each category as scored by a model that had never seen that category (weighted as one message in five). Held out, where every category is known, it is therefore too modest: the expected calibration error is {:.3}. Over that mixture, mean confidence and the share of right answers differ by {:+.3}.",
        r.calibration.sharpness, r.calibration.none_score, r.calibration_error, r.mixed_gap
    )?;
    writeln!(out, "\n| confidence | messages | mean confidence | right |\n|---|---|---|---|")?;
    for bin in &r.bins {
        writeln!(
            out,
            "| {} to {} | {} | {:.3} | {:.3} |",
            bin.from, bin.to, bin.answers, bin.mean_confidence, bin.right
        )?;
    }
    writeln!(
        out,
        "\n## Precision against coverage, held out\n\n| confidence from | covered | right |\n|---|---|---|"
    )?;
    for (from, covered, right) in &r.coverage {
        writeln!(out, "| {from} | {} | {} |", percent(*covered), percent(*right))?;
    }
    writeln!(out, "\n## Thresholds\n")?;
    writeln!(
        out,
        "- Below **{}** a person has to look: the lowest threshold with {} right answers among the cross-validated training rows.",
        r.thresholds.review_below,
        percent(WANTED_PRECISION)
    )?;
    writeln!(
        out,
        "- Below **{}** the answer is 其他: at most one right answer in two hundred is lost by it.",
        r.thresholds.other_below
    )?;
    writeln!(
        out,
        "- Of messages whose category the model had never seen, {} need review and {} are named 其他.",
        percent(r.unseen.0),
        percent(r.unseen.1)
    )?;
    writeln!(out, "\n## Limits\n")?;
    writeln!(
        out,
        "The labels cover {} of 15 categories. Messages about the others are recognised only by a low confidence, and not always; dispatch of what needs no review still has to be checked by the department that gets it. The messages were written to one province's government websites; what people say on the phone, other dialects and other languages were not measured.",
        r.classes.len()
    )
}
