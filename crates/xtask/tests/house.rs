//! The house as docs/ARCHITECTURE.md draws it: no circle of files inside a crate, no crate that everybody works in, and
//! arrows between crates that run one way.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "all of this is a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree};
use xtask::workspace::{Workspace, read_toml};

/// No crate holds more than one part in so many of the code.
const SHARE: usize = 3;

/// What each crate may depend on; a function that has no row of its own is one of `functions`.
const ARROWS: &[(&str, &[&str])] = &[
    ("types", &[]),
    ("language", &["types"]),
    ("core", &["types", "language", "public-address", "request-id"]),
    ("api", &["types", "language", "core"]),
    ("vault", &["types", "core", "request-id"]),
    ("store", &["types", "language", "core", "vault", "request-id"]),
    ("edge", &["types", "core", "api", "vault", "client-address", "request-id"]),
    ("desk", &["types", "language", "core", "api", "vault", "store", "edge", "request-id"]),
    ("functions", &["types", "language", "core", "api", "vault", "store", "edge", "desk"]),
    ("media", &["types"]),
    ("functions/attachments", &["types", "core", "api", "vault", "store", "edge", "desk", "media"]),
    ("functions/auth", &["types", "core", "api", "vault", "store", "edge", "desk", "jwk"]),
    ("functions/portal", &["types", "core", "api", "edge", "pages", "visit"]),
    ("functions/staff", &["types", "core", "api", "edge", "pages", "visit"]),
    ("functions/office", &["types", "core", "api", "edge", "pages", "visit"]),
    ("visit", &["types", "api", "edge", "pages"]),
    ("pages", &["types"]),
    ("functions/docs", &["types", "core", "edge", "reference"]),
    ("reference", &[]),
    ("dice", &[]),
    ("jwk", &["vault"]),
    ("client-address", &[]),
    ("request-id", &[]),
    ("public-address", &[]),
    ("runtime-config", &[]),
    ("host", &["client-address", "request-id", "public-address", "runtime-config"]),
    ("host-guest", &[]),
    ("hrana-double", &[]),
    ("empty", &[]),
    ("http-client", &[]),
    ("train", &["types", "language"]),
    ("tools", &["types"]),
    (
        "ctl",
        &[
            "types",
            "language",
            "core",
            "vault",
            "jwk",
            "store",
            "train",
            "tools",
            "http-client",
            "runtime-config",
        ],
    ),
    ("xtask", &["types", "tools", "http-client"]),
    ("schemas", &["types", "language", "core", "api", "xtask"]),
    (
        "bench",
        &["types", "language", "core", "api", "vault", "store", "train", "tools", "http-client", "xtask"],
    ),
];

/// The folders of all crates, by the name that they have here; the one of a function is `functions/NAME`.
fn crates() -> BTreeMap<String, PathBuf> {
    let root = Workspace::find().unwrap().root;
    let mut crates = BTreeMap::new();
    for group in ["crates", "functions"] {
        for entry in fs::read_dir(root.join(group)).unwrap() {
            let folder = entry.unwrap().path();
            if folder.join("Cargo.toml").is_file() {
                let name = folder.file_name().unwrap().to_string_lossy().into_owned();
                let name = if group == "crates" { name } else { format!("{group}/{name}") };
                crates.insert(name, folder);
            }
        }
    }
    crates
}

#[test]
fn no_crate_has_a_circle_of_files() {
    let circles = |(name, folder): (String, PathBuf)| {
        Code::of(&folder).circles().into_iter().map(move |circle| format!("{name}: {circle:?}"))
    };
    let found: Vec<String> = crates().into_iter().flat_map(circles).collect();
    assert!(
        found.is_empty(),
        "each of these files uses names of another that uses its own:\n{}",
        found.join("\n")
    );
}

/// A file of the black-box suite that the manifest does not name is never built.
#[test]
fn every_file_of_the_black_box_suite_is_run() {
    let folder = Workspace::find().unwrap().root.join("tests");
    let manifest = read_toml(&folder.join("Cargo.toml")).unwrap();
    let named: BTreeSet<PathBuf> = manifest["test"]
        .as_array()
        .unwrap()
        .iter()
        .map(|test| test["path"].as_str().unwrap().into())
        .collect();
    let mut there = BTreeSet::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = PathBuf::from(entry.unwrap().file_name());
        let whole = folder.join(&path);
        if path.extension().is_some_and(|end| end == "rs") {
            there.insert(path);
        } else if whole.join("main.rs").exists() {
            there.insert(path.join("main.rs"));
        }
    }
    assert_eq!(named, there);
}

#[test]
fn no_crate_holds_more_than_its_share_of_the_code() {
    let lines: BTreeMap<String, usize> =
        crates().into_iter().map(|(name, folder)| (name, Code::of(&folder).lines)).collect();
    let all: usize = lines.values().sum();
    let large: Vec<&str> =
        lines.iter().filter(|(_, lines)| **lines * SHARE > all).map(|(name, _)| name.as_str()).collect();
    assert!(large.is_empty(), "{large:?} of {all} lines outside tests: {lines:?}");
}

#[test]
fn arrows_between_crates_run_one_way() {
    let crates = crates();
    let package = |folder: &Path| {
        let manifest = read_toml(&folder.join("Cargo.toml")).unwrap();
        (manifest["package"]["name"].as_str().unwrap().to_owned(), manifest)
    };
    let kind = |name: &str| name.split('/').next().unwrap().to_owned();
    let packages: BTreeMap<String, String> =
        crates.iter().map(|(name, folder)| (package(folder).0, kind(name))).collect();
    let row = |name: &str| ARROWS.iter().find(|(of, _)| *of == name);
    let mut there = BTreeSet::new();
    for (name, folder) in &crates {
        let manifest = package(folder).1;
        let (from, _) = row(name).or_else(|| row(&kind(name))).unwrap_or_else(|| {
            panic!("{name} is not in ARROWS: say what it may depend on");
        });
        let to = dependencies(&manifest).into_iter().filter_map(|dependency| packages.get(&dependency));
        there.extend(to.map(|to| format!("{from} → {to}")));
    }
    let allowed: BTreeSet<String> =
        ARROWS.iter().flat_map(|(from, to)| to.iter().map(move |to| format!("{from} → {to}"))).collect();
    let wrong: Vec<&String> = there.difference(&allowed).collect();
    assert!(wrong.is_empty(), "the house does not have these arrows: {wrong:?}");
    let unused: Vec<&String> = allowed.difference(&there).collect();
    assert!(unused.is_empty(), "nobody uses these arrows: {unused:?}");
}

/// A first `cargo xtask up` compiles `xtask` before anything else.
#[test]
fn a_first_up_waits_for_nothing_of_the_domain() {
    let to = |from: &str| ARROWS.iter().find(|(of, _)| *of == from).map_or(&[][..], |(_, to)| *to);
    let mut waits = vec!["xtask"];
    while let Some(more) = waits.iter().flat_map(|name| to(name)).find(|name| !waits.contains(name)) {
        waits.push(more);
    }
    waits.sort_unstable();
    assert_eq!(waits, ["http-client", "tools", "types", "xtask"]);
}

#[test]
fn the_arrows_themselves_have_no_circle() {
    let mut edges = BTreeMap::new();
    for (from, to) in ARROWS {
        edges.insert((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect());
    }
    assert_eq!(circles(&edges), Vec::<Vec<String>>::new());
}

/// The packages that a crate is made of, for whatever target; those of its tests do not count.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let mut names = Vec::new();
    for table in tables.chain([manifest]) {
        for part in ["dependencies", "build-dependencies"] {
            for (name, what) in table.get(part).and_then(toml::Value::as_table).into_iter().flatten() {
                let renamed = what.get("package").and_then(toml::Value::as_str);
                names.push(renamed.unwrap_or(name).to_owned());
            }
        }
    }
    names
}

/// A crate's code outside its tests.
#[derive(Debug, Default)]
struct Code {
    /// Which file uses names of which others, by paths below `src`.
    uses: BTreeMap<String, BTreeSet<String>>,
    /// Lines that hold code.
    lines: usize,
}

type ModulePath = Vec<String>;

/// What stands in one module, and in which file.
struct Module {
    file: String,
    items: Vec<Item>,
}

impl Code {
    fn of(folder: &Path) -> Self {
        let src = folder.join("src");
        let programs = fs::read_dir(src.join("bin")).into_iter().flatten().map(|entry| entry.unwrap().path());
        let roots = ["lib.rs", "main.rs"].map(|name| src.join(name)).into_iter().chain(programs);
        let mut code = Self::default();
        for root in roots.filter(|root| root.is_file()) {
            let mut modules = BTreeMap::new();
            code.load(&src, &root, root.parent().unwrap(), Vec::new(), &mut modules);
            for (here, module) in &modules {
                for item in &module.items {
                    for path in paths_of(item) {
                        let Some(to) = resolve(&path, here, &modules) else { continue };
                        if to != module.file {
                            code.uses.entry(module.file.clone()).or_default().insert(to);
                        }
                    }
                }
            }
        }
        code
    }

    /// Reads a file and the modules below it. `below` is the folder in which those stand.
    fn load(
        &mut self,
        src: &Path,
        file: &Path,
        below: &Path,
        path: ModulePath,
        modules: &mut BTreeMap<ModulePath, Module>,
    ) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.strip_prefix(src).unwrap().to_string_lossy().into_owned();
        let items: Vec<Item> = parsed.items.into_iter().filter(|item| !is_test(item)).collect();
        let mut lines = BTreeSet::new();
        items.iter().for_each(|item| lines_of(item.to_token_stream(), &mut lines));
        self.lines += lines.len();
        self.take(src, &name, items, below, path, modules);
    }

    fn take(
        &mut self,
        src: &Path,
        file: &str,
        items: Vec<Item>,
        below: &Path,
        path: ModulePath,
        modules: &mut BTreeMap<ModulePath, Module>,
    ) {
        let mut own = Vec::new();
        for item in items {
            let Item::Mod(module) = item else {
                own.push(item);
                continue;
            };
            let name = module.ident.to_string();
            let inside = [path.clone(), vec![name.clone()]].concat();
            let folder = below.join(&name);
            if let Some((_, items)) = module.content {
                let items = items.into_iter().filter(|item| !is_test(item)).collect();
                self.take(src, file, items, &folder, inside, modules);
            } else {
                let beside = below.join(format!("{name}.rs"));
                let child = if beside.is_file() { beside } else { folder.join("mod.rs") };
                self.load(src, &child, &folder, inside, modules);
            }
        }
        modules.insert(path, Module { file: file.to_owned(), items: own });
    }

    fn circles(&self) -> Vec<Vec<String>> {
        circles(&self.uses)
    }
}

/// The groups of names that can reach each other.
fn circles(edges: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached = |from: &String| {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&String> = edges.get(from).into_iter().flatten().collect();
        while let Some(name) = next.pop() {
            if reached.insert(name.clone()) {
                next.extend(edges.get(name).into_iter().flatten());
            }
        }
        reached
    };
    let all: BTreeMap<&String, BTreeSet<String>> = edges.keys().map(|name| (name, reached(name))).collect();
    let circle = |name: &String| -> Vec<String> {
        let reaches_back = |other: &&String| all.get(other).is_some_and(|back| back.contains(name));
        all[name].iter().filter(reaches_back).cloned().collect()
    };
    let circles: BTreeSet<Vec<String>> =
        edges.keys().map(circle).filter(|circle| !circle.is_empty()).collect();
    circles.into_iter().collect()
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Only there when tests are built.
fn is_test(item: &Item) -> bool {
    attributes(item).iter().any(|attribute| {
        let text = attribute.meta.to_token_stream().to_string().replace(' ', "");
        text.starts_with("cfg(test") || text.starts_with("cfg(all(test")
    })
}

/// Every path of an item that may name a module of its crate.
fn paths_of(item: &Item) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    match item {
        Item::Use(item) => leaves(&item.tree, Vec::new(), &mut paths),
        item => scan(item.to_token_stream(), &mut paths),
    }
    paths
}

fn leaves(tree: &UseTree, path: Vec<String>, paths: &mut Vec<Vec<String>>) {
    let and = |ident: &syn::Ident| [path.clone(), vec![ident.to_string()]].concat();
    match tree {
        UseTree::Path(tree) => leaves(&tree.tree, and(&tree.ident), paths),
        UseTree::Group(tree) => tree.items.iter().for_each(|tree| leaves(tree, path.clone(), paths)),
        UseTree::Name(tree) if tree.ident == "self" => paths.push(path),
        UseTree::Name(tree) => paths.push(and(&tree.ident)),
        UseTree::Rename(tree) => paths.push(and(&tree.ident)),
        UseTree::Glob(_) => paths.push(path),
    }
}

/// Names that are joined by `::`, wherever they stand, be it in a macro.
fn scan(tokens: TokenStream, paths: &mut Vec<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    let mut end = |path: &mut Vec<String>| {
        let path = std::mem::take(path);
        if path.len() > 1 {
            paths.push(path);
        }
    };
    let mut groups = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 {
                    end(&mut path);
                }
                path.push(ident.to_string());
                colons = 0;
            }
            TokenTree::Punct(punct)
                if punct.as_char() == ':' && (colons == 1 || punct.spacing() == Spacing::Joint) =>
            {
                colons += 1;
            }
            other => {
                end(&mut path);
                colons = 0;
                if let TokenTree::Group(group) = other {
                    groups.push(group.stream());
                }
            }
        }
    }
    end(&mut path);
    groups.into_iter().for_each(|group| scan(group, paths));
}

/// The file of the module that a path leads to; `None` when it leads out of the crate.
fn resolve(path: &[String], here: &ModulePath, modules: &BTreeMap<ModulePath, Module>) -> Option<String> {
    let first = path.first()?.as_str();
    let (mut module, rest) = match first {
        "crate" => (Vec::new(), &path[1..]),
        "self" => (here.clone(), &path[1..]),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            (here[..here.len().checked_sub(up)?].to_vec(), &path[up..])
        }
        child => {
            let child = [here.clone(), vec![child.to_owned()]].concat();
            modules.contains_key(&child).then_some((child, &path[1..]))?
        }
    };
    for part in rest {
        let deeper = [module.clone(), vec![part.clone()]].concat();
        if !modules.contains_key(&deeper) {
            break;
        }
        module = deeper;
    }
    modules.get(&module).map(|module| module.file.clone())
}

/// The lines on which tokens stand; comments are none.
fn lines_of(tokens: TokenStream, lines: &mut BTreeSet<usize>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_doc = |group: &TokenTree| matches!(group, TokenTree::Group(group) if group.stream().to_string().starts_with("doc ="));
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#')
            && tokens.peek().is_some_and(is_doc)
        {
            tokens.next();
            continue;
        }
        match token {
            TokenTree::Group(group) => {
                lines.extend([group.span_open().start().line, group.span_close().end().line]);
                lines_of(group.stream(), lines);
            }
            token => lines.extend(token.span().start().line..=token.span().end().line),
        }
    }
}

/// A crate of these files.
fn code(files: &[(&str, &str)]) -> Code {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join("src").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Code::of(folder.path())
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    for (a, b) in [
        ("use crate::b::B; pub struct A;", "use super::a::A; pub struct B;"),
        ("fn a() { crate::b::b() }", "fn b() -> [u8; 1] { vec![super::a::A] }"),
        ("macro_rules! a { () => { $crate::b::B } }", "pub use crate::{a::{self as other}};"),
    ] {
        let code = code(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]);
        assert_eq!(code.circles(), [["a.rs", "b.rs"]], "{a}");
    }
    let parent = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; pub use b::B; pub struct A;"),
        ("a/b.rs", "use super::A;"),
    ];
    assert_eq!(code(&parent).circles(), [["a/b.rs", "a/mod.rs"]], "a parent that gives on what uses it");
    let long = [
        ("main.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b;"),
        ("b.rs", "use crate::c::*;"),
        ("c.rs", "fn c(_: &mut crate::a::A) {}"),
    ];
    assert_eq!(code(&long).circles(), [["a.rs", "b.rs", "c.rs"]]);
}

#[test]
fn what_is_no_circle_is_none() {
    let tests = "pub(crate) struct A; #[cfg(test)] mod tests { use super::*; use crate::b::B; }";
    for (a, b) in [
        (tests, "use crate::a::A;"),
        ("pub(super) struct A; /// See [`crate::b::B`].\nstruct C { b: u8 }", "use super::a::A;"),
        ("mod inner { use super::A; } pub struct A;", "use crate::a::A; use std::b::C;"),
        ("fn a() { other::b::f(\"crate::b::c\") }", "use crate::a;"),
    ] {
        let code = code(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]);
        assert_eq!(code.circles(), Vec::<Vec<String>>::new(), "{a}");
        assert!(code.uses["b.rs"].contains("a.rs"));
    }
}

#[test]
fn lines_of_code_are_counted_and_no_others() {
    let text = "//! Doc\n\n/// Doc\nfn a() {\n    // comment\n    b(\n    );\n}\n\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n";
    assert_eq!(code(&[("lib.rs", text)]).lines, 4);
}
