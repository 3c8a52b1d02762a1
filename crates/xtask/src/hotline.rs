//! The hotline as it was built, for the time that programs of others talk to it.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use minsheng_types::words::Role;
use tools::secret;
use tools::token::{self, Claims};
use xtask::process::Service;
use xtask::workspace::Workspace;

/// Who the programs speak for; the handler is the urban management bureau's.
const STAFF: [Role; 5] = [Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin];
const DEPARTMENT: &str = "cgj";

/// Where it is served, and who can show themselves to it.
pub struct Hotline {
    pub address: SocketAddr,
    secret: String,
}

impl Hotline {
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token of somebody who has these roles.
    pub fn token(&self, sub: &str, roles: &[Role]) -> Result<String> {
        let dept = roles.contains(&Role::Handler).then_some(DEPARTMENT);
        token::sign(&self.secret, &Claims { sub, roles, dept }, token::SHIFT)
    }
}

/// Serves it on a free port with nothing stored. `log` names the file below `target` that its log goes to.
pub fn serving(
    workspace: &Workspace,
    log: &str,
    variables: Vec<(&'static str, String)>,
    work: impl FnOnce(&Hotline) -> Result<()>,
) -> Result<()> {
    let state = tempfile::tempdir().context("cannot make a temporary folder")?;
    let secret = secret::random()?;
    let server = Service {
        binary: workspace.host_binary(),
        manifest: workspace.manifest(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        state: state.path().join("state"),
        secret: secret.clone(),
        variables,
        arguments: Vec::new(),
        scheduled: false,
        own_group: false,
        log: Some(workspace.target().join(log)),
    }
    .start()?;
    let worked = work(&Hotline { address: server.address(), secret });
    server.stop()?;
    worked
}

/// The same, and hands `work` what programs are told by their environment: its `URL`, a `TOKEN_…` for each role, the
/// `MODEL` that classifies.
pub fn with(
    workspace: &Workspace,
    log: &str,
    work: impl FnOnce(&[(String, String)]) -> Result<()>,
) -> Result<()> {
    serving(workspace, log, Vec::new(), |hotline| {
        let mut variables = vec![
            ("URL".to_owned(), hotline.url()),
            ("MODEL".to_owned(), workspace.root.join("models/category.bin").display().to_string()),
            // A proxy of the machine's would not know the way.
            ("no_proxy".to_owned(), "*".to_owned()),
        ];
        for role in STAFF {
            variables.push((format!("TOKEN_{role}"), hotline.token(&format!("{role}-1"), &[role])?));
        }
        work(&variables)
    })
}
