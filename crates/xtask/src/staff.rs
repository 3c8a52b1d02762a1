//! Everybody who works on tickets, in every department of a running hotline.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use http_client::{Client, Request, bearer};
use minsheng_types::words::Role;
use serde_json::Value;
use tools::token::{self, Claims};

/// The `Authorization` headers of everybody who works on tickets.
#[derive(Debug)]
pub struct Staff {
    agent: String,
    supervisor: String,
    /// What the scheduler acts as.
    system: String,
    /// By department.
    handlers: BTreeMap<String, String>,
    fallback: String,
}

impl Staff {
    /// One of each, and a handler in every department.
    ///
    /// # Errors
    /// When the hotline does not tell its departments.
    pub fn of(address: SocketAddr, secret: &str) -> Result<Self> {
        let answer = Client::new(address).send(&Request::get("/v1/departments"))?;
        ensure!(answer.is_success(), "GET /v1/departments answers {}", answer.status);
        let page = answer.json()?;
        let items = page.get("items").and_then(Value::as_array).context("the departments are not a list")?;
        let codes: Vec<&str> = items.iter().filter_map(|item| item.get("code")?.as_str()).collect();
        let header = |role: Role, dept: Option<&str>| {
            let sub = format!("replay-{role}");
            let claims = Claims { sub: &sub, roles: &[role], dept };
            token::sign(secret, &claims, token::SHIFT).map(|token| bearer(&token))
        };
        let handlers = codes.iter().map(|code| Ok(((*code).to_owned(), header(Role::Handler, Some(code))?)));
        Ok(Self {
            agent: header(Role::Agent, None)?,
            supervisor: header(Role::Supervisor, None)?,
            system: header(Role::System, None)?,
            handlers: handlers.collect::<Result<_>>()?,
            fallback: (*codes.first().context("there is no department")?).to_owned(),
        })
    }

    /// The value of `Authorization`, as of the others below.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.agent
    }
    #[must_use]
    pub fn supervisor(&self) -> &str {
        &self.supervisor
    }
    #[must_use]
    pub fn system(&self) -> &str {
        &self.system
    }

    #[must_use]
    pub fn handler(&self, dept: &str) -> Option<&str> {
        self.handlers.get(dept).map(String::as_str)
    }

    /// Where an agent sends what nobody else is named for.
    #[must_use]
    pub fn fallback(&self) -> &str {
        &self.fallback
    }
}
