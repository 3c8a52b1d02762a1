//! The Spin interfaces that this host implements, as Rust traits made from their WIT.
//!
//! The WIT files under `wit/` are copies of those which ship inside the spin-sdk crate; a test
//! compares the two.
//!
//! A resource is a number to a component. What stands behind it is in the instance's table, and of a type
//! which these traits do not know ([`crate::interfaces`]): so this file names nothing of the host.

wasmtime::component::bindgen!({
    path: ["wit/spin-sqlite@3.1.0", "wit/spin-key-value@3.0.0", "wit/spin-variables@3.0.0"],
    inline: "
        package minsheng:host;
        world spin {
            import spin:sqlite/sqlite@3.1.0;
            import spin:key-value/key-value@3.0.0;
            import spin:variables/variables@3.0.0;
        }
    ",
    world: "minsheng:host/spin",
    imports: { default: async | trappable },
    require_store_data_send: true,
});

pub use spin::key_value::key_value;
pub use spin::sqlite::sqlite;
pub use spin::variables::variables;
