//! The model card: what the model learnt from and how good it is. Numbers only, never a word of a message.

use std::fmt::Write;

use minsheng_language::classify::features::{HEAD, HEAD_COUNTS, POWER};
use minsheng_language::classify::format::{NEVER_SURE, STEPS};
use minsheng_types::category::Category;

use crate::data::{FOLDS, HELD_OUT, SAME_FROM};
use crate::fit::RECIPE;
use crate::measure::{LOST, STRANGERS, UNKNOWN_SHARE, WANTED_PRECISION};
use crate::report::Report;

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
        "Suggests one of {} level-1 categories for a citizen's message, or 其他. Written by `minsheng train`; do not edit.\n",
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
    writeln!(out, "| trained on | {} |", r.date.as_deref().unwrap_or("not stated"))?;
    writeln!(
        out,
        "| macro-F1, held out | **{:.4}** ({:.4} before rounding the weights to half bytes; {:.4} with words that may name a category without labels) |",
        r.macro_f1, r.macro_f1_unrounded, r.macro_f1_with_words
    )?;
    writeln!(
        out,
        "| macro-F1, held out, of the plain recipe | {:.4} (exact characters and pairs, tf-idf, linear SVM; {:+.4}) |",
        r.macro_f1_baseline,
        r.macro_f1 - r.macro_f1_baseline
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
        "Single characters and pairs of neighbours, hashed to 2^{} buckets; pairs end at punctuation, a run of digits is one symbol, the first {HEAD} symbols count {HEAD_COUNTS} times. Counts to the power {POWER}, times idf, scaled to unit length.",
        RECIPE.bits
    )?;
    writeln!(
        out,
        "One linear support vector machine per category against the rest (squared hinge loss, dual coordinate descent, C = {}, members weighted by class rarity to the power {}; word-form rows weigh {}). Weights are rounded to half bytes, {} uneven steps with one scale per category.",
        RECIPE.cost,
        RECIPE.balance,
        RECIPE.word_form,
        2 * STEPS + 1
    )?;
    writeln!(out, "\n## Split\n")?;
    writeln!(
        out,
        "One raw message in {HELD_OUT} ({}) was held out, per category, chosen by a fixed hash. Messages that share at least {} of their rare character pairs count as versions of one message and stay on one side; {} word-form versions of held-out messages were kept out of training with them. All numbers below come from a model trained without the held-out part. The model in the file was then trained in the same way, with the same thresholds, on every row; it must not be measured on `{}` again.",
        r.held_out_rows,
        percent(SAME_FROM),
        r.excluded_versions,
        r.file
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
        "A softmax over the scores times {} and a constant {} for \"none of these\", fitted on the cross-validated training rows, together with messages of each category as scored by a model that had never seen that category (weighted as {} of all messages). Held out, where every category is known, the expected calibration error is {:.3}. Over that mixture, mean confidence and the share of right answers differ by {:+.3}.",
        r.calibration.sharpness,
        r.calibration.none_score,
        percent(UNKNOWN_SHARE),
        r.calibration_error,
        r.mixed_gap
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
        "\n## Precision against coverage\n\n| confidence from | ahead of the second by | covered, held out | right | covered, cross-validated | right |\n|---|---|---|---|---|---|"
    )?;
    for (one, crossed) in r.coverage.iter().zip(&r.coverage_crossed) {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            one.from,
            one.margin,
            percent(one.covered),
            percent(one.right),
            percent(crossed.covered),
            percent(crossed.right)
        )?;
    }
    writeln!(out, "\nThe last row is the model's.")?;
    writeln!(out, "\n## Thresholds\n")?;
    let wanted = format!(
        "that {} right answers are sure (95 %, Wilson) among the cross-validated training rows, and that at most {} of strangers pass",
        percent(WANTED_PRECISION),
        percent(STRANGERS)
    );
    if r.thresholds.review_below < NEVER_SURE {
        writeln!(
            out,
            "- Below a confidence of **{}**, or where the best score is ahead of the second by less than **{}**, a person has to look: of all such pairs the one that covers most, provided {wanted}.",
            r.thresholds.review_below, r.thresholds.min_margin
        )?;
    } else {
        writeln!(
            out,
            "- **A person has to look at every message**: there are no thresholds with which it holds {wanted}."
        )?;
    }
    writeln!(
        out,
        "- Below **{}** the answer is 其他: at most {} of the right answers are lost by it.",
        r.thresholds.other_below,
        percent(LOST)
    )?;
    writeln!(
        out,
        "\n## A category that was never shown\n\nEach category in turn removed from training; what the others say to its messages, all of them strangers.\n\n| removed | rows | to a person | of these 其他 | wrong and sure |\n|---|---|---|---|---|"
    )?;
    let mut all = (0, 0.0, 0.0);
    for one in &r.unseen {
        let rows = one.rows as f64;
        all = (all.0 + one.rows, all.1 + rows * one.review, all.2 + rows * one.other);
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            one.category,
            one.rows,
            percent(one.review),
            percent(one.other),
            percent(one.wrong)
        )?;
    }
    let rows = (all.0 as f64).max(1.0);
    writeln!(
        out,
        "| all | {} | {} | {} | {} |",
        all.0,
        percent(all.1 / rows),
        percent(all.2 / rows),
        percent(1.0 - all.1 / rows)
    )?;
    writeln!(out, "\n## Limits\n")?;
    writeln!(
        out,
        "The labels cover {} of {} categories. Messages about the others are recognised only by a low confidence, and not always; dispatch of what needs no review still has to be checked by the department that gets it. What is unlike the messages of `{}`, in channel, dialect or language, was not measured.",
        r.classes.len(),
        Category::ALL.iter().filter(|category| **category != Category::Other).count(),
        r.file
    )
}
