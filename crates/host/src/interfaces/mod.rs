//! The interfaces of Spin's that components call, over what this host has for them.

mod key_value;
mod sqlite;
mod variables;
