//! The table of capabilities, held against a second one written by hand, and the promise that nobody decides by role
//! beside it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::path::{Path, PathBuf};

use minsheng_core::access::{Caller, Within};
use minsheng_core::capability::{Capability, TABLE};
use minsheng_core::operation::{self, Grant, Op};
use minsheng_types::text::DeptCode;
use minsheng_types::words::Role;

/// Without an arm for everything else, so that a new capability is written down here too.
fn design(capability: Capability) -> &'static str {
    match capability {
        Capability::SeeEveryTicket => "agent supervisor admin system",
        Capability::WorkForDepartment => "handler",
        Capability::KnowReporters => "agent supervisor system",
        Capability::VouchForNumbers => "agent supervisor admin system",
        Capability::ReadFiguresOfEveryDepartment => "integrator",
        Capability::SeeUnpublishedNotices => "publisher",
        Capability::KeepKnowledge => "publisher admin",
        Capability::ReadOpinionsOnKnowledge => "agent handler supervisor publisher admin",
        Capability::GiveMachinesWord => "system",
        Capability::AskForReceipts => "system",
        Capability::GoUncounted => "agent handler supervisor publisher admin system integrator",
        Capability::SeeSurveys => "publisher supervisor admin",
        Capability::SeeNumbersOfDuty => "admin",
        Capability::GiveReferences => "integrator",
        Capability::HoldDemands => "agent",
        Capability::TakeCalls => "agent",
        Capability::KeepSettings => "admin",
    }
}

fn caller(roles: &[Role], dept: Option<&str>) -> Caller {
    let dept = dept.map(|code| DeptCode::parse(code).unwrap());
    Caller { sub: "x".into(), roles: roles.to_vec(), dept, ..Caller::anonymous() }
}

#[test]
fn every_role_has_the_capabilities_of_the_design_and_no_other() {
    assert!(TABLE.len() > 9);
    for (place, row) in TABLE.iter().enumerate() {
        assert_eq!(row.capability as usize, place, "each once, in order: {:?}", row.capability);
        assert!(!row.about.is_empty() && !row.about.contains('|'));
        let wanted: Vec<&str> = design(row.capability).split(' ').collect();
        for role in Role::ALL {
            let can = caller(&[*role], None).can(row.capability);
            assert_eq!(can, wanted.contains(&role.as_str()), "{role}: {:?}", row.capability);
        }
        assert!(!Caller::anonymous().can(row.capability), "{:?}", row.capability);
    }
}

#[test]
fn a_caller_can_what_any_of_their_roles_can() {
    for row in TABLE {
        for one in Role::ALL {
            for other in Role::ALL {
                let either = row.roles.contains(one) || row.roles.contains(other);
                assert_eq!(caller(&[*one, *other], None).can(row.capability), either, "{one}, {other}");
            }
        }
    }
}

#[test]
fn a_handler_is_limited_to_a_department_unless_the_city_is_their_work() {
    let own = DeptCode::parse("jtj").unwrap();
    for (roles, dept, within) in [
        (&[Role::Handler][..], Some("jtj"), Within::Department(&own)),
        (&[Role::Handler], None, Within::Nothing),
        (&[Role::Handler, Role::Publisher], Some("jtj"), Within::Department(&own)),
        (&[Role::Handler, Role::Supervisor], Some("jtj"), Within::City),
        (&[Role::Agent], Some("jtj"), Within::City),
        (&[Role::Admin], None, Within::City),
        (&[Role::System], None, Within::City),
        (&[Role::Integrator], Some("jtj"), Within::Nothing),
        (&[Role::Publisher], None, Within::Nothing),
        (&[Role::Reporter], None, Within::Nothing),
        (&[], Some("jtj"), Within::Nothing),
    ] {
        assert_eq!(caller(roles, dept).within(), within, "{roles:?} of {dept:?}");
    }
}

#[test]
fn an_act_is_recorded_under_the_role_that_opens_it() {
    let read = operation::TABLE.iter().find(|operation| operation.op == Op::ListAudit).unwrap();
    let public = operation::TABLE.iter().find(|operation| operation.op == Op::ListNotices).unwrap();
    for (operation, roles, role) in [
        (read, &[Role::Agent, Role::Admin][..], Role::Admin),
        (read, &[Role::Agent, Role::Handler], Role::Agent),
        (public, &[Role::Publisher, Role::Admin], Role::Publisher),
        (public, &[], Role::Reporter),
    ] {
        assert_eq!(caller(roles, None).acts_as(operation), role, "{} by {roles:?}", operation.id);
    }
    for (roles, role) in [
        (&[][..], Role::Reporter),
        (&[Role::Supervisor], Role::Reporter),
        (&[Role::Integrator], Role::Integrator),
        (&[Role::System, Role::Agent], Role::Agent),
        (&[Role::System], Role::System),
    ] {
        assert_eq!(caller(roles, None).submits_as(), role, "{roles:?}");
    }
}

/// What a page offers to save is what the operation behind it takes.
#[test]
fn who_keeps_the_settings_is_who_may_replace_them() {
    for op in [Op::ReplaceSettings, Op::ReplaceOncall] {
        let operation = operation::TABLE.iter().find(|operation| operation.op == op).unwrap();
        let granted: Vec<Role> = operation.access.grants().iter().map(|Grant(role, _)| *role).collect();
        assert_eq!(granted, Capability::KeepSettings.roles(), "{}", operation.id);
    }
}

/// Where a role is no question of what somebody may: under which a file is recorded has core said before.
const RECORDED: &[(&str, &str)] = &[("functions/attachments/src/announce.rs", "role == Role::Reporter")];

/// Pages are no exception: what they show to whom stands in tables of theirs, and they ask those.
#[test]
fn functions_and_the_desk_ask_for_capabilities_and_never_for_roles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let everywhere = ["has(Role::", "has(*role", ".is(Role", ".is(*role", "caller.has(", "caller.roles"];
    let compares = ["== Role::", "!= Role::"];
    for (folder, least) in
        [("functions", 20), ("crates/desk/src", 20), ("crates/visit/src", 5), ("crates/pages/src", 20)]
    {
        let mut sources = Vec::new();
        collect(&root.join(folder), &mut sources);
        assert!(sources.len() > least, "{sources:?}");
        for path in sources {
            let mut text = std::fs::read_to_string(&path).unwrap();
            for (_, recorded) in RECORDED.iter().filter(|(file, _)| path.ends_with(file)) {
                assert!(text.contains(recorded), "{} has no {recorded} any more", path.display());
                text = text.replace(recorded, "");
            }
            // The tables of pages are asked in this way and in no other.
            let contains = Some("roles.contains(").filter(|_| folder != "crates/pages/src");
            for asked in everywhere.iter().chain(&compares).copied().chain(contains) {
                assert!(
                    !text.contains(asked),
                    "{} asks {asked}: it is a row of core::capability",
                    path.display()
                );
            }
        }
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
