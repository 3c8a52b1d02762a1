//! A component for the tests of the host. The path chooses what it does, the query how.
//!
//! It answers in plain text, one finding per line, so that tests can compare whole answers.

use anyhow::Context as _;
use futures::SinkExt as _;
use futures::future::{Either, join, select};
use spin_sdk::http::body::{IncomingBodyExt as _, stream};
use spin_sdk::http::{BoxBody, Request, Response, StatusCode, box_body};
use spin_sdk::key_value::Store;
use spin_sdk::sqlite::{Connection, RowResult, Value};
use spin_sdk::{http_service, time, variables, wasip3};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::time::Duration;

/// What an answer is made of.
type Answer = anyhow::Result<Response<BoxBody>>;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    match answer(request).await {
        Ok(answer) => answer,
        Err(error) => {
            let mut answer = Response::new(box_body(format!("{error:#}")));
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        }
    }
}

async fn answer(request: Request) -> Answer {
    let query = Query(request.uri().query().unwrap_or_default().to_owned());
    let path = request.uri().path().to_owned();
    // The first part of the path is the component's route in some manifests, so only the last one counts.
    match path.rsplit('/').next().unwrap_or_default() {
        "hello" => text("hello"),
        "empty" => Ok(Response::new(box_body(String::new()))),
        "echo" => text(String::from_utf8(request.into_body().bytes().await?.to_vec())?),
        "headers" => headers(&request),
        "environment" => {
            text(std::env::vars().map(|(name, value)| format!("{name}={value}\n")).collect::<String>())
        }
        "print" => {
            println!("{{\"from\":\"guest\"}}");
            eprintln!("not json");
            text("printed")
        }
        "trap" => trap(),
        "loop" => endless(),
        "wait-loop" => {
            time::sleep(Duration::from_millis(50)).await;
            endless()
        }
        "allocate" => {
            let bytes = vec![1_u8; query.number("mb")? << 20];
            text(std::hint::black_box(bytes).len().to_string())
        }
        "slow" => {
            time::sleep(Duration::from_millis(query.number("ms")? as u64)).await;
            text("slept")
        }
        // In the place of the hotline's classifier: it answers late, or never.
        "understanding" => late(request).await,
        "stream" => chunks(&query, false),
        "stream-trap" => chunks(&query, true),
        "variable" => match variables::get(query.text("name")).await {
            Ok(value) => text(value),
            Err(error) => text(format!("error: {error}")),
        },
        "call" => call(&query).await,
        "beside" => join(call(&query), pooled_read()).await.0,
        "give-up" => give_up(&query).await,
        "sql" => sql(&query, request).await,
        "sql-sync" => sql_sync(request).await,
        "sql-values" => sql_values().await,
        "sql-many" => sql_many(request).await,
        "undrained" => undrained().await,
        "transaction" => transaction(&query).await,
        "abandon" => abandon().await,
        "hold" => hold(&query).await,
        "pooled-read" => pooled_read().await,
        "pooled-write" => pooled_write(&query).await,
        "together" => together(&query).await,
        "kv-open" => match Store::open(query.text("store")).await {
            Ok(_) => text("opened"),
            Err(error) => text(format!("error: {error}")),
        },
        "kv-set" => {
            Store::open_default().await?.set(query.text("key"), query.text("value")).await?;
            text("set")
        }
        "kv-get" => match Store::open_default().await?.get(query.text("key")).await? {
            Some(value) => text(String::from_utf8(value)?),
            None => text("none"),
        },
        "kv-delete" => {
            Store::open_default().await?.delete(query.text("key")).await?;
            text("deleted")
        }
        "kv-exists" => text(Store::open_default().await?.exists(query.text("key")).await?.to_string()),
        "kv-keys" => {
            let mut keys = Store::open_default().await?.get_keys().await.collect().await?;
            keys.sort();
            text(keys.join("\n"))
        }
        "tick" => tick(request, 0, Duration::ZERO).await,
        "tick-five" => tick(request, 5, Duration::ZERO).await,
        "tick-on" => tick(request, usize::MAX, Duration::ZERO).await,
        "tick-slow" => tick(request, 0, Duration::from_secs(1)).await,
        other => {
            let mut answer = Response::new(box_body(format!("no behaviour `{other}`")));
            *answer.status_mut() = StatusCode::NOT_FOUND;
            Ok(answer)
        }
    }
}

fn text(text: impl Into<String>) -> Answer {
    Ok(Response::new(box_body(text.into())))
}

#[expect(clippy::panic, reason = "failing is what it is for")]
fn trap() -> ! {
    panic!("trapped as asked")
}

fn endless() -> ! {
    loop {
        std::hint::spin_loop();
    }
}

fn headers(request: &Request) -> Answer {
    text(header_lines(request))
}

fn header_lines(request: &Request) -> String {
    let mut lines: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    lines.push(format!("uri: {}", request.uri()));
    lines.sort();
    lines.join("\n")
}

/// Counts the call under the key `begun` and keeps what it looks like under `last`; works for a while, and
/// counts it under `done`. There is more to do until `most` calls have been made.
async fn tick(request: Request, most: usize, work: Duration) -> Answer {
    let store = Store::open_default().await?;
    let begun = count(&store, "begun").await?;
    let mut last = format!("method: {}\n{}", request.method(), header_lines(&request));
    let body = request.into_body().bytes().await?;
    last.push_str(&format!("\nlength: {}", body.len()));
    store.set("last", last).await?;
    time::sleep(work).await;
    count(&store, "done").await?;
    text(format!("{{\"more\":{}}}", begun < most))
}

/// Adds one to the number under `key`.
async fn count(store: &Store, key: &str) -> anyhow::Result<usize> {
    let number = match store.get(key).await? {
        Some(number) => String::from_utf8(number)?.parse::<usize>()? + 1,
        None => 1,
    };
    store.set(key, number.to_string()).await?;
    Ok(number)
}

/// `n` chunks with pauses of `ms` milliseconds; then an orderly end or a trap.
fn chunks(query: &Query, trapping: bool) -> Answer {
    let (mut chunks, body) = stream::<String>();
    let (count, pause) = (query.number("n")?, Duration::from_millis(query.number("ms")? as u64));
    wasip3::spawn(async move {
        for number in 0..count {
            if chunks.send(format!("chunk {number}\n")).await.is_err() {
                return;
            }
            time::sleep(pause).await;
        }
        if trapping {
            trap();
        }
    });
    Ok(Response::new(box_body(body)))
}

/// Has another component answer, later; without a variable that says which, it never comes to that.
async fn late(request: Request) -> Answer {
    let Ok(onward) = variables::get("onward").await else {
        time::sleep(Duration::from_secs(3600)).await;
        return text("too late");
    };
    time::sleep(Duration::from_millis(variables::get("late_milliseconds").await?.parse()?)).await;
    let (mut parts, body) = request.into_parts();
    parts.uri = onward.parse()?;
    let request = Request::from_parts(parts, body);
    Ok(spin_sdk::http::send(request).await.context("the other does not answer")?.map(box_body))
}

async fn call(query: &Query) -> Answer {
    match spin_sdk::http::get(query.text("url")).await {
        Ok(response) => {
            let status = response.status();
            let body = response.into_body().bytes().await?;
            text(format!("{}\n{}", status.as_u16(), String::from_utf8_lossy(&body)))
        }
        Err(error) => text(format!("error: {error:?}")),
    }
}

/// Calls, and waits so many milliseconds for the answer.
async fn give_up(query: &Query) -> Answer {
    let late = pin!(time::sleep(Duration::from_millis(query.number("ms")? as u64)));
    match select(pin!(call(query)), late).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => text("given up"),
    }
}

/// Runs each line of the body as a statement on one connection to `db`.
async fn sql(query: &Query, request: Request) -> Answer {
    let statements = String::from_utf8(request.into_body().bytes().await?.to_vec())?;
    let name = if query.text("db").is_empty() { "default" } else { query.text("db") };
    let connection = match Connection::open(name).await {
        Ok(connection) => connection,
        Err(error) => return text(format!("open error: {error}")),
    };
    let mut lines = Vec::new();
    for statement in statements.lines().filter(|line| !line.is_empty()) {
        lines.push(one(&connection, statement).await);
    }
    let (changes, row) = (connection.changes().await, connection.last_insert_rowid().await);
    lines.push(format!("changes {changes}, last row {row}"));
    text(lines.join("\n"))
}

/// How one statement went.
async fn one(connection: &Connection, statement: &str) -> String {
    match connection.execute(statement, []).await {
        Err(error) => format!("early error: {error}"),
        Ok(result) => {
            let columns = result.columns().join(",");
            match result.collect().await {
                Ok(rows) => format!("[{columns}] {}", show(&rows)),
                Err(error) => format!("[{columns}] late error: {error}"),
            }
        }
    }
}

/// Runs statements on several connections, all open at once. Each line has a connection's number and a
/// statement, or `drop`, or `counts` for what the connection's own functions say.
async fn sql_many(request: Request) -> Answer {
    let script = String::from_utf8(request.into_body().bytes().await?.to_vec())?;
    let mut connections = std::collections::BTreeMap::new();
    let mut lines = Vec::new();
    for line in script.lines().filter(|line| !line.is_empty()) {
        let (number, statement) = line.split_once(' ').context("a number and a statement")?;
        if statement == "drop" {
            connections.remove(number);
            continue;
        }
        if !connections.contains_key(number) {
            connections.insert(number, Connection::open_default().await?);
        }
        let connection = connections.get(number).context("it was just opened")?;
        lines.push(if statement == "counts" {
            format!("{} {}", connection.changes().await, connection.last_insert_rowid().await)
        } else {
            one(connection, statement).await
        });
    }
    text(lines.join("\n"))
}

/// Keeps a value of each kind, and shows what comes back where it is not the same.
async fn sql_values() -> Answer {
    let values = [
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Integer(9_007_199_254_740_993),
        Value::Real(0.1 + 0.2),
        Value::Real(3.0),
        Value::Real(-1e300),
        Value::Text("民声 \u{1F600} \" \\ \n".to_owned()),
        Value::Text(String::new()),
        Value::Blob(vec![0, 1, 2, 253, 254, 255, 0]),
        Value::Blob(Vec::new()),
    ];
    let connection = Connection::open_default().await?;
    run(&connection, "CREATE TABLE kept (id INTEGER PRIMARY KEY, value)", &[]).await?;
    let mut lines = Vec::new();
    for value in values {
        let row = run(
            &connection,
            "INSERT INTO kept (value) VALUES (?1) RETURNING id, typeof(value)",
            std::slice::from_ref(&value),
        )
        .await?;
        let id = row.first().and_then(|row| row.get::<i64>(0)).context("no id")?;
        let back = run(&connection, "SELECT value FROM kept WHERE id = ?1", &[Value::Integer(id)]).await?;
        let (sent, back) = (format!("{value:?}"), format!("{:?}", back.first().context("no row")?.values));
        if back != format!("[{sent}]") {
            lines.push(format!("{sent} came back as {back}"));
        }
        lines.push(show(&row));
    }
    text(lines.join("\n"))
}

/// The same as `sql` through the functions that are not async.
async fn sql_sync(request: Request) -> Answer {
    use spin_sdk::sqlite::wit::sqlite::Connection;
    let statements = String::from_utf8(request.into_body().bytes().await?.to_vec())?;
    let connection = Connection::open("default")?;
    let mut lines = Vec::new();
    for statement in statements.lines().filter(|line| !line.is_empty()) {
        match connection.execute(statement, &[]) {
            Err(error) => lines.push(format!("early error: {error}")),
            Ok(result) => lines.push(format!("[{}] {}", result.columns.join(","), show(&result.rows))),
        }
    }
    lines.push(format!("changes {}, last row {}", connection.changes(), connection.last_insert_rowid()));
    text(lines.join("\n"))
}

fn show(rows: &[RowResult]) -> String {
    let rows = rows.iter().map(|row| {
        let values = row.values.iter().map(|value| match value {
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => format!("{number:?}"),
            Value::Text(text) => format!("'{text}'"),
            Value::Blob(bytes) => format!("blob of {}", bytes.len()),
            Value::Null => "null".to_owned(),
        });
        format!("({})", values.collect::<Vec<_>>().join(","))
    });
    rows.collect::<Vec<_>>().join(" ")
}

/// Leaves rows unread and goes on with the same connection.
async fn undrained() -> Answer {
    let connection = Connection::open_default().await?;
    let numbers =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n";
    let mut unread = connection.execute(numbers, []).await?;
    let first = unread.next().await.context("no row")?;
    let changes = connection.changes().await;
    let second = connection.execute("SELECT 7", []).await?.collect().await?;
    text(format!("{} {changes} {}", show(&[first]), show(&second)))
}

/// Reads a counter and writes it back plus one, in one transaction that also adds a row.
async fn transaction(query: &Query) -> Answer {
    let connection = Connection::open_default().await?;
    for _ in 0..query.number("n")? {
        run(&connection, "BEGIN IMMEDIATE", &[]).await?;
        let rows = run(&connection, "SELECT n FROM counter", &[]).await?;
        let number = rows.first().and_then(|row| row.get::<i64>(0)).context("no counter")?;
        run(&connection, "UPDATE counter SET n = ?1", &[Value::Integer(number + 1)]).await?;
        run(&connection, "INSERT INTO entry (n) VALUES (?1)", &[Value::Integer(number)]).await?;
        run(&connection, "COMMIT", &[]).await?;
    }
    text("committed")
}

async fn run(
    connection: &Connection,
    statement: &str,
    parameters: &[Value],
) -> anyhow::Result<Vec<RowResult>> {
    Ok(connection.execute(statement, parameters.to_vec()).await?.collect().await?)
}

/// Begins a transaction, writes, and lets go of the connection.
async fn abandon() -> Answer {
    let connection = Connection::open_default().await?;
    run(&connection, "BEGIN IMMEDIATE", &[]).await?;
    run(&connection, "INSERT INTO entry (n) VALUES (-1)", &[]).await?;
    drop(connection);
    text("abandoned")
}

/// Holds the write lock for `ms` milliseconds; traps then if `trap` is given.
async fn hold(query: &Query) -> Answer {
    let connection = Connection::open_default().await?;
    run(&connection, "BEGIN IMMEDIATE", &[]).await?;
    run(&connection, "INSERT INTO entry (n) VALUES (-2)", &[]).await?;
    time::sleep(Duration::from_millis(query.number("ms")? as u64)).await;
    if query.text("trap") == "yes" {
        trap();
    }
    run(&connection, "COMMIT", &[]).await?;
    text("held")
}

thread_local! {
    /// Connections that no request uses at the moment.
    static POOL: RefCell<Vec<Connection>> = const { RefCell::new(Vec::new()) };
}

async fn pooled() -> anyhow::Result<Connection> {
    match POOL.with_borrow_mut(Vec::pop) {
        Some(connection) => Ok(connection),
        None => Ok(Connection::open_default().await?),
    }
}

async fn pooled_read() -> Answer {
    let connection = pooled().await?;
    let rows = run(&connection, "SELECT n FROM counter WHERE id = ?1", &[Value::Integer(1)]).await?;
    POOL.with_borrow_mut(|pool| pool.push(connection));
    text(show(&rows))
}

async fn pooled_write(query: &Query) -> Answer {
    let connection = pooled().await?;
    if query.text("synchronous") == "normal" {
        run(&connection, "PRAGMA synchronous = normal", &[]).await?;
    }
    run(&connection, "BEGIN IMMEDIATE", &[]).await?;
    run(&connection, "UPDATE counter SET n = n + 1 WHERE id = 1", &[]).await?;
    run(&connection, "INSERT INTO entry (n) VALUES (7)", &[]).await?;
    run(&connection, "COMMIT", &[]).await?;
    POOL.with_borrow_mut(|pool| pool.push(connection));
    text("written")
}

thread_local! {
    /// Requests that are together in this instance.
    static PRESENT: Cell<usize> = const { Cell::new(0) };
}

/// Reads, waits and reads again; how many requests were in the instance by then.
async fn together(query: &Query) -> Answer {
    PRESENT.set(PRESENT.get() + 1);
    pooled_read().await?;
    time::sleep(Duration::from_millis(query.number("ms")? as u64)).await;
    let present = PRESENT.get();
    pooled_read().await?;
    PRESENT.set(PRESENT.get() - 1);
    text(present.to_string())
}

/// A query string without escapes.
struct Query(String);

impl Query {
    fn text(&self, name: &str) -> &str {
        let pairs = self.0.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    fn number(&self, name: &str) -> anyhow::Result<usize> {
        self.text(name).parse().with_context(|| format!("the query needs a number `{name}`"))
    }
}
