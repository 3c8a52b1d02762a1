//! The work list as CSV.

use minsheng_core::worklist::TicketLine;
use minsheng_types::clock::Timestamp;
use minsheng_types::csv::{self, Cell};
use minsheng_types::words::Satisfaction;

/// What the file begins with: the mark of [`csv::START`], and the names of the columns.
pub const HEADER: &str = "\u{FEFF}id,state,kind,urgency,category,channel,subject,district,lead,needs_review,due_at,overdue,supervision_level,\
     created_at,updated_at,lead_name,subcategory,sign_due_at,contact_due_at,closed_at,rating,rating_resolved,reopenings,\
     rework_count,reporters,external_ref\r\n";

/// One line of the work list, in the columns of [`HEADER`].
#[must_use]
pub fn row(line: &TicketLine) -> String {
    let maybe = |value: Option<String>| value.unwrap_or_default();
    let (id, category) = (line.id.to_string(), maybe(line.category.map(|category| category.to_string())));
    let moment = |at: Option<Timestamp>| maybe(at.map(|at| at.to_string()));
    let due = moment(line.due_at);
    let (created, updated) = (line.created_at.to_string(), line.updated_at.to_string());
    let flag = |flag| if flag { "true" } else { "false" };
    csv::record([
        Cell::Id(&id),
        Cell::Plain(line.state.as_str()),
        Cell::Plain(line.kind.as_str()),
        Cell::Plain(line.urgency.as_str()),
        Cell::Plain(&category),
        Cell::Plain(line.channel.as_str()),
        Cell::Text(&line.subject),
        Cell::Text(line.district.as_deref().unwrap_or_default()),
        Cell::Text(line.lead.as_deref().unwrap_or_default()),
        Cell::Plain(line.needs_review.map_or("", flag)),
        Cell::Plain(&due),
        Cell::Plain(flag(line.overdue)),
        Cell::Plain(&line.supervision_level.to_string()),
        Cell::Plain(&created),
        Cell::Plain(&updated),
        Cell::Text(line.lead_name.as_deref().unwrap_or_default()),
        Cell::Plain(line.subcategory.as_deref().unwrap_or_default()),
        Cell::Plain(&moment(line.sign_due_at)),
        Cell::Plain(&moment(line.contact_due_at)),
        Cell::Plain(&moment(line.closed_at)),
        Cell::Plain(line.rating.map_or("", Satisfaction::as_str)),
        Cell::Plain(line.rating_resolved.map_or("", flag)),
        Cell::Plain(&line.reopenings.to_string()),
        Cell::Plain(&line.rework_count.to_string()),
        Cell::Plain(&maybe(line.reporters.map(|count| count.to_string()))),
        Cell::Text(line.external_ref.as_deref().unwrap_or_default()),
    ])
}

#[cfg(test)]
mod tests {
    use minsheng_types::category::Category;
    use minsheng_types::ids::TicketId;
    use minsheng_types::words::{Channel, Kind, State, Urgency};
    use proptest::prelude::*;

    use super::*;

    fn line() -> TicketLine {
        TicketLine {
            id: TicketId::parse("20261123000042").unwrap(),
            state: State::InProgress,
            kind: Kind::Complaint,
            urgency: Urgency::Normal,
            category: Some(Category::Transport),
            channel: Channel::Web,
            subject: "路灯，坏了".into(),
            district: Some("A1区".into()),
            lead: Some("jtj".into()),
            needs_review: Some(false),
            due_at: Some(Timestamp::from_unix(1_792_000_000)),
            overdue: true,
            supervision_level: 2,
            created_at: Timestamp::from_unix(1_792_000_000),
            updated_at: Timestamp::from_unix(1_793_000_000),
            lead_name: Some("交通运输局".into()),
            subcategory: Some("公路".into()),
            sign_due_at: Some(Timestamp::from_unix(1_792_000_000)),
            contact_due_at: None,
            closed_at: None,
            rating: Some(Satisfaction::Satisfied),
            rating_resolved: Some(true),
            reopenings: 1,
            rework_count: 0,
            reporters: Some(3),
            external_ref: Some("=A1".into()),
        }
    }

    #[test]
    fn a_line_has_every_column_of_the_header() {
        assert_eq!(
            row(&line()),
            "\"20261123000042\t\",in_progress,complaint,normal,交通运输,web,路灯，坏了,A1区,jtj,false,2026-10-15T01:46:40+08:00,true,2,\
             2026-10-15T01:46:40+08:00,2026-10-26T15:33:20+08:00,交通运输局,公路,2026-10-15T01:46:40+08:00,,,satisfied,true,1,0,3,'=A1\r\n"
        );
        let bare = TicketLine { category: None, district: None, lead: None, due_at: None, ..line() };
        assert_eq!(row(&bare).matches(',').count(), HEADER.matches(',').count());
        assert!(row(&bare).contains(",normal,,web,路灯，坏了,,,false,,true,"), "{}", row(&bare));
    }

    #[test]
    fn what_a_spreadsheet_would_run_or_split_is_quoted_text() {
        for (field, expected) in [
            ("", ""),
            ("路灯坏了", "路灯坏了"),
            ("a,b", "\"a,b\""),
            ("说\"坏了\"", "\"说\"\"坏了\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("=1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("\u{200B}=1+1", "'\u{200B}=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
        ] {
            let line = row(&TicketLine { subject: field.into(), ..line() });
            assert!(line.contains(&format!(",web,{expected},A1区,")), "{field:?}: {line:?}");
        }
    }

    #[test]
    fn the_file_begins_with_the_mark_that_excel_looks_for() {
        assert!(HEADER.starts_with(csv::START));
    }

    /// Reads one record, as every program does.
    fn fields(record: &str) -> Vec<String> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(record.as_bytes());
        reader.deserialize().next().unwrap().unwrap()
    }

    proptest! {
        #[test]
        fn a_subject_comes_back_as_it_was_and_moves_no_column(subject in "(\\PC|[\",\r\n=+@-]){0,20}") {
            let found = fields(&row(&TicketLine { subject: subject.clone(), ..line() }));
            prop_assert_eq!(found.len(), HEADER.matches(',').count() + 1);
            let found_subject = csv::read_text(&found[6]);
            prop_assert_eq!(found_subject.strip_prefix('\'').unwrap_or(found_subject), subject.strip_prefix('\'').unwrap_or(&subject));
            prop_assert!(!found[6].starts_with(['=', '+', '-', '@', '\r', '\t']));
        }
    }
}
