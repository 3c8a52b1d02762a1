//! The pages for people, pure: what functions answered goes in, HTML comes out. Templates are in `web/templates`, each in
//! both languages, and are compiled; whatever they are given is escaped by the engine.
#![forbid(unsafe_code)]

pub mod assets;
pub mod body;
pub mod chart;
pub mod desk;
pub mod icons;
pub mod markdown;
pub mod office;
pub mod pages;
pub mod shell;
pub mod tabs;
pub mod views;
pub mod when;
pub mod words;

#[cfg(test)]
mod tests;
