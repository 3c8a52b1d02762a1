//! An embedded host for Spin applications.
//!
//! It reads a Spin manifest (version 2), compiles the components named there, and serves them over
//! HTTP/1.1 with the SQLite, key-value, variables and outbound HTTP interfaces that Spin itself offers.
//! What an application asks for beyond that is refused by name when the host starts, never half
//! honoured: an application that starts here behaves here as it does on Spin.
//!
//! A request takes this way:
//!
//! 1. [`serve`] accepts the connection, [`routes`] finds the component, [`headers`] adds Spin's headers;
//! 2. [`admission`] lets the request in, or answers 503 when the machine is full;
//! 3. [`dispatch`] hands it to the component, whose instances [`instances`] makes, reuses and ends;
//! 4. the component calls back into [`interfaces`], which run [`databases`] and [`stores`], and into [`outbound`];
//! 5. the answer's body flows through [`body`], which breaks the connection when the instance fails.
//!
//! Besides requests from connections there are those that the host makes by itself: [`schedule`] reads from
//! the manifest what to call when, [`scheduler`] calls. They take the same way from the router on.
//!
//! What stands behind an interface is a file of this machine ([`sqlite`], [`key_value`]) unless the runtime configuration
//! names a server ([`minsheng_runtime_config`], [`libsql`], [`redis_store`]).
//!
//! Files name each other one way: the command ([`command`]) → what serves ([`serve`], [`scheduler`], [`metrics_server`], [`ready`]) → the application ([`app`]) → who runs
//! instances ([`dispatch`], [`instances`], [`service`], [`engine`]) → what an instance can reach ([`interfaces`], [`guest`],
//! [`outbound`], [`component`]) → what stands behind that ([`databases`], [`stores`], [`variables`]) → what knows of
//! nothing else ([`bindings`], [`log`], [`trace`], [`routes`], ...).
//!
//! What all of these count, [`metrics`] keeps and [`metrics_server`] tells, at an address of its own. What they do for a request,
//! [`trace`] writes to a file or hands to [`otlp`], which sends it to a collector.
//!
//! The state folder has Spin's layout, so that an application can move between the two.

pub mod admission;
pub mod allowed_hosts;
pub mod app;
pub mod bindings;
pub mod body;
pub mod causes;
pub mod client;
pub mod clients;
pub mod command;
pub mod compiled;
pub mod component;
pub mod connections;
pub mod databases;
pub mod dispatch;
pub mod engine;
pub mod exposition;
pub mod guest;
pub mod headers;
pub mod histogram;
pub mod instances;
pub mod interfaces;
pub mod key_value;
pub mod libsql;
pub mod lock;
pub mod log;
pub mod manifest;
pub mod metrics;
pub mod metrics_server;
pub mod options;
pub mod otlp;
pub mod outbound;
pub mod output;
pub mod problem;
pub mod ready;
pub mod redis_store;
pub mod routes;
pub mod schedule;
pub mod scheduled_call;
pub mod scheduler;
pub mod serve;
pub mod service;
pub mod sqlite;
pub mod state;
pub mod stores;
pub mod tls;
pub mod tool;
pub mod trace;
pub mod upload;
pub mod variables;
