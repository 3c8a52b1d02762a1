//! Reading the runtime configuration strictly: a table with a type, of which every key must be asked for.

use anyhow::{Context as _, bail};
use toml::{Table, Value};

/// A table that says of which type it is.
pub struct Entry {
    /// As messages call it.
    pub place: String,
    pub kind: String,
    rest: Table,
}

impl Entry {
    /// # Errors
    /// It is no table, or has no type.
    pub fn new(place: String, value: Value) -> anyhow::Result<Self> {
        let Value::Table(mut rest) = value else { bail!("{place}: write it as a table with a `type`") };
        match rest.remove("type") {
            Some(Value::String(kind)) => Ok(Self { place, kind, rest }),
            _ => bail!("{place}: `type` is missing, or is no text"),
        }
    }

    /// The text under `key`, if it is there. What is there and no text is not shown: it may be a secret.
    ///
    /// # Errors
    /// It is no text.
    pub fn text(&mut self, key: &str) -> anyhow::Result<Option<String>> {
        match self.rest.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => bail!("{}: `{key}` must be text", self.place),
        }
    }

    /// # Errors
    /// It is not there, or no text.
    pub fn needed(&mut self, key: &str, what: &str) -> anyhow::Result<String> {
        self.text(key)?.with_context(|| format!("{}: `{key}` is missing: {what}", self.place))
    }

    /// Whatever stands under `key`.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        self.rest.remove(key)
    }

    /// That nothing is left which nobody has asked for.
    ///
    /// # Errors
    /// Names what is left.
    pub fn end(self) -> anyhow::Result<()> {
        match self.rest.keys().next() {
            None => Ok(()),
            Some(key) => {
                bail!("{}: `{key}` is not known for the type `{}`: remove it", self.place, self.kind)
            }
        }
    }

    /// What to say of a type that this host does not speak.
    pub fn unknown<T>(&self, spoken: &str) -> anyhow::Result<T> {
        bail!(
            "{}: the embedded host does not speak `{}`; it speaks {spoken}: use one of these, or run on Spin",
            self.place,
            self.kind
        )
    }
}
