//! What can be asked for by the standard Open311 GeoReport v2, and by its extensions here. Source: docs/OPEN311.md.

use minsheng_types::bounded_int::BoundedInt;

use crate::asked::{AnyText, Several, Since};
use crate::open311::asked::{ServiceCode, Sides, StatusAsked, UpTo};
use crate::parameter::Parameter;

/// Requests of one answer.
pub const MAX_REQUESTS: u32 = 1000;

pub const JURISDICTION: Parameter<AnyText> =
    Parameter::new("jurisdiction_id", "The jurisdiction, where this hotline has one; another one is unknown");
/// A key also stands in a header, as everywhere.
pub const API_KEY: Parameter<AnyText> =
    Parameter::new("api_key", "A key, where it is not shown as `X-API-Key`");
pub const REQUEST_IDS: Parameter<Several<AnyText>> = Parameter::several(
    "service_request_id",
    "These alone, at most 1000 with commas between; then nothing else that is asked of requests counts",
);
pub const SERVICE_CODES: Parameter<Several<ServiceCode>> =
    Parameter::several("service_code", "These services, with commas between; 404 for one that there is not");
pub const START_DATE: Parameter<Since> =
    Parameter::new("start_date", "Then or later; with `end_date` a span of at most 90 days");
pub const END_DATE: Parameter<UpTo> =
    Parameter::new("end_date", "Until then; without either the last 90 days");
pub const STATUS: Parameter<Several<StatusAsked>> =
    Parameter::several("status", "`open`, `closed` or both, with a comma between");
pub const PAGE: Parameter<BoundedInt<1, 1_000_000>> = Parameter::new("page", "Which page, from 1");
pub const PAGE_SIZE: Parameter<BoundedInt<1, MAX_REQUESTS>> =
    Parameter::new("page_size", "Requests on a page, 1 to 1000; 1000 by default");
pub const EXTENSIONS: Parameter<bool> =
    Parameter::new("extensions", "`true`: each with `extended_attributes`");
pub const BBOX: Parameter<Sides> = Parameter::new(
    "bbox",
    "Inside this box, in degrees: west, south, east, north; one with more than 2000 requests is refused",
);
pub const UPDATED_AFTER: Parameter<Since> = Parameter::new(
    "updated_after",
    "Of what came in through Open311: changed then or later, the oldest change first",
);
pub const UPDATED_BEFORE: Parameter<UpTo> = Parameter::new("updated_before", "Likewise: changed until then");
