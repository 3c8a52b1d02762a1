//! What a request works with: a connection, and the installation's own keys.

use std::cell::OnceCell;
use std::rc::Rc;

use minsheng_core::audit::{Act, Entry};
use minsheng_edge::config::{self, Config};
use minsheng_edge::jurisdiction::Jurisdiction;
use minsheng_edge::{Call, Problem};
use minsheng_store::spin::{Durability, Pooled, connect, connect_to_archive};
use minsheng_store::{Db, Error, Row, Value};
use minsheng_vault::Chain;

use crate::keys::Keys;
use crate::storage_problem::storage_problem;

/// A connection for this request, and the keys.
#[derive(Debug)]
pub struct RequestContext {
    db: Pooled,
    keys: Rc<Keys>,
    chain: Chain,
    /// The same with the archive for its database, once it was asked for.
    archive: OnceCell<Box<Self>>,
}

/// A connection alone, for what writes nothing and looks nobody up by telephone.
///
/// # Errors
/// 503.
pub async fn connection(config: &Config) -> Result<Pooled, Problem> {
    let durability = if config.durable { Durability::Full } else { Durability::Normal };
    connect(Jurisdiction::here().label(), durability).await.map_err(storage_problem)
}

/// # Errors
/// 503.
pub async fn open(call: &Call) -> Result<RequestContext, Problem> {
    let config = config::get().await?;
    let db = connection(config).await?;
    let keys = Keys::load(&db, &config.vault).await?;
    let chain = keys.chain.of_request(call.request);
    Ok(RequestContext { db, keys, chain, archive: OnceCell::new() })
}

impl RequestContext {
    /// The audit log, which every write appends to, for this request.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The archive, opened when it is first asked for; nothing where there is none.
    ///
    /// # Errors
    /// 503.
    pub async fn archive(&self) -> Result<Option<&Self>, Problem> {
        if let Some(archive) = self.archive.get() {
            return Ok(Some(archive));
        }
        let opened = connect_to_archive(Jurisdiction::here().archive_label()).await;
        let Some(db) = opened.map_err(storage_problem)? else { return Ok(None) };
        let (keys, chain) = (Rc::clone(&self.keys), self.chain.clone());
        let archive = || Box::new(Self { db, keys, chain, archive: OnceCell::new() });
        Ok(Some(self.archive.get_or_init(archive)))
    }
}

impl Db for RequestContext {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.db.run(sql, values).await
    }
}

/// What the audit log will say of this call; `object` may be filled in where it is made.
#[must_use]
pub fn entry(call: &Call, act: Act, object: impl Into<String>, detail: impl Into<String>) -> Entry {
    Entry {
        sub: call.caller.sub.clone(),
        role: call.caller.acts_as(call.operation),
        act: act.to_string(),
        object: object.into(),
        detail: detail.into(),
        changes: None,
    }
}
