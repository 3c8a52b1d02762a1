//! The servers that a runtime configuration names, asked as a host asks them.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use http::Uri;
use minsheng_store::readiness::TRY_TO_WRITE;
use minsheng_store::{Db as _, Value};
use minsheng_vault::Vault;
use pollster::block_on;

use super::database::{SKEW, clock, keys, newest, schema};
use crate::findings::Finding;
use crate::installation::now;
use crate::servers::hrana::Server;
use crate::servers::redis_store::Redis;

/// How often a server is asked before anybody says how fast it is.
const TIMES: u32 = 9;

/// How long it may take to answer what costs nothing.
const PROMPT: Duration = Duration::from_secs(20);

/// A database on a libSQL server.
pub fn database(url: Uri, token: &str, vault: Option<&Vault>) -> Vec<Finding> {
    let server = Server::new(url.clone(), token);
    let reached = reach(&Server::new(url, token).within(PROMPT));
    if reached.is_err() {
        return vec![("libSQL server", reached)];
    }
    let version = match number(&server, "PRAGMA user_version") {
        Ok(version) => version,
        Err(error) => return vec![("libSQL server", reached), ("version", Err(error))],
    };
    let mut found = vec![("libSQL server", reached), ("version", schema(version))];
    if version > 0 {
        found.push(("database", sound(&server)));
        found.push(("writing", writes(&server)));
        found.push(("keys of the database", keys(&server, vault)));
    }
    found.push(("clock", clocks(&server)));
    found
}

fn reach(server: &Server) -> Result<String> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        server.query("SELECT 1", vec![])?;
        times.push(begun.elapsed());
    }
    let version = server.version().map_or_else(String::new, |version| format!(", {version}"));
    Ok(format!("{}{version}, answers {}", server.name(), pace(times)))
}

fn pace(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    format!("in {:.1} ms", middle.as_secs_f64() * 1000.0)
}

fn sound(server: &Server) -> Result<String> {
    let damage = server.damage()?;
    ensure!(
        damage.is_empty(),
        "it is damaged: stop all hosts, keep the server's files, and put the server's last backup in their place\n     {}",
        damage.join("\n     ")
    );
    Ok("it is whole".to_owned())
}

fn writes(server: &Server) -> Result<String> {
    server.transaction(vec![(TRY_TO_WRITE.to_owned(), Vec::new())]).map_err(|refusal| {
        anyhow!("{refusal}: the token must permit writing, and the server must be no replica and have room on its disk")
    })?;
    Ok("it takes what is written".to_owned())
}

/// Its clock beside this one's, and this one's beside what was written.
fn clocks(server: &Server) -> Result<String> {
    let before = now()?;
    let theirs = number(server, "SELECT unixepoch()")?;
    let after = now()?;
    let ahead = (theirs - after.unix()).max(0) + (theirs - before.unix()).min(0);
    ensure!(
        ahead.abs() <= SKEW,
        "the server's clock is {} seconds {} this one's: have both keep time (timedatectl set-ntp true)",
        ahead.abs(),
        if ahead > 0 { "ahead of" } else { "behind" }
    );
    Ok(format!(
        "{}; the server's is {}",
        clock(newest(server)?)?,
        if ahead == 0 { "the same".to_owned() } else { format!("{ahead} s apart") }
    ))
}

fn number(server: &Server, sql: &str) -> Result<i64> {
    let rows = block_on(server.run(sql, vec![]))?;
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(number)) => Ok(*number),
        _ => bail!("{} answered what is no number", server.name()),
    }
}

/// A key-value store on Redis.
pub fn store(url: &str) -> Vec<Finding> {
    vec![("Redis", redis(url))]
}

fn redis(url: &str) -> Result<String> {
    let mut server = Redis::open(url)?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        server.ping()?;
        times.push(begun.elapsed());
    }
    let about =
        [server.about("replication")?, server.about("memory")?, server.about("persistence")?].concat();
    let says = |key: &str| {
        let found = about.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        found.map(|value| value.trim().to_owned())
    };
    let name = server.name().to_owned();
    ensure!(
        says("role").is_none_or(|role| role == "master"),
        "{name} is a replica, which takes nothing that is written: name its master in `url`"
    );
    let policy = says("maxmemory_policy").unwrap_or_default();
    ensure!(
        !policy.starts_with("allkeys"),
        "{name} throws away keys when its memory is full ({policy}), the city's own models too: CONFIG SET maxmemory-policy noeviction"
    );
    for status in ["rdb_last_bgsave_status", "aof_last_write_status", "aof_last_bgrewrite_status"] {
        ensure!(
            says(status).is_none_or(|status| status == "ok"),
            "{name} could not write to its disk ({status}), and then takes nothing or loses it: look at its log and its disk"
        );
    }
    let size = server.size().context("its keys cannot be counted")?;
    let kept = match says("aof_enabled").as_deref() {
        Some("1") => "",
        _ => {
            "; it writes no log (--appendonly yes), so that what came last may be gone after it is started again"
        }
    };
    Ok(format!("{name} answers {}, {size} keys{kept}", pace(times)))
}
