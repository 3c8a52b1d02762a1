//! The workflow of docs/DOMAIN.md, written out by hand: action, from, to, who, must carry, condition. `=` is the same
//! state, `a/b` means that either will do.

use minsheng_types::words::Action;

/// One line of the table.
pub struct Line {
    pub action: Action,
    pub from: Vec<&'static str>,
    pub to: Vec<&'static str>,
    pub who: Vec<&'static str>,
    pub needs: Vec<Vec<&'static str>>,
    pub condition: &'static str,
}

pub fn domain() -> Vec<Line> {
    let line = |text: &'static str| {
        let columns: Vec<&str> = text.split('|').map(str::trim).collect();
        let words = |column: usize| columns[column].split_whitespace().collect::<Vec<_>>();
        Line {
            action: columns[0].parse().unwrap(),
            from: words(1),
            to: words(2),
            who: words(3),
            needs: words(4).into_iter().map(|need| need.split('/').collect()).collect(),
            condition: columns.get(5).copied().unwrap_or(""),
        }
    };
    include_str!("workflow.txt").lines().filter(|text| !text.is_empty()).map(line).collect()
}
