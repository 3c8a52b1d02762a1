//! What `cargo xtask`, `minsheng` and the measurements have in common: the secrets and tokens of an
//! installation, files of messages, and percentiles.
#![forbid(unsafe_code)]

pub mod messages;
pub mod private;
pub mod secret;
pub mod stats;
pub mod table;
pub mod token;
