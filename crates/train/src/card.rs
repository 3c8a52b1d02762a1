//! The model card: what the model learnt from and how good it is. Numbers only, never a word of a message.

use std::fmt::Write;

use minsheng_language::classify::features::{HEAD, HEAD_COUNTS, POWER};
use minsheng_language::classify::format::{Answer, NEVER_SURE};
use minsheng_types::category::Category;
use minsheng_types::words::Kind;

use crate::data::{FOLDS, HELD_OUT, HELD_OUT_DIGIT, SAME_FROM};
use crate::delivered::{Delivered, Share, rate};
use crate::fit::RECIPE;
use crate::judged::{LEAST_OF_URGENT, WANTED_OF_KIND};
use crate::measure::{CONTRADICTED_BY, LOST, STRANGERS, UNKNOWN_SHARE, WANTED_PRECISION};
use crate::report::Report;

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// 12 of 20 (60.0 %)
fn counted(share: Share) -> String {
    format!("{} of {} ({})", share.0, share.1, percent(rate(share)))
}

pub fn write(report: &Report) -> Result<String, std::fmt::Error> {
    let mut card = String::new();
    head(&mut card, report)?;
    method(&mut card, report)?;
    for (name, delivered) in &report.delivered {
        figures(&mut card, name, delivered)?;
    }
    of_files(&mut card, report)?;
    confidence(&mut card, report)?;
    unseen(&mut card, report)?;
    Ok(card)
}

fn head(out: &mut String, r: &Report) -> std::fmt::Result {
    let count = |of: fn(&Answer) -> bool| r.answers.iter().filter(|answer| of(answer)).count();
    writeln!(out, "# Model of what a message is about\n")?;
    writeln!(
        out,
        "Suggests one of {} categories or 其他, {} names of level 2, {} kinds, and whether it is urgent. Written by `minsheng train`; do not edit.\n",
        count(|answer| matches!(answer, Answer::Category(_))),
        count(|answer| matches!(answer, Answer::Level2(..))),
        count(|answer| matches!(answer, Answer::Kind(_))),
    )?;
    writeln!(out, "| | |\n|---|---|")?;
    writeln!(out, "| file | {} bytes, checksum `{:016x}` |", r.bytes, r.checksum)?;
    writeln!(
        out,
        "| learnt from | `{}`: {} raw messages, {} in word form; {} messages read by the guideline (docs/LABELLING.md) |",
        r.file, r.raw_rows, r.word_form_rows, r.read_rows
    )?;
    writeln!(out, "| trained on | {} |", r.date.as_deref().unwrap_or("not stated"))
}

fn method(out: &mut String, r: &Report) -> std::fmt::Result {
    writeln!(out, "\n## Method\n")?;
    writeln!(
        out,
        "Single characters and pairs of neighbours, hashed to 2^{} buckets; pairs end at punctuation, a run of digits is one symbol, the first {HEAD} symbols count {HEAD_COUNTS} times. Counts to the power {POWER}, times idf, scaled to unit length. Beside them the keywords of the taxonomy and those of kind and urgency that rules find.",
        RECIPE.bits
    )?;
    writeln!(
        out,
        "One linear support vector machine per answer against the others to its question (squared hinge loss, dual coordinate descent). A second choice of the reader is a member by {} for categories and {} for kinds. Where messages were read, a mistake in a row of the file costs {}. The loudest {} weights are kept.\n",
        RECIPE.category.second,
        RECIPE.kind.second,
        RECIPE.beside,
        RECIPE.category.kept + RECIPE.level2.kept + RECIPE.kind.kept + RECIPE.urgent.kept,
    )?;
    writeln!(
        out,
        "Held out: one raw row of the file in {HELD_OUT} ({}), per category, chosen by a fixed hash; of the messages that were read those whose id ends in {HELD_OUT_DIGIT} ({}). Messages that share at least {} of their rare character pairs are versions of one message and stay on one side; {} versions of held-out messages were kept out of training with them. All figures come from a model trained without the held-out part. The model in the file was then trained in the same way, with the same thresholds, on every row; it must not be measured on them again.",
        r.held_out_files,
        r.held_out_read,
        percent(SAME_FROM),
        r.excluded_versions
    )?;
    let contradicted: usize = r.contradicted.iter().map(|(_, rows)| rows).sum();
    let by_category: Vec<String> =
        r.contradicted.iter().map(|(category, rows)| format!("{category} {rows}")).collect();
    writeln!(
        out,
        "\nLabels of the file that all other rows contradict (cross-validated, another category is ahead by {CONTRADICTED_BY}) count {}: {contradicted} rows ({}).",
        RECIPE.contradicted,
        by_category.join(", ")
    )?;
    if !r.agreement.is_empty() {
        writeln!(out, "\n| two readers | messages | the same | Cohen's kappa |\n|---|---|---|---|")?;
        for one in &r.agreement {
            writeln!(out, "| {} | {} | {} | {:.2} |", one.question, one.rows, percent(one.same), one.kappa)?;
        }
    }
    Ok(())
}

fn figures(out: &mut String, name: &str, d: &Delivered) -> std::fmt::Result {
    writeln!(out, "\n## {}: {} messages\n\n| | |\n|---|---|", capital(name), d.rows)?;
    writeln!(out, "| category, strict | **{}** |", counted(d.strict))?;
    writeln!(out, "| category, a second choice counts | **{}** |", counted(d.lenient))?;
    writeln!(out, "| of the categories that the file lacks | {} |", counted(d.rare))?;
    writeln!(out, "| needs no look | {} |", counted((d.sure.1, d.rows)))?;
    writeln!(out, "| of these acceptable | {} |", counted(d.sure))?;
    writeln!(out, "| of the others, one of the two that are offered is | {} |", counted(d.offered))?;
    writeln!(
        out,
        "| level 2, where the category is right | {}, {} named |",
        counted(d.level2),
        d.level2_named
    )?;
    writeln!(out, "| kind, strict | **{}** |", counted(d.kind_strict))?;
    writeln!(out, "| kind, a second choice counts | **{}** |", counted(d.kind_lenient))?;
    writeln!(out, "| kinds that need no look | {} |", counted((d.kind_sure.1, d.kind_strict.1)))?;
    writeln!(out, "| of these acceptable | {} |", counted(d.kind_sure))?;
    writeln!(out, "| urgent ones found | **{}** |", counted(d.urgent_found))?;
    writeln!(out, "| called urgent that are | **{}** |", counted(d.urgent_right))?;
    writeln!(out, "| emergencies found | {} |", counted(d.emergencies_found))?;
    writeln!(out, "| called an emergency that are none | {} |", d.emergencies_false)?;
    writeln!(out, "\n| category | messages | strict | a second choice counts |\n|---|---|---|---|")?;
    for (category, strict, lenient) in &d.by_category {
        writeln!(
            out,
            "| {category} | {} | {} | {} |",
            strict.1,
            percent(rate(*strict)),
            percent(rate(*lenient))
        )?;
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    writeln!(out, "\n| kind \\ said | {} |\n|---{}|", kinds.join(" | "), "|---".repeat(kinds.len()))?;
    for (truth, said) in d.kinds.iter().filter(|(_, said)| said.iter().sum::<usize>() > 0) {
        let said: Vec<String> = said.iter().map(ToString::to_string).collect();
        writeln!(out, "| {truth} | {} |", said.join(" | "))?;
    }
    Ok(())
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn of_files(out: &mut String, r: &Report) -> std::fmt::Result {
    writeln!(out, "\n## `{}`, held out: {} raw rows\n\n| | |\n|---|---|", r.file, r.held_out_files)?;
    writeln!(out, "| macro-F1 | **{:.4}** |", r.macro_f1)?;
    writeln!(
        out,
        "| macro-F1 of the plain recipe, which learns from the file alone (exact characters and pairs, tf-idf, linear SVM) | {:.4} |",
        r.macro_f1_baseline
    )?;
    writeln!(
        out,
        "| macro-F1, {FOLDS}-fold cross-validation of its raw training rows | {:.4} |",
        r.macro_f1_crossed
    )?;
    writeln!(out, "| accuracy | {:.4} |", r.accuracy)?;
    writeln!(out, "\n| category | rows | precision | recall | F1 |\n|---|---|---|---|---|")?;
    for class in &r.classes {
        writeln!(
            out,
            "| {} | {} | {:.3} | {:.3} | {:.3} |",
            class.category, class.rows, class.precision, class.recall, class.f1
        )?;
    }
    Ok(())
}

fn confidence(out: &mut String, r: &Report) -> std::fmt::Result {
    let category = r.settings.category;
    writeln!(out, "\n## Confidence\n")?;
    writeln!(
        out,
        "A softmax over the scores times {} and a constant {} for \"none of these\", fitted on the cross-validated rows, together with messages of each category as scored by a model that had never seen that category (weighted as {} of all messages). The expected calibration error, held out, is {:.3}; it counts strict answers.",
        category.sharpness,
        category.none_score,
        percent(UNKNOWN_SHARE),
        r.calibration_error,
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
        "\n| confidence from | ahead of the second by | covered, held out | acceptable | covered, cross-validated | acceptable |\n|---|---|---|---|---|---|"
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
    writeln!(out, "\nThe last row is the model's.\n")?;
    let wanted = format!(
        "that {} acceptable answers are sure (95 %, Wilson) among the cross-validated rows, and that at most {} of strangers pass",
        percent(WANTED_PRECISION),
        percent(STRANGERS)
    );
    if category.review_below < NEVER_SURE {
        writeln!(
            out,
            "- Below a confidence of **{}**, or where the best score is ahead of the second by less than **{}**, a person has to look: of all such pairs the one that covers most, provided {wanted}.",
            category.review_below, category.min_margin
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
        category.other_below,
        percent(LOST)
    )?;
    writeln!(
        out,
        "- A kind needs a look below **{}**: {} acceptable above it are sure.",
        r.settings.kind.review_below,
        percent(WANTED_OF_KIND)
    )?;
    writeln!(
        out,
        "- A message is urgent from a score of **{}** on: the best F1 at which {} of those are right (cross-validated {} found, {} right); its urgency needs a look below a confidence of **{}**.",
        r.settings.urgency.urgent_from,
        percent(LEAST_OF_URGENT),
        counted(r.urgent_crossed.found),
        counted(r.urgent_crossed.right),
        r.settings.urgency.review_below
    )
}

fn unseen(out: &mut String, r: &Report) -> std::fmt::Result {
    writeln!(
        out,
        "\n## A category that was never shown\n\nEach category in turn removed from training; what the others say to its messages, all of them strangers.\n\n| removed | messages | to a person | of these 其他 | wrong and sure |\n|---|---|---|---|---|"
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
    let absent = Category::ALL
        .into_iter()
        .filter(|category| *category != Category::Other && !r.answers.contains(&Answer::Category(*category)));
    let absent: Vec<&str> = absent.map(Category::as_str).collect();
    writeln!(out, "\n## Limits\n")?;
    if !absent.is_empty() {
        writeln!(
            out,
            "The labels lack {}. Messages about them are recognised only by a low confidence, and not always.",
            absent.join(", ")
        )?;
    }
    writeln!(
        out,
        "What is unlike the messages it learnt from, in channel, dialect or language, is measured only as docs/UNDERSTANDING.md says."
    )
}
