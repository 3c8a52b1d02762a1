//! The chain of the audit log: each row's hash covers the row and the hash before it.

use subtle::ConstantTimeEq;

use minsheng_request_id::RequestId;

use crate::secret::hmac;

/// The key of the chain. Without it nobody can make a hash that fits.
#[derive(Clone)]
pub struct Chain {
    key: [u8; 32],
    request: Option<RequestId>,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chain(…)")
    }
}

/// What a row says.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    pub seq: i64,
    /// Seconds since 1970.
    pub at: i64,
    pub fields: [&'a str; 5],
    /// What request it was written for; rows of before say none.
    pub request: Option<&'a [u8]>,
    /// What changed, as JSON.
    pub changes: Option<&'a str>,
}

impl Chain {
    #[must_use]
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key, request: None }
    }

    /// The chain as it is added to for this request.
    #[must_use]
    pub fn of_request(&self, request: RequestId) -> Self {
        Self { request: Some(request), ..self.clone() }
    }

    /// For which request it is added to.
    #[must_use]
    pub const fn request(&self) -> Option<RequestId> {
        self.request
    }

    /// The hash of a row that follows one with the hash `before`; 32 zeros stand before the first.
    #[must_use]
    pub fn hash(&self, before: &[u8], link: Link<'_>) -> [u8; 32] {
        let (seq, at) = (link.seq.to_be_bytes(), link.at.to_be_bytes());
        let lengths = link.fields.map(|field| (field.len() as u64).to_be_bytes());
        let mut parts: Vec<&[u8]> = vec![before, &seq, &at];
        // Each field behind its length, so that nothing moves from one into the next.
        for (field, length) in link.fields.iter().zip(&lengths) {
            parts.extend([length.as_slice(), field.as_bytes()]);
        }
        // What rows of before do not have counts only where it is there, under its name and behind its length.
        let changes = link.changes.map(str::as_bytes);
        let further = [("request", link.request), ("changes", changes)];
        let lengths = further.map(|(_, more)| more.map_or(0, |more| more.len() as u64).to_be_bytes());
        for ((name, more), length) in further.iter().zip(&lengths) {
            if let Some(more) = more {
                parts.extend([name.as_bytes(), length.as_slice(), more]);
            }
        }
        hmac(&self.key, &parts)
    }

    /// What says that of the row with this `hash`, behind the one with the hash `before`, no more is left than `link`:
    /// that whoever has the key has erased the rest.
    #[must_use]
    pub fn erasure(&self, before: &[u8], link: Link<'_>, hash: &[u8]) -> [u8; 32] {
        Self::new(hmac(&self.key, &[b"erased"])).hash(&[before, hash].concat(), link)
    }

    /// Whether that was said by somebody who has the key.
    #[must_use]
    pub fn is_erased(&self, before: &[u8], link: Link<'_>, hash: &[u8], erased: &[u8]) -> bool {
        self.erasure(before, link, hash).as_slice().ct_eq(erased).into()
    }

    /// Whether the row's hash is the one that it must have.
    #[must_use]
    pub fn holds(&self, before: &[u8], link: Link<'_>, hash: &[u8]) -> bool {
        self.hash(before, link).as_slice().ct_eq(hash).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(fields: [&str; 5]) -> Link<'_> {
        Link { seq: 7, at: 1_795_399_200, fields, request: None, changes: None }
    }

    #[test]
    fn every_part_of_a_row_counts_and_so_does_the_key() {
        let chain = Chain::new([1; 32]);
        let (before, row) = ([9; 32], link(["a", "b", "c", "d", "e"]));
        let hash = chain.hash(&before, row);
        assert!(chain.holds(&before, row, &hash));
        assert!(!chain.holds(&[8; 32], row, &hash));
        assert!(!chain.holds(&before, Link { seq: 8, ..row }, &hash));
        assert!(!chain.holds(&before, Link { at: 0, ..row }, &hash));
        assert!(!chain.holds(&before, link(["ab", "", "c", "d", "e"]), &hash));
        assert!(!chain.holds(&before, link(["a", "b", "c", "d", ""]), &hash));
        assert!(!chain.holds(&before, row, &hash[..31]));
        assert!(!Chain::new([2; 32]).holds(&before, row, &hash));
        assert!(!format!("{chain:?}").contains('1'));
    }

    #[test]
    fn what_later_rows_have_counts_and_rows_without_it_hash_as_they_did() {
        let chain = Chain::new([1; 32]);
        let row = link(["a", "b", "c", "d", "e"]);
        let told = |link| minsheng_types::text::hex(&chain.hash(&[9; 32], link));
        // What was written before there was more must be found as it was written.
        assert_eq!(told(row), "3e7e524f7b395c43e653c27e4ec0f44fcd0b7b29fc1fb803d27cf87d3ceeb757");
        let id = RequestId::random([7; 16]);
        let with = [
            row,
            Link { request: Some(id.as_bytes()), ..row },
            Link { request: Some(&id.as_bytes()[..15]), ..row },
            Link { request: Some(&[]), ..row },
            Link { changes: Some("[]"), ..row },
            Link { changes: Some(""), ..row },
            Link { request: Some(id.as_bytes()), changes: Some("[]"), ..row },
            Link { request: Some(b"[]"), ..row },
        ];
        let hashes: std::collections::BTreeSet<String> = with.into_iter().map(told).collect();
        assert_eq!(hashes.len(), with.len(), "each is another row");
        let own = chain.of_request(id);
        assert_eq!((own.request(), chain.request()), (Some(id), None));
        assert_eq!(own.hash(&[9; 32], row), chain.hash(&[9; 32], row), "the row says for whom it is");
    }

    #[test]
    fn what_is_left_of_a_row_is_told_by_who_has_the_key() {
        let chain = Chain::new([1; 32]);
        let (before, left) = ([9; 32], link(["a", "b", "c", "d", ""]));
        let hash = chain.hash(&before, link(["a", "b", "c", "d", "e"]));
        let erased = chain.erasure(&before, left, &hash);
        assert!(chain.is_erased(&before, left, &hash, &erased));
        assert!(!chain.is_erased(&before, link(["", "b", "c", "d", ""]), &hash, &erased));
        assert!(!chain.is_erased(&[8; 32], left, &hash, &erased));
        assert!(!chain.is_erased(&before, left, &[0; 32], &erased));
        assert!(!Chain::new([2; 32]).is_erased(&before, left, &hash, &erased));
        assert!(!chain.holds(&before, left, &erased) && !chain.holds(&before, left, &hash));
    }
}
