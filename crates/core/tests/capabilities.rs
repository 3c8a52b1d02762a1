//! The table of capabilities, held against a second one written by hand, and the promise that nobody decides by role
//! beside it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::path::{Path, PathBuf};

use minsheng_core::access::{Caller, Within};
use minsheng_core::capability::{Capability, TABLE};
use minsheng_core::operation::{self, Op};
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

#[test]
fn functions_and_the_desk_ask_for_capabilities_and_never_for_roles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = Vec::new();
    for folder in ["functions", "crates/desk/src"] {
        collect(&root.join(folder), &mut sources);
    }
    assert!(sources.len() > 20, "{sources:?}");
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        for asked in ["has(Role::", "caller.has(", "caller.roles", "roles.contains("] {
            assert!(
                !text.contains(asked),
                "{} asks {asked}: it is a row of core::capability",
                path.display()
            );
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
