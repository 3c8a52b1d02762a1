//! What every room may name: the words of the field, ids, the clock, text that cannot be wrong, and what is
//! wrong with a field. Nothing here knows what a hotline does.
//!
//! A type that cannot hold a bad value is made where a request is parsed; behind that line nothing is
//! validated again.
#![forbid(unsafe_code)]

pub mod address;
pub mod bound;
pub mod bounded_int;
pub mod category;
pub mod characters;
pub mod clock;
pub mod csv;
pub mod district;
pub mod fault;
pub mod file_type;
pub mod form;
pub mod given_phone;
pub mod ids;
pub mod invalid;
pub mod jurisdiction;
pub mod lang;
pub mod list;
pub mod mask;
pub mod moment;
pub mod phone;
pub mod subcategory;
pub mod text;
pub mod uri;
pub mod variables;
pub mod words;
