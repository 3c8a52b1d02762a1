//! Uploading files to a ticket: `/v1/tickets/{id}/attachments`.

use minsheng_core::attachments::{File, FileState, Reader};
use minsheng_types::clock::Timestamp;
use minsheng_types::file_type::FileType;
use minsheng_types::form::Form;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Name, unhex};
use minsheng_types::words::{Lang, Role};
use serde::{Deserialize, Deserializer, Serialize};

/// `POST /v1/tickets/{id}/attachments`: a file whose bytes will come.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AttachmentRequest {
    pub name: Name,
    pub media_type: FileType,
    /// Bytes, all of which will come.
    pub size: Bytes,
    /// SHA-256 of all of them, as 64 hexadecimal digits: a file that came as another is refused.
    #[serde(default)]
    pub sha256: Option<Digest>,
    /// Staff: the citizen does not see it.
    #[serde(default)]
    pub internal: bool,
}

/// How long a file is that has anything in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(i64);

impl Bytes {
    /// Longer than any limit.
    const MOST: i64 = 1 << 40;

    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = i64::deserialize(deserializer)?;
        if (1..=Self::MOST).contains(&bytes) {
            Ok(Self(bytes))
        } else {
            Err(serde::de::Error::custom(Invalid::Between(1, Self::MOST)))
        }
    }
}

/// A digest in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        unhex(&text.to_ascii_lowercase())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(Invalid::Form(Form::Token)))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Bytes {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Bytes".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "minimum": 1, "maximum": Self::MOST})
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Digest {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"})
    }
}

/// A file that was announced, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttachmentView {
    pub id: String,
    /// The ticket that it was added to.
    pub ticket: TicketId,
    pub name: String,
    pub media_type: FileType,
    /// Bytes: as announced, and once it is `ready` as it is kept.
    pub size: i64,
    /// The bytes that have come: the next part begins there.
    pub received: i64,
    pub state: FileState,
    pub state_label: String,
    /// For staff alone.
    pub internal: bool,
    /// As whom it was added.
    pub by: Role,
    pub created_at: Timestamp,
    /// Where its parts go and where it is read, under the ticket that was asked for.
    pub url: String,
}

impl AttachmentView {
    #[must_use]
    pub fn new(file: &File, reader: &Reader<'_>, lang: Lang) -> Self {
        Self {
            id: file.id.to_string(),
            ticket: file.ticket,
            name: reader.name_of(file),
            media_type: file.file_type,
            size: file.size,
            received: file.received,
            state: file.state,
            state_label: file.state.label(lang).to_owned(),
            internal: file.internal,
            by: file.role,
            created_at: file.created_at,
            url: reader.path_of(file),
        }
    }
}

/// What the scheduled work has done to files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttachmentsTended {
    /// Scanned, whether clean or not.
    pub scanned: u32,
    pub infected: u32,
    /// Uploads that nobody finished.
    pub swept: u32,
    /// Taken out of the bucket.
    pub emptied: u32,
    /// There is more of it, or the scanner or the bucket could not be reached.
    pub more: bool,
}
