//! Servers on which a hotline keeps its data, asked without a host.

pub mod hrana;
pub mod redis_store;
mod wire;
