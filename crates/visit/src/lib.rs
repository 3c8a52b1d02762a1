//! Somebody at a browser, the same for every component that serves pages: what their forms send, the cookies that they
//! show, in which language and look they read, and what is asked of other functions for them. Nothing of what a page says.
//!
//! What needs Spin is there on wasm only; all else is tested natively.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
pub mod ask;
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod departments;
pub mod form;
pub mod function_answer;
#[cfg(target_arch = "wasm32")]
pub mod reader;
#[cfg(target_arch = "wasm32")]
pub mod seat;

#[cfg(target_arch = "wasm32")]
pub use ask::{Asking, Shows};
#[cfg(target_arch = "wasm32")]
pub use departments::{departments, departments_in_force};
pub use form::{File, Form};
pub use function_answer::{FunctionAnswer, Told, said};
#[cfg(target_arch = "wasm32")]
pub use reader::{Keep, Reader, key, stale};
#[cfg(target_arch = "wasm32")]
pub use seat::Seat;
