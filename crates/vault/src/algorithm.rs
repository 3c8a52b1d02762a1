//! How a token can be signed.

/// The algorithms of RFC 7518 and RFC 8037 that are taken. What a key is for its type says, never the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Hs256,
    Rs256,
    Es256,
    EdDsa,
}
