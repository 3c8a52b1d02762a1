//! The body of a request: all of it up to the limit, or, of a request that is refused, the rest of it.
//!
//! Many clients send everything before they read. One whose request is refused before it was read to an end would
//! find its connection broken instead of the answer that says why. So what is left is read first, and thrown away:
//! not without end, since not every client means well.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, EXPECT};
use http::{HeaderMap, Method};
use http_body_util::BodyExt;

use crate::body::LIMIT;
use crate::problem::{Kind, Problem};

/// Bytes of a refused request that are read.
const MAX_DISCARDED: usize = 8 * 1024 * 1024;

/// A body that may have been read in part.
#[derive(Debug)]
pub struct Received<B> {
    /// None once it is known to be read to its end.
    body: Option<B>,
    declared: Option<usize>,
    /// A client that waits to be told whether it may send learns that from the answer.
    waits: bool,
}

impl<B> Received<B>
where
    B: BodyExt<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    /// Nothing of it has been read yet.
    pub fn new(method: &Method, headers: &HeaderMap, body: B) -> Self {
        let text = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let declared = text.and_then(|text| text.parse::<usize>().ok());
        let none = declared == Some(0) || declared.is_none() && matches!(*method, Method::GET | Method::HEAD);
        Self { body: (!none).then_some(body), declared, waits: headers.contains_key(EXPECT) }
    }

    /// The whole body.
    ///
    /// # Errors
    /// 413 `body_too_large`; 400 `malformed_json` when it breaks off.
    pub async fn read(&mut self) -> Result<Bytes, Problem> {
        self.read_within(LIMIT).await
    }

    /// As [`Received::read`], where more than that may come.
    ///
    /// # Errors
    /// As [`Received::read`].
    pub async fn read_within(&mut self, limit: usize) -> Result<Bytes, Problem> {
        if self.declared.is_some_and(|length| length > limit) {
            return Err(Kind::BodyTooLarge.into());
        }
        let Some(body) = &mut self.body else { return Ok(Bytes::new()) };
        self.waits = false;
        let mut first = Bytes::new();
        let mut rest: Vec<u8> = Vec::new();
        while let Some(frame) = body.frame().await {
            // A client that went away, or a host that lost the rest: neither is malformed by itself.
            let broken_off =
                |error| Problem::caused(Kind::MalformedJson, format_args!("the body broke off: {error}"));
            let Ok(data) = frame.map_err(broken_off)?.into_data() else { continue };
            if first.len() + rest.len() + data.len() > limit {
                return Err(Kind::BodyTooLarge.into());
            }
            if first.is_empty() && rest.is_empty() {
                first = data;
            } else {
                rest.extend_from_slice(&std::mem::take(&mut first));
                rest.extend_from_slice(&data);
            }
        }
        self.body = None;
        Ok(if rest.is_empty() { first } else { rest.into() })
    }

    /// Reads what is left while it is not too much and does not take longer than `patience`; how many bytes that
    /// were. Who sends nothing at all is for the host to give up, as with any body.
    pub async fn discard(self, patience: Duration) -> usize {
        let hopeless = self.declared.is_some_and(|length| length > LIMIT + MAX_DISCARDED);
        let Some(mut body) = self.body.filter(|_| !hopeless && !self.waits) else { return 0 };
        let begun = Instant::now();
        let mut thrown = 0;
        while thrown <= MAX_DISCARDED && begun.elapsed() < patience {
            let Some(Ok(frame)) = body.frame().await else { break };
            thrown += frame.data_ref().map_or(0, Bytes::len);
        }
        thrown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http::HeaderName;
    use http_body::{Body, Frame};
    use pollster::block_on;

    type Piece = Result<Frame<Bytes>, &'static str>;

    /// A body that arrives in these pieces; an `Err` is where it breaks off.
    struct Pieces(VecDeque<Piece>);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = &'static str;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Piece>> {
            Poll::Ready(self.0.pop_front())
        }
    }

    const PIECE: usize = 64 * 1024;
    const LONG: Duration = Duration::from_secs(3600);

    fn piece(bytes: usize) -> Piece {
        Ok(Frame::data(Bytes::from(vec![b'x'; bytes])))
    }

    fn received(headers: &[(HeaderName, &str)], pieces: impl IntoIterator<Item = Piece>) -> Received<Pieces> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        Received::new(&Method::POST, &headers, Pieces(pieces.into_iter().collect()))
    }

    fn read(length: Option<&str>, pieces: impl IntoIterator<Item = Piece>) -> Result<Vec<u8>, Kind> {
        let headers: Vec<_> = length.map(|length| (CONTENT_LENGTH, length)).into_iter().collect();
        let read = block_on(received(&headers, pieces).read());
        read.map(|body| body.to_vec()).map_err(|problem| problem.kind())
    }

    #[test]
    fn a_body_is_read_whole_however_it_arrives() {
        let text = |text: &'static str| Ok(Frame::data(Bytes::from_static(text.as_bytes())));
        let trailers = Ok(Frame::trailers(HeaderMap::new()));
        assert_eq!(read(None, []), Ok(vec![]));
        assert_eq!(read(Some("5"), [text("{\"a\"}")]), Ok(b"{\"a\"}".to_vec()), "what arrives counts");
        assert_eq!(
            read(None, [text("ab"), text(""), text("cd"), trailers, text("e")]),
            Ok(b"abcde".to_vec())
        );
        assert_eq!(read(None, [text("ab"), Err("gone"), text("cd")]), Err(Kind::MalformedJson));
    }

    #[test]
    fn a_body_may_have_a_mebibyte_and_not_a_byte_more() {
        let half = LIMIT / 2;
        assert_eq!(read(None, [piece(LIMIT)]).map(|body| body.len()), Ok(LIMIT));
        assert_eq!(read(None, [piece(half), piece(half)]).map(|body| body.len()), Ok(LIMIT));
        assert_eq!(read(None, [piece(LIMIT + 1)]), Err(Kind::BodyTooLarge));
        assert_eq!(read(None, [piece(half), piece(half), piece(1)]), Err(Kind::BodyTooLarge));
        let (most, more) = (LIMIT.to_string(), (LIMIT + 1).to_string());
        assert_eq!(read(Some(&most), [piece(1)]).map(|body| body.len()), Ok(1));
        assert_eq!(read(Some(&more), [piece(1)]), Err(Kind::BodyTooLarge), "what is declared counts too");
        assert_eq!(read(Some("many"), [piece(1)]).map(|body| body.len()), Ok(1));
    }

    #[test]
    fn the_rest_is_thrown_away_up_to_a_bound() {
        let pieces = |count: usize| (0..count).map(|_| piece(PIECE));
        let long = (LIMIT + MAX_DISCARDED + 1).to_string();
        for (count, headers, thrown) in [
            (48, vec![], 48 * PIECE - LIMIT - PIECE),
            (48, vec![(CONTENT_LENGTH, "3145728")], 48 * PIECE),
            (48, vec![(CONTENT_LENGTH, "3145728"), (EXPECT, "100-continue")], 0),
            (1_000, vec![], MAX_DISCARDED + PIECE),
            (1_000, vec![(CONTENT_LENGTH, long.as_str())], 0),
        ] {
            let mut body = received(&headers, pieces(count));
            assert_eq!(block_on(body.read()).unwrap_err().kind(), Kind::BodyTooLarge);
            assert_eq!(block_on(body.discard(LONG)), thrown, "{count} {headers:?}");
        }
        let mut body = received(&[], pieces(48));
        block_on(body.read()).unwrap_err();
        assert_eq!(block_on(body.discard(Duration::ZERO)), 0, "patience has ended");
        let mut body = received(&[], pieces(3));
        block_on(body.read()).unwrap();
        assert_eq!(block_on(body.discard(LONG)), 0, "nothing is left");
    }
}
