//! Where databases, stores and values are: `--runtime-config-file`, in Spin's own format.
//!
//! The manifest says what a component is granted, this file what stands behind it on one machine: so a city that
//! outgrows a machine changes the file and no code. It is read as strictly as the manifest: what this host does not
//! speak is refused by name, with what it speaks instead.

#![forbid(unsafe_code)]

mod config_table;
mod variable_providers;

use crate::config_table::Entry;
pub use crate::variable_providers::Provider;
use anyhow::{Context as _, bail, ensure};
use http::Uri;
use redis::IntoConnectionInfo as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// What the file says; nothing where there is none.
#[derive(Default)]
pub struct RuntimeConfig {
    pub databases: BTreeMap<String, DatabaseConfig>,
    pub stores: BTreeMap<String, StoreConfig>,
    /// In the order in which they are asked.
    pub providers: Vec<Provider>,
}

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseConfig {
    File(PathBuf),
    /// A libSQL server, and the token that is shown to it; empty when it wants none.
    LibSql {
        url: Uri,
        token: String,
    },
}

/// Where a key-value store is.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreConfig {
    File(PathBuf),
    /// The address may hold a password.
    Redis(String),
}

/// Tables that Spin has, and why they are refused here.
const REMEDIES: &[(&str, &str)] = &[
    ("client_tls", "name the authorities to trust in SSL_CERT_FILE"),
    ("config_provider", "write [[variables_provider]]"),
    ("variable_provider", "write [[variables_provider]]"),
    ("llm_compute", "the embedded host runs no language model: call one over HTTP"),
    ("log_dir", "what components print goes to standard error"),
    ("max_instance_memory", "use --instance-memory-mb N"),
    ("state_dir", "use --state DIR"),
];

impl RuntimeConfig {
    /// Reads the file, if one is named.
    ///
    /// # Errors
    /// Names the table and the key that is not spoken here, and what to write instead.
    pub fn load(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path).with_context(|| {
            format!(
                "cannot read the runtime configuration {}; name it with --runtime-config-file FILE",
                path.display()
            )
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).with_context(|| format!("in the runtime configuration {}", path.display()))
    }

    /// Reads the text of a file that stands in `folder`.
    ///
    /// # Errors
    /// As [`RuntimeConfig::load`].
    pub fn parse(text: &str, folder: &Path) -> anyhow::Result<Self> {
        // The text may hold secrets, and the parser shows the line where it stumbles.
        let mut tables: Table = text.parse().map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            anyhow::anyhow!("line {line} is not TOML: {}", error.message())
        })?;
        let databases = labelled(tables.remove("sqlite_database"), "sqlite_database", database)?;
        let stores =
            labelled(tables.remove("key_value_store"), "key_value_store", |entry| store(entry, folder))?;
        let providers = match tables.remove("variables_provider") {
            None => Vec::new(),
            Some(Value::Array(providers)) => {
                let read = |provider| variable_providers::read(provider, folder);
                providers.into_iter().map(read).collect::<anyhow::Result<_>>()?
            }
            Some(_) => bail!("[variables_provider] is one table: write [[variables_provider]] for each"),
        };
        if let Some(name) = tables.keys().next() {
            match REMEDIES.iter().find(|(known, _)| known == name) {
                Some((_, remedy)) => {
                    bail!("the embedded host does not speak `{name}`: {remedy}, or run on Spin")
                }
                None => bail!(
                    "the embedded host does not speak `{name}`; it speaks [sqlite_database.LABEL], \
                     [key_value_store.LABEL] and [[variables_provider]]: remove it, or run on Spin"
                ),
            }
        }
        Ok(Self { databases, stores, providers })
    }
}

fn labelled<T>(
    table: Option<Value>,
    name: &str,
    read: impl Fn(Entry) -> anyhow::Result<T>,
) -> anyhow::Result<BTreeMap<String, T>> {
    let Some(table) = table else { return Ok(BTreeMap::new()) };
    let Value::Table(table) = table else { bail!("`{name}`: write [{name}.LABEL]") };
    let entry = |(label, value): (String, Value)| {
        let read = read(Entry::new(format!("[{name}.{label}]"), value)?)?;
        Ok((label, read))
    };
    table.into_iter().map(entry).collect()
}

const PATH: &str = "on Spin it would be kept in memory and lost, here it has to be a file; name one";

fn database(mut entry: Entry) -> anyhow::Result<DatabaseConfig> {
    let database = match entry.kind.as_str() {
        "spin" => {
            let path = entry.needed("path", PATH)?.into();
            let attach = entry.value("allow_attach_file").unwrap_or(Value::Boolean(false));
            ensure!(
                attach == Value::Boolean(false),
                "{}: the embedded host lets no component ATTACH files: remove `allow_attach_file`",
                entry.place
            );
            DatabaseConfig::File(path)
        }
        "libsql" => {
            let url =
                entry.needed("url", "the server's address, \"http://db.internal:8080\" for instance")?;
            let token =
                entry.needed("token", "what the server wants to be shown, \"\" if it wants nothing")?;
            ensure!(
                token.bytes().all(|byte| byte.is_ascii_graphic()),
                "{}: `token` has characters that no token has: spaces, or a line break",
                entry.place
            );
            DatabaseConfig::LibSql { url: server(&entry.place, &url)?, token }
        }
        _ => return entry.unknown("`spin` and `libsql`"),
    };
    entry.end()?;
    Ok(database)
}

/// The address of a libSQL server.
fn server(place: &str, url: &str) -> anyhow::Result<Uri> {
    let parsed = url.trim_end_matches('/').parse::<Uri>().ok().filter(|url| {
        matches!(url.scheme_str(), Some("http" | "https"))
            && url.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && url.query().is_none()
    });
    parsed.with_context(|| {
        format!(
            "{place}: `url` must be http://HOST[:PORT] or https://HOST[:PORT] (for libsql://HOST write \
             https://HOST), with the token under `token`"
        )
    })
}

fn store(mut entry: Entry, folder: &Path) -> anyhow::Result<StoreConfig> {
    let store = match entry.kind.as_str() {
        "spin" => StoreConfig::File(folder.join(entry.needed("path", PATH)?)),
        "redis" => {
            let url = entry.needed("url", "\"redis://redis.internal\" for instance")?;
            let known = url.starts_with("redis://") || url.starts_with("rediss://");
            ensure!(
                known && url.as_str().into_connection_info().is_ok(),
                "{}: `url` must be redis://[USER:PASSWORD@]HOST[:PORT][/NUMBER], or rediss:// for TLS",
                entry.place
            );
            StoreConfig::Redis(url)
        }
        _ => return entry.unknown("`spin` and `redis`"),
    };
    entry.end()?;
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> anyhow::Result<RuntimeConfig> {
        RuntimeConfig::parse(text, Path::new("/etc/hotline"))
    }

    #[test]
    fn where_things_are() {
        let config = parse(
            r#"
            [sqlite_database.default]
            type = "libsql"
            url = "https://db.example.org:8080/"
            token = "secret"
            [sqlite_database.file]
            type = "spin"
            path = "data/file.db"
            [key_value_store.default]
            type = "redis"
            url = "redis://:password@redis.example.org:6380/2"
            [key_value_store.file]
            type = "spin"
            path = "kept.db"
            [key_value_store.elsewhere]
            type = "spin"
            path = "/var/kept.db"
            [[variables_provider]]
            type = "static"
            values = { a = "b" }
            [[variables_provider]]
            type = "env"
            "#,
        )
        .unwrap();
        let url = "https://db.example.org:8080".parse().unwrap();
        let token = "secret".to_owned();
        assert!(config.databases["default"] == DatabaseConfig::LibSql { url, token });
        assert!(
            config.databases["file"] == DatabaseConfig::File("data/file.db".into()),
            "as Spin: from here"
        );
        assert!(
            config.stores["default"]
                == StoreConfig::Redis("redis://:password@redis.example.org:6380/2".into())
        );
        assert!(config.stores["file"] == StoreConfig::File("/etc/hotline/kept.db".into()), "from the file");
        assert!(config.stores["elsewhere"] == StoreConfig::File("/var/kept.db".into()));
        assert_eq!(config.providers.len(), 2);
    }

    #[test]
    fn nothing_is_said_by_no_file_and_by_an_empty_one() {
        for config in [RuntimeConfig::load(None).unwrap(), parse("").unwrap()] {
            assert!(config.databases.is_empty() && config.stores.is_empty() && config.providers.is_empty());
        }
    }

    #[test]
    fn what_is_not_spoken_is_refused_by_name_with_a_remedy() {
        let libsql = "[sqlite_database.a]\ntype = \"libsql\"\n";
        let redis = "[key_value_store.a]\ntype = \"redis\"\n";
        for (text, parts) in [
            (
                "[key_value_store.kept]\ntype = \"azure_cosmos\"\nkey = \"hidden\"",
                &["[key_value_store.kept]", "`azure_cosmos`", "`spin` and `redis`"][..],
            ),
            ("[key_value_store.kept]\ntype = \"aws_dynamo\"", &["`aws_dynamo`", "`redis`"]),
            ("[sqlite_database.a]\ntype = \"postgres\"", &["`postgres`", "`spin` and `libsql`"]),
            ("[sqlite_database.a]\npath = \"a.db\"", &["[sqlite_database.a]", "`type`"]),
            ("[sqlite_database.a]\ntype = \"spin\"", &["`path`", "in memory"]),
            ("[key_value_store.a]\ntype = \"spin\"", &["`path`", "in memory"]),
            (
                "[sqlite_database.a]\ntype = \"spin\"\npath = \"a\"\nallow_attach_file = true",
                &["`allow_attach_file`"],
            ),
            ("[sqlite_database.a]\ntype = \"spin\"\npath = \"a\"\nmode = \"rw\"", &["`mode`", "`spin`"]),
            ("sqlite_database = 1", &["[sqlite_database.LABEL]"]),
            (&format!("{libsql}token = \"hidden\""), &["`url`", "missing"]),
            (&format!("{libsql}url = \"http://a\""), &["`token`", "missing"]),
            (&format!("{libsql}url = \"libsql://a.example.org\"\ntoken = \"hidden\""), &["https://HOST"]),
            (&format!("{libsql}url = \"http://hidden:x@a\"\ntoken = \"\""), &["`token`"]),
            (&format!("{libsql}url = \"http://a\"\ntoken = \"hidden\\n\""), &["`token`", "line break"]),
            (&format!("{libsql}url = \"http://a\"\ntoken = 12345"), &["`token` must be text"]),
            (&format!("{redis}url = \"http://a\""), &["redis://"]),
            (&format!("{redis}url = \"redis://:hidden@a/x\""), &["redis://"]),
            ("[llm_compute]\ntype = \"spin\"", &["`llm_compute`", "HTTP"]),
            ("[[client_tls]]\nhosts = []", &["`client_tls`", "SSL_CERT_FILE"]),
            ("state_dir = \"a\"", &["`state_dir`", "--state"]),
            ("[outbound_http]\nmax_connections = 1", &["`outbound_http`", "[[variables_provider]]"]),
            ("[variables_provider]\ntype = \"env\"", &["[[variables_provider]]"]),
            ("[[config_provider]]\ntype = \"env\"", &["`config_provider`", "[[variables_provider]]"]),
            ("[[variables_provider]]\ntype = \"vault\"\ntoken = \"hidden\"", &["`vault`", "`files`"]),
            ("token = \"hidden\n", &["line 1"]),
        ] {
            let Err(error) = parse(text) else { panic!("accepted: {text}") };
            let error = format!("{error:#}");
            for part in parts {
                assert!(error.contains(part), "{text}\n→ {error}");
            }
            assert!(!error.contains("hidden"), "{error}");
        }
    }
}
