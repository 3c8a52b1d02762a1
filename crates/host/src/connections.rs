//! The connections that are open, and which of them goes when another one comes.
//!
//! Opening a connection costs a client nothing. So those on which nothing is asked make room: when there are
//! as many as may be, in all or of one client, the newcomer takes the place of the one that has waited longest,
//! and the question whether the host is alive is always answered.

use minsheng_client_address::Client;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How long a client may take for a request's head, the first one's from when it connects.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long it may keep a connection without beginning a request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How often a connection that has to go looks whether its answer has.
const ANSWER_PAUSE: Duration = Duration::from_millis(50);

/// All that are open.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    /// Of one client; none where all come from a proxy.
    most_of_client: Option<usize>,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    next: u64,
    open: BTreeMap<u64, Arc<State>>,
    of_client: HashMap<Client, usize>,
}

/// What happens on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing: the client may begin a request.
    Idle,
    /// A head is on its way, or nothing has come at all yet.
    Head,
    /// A body is on its way.
    Body,
    /// The request is answered.
    Answer,
}

#[derive(Debug)]
struct State {
    client: Client,
    phase: Mutex<(Phase, Instant)>,
    evicted: CancellationToken,
}

/// A connection's place in the table, given back when this goes.
#[derive(Debug)]
pub struct Connection {
    connections: Arc<Connections>,
    number: u64,
    state: Arc<State>,
}

/// A request that is answered on a connection; when this goes, the next one may begin.
#[derive(Debug)]
pub struct Answering(Arc<State>);

impl Connections {
    /// Room for `most`, and `most_of_client` of one client where each client connects by itself.
    pub fn new(most: usize, most_of_client: Option<usize>) -> Arc<Self> {
        Arc::new(Self { most, most_of_client, table: Mutex::default() })
    }

    /// Takes a connection in, for which another one may have to go; `None` when on all of those something is
    /// being answered.
    pub fn enter(self: &Arc<Self>, client: Client) -> Option<Connection> {
        let mut table = self.table();
        let has = table.of_client.get(&client).copied().unwrap_or_default();
        if self.most_of_client.is_some_and(|most| has >= most) {
            table.evict(Some(client))?;
        }
        if table.open.len() >= self.most {
            table.evict(None)?;
        }
        let number = table.next;
        table.next += 1;
        let state = Arc::new(State {
            client,
            phase: Mutex::new((Phase::Head, Instant::now())),
            evicted: CancellationToken::new(),
        });
        table.open.insert(number, Arc::clone(&state));
        *table.of_client.entry(client).or_default() += 1;
        Some(Connection { connections: Arc::clone(self), number, state })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Ends a connection, of `client` if one is named: one without a request before one whose body is on its
    /// way, among these one of whoever has most, and then the one on which nothing has happened for longest.
    fn evict(&mut self, client: Option<Client>) -> Option<()> {
        let candidates =
            self.open.iter().filter(|(_, state)| client.is_none_or(|client| state.client == client));
        let ranked = candidates.filter_map(|(number, state)| {
            let (phase, since) = *state.phase();
            let rank = match phase {
                Phase::Idle | Phase::Head => 0,
                Phase::Body => 1,
                Phase::Answer => return None,
            };
            let of_client = self.of_client.get(&state.client).copied().unwrap_or_default();
            Some(((rank, Reverse(of_client), since), *number))
        });
        let (_, number) = ranked.min()?;
        if let Some(state) = self.remove(number) {
            state.evicted.cancel();
        }
        Some(())
    }

    fn remove(&mut self, number: u64) -> Option<Arc<State>> {
        let state = self.open.remove(&number)?;
        if let Some(count) = self.of_client.get_mut(&state.client) {
            *count -= 1;
            if *count == 0 {
                self.of_client.remove(&state.client);
            }
        }
        Some(state)
    }
}

impl State {
    fn phase(&self) -> MutexGuard<'_, (Phase, Instant)> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, phase: Phase) {
        *self.phase() = (phase, Instant::now());
    }

    /// Returns when nothing is being answered: the request may have become whole at the last moment.
    async fn answered(&self) {
        while self.phase().0 == Phase::Answer {
            tokio::time::sleep(ANSWER_PAUSE).await;
        }
    }
}

impl Connection {
    /// Something has been received: while nothing was asked, it begins a head.
    pub fn heard(&self) {
        let mut phase = self.state.phase();
        if phase.0 == Phase::Idle {
            *phase = (Phase::Head, Instant::now());
        }
    }

    /// Something of an answer has been sent: it takes its time, though nothing is asked any more.
    pub fn sent(&self) {
        let mut phase = self.state.phase();
        if phase.0 == Phase::Idle {
            phase.1 = Instant::now();
        }
    }

    /// A head is whole, its body is on its way.
    pub fn head_is_whole(&self) {
        self.state.set(Phase::Body);
    }

    /// A request is whole and will be answered.
    pub fn answering(&self) -> Answering {
        self.state.set(Phase::Answer);
        Answering(Arc::clone(&self.state))
    }

    /// Returns when the connection must end: another one takes its place, or its client is too slow.
    pub async fn ends(&self) {
        loop {
            let now = Instant::now();
            let pause = match deadline(*self.state.phase()) {
                Some(deadline) if deadline <= now => return,
                // What is allowed may become less meanwhile.
                Some(deadline) => HEAD_TIMEOUT.min(deadline - now),
                None => HEAD_TIMEOUT,
            };
            tokio::select! {
                () = self.state.evicted.cancelled() => return self.state.answered().await,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }
}

/// Until when something has to happen. Bodies and answers have limits of their own.
fn deadline((phase, since): (Phase, Instant)) -> Option<Instant> {
    match phase {
        Phase::Idle => Some(since + IDLE_TIMEOUT),
        Phase::Head => Some(since + HEAD_TIMEOUT),
        Phase::Body | Phase::Answer => None,
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.table().remove(self.number);
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.set(Phase::Idle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> Client {
        Client::new([10, 0, 0, last].into())
    }

    fn is_evicted(connection: &Connection) -> bool {
        connection.state.evicted.is_cancelled()
    }

    #[test]
    fn the_one_that_has_waited_longest_makes_room() {
        let connections = Connections::new(3, None);
        let enter = |last| connections.enter(client(last)).unwrap();
        let (first, second, third) = (enter(1), enter(1), enter(1));
        let answering = first.answering();
        let fourth = enter(1);
        assert!(!is_evicted(&first) && is_evicted(&second) && !is_evicted(&third));
        fourth.head_is_whole();
        let fifth = enter(1);
        assert!(is_evicted(&third) && !is_evicted(&fourth), "who asks nothing goes before who sends");
        let fifth_answering = fifth.answering();
        let sixth = enter(1);
        assert!(is_evicted(&fourth), "but who sends goes before who has just come is refused");
        let sixth_answering = sixth.answering();
        assert!(connections.enter(client(1)).is_none(), "all are being answered");
        drop(answering);
        let seventh = connections.enter(client(1));
        assert!(seventh.is_some() && is_evicted(&first));
        drop((fifth_answering, sixth_answering));
    }

    #[test]
    fn a_client_with_many_makes_room_itself() {
        let connections = Connections::new(4, Some(2));
        let enter = |last| connections.enter(client(last)).unwrap();
        let other = enter(2);
        let (first, second) = (enter(1), enter(1));
        let third = enter(1);
        assert!(is_evicted(&first) && !is_evicted(&second) && !is_evicted(&other));
        let fourth = enter(3);
        assert!(!is_evicted(&second) && !is_evicted(&third), "there is room for others");
        let fifth = enter(4);
        assert!(is_evicted(&second) && !is_evicted(&other), "who has most, though the other came first");
        let answering = third.answering();
        let one_more = enter(1);
        let answering_too = one_more.answering();
        assert!(connections.enter(client(1)).is_none());
        drop((answering, answering_too, fourth, fifth));
    }

    #[test]
    fn the_table_forgets_who_has_gone() {
        let connections = Connections::new(2, Some(1));
        for last in [1, 1, 2, 3, 3] {
            let connection = connections.enter(client(last)).unwrap();
            let evicting = connections.enter(client(last)).unwrap();
            assert!(is_evicted(&connection));
            assert_eq!(connections.table().open.len(), 1);
            drop((connection, evicting));
            let table = connections.table();
            assert!(table.open.is_empty() && table.of_client.is_empty());
        }
    }

    #[test]
    fn a_head_has_less_time_than_an_idle_connection_and_bytes_give_it_no_more() {
        let connections = Connections::new(1, None);
        let connection = connections.enter(client(1)).unwrap();
        let phase = || *connection.state.phase();
        let first = phase();
        assert_eq!(deadline(first), Some(first.1 + HEAD_TIMEOUT));
        connection.heard();
        assert_eq!(phase(), first, "a byte of the head makes its time no longer");
        connection.head_is_whole();
        assert_eq!(deadline(phase()), None);
        connection.heard();
        drop(connection.answering());
        let (idle, since) = phase();
        assert_eq!((idle, deadline(phase())), (Phase::Idle, Some(since + IDLE_TIMEOUT)));
        connection.sent();
        assert!(phase().0 == Phase::Idle && phase().1 >= since, "what is left of an answer has its time");
        connection.heard();
        assert_eq!(phase().0, Phase::Head);
        let head = phase();
        connection.sent();
        assert_eq!(phase(), head);
        assert!(HEAD_TIMEOUT < IDLE_TIMEOUT);
    }
}
