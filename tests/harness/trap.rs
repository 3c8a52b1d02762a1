//! A component that traps: one of the hotline's, with every function of its code made unreachable.
//!
//! Its imports and exports stay what they were, so a host takes it for a good one until it is
//! called. WebAssembly's binary format, as far as it takes to find the code: a component is a list
//! of sections, one of which holds the main module, which is such a list itself.

use std::ops::Range;

const HEADER: usize = 8;
/// Of a component.
const CORE_MODULE: u8 = 1;
/// Of a module.
const CODE: u8 = 10;
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

/// The component with code that does nothing but trap.
pub fn trapping(mut component: Vec<u8>) -> Vec<u8> {
    let modules =
        sections(&component, HEADER..component.len()).into_iter().filter(|(id, _)| *id == CORE_MODULE);
    // Beside the main one stand the small ones that tie it to its imports.
    let (_, main) = modules.max_by_key(|(_, module)| module.len()).expect("a component holds a module");
    let within = main.start + HEADER..main.end;
    let (_, code) =
        sections(&component, within).into_iter().find(|(id, _)| *id == CODE).expect("a module holds code");
    let (functions, mut at) = number(&component, code.start);
    for _ in 0..functions {
        let (length, start) = number(&component, at);
        at = start + length;
        let body = behind_locals(&component, start)..at;
        component[body.clone()].fill(NOP);
        // An empty body is shorter than these two instructions, and is none to begin with.
        component[body.start] = if body.len() > 1 { UNREACHABLE } else { END };
        component[body.end - 1] = END;
    }
    component
}

fn sections(bytes: &[u8], within: Range<usize>) -> Vec<(u8, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let (length, start) = number(bytes, at + 1);
        found.push((bytes[at], start..start + length));
        at = start + length;
    }
    found
}

fn behind_locals(bytes: &[u8], start: usize) -> usize {
    let (groups, mut at) = number(bytes, start);
    for _ in 0..groups {
        let (_, kind) = number(bytes, at);
        // The plain types, which is all that compilers use for locals here, are one byte.
        at = kind + 1;
    }
    at
}

/// An unsigned LEB 128, and where it ends.
fn number(bytes: &[u8], start: usize) -> (usize, usize) {
    let (mut number, mut at) = (0, start);
    loop {
        number |= usize::from(bytes[at] & 0x7f) << (7 * (at - start));
        at += 1;
        if bytes[at - 1] & 0x80 == 0 {
            return (number, at);
        }
    }
}
