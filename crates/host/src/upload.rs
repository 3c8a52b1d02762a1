//! Receiving a request's body.
//!
//! A request takes a place only when it is whole: however slowly a client sends, it keeps nobody waiting but
//! itself. What is received is held in memory until then, so it is bounded: for each body, for each client, and
//! in all. Who sends slower than a line of a modem is given up.

use crate::clients::{Clients, Part};
use crate::problem::Problem;
use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full};
use minsheng_client_address::Client;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime_wasi_http::Error;

const KIB: usize = 1024;

/// The longest body. Components refuse much shorter ones, and say so; this is where the host no longer listens.
const LONGEST: usize = 9 * KIB * KIB;
/// What every connection may hold without being counted.
const SMALL: usize = 16 * KIB;
/// What all bodies beyond that may hold, in KiB.
const ALL: usize = 128 * KIB;
/// And those of one client.
const OF_CLIENT: usize = ALL / 4;

/// How long a body may take however short it is,
const GRACE: Duration = Duration::from_secs(10);
/// and how many bytes of it must have come in each second beyond that, on average.
const SLOWEST: usize = KIB;

/// The memory that bodies may take.
#[derive(Debug)]
pub struct Uploads {
    all: Arc<Semaphore>,
    of_client: Arc<Clients>,
}

/// What is counted for a body.
#[derive(Debug, Default)]
struct Held {
    parts: Vec<(Part, OwnedSemaphorePermit)>,
    kib: usize,
}

/// A body that is there as a whole.
#[derive(Debug)]
pub struct Whole {
    bytes: Full<Bytes>,
    _held: Held,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(ALL)), of_client: Clients::new(OF_CLIENT) }
    }
}

impl Uploads {
    /// All of a body.
    ///
    /// # Errors
    /// When it is too long, comes too slowly or breaks off, or when there is no memory to hold it.
    pub async fn receive<B>(&self, client: Client, mut body: B) -> Result<Whole, Problem>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        if body.size_hint().lower() > LONGEST as u64 {
            return Err(Problem::TooLarge);
        }
        let begun = Instant::now();
        let (mut first, mut rest, mut held) = (Bytes::new(), BytesMut::new(), Held::default());
        while !body.is_end_stream() {
            let deadline = begun + allowed(first.len() + rest.len());
            let frame = match tokio::time::timeout_at(deadline.into(), body.frame()).await {
                Ok(Some(frame)) => frame.map_err(|_| Problem::BadRequest)?,
                Ok(None) => break,
                Err(_) => return Err(Problem::TooSlow),
            };
            let Ok(data) = frame.into_data() else { continue };
            let length = first.len() + rest.len() + data.len();
            if length > LONGEST {
                return Err(Problem::TooLarge);
            }
            self.hold(client, &mut held, length)?;
            if first.is_empty() && rest.is_empty() {
                first = data;
            } else {
                // Copied, so that many small pieces are not kept with all that belongs to each of them.
                rest.extend_from_slice(&std::mem::take(&mut first));
                rest.extend_from_slice(&data);
            }
        }
        let bytes = if rest.is_empty() { first } else { rest.freeze() };
        Ok(Whole { bytes: Full::new(bytes), _held: held })
    }

    /// Counts that a body has become as long as this.
    fn hold(&self, client: Client, held: &mut Held, length: usize) -> Result<(), Problem> {
        let more = length.saturating_sub(SMALL).div_ceil(KIB).saturating_sub(held.kib);
        if more == 0 {
            return Ok(());
        }
        let amount = u32::try_from(more).map_err(|_| Problem::TooLarge)?;
        let part = self.of_client.try_take(client, amount).ok_or(Problem::Overloaded)?;
        let permit = Arc::clone(&self.all).try_acquire_many_owned(amount).map_err(|_| Problem::Overloaded)?;
        held.parts.push((part, permit));
        held.kib += more;
        Ok(())
    }
}

/// How long a body may have taken of which so many bytes have come.
fn allowed(bytes: usize) -> Duration {
    GRACE + Duration::from_secs((bytes / SLOWEST) as u64)
}

impl Body for Whole {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.bytes).poll_frame(context).map_err(|never| match never {})
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.bytes.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// A body in these pieces; `None` is one that breaks off.
    struct Pieces(VecDeque<Option<usize>>, u64);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = ();

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, ()>>> {
            let piece = self.0.pop_front();
            Poll::Ready(
                piece.map(|length| length.map(|length| Frame::data(vec![b'x'; length].into())).ok_or(())),
            )
        }

        fn size_hint(&self) -> SizeHint {
            let mut hint = SizeHint::new();
            hint.set_lower(self.1);
            hint
        }
    }

    fn client(last: u8) -> Client {
        Client::new([10, 0, 0, last].into())
    }

    async fn receive(
        uploads: &Uploads,
        from: u8,
        pieces: impl IntoIterator<Item = Option<usize>>,
    ) -> Result<Whole, Problem> {
        uploads.receive(client(from), Pieces(pieces.into_iter().collect(), 0)).await
    }

    #[tokio::test]
    async fn a_body_is_whole_or_refused() {
        let uploads = Uploads::default();
        for (pieces, length) in [
            (vec![], Ok(0)),
            (vec![Some(5)], Ok(5)),
            (vec![Some(0), Some(2), Some(0), Some(3)], Ok(5)),
            (vec![Some(2), None], Err(Problem::BadRequest)),
            (vec![Some(LONGEST)], Ok(LONGEST)),
            (vec![Some(LONGEST), Some(1)], Err(Problem::TooLarge)),
            (vec![Some(LONGEST + 1)], Err(Problem::TooLarge)),
        ] {
            let received = receive(&uploads, 1, pieces.clone()).await;
            let received = received.map(|body| body.size_hint().exact().unwrap() as usize);
            assert_eq!(received, length, "{pieces:?}");
        }
        let declared = uploads.receive(client(1), Pieces(VecDeque::new(), LONGEST as u64 + 1)).await;
        assert_eq!(declared.unwrap_err(), Problem::TooLarge);
    }

    #[tokio::test]
    async fn no_client_and_not_all_of_them_fill_the_memory() {
        let uploads = Uploads::default();
        let mebibyte = || vec![Some(KIB * KIB); 8];
        let mut held = Vec::new();
        for from in 0..=ALL / OF_CLIENT {
            while let Ok(body) = receive(&uploads, u8::try_from(from).unwrap(), mebibyte()).await {
                held.push(body);
            }
            let many = (from + 1) * (OF_CLIENT / KIB / 8);
            assert_eq!(held.len(), many.min(ALL / KIB / 8), "client {from}");
            let small = receive(&uploads, u8::try_from(from).unwrap(), [Some(SMALL)]).await;
            assert!(small.is_ok(), "what is short is always taken");
        }
        held.truncate(1);
        assert!(receive(&uploads, 9, mebibyte()).await.is_ok());
        held.clear();
        assert_eq!(uploads.all.available_permits(), ALL);
    }

    #[test]
    fn a_body_has_the_longer_time_the_more_of_it_has_come() {
        assert_eq!(allowed(0), GRACE);
        assert_eq!(allowed(1), GRACE, "a byte now and then is no progress");
        assert_eq!(allowed(60 * KIB), GRACE + Duration::from_secs(60));
    }
}
