//! Files that belong to a ticket: who may add, see and remove them. Their bytes are the store's.
//!
//! A file comes in parts and is kept once it is whole, cleaned, and found clean where somebody scans. Who sees the ticket
//! sees what is ready, but for what staff keep among themselves; until then it is its uploader's affair.

use minsheng_types::clock::Timestamp;
use minsheng_types::file_type::FileType;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Role, words};

use crate::access::{Caller, Party};
use crate::capability::Capability;
use crate::ticket::Ticket;

words! {
    /// How far a file has come.
    pub enum FileState {
        Uploading = "uploading", "上传中", "on its way";
        Scanning = "scanning", "待查毒", "waits to be scanned";
        Ready = "ready", "可下载", "ready";
        Infected = "infected", "含病毒，已删除", "was infected and is gone";
    }
}

/// A file of a ticket, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: i64,
    /// The ticket that it was added to.
    pub ticket: TicketId,
    /// Whether no department learns who reported that ticket.
    pub protected: bool,
    /// Without what is known of the ticket's reporter.
    pub name: String,
    pub file_type: FileType,
    /// Bytes: as announced, and once it is whole as they are kept.
    pub size: i64,
    /// Bytes that have come.
    pub received: i64,
    pub state: FileState,
    /// For staff alone.
    pub internal: bool,
    /// As whom it was added.
    pub role: Role,
    /// By whom; of a citizen nothing but that it was the ticket's.
    pub sub: String,
    pub created_at: Timestamp,
}

/// What somebody is to one ticket, as far as files go.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub caller: &'a Caller,
    pub ticket: &'a Ticket,
    pub parties: &'a [Party],
}

impl Reader<'_> {
    fn is_staff(&self) -> bool {
        self.caller.is_staff_to(self.ticket)
    }

    fn is_reporter(&self) -> bool {
        self.parties.contains(&Party::Reporter)
    }

    /// As whom the caller adds a file to the ticket: the citizen wherever they are that.
    #[must_use]
    pub fn adds_as(&self, role: Role) -> Role {
        if self.is_reporter() { Role::Reporter } else { role }
    }

    /// Whether the caller may keep a file among staff.
    #[must_use]
    pub fn may_keep_internal(&self) -> bool {
        self.is_staff() && !self.is_reporter()
    }

    /// Whether the caller has added the file.
    #[must_use]
    pub fn added(&self, file: &File) -> bool {
        match file.role {
            Role::Reporter => file.ticket == self.ticket.id && self.is_reporter(),
            _ => !file.sub.is_empty() && file.sub == self.caller.sub,
        }
    }

    /// Whether the file is there for the caller: a ticket's own; for staff what was added to those that were merged into
    /// it; and for others, of the ticket that it was merged into, what staff tell everybody, where [`crate::telling`]
    /// tells anything: of a protected one only whoever is protected, too.
    #[must_use]
    pub fn sees(&self, file: &File) -> bool {
        let (caller, ticket, staff) = (self.caller, self.ticket, self.is_staff());
        let shown = file.state == FileState::Ready && (staff || !file.internal);
        if file.ticket == ticket.id {
            return shown || self.added(file);
        }
        if ticket.parent != Some(file.ticket) {
            return staff && shown && !file.internal;
        }
        let works_here = caller.can(Capability::SeeEveryTicket) || caller.can(Capability::WorkForDepartment);
        let told_all = !matches!(file.role, Role::Reporter | Role::Integrator);
        let told = !file.protected || ticket.protects_the_reporter();
        !works_here && shown && told_all && told
    }

    /// What the file is called for this reader: without what is known of the reporter for whoever may not know that; of
    /// another ticket's, whose reporter is another, by its number.
    #[must_use]
    pub fn name_of(&self, file: &File) -> String {
        if file.ticket != self.ticket.id {
            return format!("{}.{}", file.id, file.file_type.extension());
        }
        if self.caller.may_see_reporter(self.ticket, self.is_reporter()) {
            return file.name.clone();
        }
        self.ticket.reporter.known().masked(&file.name).into_owned()
    }

    /// Where this reader reads it: under the ticket that they see.
    #[must_use]
    pub fn path_of(&self, file: &File) -> String {
        format!("/v1/tickets/{}/attachments/{}", self.ticket.id, file.id)
    }

    /// Whether the caller may take the file away: its uploader while the ticket is open, and a supervisor what must not
    /// be there.
    #[must_use]
    pub fn may_remove(&self, file: &File) -> bool {
        self.added(file) && self.ticket.state.is_open() || self.parties.contains(&Party::Supervisor)
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::text::{Content, DeptCode};
    use minsheng_types::words::{Channel, Kind, State, Urgency};

    use super::*;
    use crate::ticket::{Demand, Reporter};

    fn ticket(id: &str) -> Ticket {
        let demand = Demand {
            subject: None,
            content: Content::parse("路灯坏了").unwrap(),
            channel: Channel::Web,
            location: None,
            attachments: vec![],
        };
        let at = Timestamp::from_unix(1_800_000_000);
        let id = TicketId::parse(id).unwrap();
        let mut ticket = Ticket::submitted(id, demand, Reporter::default(), Kind::Help, Urgency::Normal, at);
        ticket.lead = DeptCode::parse("jtj").ok();
        ticket
    }

    fn file(ticket: &Ticket, role: Role, sub: &str) -> File {
        File {
            id: 7,
            ticket: ticket.id,
            protected: false,
            name: "路灯.jpg".into(),
            file_type: FileType::Jpeg,
            size: 3,
            received: 3,
            state: FileState::Ready,
            internal: false,
            role,
            sub: sub.into(),
            created_at: ticket.created_at,
        }
    }

    fn caller(role: Role, sub: &str, dept: Option<&str>) -> Caller {
        let dept = dept.map(|dept| DeptCode::parse(dept).unwrap());
        Caller::proved(sub.into(), vec![role], dept, None)
    }

    const TICKET: &str = "20261127000001";
    const PARENT: &str = "20261127000002";

    fn sees(ticket: &Ticket, caller: &Caller, holds_code: bool, file: &File) -> [bool; 3] {
        let parties = caller.parties(ticket, holds_code);
        let reader = Reader { caller, ticket, parties: &parties };
        [reader.sees(file), reader.added(file), reader.may_remove(file)]
    }

    #[test]
    fn what_is_ready_is_seen_with_the_ticket_and_what_is_internal_by_staff() {
        let ticket = ticket(TICKET);
        let (nobody, agent) = (Caller::anonymous(), caller(Role::Agent, "a", None));
        let (lead, other) =
            (caller(Role::Handler, "h", Some("jtj")), caller(Role::Handler, "o", Some("jtj")));
        let of_handler = file(&ticket, Role::Handler, "h");
        assert_eq!(sees(&ticket, &nobody, true, &of_handler), [true, false, false]);
        assert_eq!(sees(&ticket, &lead, false, &of_handler), [true, true, true]);
        assert_eq!(
            sees(&ticket, &other, false, &of_handler),
            [true, false, false],
            "a colleague's is not theirs"
        );
        let internal = File { internal: true, ..of_handler };
        assert_eq!(sees(&ticket, &nobody, true, &internal), [false; 3]);
        assert_eq!(sees(&ticket, &agent, false, &internal), [true, false, false]);
        let of_citizen = file(&ticket, Role::Reporter, "");
        assert_eq!(sees(&ticket, &nobody, true, &of_citizen), [true, true, true]);
        assert_eq!(sees(&ticket, &nobody, false, &of_citizen)[1..], [false, false], "without the code");
        let supervisor = caller(Role::Supervisor, "s", None);
        assert_eq!(
            sees(&ticket, &supervisor, false, &of_citizen),
            [true, false, true],
            "what must not be there"
        );
    }

    #[test]
    fn what_is_not_ready_is_its_uploaders_affair() {
        let ticket = ticket(TICKET);
        for state in [FileState::Uploading, FileState::Scanning, FileState::Infected] {
            let file = File { state, ..file(&ticket, Role::Reporter, "") };
            assert!(sees(&ticket, &Caller::anonymous(), true, &file)[0], "{state}");
            assert!(!sees(&ticket, &caller(Role::Agent, "a", None), false, &file)[0], "{state}");
        }
    }

    #[test]
    fn an_uploader_removes_what_is_theirs_while_the_ticket_is_open() {
        let mut closed = ticket(TICKET);
        let of_citizen = file(&closed, Role::Reporter, "");
        for state in State::ALL {
            closed.state = *state;
            let removes = sees(&closed, &Caller::anonymous(), true, &of_citizen)[2];
            assert_eq!(removes, state.is_open(), "{state}");
        }
        let agents = file(&closed, Role::Agent, "");
        assert!(!sees(&closed, &Caller::anonymous(), false, &agents)[1], "no name is nobody's");
    }

    #[test]
    fn of_a_merged_case_staff_see_all_and_each_reporter_what_everybody_is_told() {
        let parent = ticket(PARENT);
        let mut child = ticket(TICKET);
        child.parent = Some(parent.id);
        let (nobody, lead) = (Caller::anonymous(), caller(Role::Handler, "h", Some("jtj")));
        // Asked for through the parent: what the children's reporters have added.
        let of_child = file(&child, Role::Reporter, "");
        assert_eq!(sees(&parent, &lead, false, &of_child), [true, false, false]);
        assert_eq!(sees(&parent, &nobody, true, &of_child), [false; 3], "another citizen's");
        // Asked for through the child.
        assert!(sees(&child, &nobody, true, &file(&parent, Role::Handler, "h"))[0]);
        assert!(!sees(&child, &nobody, true, &file(&parent, Role::Reporter, ""))[0]);
        let internal = File { internal: true, ..file(&parent, Role::Handler, "h") };
        assert!(!sees(&child, &nobody, true, &internal)[0]);
        assert!(
            !sees(&child, &lead, false, &file(&parent, Role::Handler, "h"))[0],
            "staff ask for it by itself"
        );
        let protected = File { protected: true, ..file(&parent, Role::Handler, "h") };
        assert!(!sees(&child, &nobody, true, &protected)[0], "nothing of a protected one");
        child.reporter.confidential = true;
        assert!(sees(&child, &nobody, true, &protected)[0], "but for who is protected, too");
    }

    #[test]
    fn citizens_keep_nothing_among_staff_and_staff_are_no_citizens_by_a_code() {
        let ticket = ticket(TICKET);
        let reader = |caller: &Caller, holds_code: bool| {
            let parties = caller.parties(&ticket, holds_code);
            let reader = Reader { caller, ticket: &ticket, parties: &parties };
            (reader.may_keep_internal(), reader.adds_as(Role::Agent))
        };
        assert_eq!(reader(&Caller::anonymous(), true), (false, Role::Reporter));
        assert_eq!(reader(&caller(Role::Agent, "a", None), false), (true, Role::Agent));
        assert_eq!(reader(&caller(Role::Agent, "a", None), true), (true, Role::Agent));
    }
}
