//! What databases tell whoever watches the host.

use super::database::{Database, Databases};
use crate::exposition::{
    DATABASE_BYTES, Family, IDLE_CONNECTIONS, Text, WRITER_WAIT, WRITERS_GAVE_UP, WRITERS_WAITING,
};
use std::ffi::OsString;

/// A database's files, by what their names end with after its own.
const FILES: [(&str, &str); 2] = [("database", ""), ("log", "-wal")];

impl Databases {
    pub fn write_metrics(&self, text: &mut Text) {
        let mut each = |family: &Family, value: &dyn Fn(&Database) -> u64| {
            text.family(family);
            for (name, database) in self.each() {
                text.sample(family, &[("database", name)], value(database));
            }
        };
        each(&IDLE_CONNECTIONS, &|database| database.pool.unused() as u64);
        each(&WRITERS_WAITING, &|database| database.queue.waiting() as u64);
        each(&WRITERS_GAVE_UP, &|database| database.queue.gave_up());
        text.family(&WRITER_WAIT);
        for (name, database) in self.each() {
            text.histogram(&WRITER_WAIT, &[("database", name)], database.queue.waits());
        }
        text.family(&DATABASE_BYTES);
        for (name, database) in self.each() {
            for (file, end) in FILES {
                let mut path = OsString::from(database.path());
                path.push(end);
                // One that is not there yet, or not any more, has no bytes.
                let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
                text.sample(&DATABASE_BYTES, &[("database", name), ("file", file)], bytes);
            }
        }
    }
}
