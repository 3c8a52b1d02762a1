//! A component that traps: one of the hotline's, with every function of its code made unreachable, or with its entrance made
//! so whenever an instance has been called so often.
//!
//! Its imports and exports stay what they were, so a host takes it for a good one until it is
//! called. WebAssembly's binary format, as far as it takes to find the code: a component is a list
//! of sections, one of which holds the main module, which is such a list itself.

use std::ops::Range;

const HEADER: usize = 8;
/// Of a component.
const CORE_MODULE: u8 = 1;
/// Of a module, and in this order.
const IMPORT: u8 = 2;
const GLOBAL: u8 = 6;
const EXPORT: u8 = 7;
const CODE: u8 = 10;
/// What a component is called by for each request.
const ENTRANCE: (&str, &str) = ("[async-lift]wasi:http/handler@", "#handle");
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

/// The main module. Beside it stand the small ones that tie it to its imports.
fn main_module(component: &[u8]) -> Range<usize> {
    let sections = sections(component, HEADER..component.len()).into_iter();
    let modules = sections.filter(|(id, _)| *id == CORE_MODULE).map(|(_, module)| module);
    modules.max_by_key(Range::len).expect("a component holds a module")
}

/// The component whose entrance counts its calls, in each instance by itself, and traps at every `n`th.
pub fn trapping_each(component: &[u8], n: u8) -> Vec<u8> {
    assert!((1..64).contains(&n), "a constant of one byte");
    let main = main_module(component);
    let module = &component[main.clone()];
    let parts = sections(module, HEADER..module.len());
    let part = |wanted: u8| parts.iter().find(|(id, _)| *id == wanted).map(|(_, part)| part.clone());
    let imports = part(IMPORT).map_or_else(Imported::default, |part| imported(module, part.start));
    let globals = part(GLOBAL).expect("a module has globals");
    let (own, first) = number(module, globals.start);
    let counter = leb(imports.globals + own);
    // An i32 that is 0 at first and may change.
    let globals = [&leb(own + 1), &module[first..globals.end], &[0x7f, 0x01, 0x41, 0x00, END]].concat();
    let entrance = exported(module, part(EXPORT).expect("a module has exports").start) - imports.functions;
    let counting = [
        &[&[0x23][..], &counter, &[0x41, 1, 0x6a, 0x24], &counter].concat()[..],
        // The remainder of its division by n is 0: trap.
        &[&[0x23][..], &counter, &[0x41, n, 0x70, 0x45, 0x04, 0x40, UNREACHABLE, END]].concat(),
    ]
    .concat();
    let code = part(CODE).expect("a module has code");
    let (functions, mut at) = number(module, code.start);
    let mut bodies = leb(functions);
    for place in 0..functions {
        let (length, start) = number(module, at);
        let end = start + length;
        if place == entrance {
            let behind = behind_locals(module, start);
            let body = [&module[start..behind], &counting, &module[behind..end]].concat();
            bodies.extend(leb(body.len()));
            bodies.extend(body);
        } else {
            bodies.extend(&module[at..end]);
        }
        at = end;
    }
    let mut changed = module[..HEADER].to_vec();
    for (id, part) in &parts {
        let bytes = match *id {
            GLOBAL => &globals,
            CODE => &bodies,
            _ => &module[part.clone()],
        };
        changed.push(*id);
        changed.extend(leb(bytes.len()));
        changed.extend(bytes);
    }
    let mut made = component[..HEADER].to_vec();
    for (id, part) in sections(component, HEADER..component.len()) {
        let bytes = if part == main { &changed } else { &component[part] };
        made.push(id);
        made.extend(leb(bytes.len()));
        made.extend(bytes);
    }
    made
}

/// How many of what is counted together with a module's own comes from outside.
#[derive(Default)]
struct Imported {
    functions: usize,
    globals: usize,
}

fn imported(module: &[u8], start: usize) -> Imported {
    let (count, mut at) = number(module, start);
    let mut found = Imported::default();
    for _ in 0..count {
        for _ in 0..2 {
            let (length, name) = number(module, at);
            at = name + length;
        }
        let kind = module[at];
        at += 1;
        match kind {
            0 => {
                found.functions += 1;
                at = number(module, at).1;
            }
            // A table has a type before its limits, which a memory has alone.
            1 | 2 => {
                at += usize::from(kind == 1);
                let (flags, minimum) = number(module, at);
                at = number(module, minimum).1;
                if flags & 1 == 1 {
                    at = number(module, at).1;
                }
            }
            3 => {
                found.globals += 1;
                at += 2;
            }
            other => panic!("an import of kind {other}"),
        }
    }
    found
}

/// The function that is exported as the entrance.
fn exported(module: &[u8], start: usize) -> usize {
    let (count, mut at) = number(module, start);
    for _ in 0..count {
        let (length, name) = number(module, at);
        at = name + length;
        let (kind, text) = (module[at], std::str::from_utf8(&module[name..at]).expect("names are UTF-8"));
        let (index, next) = number(module, at + 1);
        if kind == 0 && text.starts_with(ENTRANCE.0) && text.ends_with(ENTRANCE.1) {
            return index;
        }
        at = next;
    }
    panic!("nothing is exported as {ENTRANCE:?}")
}

/// The component with code that does nothing but trap.
pub fn trapping(mut component: Vec<u8>) -> Vec<u8> {
    let main = main_module(&component);
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

fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
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
