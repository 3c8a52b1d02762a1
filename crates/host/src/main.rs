//! The command `minsheng-host`. See [`minsheng_host`] for what it does.

/// Nothing else is here: a program is compiled after its library, and by then no other crate is left to compile beside it.
fn main() -> std::process::ExitCode {
    minsheng_host::command::main()
}
