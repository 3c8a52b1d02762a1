//! The streams to one server that nobody uses at the moment.
//!
//! A server closes a stream after some ten seconds without a statement, and the next statement on it finds an
//! error. So none is kept longer than half of that, and the host closes it itself.

use super::protocol::Version;
use http::Uri;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a stream may lie here.
const IDLE: Duration = Duration::from_secs(5);
/// Streams kept without use; beyond, the one unused for longest is closed.
const KEPT: usize = 16;

/// One of a server's streams, as its client sees it.
#[derive(Debug, Default)]
pub struct Stream {
    /// Nothing before the first answer, and once the stream is closed.
    pub baton: Option<String>,
    /// Where the server wants to be asked about this stream, if it said so.
    pub base: Option<Uri>,
    /// In which it was begun, and goes on, whatever becomes of others.
    pub version: Version,
}

#[derive(Debug, Default)]
pub struct Pool(Mutex<Idle>);

#[derive(Debug, Default)]
struct Idle {
    /// Given back last stands last.
    stack: Vec<(Stream, Instant)>,
    /// Somebody sees to it that nothing lies here too long.
    swept: bool,
    closed: bool,
}

/// What whoever gave back a stream has to do.
#[derive(Debug, Default)]
pub struct GivenBack {
    /// To be closed.
    pub surplus: Option<Stream>,
    /// Nobody sweeps: begin to.
    pub sweep: bool,
}

impl Pool {
    /// The stream that was given back last, if it is not too old.
    pub fn take(&self) -> Option<Stream> {
        let mut idle = self.idle();
        if idle.stack.last().is_some_and(|(_, since)| since.elapsed() < IDLE) {
            return idle.stack.pop().map(|(stream, _)| stream);
        }
        None
    }

    /// Takes back a stream that has no transaction and nothing set.
    pub fn give_back(&self, stream: Stream) -> GivenBack {
        if stream.baton.is_none() {
            return GivenBack::default();
        }
        let mut idle = self.idle();
        if idle.closed {
            return GivenBack { surplus: Some(stream), sweep: false };
        }
        let surplus = (idle.stack.len() >= KEPT).then(|| idle.stack.remove(0).0);
        idle.stack.push((stream, Instant::now()));
        GivenBack { surplus, sweep: !std::mem::replace(&mut idle.swept, true) }
    }

    /// The streams that are too old at `now`, and whether to come again.
    pub fn sweep(&self, now: Instant) -> (Vec<Stream>, bool) {
        let mut idle = self.idle();
        let old = idle.stack.iter().take_while(|(_, since)| now.duration_since(*since) >= IDLE).count();
        let old = idle.stack.drain(..old).map(|(stream, _)| stream).collect();
        idle.swept = !idle.stack.is_empty();
        (old, idle.swept)
    }

    /// All streams; whatever is given back later is closed at once.
    pub fn close(&self) -> Vec<Stream> {
        let mut idle = self.idle();
        idle.closed = true;
        std::mem::take(&mut idle.stack).into_iter().map(|(stream, _)| stream).collect()
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(baton: &str) -> Stream {
        Stream { baton: Some(baton.to_owned()), ..Stream::default() }
    }

    fn batons(streams: Vec<Stream>) -> Vec<String> {
        streams.into_iter().filter_map(|stream| stream.baton).collect()
    }

    #[test]
    fn the_last_one_comes_first_and_none_grows_old() {
        let pool = Pool::default();
        assert!(pool.give_back(stream("a")).sweep, "somebody has to begin");
        assert!(!pool.give_back(stream("b")).sweep);
        assert!(!pool.give_back(Stream::default()).sweep, "what was never begun is not kept");
        assert_eq!(pool.take().unwrap().baton.as_deref(), Some("b"));
        assert_eq!(pool.sweep(Instant::now()).0.len(), 0);
        let (old, again) = pool.sweep(Instant::now() + IDLE);
        assert_eq!((batons(old), again), (vec!["a".to_owned()], false));
        assert!(pool.take().is_none());
        assert!(pool.give_back(stream("c")).sweep, "and begin again");
        pool.idle().stack[0].1 = Instant::now().checked_sub(IDLE).unwrap();
        assert!(pool.take().is_none(), "too old to be lent, although nobody has swept");
    }

    #[test]
    fn few_are_kept_and_none_after_the_end() {
        let pool = Pool::default();
        for number in 0..KEPT {
            assert!(pool.give_back(stream(&number.to_string())).surplus.is_none());
        }
        assert_eq!(pool.give_back(stream("more")).surplus.unwrap().baton.as_deref(), Some("0"));
        assert_eq!(pool.close().len(), KEPT);
        assert!(pool.give_back(stream("late")).surplus.is_some());
        assert!(pool.take().is_none());
    }
}
