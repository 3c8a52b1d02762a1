//! A checkout: where things are in it, how they are built, and a host that serves what was built.
//! `cargo xtask` and the measurements are made of this.
#![forbid(unsafe_code)]

pub mod app;
pub mod hours;
pub mod process;
pub mod sizes;
pub mod staff;
pub mod workspace;
