//! A host to measure: everything built, and the hotline with an empty component beside it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use http_client::{Client, Request};
use tools::secret;
use xtask::app;
use xtask::process::{Server, Service};
use xtask::workspace::{Profile, Workspace};

use crate::manifest;
use crate::native::Durability;
use crate::trace;

/// What every measurement needs.
#[derive(Debug)]
pub struct Setup<'a> {
    pub workspace: &'a Workspace,
    /// Where databases go.
    pub folder: &'a Path,
    pub secret: String,
    manifest: PathBuf,
}

impl<'a> Setup<'a> {
    pub fn prepare(workspace: &'a Workspace, folder: &'a Path, no_build: bool) -> Result<Self> {
        if !no_build {
            app::add_wasm_target(workspace)?;
            app::components(workspace, &["empty"], Profile::Release)?;
            app::host(workspace)?;
        }
        Ok(Self {
            workspace,
            folder,
            secret: secret::random()?,
            manifest: manifest::write(workspace, folder)?,
        })
    }

    pub fn model(&self) -> PathBuf {
        self.workspace.root.join("models/category.bin")
    }

    /// A host, and how long it took from its start to its first answer.
    pub fn start(&self, state: &Path, durability: Durability) -> Result<(Server, Duration)> {
        self.start_with(state, durability, Vec::new())
    }

    /// A host that writes down what requests cost, if it can.
    pub fn start_tracing(&self, state: &Path, file: &Path) -> Result<Option<Server>> {
        if !trace::is_offered(&self.workspace.host_binary()) {
            return Ok(None);
        }
        let arguments = vec![trace::OPTION.into(), file.into()];
        Ok(Some(self.start_with(state, Durability::Normal, arguments)?.0))
    }

    fn start_with(
        &self,
        state: &Path,
        durability: Durability,
        arguments: Vec<std::ffi::OsString>,
    ) -> Result<(Server, Duration)> {
        let service = Service {
            binary: self.workspace.host_binary(),
            manifest: self.manifest.clone(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            state: state.to_owned(),
            secret: self.secret.clone(),
            variables: vec![("durability", durability.name().to_owned())],
            arguments,
            scheduled: false,
            own_group: false,
            log: Some(self.workspace.target().join("bench.log")),
        };
        let start = Instant::now();
        let server = service.start()?;
        Client::new(server.address()).send(&Request::get("/v1/departments"))?;
        Ok((server, start.elapsed()))
    }
}
