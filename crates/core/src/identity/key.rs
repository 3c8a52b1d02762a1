//! What other systems and sessions show: long random texts, of which only a hash is stored.

use std::fmt;

use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{hex, unhex};
use minsheng_types::words::Scope;
use serde::{Deserialize, Deserializer, Serialize};

use super::one_of::{one_of, some_of};

/// What an API key can be good for. The scheduled work is called with the installation's own
/// `tick_key`, never with a key that somebody was handed.
pub const KEY_SCOPES: &[Scope] = &[
    Scope::TicketsWrite,
    Scope::TicketsRead,
    Scope::CallsWrite,
    Scope::StatsRead,
    Scope::EventsRead,
    Scope::EventsAll,
    Scope::MessagesWrite,
];

/// The `sub` of whoever shows the key of this id.
#[must_use]
pub fn keys_sub(id: &str) -> String {
    format!("key:{id}")
}

/// An API key, `msk_ID_SECRET`: the id is public and stands in lists and histories, the secret is
/// shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    id: [u8; 8],
    secret: [u8; 32],
}

impl ApiKey {
    /// Programs that look for leaked secrets know them by their beginning.
    pub const PREFIX: &str = "msk_";

    #[must_use]
    pub const fn from_bytes(id: [u8; 8], secret: [u8; 32]) -> Self {
        Self { id, secret }
    }

    /// `None` for what cannot be a key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(Self::PREFIX)?.split_once('_')?;
        Some(Self { id: unhex(id)?, secret: unhex(secret)? })
    }

    #[must_use]
    pub fn id(&self) -> String {
        hex(&self.id)
    }

    /// What the stored hash is made of.
    #[must_use]
    pub const fn parts(&self) -> [&[u8]; 2] {
        [&self.id, &self.secret]
    }

    /// The whole key, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}{}_{}", Self::PREFIX, self.id(), hex(&self.secret))
    }
}

/// A secret: it does not show in debug output.
impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({}, …)", self.id())
    }
}

/// 256 random bits that stand for a session until they are used.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; 32]);

impl RefreshToken {
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    #[must_use]
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }
}

/// A secret: it does not show in debug output.
impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

impl<'de> Deserialize<'de> for RefreshToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        unhex(text.trim()).map(Self).ok_or_else(|| serde::de::Error::custom(Invalid::Form(Form::Token)))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RefreshToken {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RefreshToken".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
    }
}

one_of! {
    /// A scope that a key can have.
    KeyScope: Scope in KEY_SCOPES
}

/// What a key is good for: at least one, none twice.
///
/// # Errors
/// [`Invalid::Empty`], [`Invalid::UnknownValue`].
pub fn scopes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Scope>, D::Error> {
    some_of::<D, KeyScope, Scope>(deserializer)
}

/// An API key, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyView {
    pub id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// The last day on which it opened something.
    pub last_used_on: Option<Day>,
}

/// Seconds for which functions believe again what they were told of an API key: so long a revoked
/// one may still work.
pub const KEY_REMEMBERED_SECONDS: i64 = 5;
