//! Somebody at a browser, the same for every component that serves pages: what their forms send, the cookies that they
//! show, in which language and look they read, and what is asked of other functions for them. Nothing of what a page says.
#![cfg(target_arch = "wasm32")]
#![forbid(unsafe_code)]

pub mod ask;
pub mod departments;
pub mod form;
pub mod reader;
pub mod seat;

pub use ask::{Asking, Shows, Told, items};
pub use departments::{departments, departments_in_force};
pub use form::{File, Form};
pub use reader::{Keep, Reader, key, said, stale};
pub use seat::Seat;
