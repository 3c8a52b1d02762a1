//! What is done for each request: how often, from when to when, and because of what.
//!
//! [`Tracer`] is told of a request that begins; the [`Cause`] which that gives goes with it to everything that is done for
//! it, the components that it calls included. Whatever is done is [`Open`] until that is dropped, however it ends. Then both
//! who want to know are told: a file ([`File`], `--trace`), which has lines of JSON for whoever measures, and a collector
//! ([`Spans`], [`crate::otlp`]), for whoever watches.
//!
//! Several requests share an instance, each of them a task there, and Wasmtime says which task it is that calls the host
//! ([`crate::guest`]).
//!
//! Where nobody wants to know there is no [`Tracer`], hence no cause, and nothing is counted.

mod counts;
mod done;
mod file;
mod recorder;
mod spans;

pub use done::{Call, Cost, Outside, Request, Statement};
pub use file::File;
pub use recorder::{Cause, Open, Tracer};
pub use spans::Spans;
