//! Charts as SVG, drawn here: lines that are told apart without colour, bars that begin at nothing. The same figures stand
//! in a table beside each.

/// A line of a chart: what it is called, and a value for each step; a gap where nothing is known.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    pub label: &'a str,
    pub values: Vec<Option<f64>>,
}

const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 40.0;

/// Where a value stands between the least and the most, from the bottom.
fn height(value: f64, (least, most): (f64, f64), tall: f64) -> f64 {
    let span = (most - least).max(f64::EPSILON);
    tall - (value - least) / span * tall
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        (least, most) = (least.min(value), most.max(value));
    }
    if !least.is_finite() {
        return (0.0, 1.0);
    }
    if (most - least).abs() < f64::EPSILON { (least - 0.5, most + 0.5) } else { (least, most) }
}

/// The parts of a path, broken where nothing is known.
fn path(values: &[Option<f64>], range: (f64, f64), (wide, tall): (f64, f64), left: f64) -> String {
    let step = if values.len() > 1 { wide / (values.len() - 1) as f64 } else { 0.0 };
    let (mut text, mut is_down) = (String::new(), false);
    for (place, value) in values.iter().enumerate() {
        match value {
            Some(value) => {
                let mark = if is_down { 'L' } else { 'M' };
                let (x, y) = (left + step * place as f64, height(*value, range, tall));
                text.push_str(&format!("{mark}{x:.1} {y:.1}"));
                is_down = true;
            }
            None => is_down = false,
        }
    }
    text
}

/// A small line beside a figure; the target as a dashed one. Said in words by what stands beside it.
#[must_use]
pub fn spark(values: &[Option<f64>], target: Option<f64>) -> String {
    let range = bounds(values.iter().flatten().copied().chain(target));
    let mut svg = format!(
        "<svg class=\"spark\" viewBox=\"-2 -4 {} {}\" aria-hidden=\"true\" focusable=\"false\">",
        WIDTH + 8.0,
        HEIGHT + 8.0
    );
    if let Some(target) = target {
        let y = height(target, range, HEIGHT);
        svg.push_str(&format!("<path class=\"target\" d=\"M0 {y:.1}H{WIDTH:.0}\"/>"));
    }
    svg.push_str(&format!(
        "<path class=\"line line-1\" d=\"{}\"/>",
        path(values, range, (WIDTH, HEIGHT), 0.0)
    ));
    if let Some(Some(last)) = values.last() {
        let x = if values.len() > 1 { WIDTH } else { 0.0 };
        svg.push_str(&format!(
            "<circle class=\"last\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"3\"/>",
            height(*last, range, HEIGHT)
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// Lines at most in one chart.
pub const LINES: usize = 5;

/// A chart of lines with its steps beneath, from nothing to the most, or to what the most can be. `said` is what readers are
/// told it is.
#[must_use]
pub fn lines(
    lines: &[Line<'_>],
    steps: &[String],
    said: &str,
    most: Option<f64>,
    show: impl Fn(f64) -> String,
) -> String {
    let (wide, tall, left) = (640.0, 200.0, 64.0);
    let shown = lines.get(..LINES.min(lines.len())).unwrap_or_default();
    // From nothing on: a small change must not look like a large one.
    let all = shown.iter().flat_map(|line| line.values.iter().flatten().copied());
    let range = (0.0, most.unwrap_or_else(|| all.fold(0.0, f64::max)).max(f64::MIN_POSITIVE));
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 -16 820 256\" role=\"img\" aria-label=\"{}\">",
        escaped(said)
    );
    for (value, name) in [(range.1, "most"), ((range.0 + range.1) / 2.0, "middle"), (range.0, "least")] {
        let y = height(value, range, tall);
        svg.push_str(&format!("<path class=\"grid grid-{name}\" d=\"M{left:.0} {y:.1}h{wide:.0}\"/><text class=\"axis\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 8.0,
            y + 4.0,
            escaped(&show(value))
        ));
    }
    for (place, line) in shown.iter().enumerate() {
        let number = place + 1;
        svg.push_str(&format!(
            "<path class=\"line line-{number}\" d=\"{}\"/>",
            path(&line.values, range, (wide, tall), left)
        ));
        let step = if line.values.len() > 1 { wide / (line.values.len() - 1) as f64 } else { 0.0 };
        for (place, value) in line.values.iter().enumerate() {
            if let Some(value) = value {
                let (x, y) = (left + step * place as f64, height(*value, range, tall));
                svg.push_str(&format!(
                    "<circle class=\"dot dot-{number}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>"
                ));
            }
        }
        if let Some(last) = line.values.iter().rev().find_map(|value| *value) {
            let y = height(last, range, tall).clamp(4.0, tall);
            svg.push_str(&format!(
                "<text class=\"name name-{number}\" x=\"{:.0}\" y=\"{:.1}\">{}</text>",
                left + wide + 8.0,
                y + 4.0,
                escaped(line.label)
            ));
        }
    }
    let step = if steps.len() > 1 { wide / (steps.len() - 1) as f64 } else { 0.0 };
    // So many that they do not touch.
    let every = steps.len().div_ceil(8).max(1);
    for (place, label) in steps.iter().enumerate().filter(|(place, _)| place % every == 0) {
        let x = left + step * place as f64;
        svg.push_str(&format!(
            "<text class=\"axis\" x=\"{x:.0}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            tall + 24.0,
            escaped(label)
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// How warm a cell of a table is, 0 to 4, beside the warmest.
#[must_use]
pub fn warmth(value: i64, most: i64) -> u8 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    let share = value as f64 / most as f64;
    match share {
        share if share > 0.75 => 4,
        share if share > 0.5 => 3,
        share if share > 0.25 => 2,
        _ => 1,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_where_nothing_is_known() {
        let svg = spark(&[Some(0.0), None, Some(1.0), Some(0.5)], Some(0.75));
        assert!(svg.contains("d=\"M0.0 40.0M106.7 0.0L160.0 20.0\""), "{svg}");
        assert!(svg.contains("class=\"target\" d=\"M0 10.0H160\""), "{svg}");
        assert!(!svg.contains("style="));
        assert!(spark(&[], None).contains("d=\"\""));
        assert!(!spark(&[Some(3.0), Some(3.0)], None).contains("NaN"));
    }

    #[test]
    fn names_of_departments_are_text() {
        let line = Line { label: "<b>\"局\"", values: vec![Some(1.0), Some(2.0)] };
        let svg = lines(&[line], &["1月".to_owned(), "2月".to_owned()], "按 \"月\"", None, |value| {
            format!("{value:.0}")
        });
        assert!(
            svg.contains("&lt;b&gt;&quot;局&quot;") && svg.contains("aria-label=\"按 &quot;月&quot;\""),
            "{svg}"
        );
        assert!(!svg.contains("<b>"));
    }

    #[test]
    fn warmth_is_by_the_warmest() {
        let of = |value| warmth(value, 100);
        assert_eq!([0, 1, 25, 26, 50, 51, 75, 76, 100].map(of), [0, 1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!(warmth(0, 0), 0);
    }
}
