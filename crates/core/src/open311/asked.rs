//! What a call of Open311 can ask for, as types that cannot hold anything else.

use std::str::FromStr;

use minsheng_types::bound::Bound;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::form::Form;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;

use crate::asked::day_or_moment;
use crate::open311::{Format, Service, read_degrees};

/// The code of a service, among others in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceCode(pub Service);

impl FromStr for ServiceCode {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Service::parse(text).map(Self).ok_or(Invalid::NotFound)
    }
}

/// The same in a path, where the form of the answer may stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceNamed(pub Service);

impl FromStr for ServiceNamed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Format::of(text).0.parse().map(|ServiceCode(service)| Self(service))
    }
}

/// The number of a request likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestNamed(pub TicketId);

impl FromStr for RequestNamed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        TicketId::parse(Format::of(text).0).map(Self)
    }
}

/// How a request stands, in capital letters or small ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusAsked {
    Open,
    Closed,
}

impl FromStr for StatusAsked {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.eq_ignore_ascii_case("open") {
            Ok(Self::Open)
        } else if text.eq_ignore_ascii_case("closed") {
            Ok(Self::Closed)
        } else {
            Err(Invalid::OneOf(&["open", "closed"]))
        }
    }
}

/// Where a span of time ends, as what is no part of it any more: a moment belongs to it, and so does a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpTo(pub Timestamp);

impl FromStr for UpTo {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let last: fn(Day) -> Timestamp = |day| day.next().start().plus(-1);
        day_or_moment(text, last).map(|last| Self(last.plus(1)))
    }
}

/// West, south, east and north of a box, in millionths of a degree, on whichever side of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides(pub [i64; 4]);

impl FromStr for Sides {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // Of all white space blanks alone may stand around numbers.
        if !text.bytes().all(|byte| byte.is_ascii_digit() || b" +-.,".contains(&byte)) {
            return Err(Invalid::Form(Form::Box));
        }
        let parts: Vec<&str> = text.split(',').collect();
        let [west, south, east, north] = parts.as_slice() else {
            return Err(Invalid::Form(Form::Box));
        };
        Ok(Self([
            read_degrees(west, 180)?,
            read_degrees(south, 90)?,
            read_degrees(east, 180)?,
            read_degrees(north, 90)?,
        ]))
    }
}

impl Sides {
    /// The sides of a box that is one.
    ///
    /// # Errors
    /// Where west lies east of east, or south north of north.
    pub fn of_a_box(self) -> Result<[i64; 4], Invalid> {
        let [west, south, east, north] = self.0;
        if west > east || south > north { Err(Invalid::Beyond(Bound::Box)) } else { Ok(self.0) }
    }
}

#[cfg(feature = "schema")]
mod described {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{RequestNamed, Service, ServiceCode, ServiceNamed, Sides, StatusAsked, TicketId, UpTo};
    use crate::asked::Until;

    /// What may stand behind a name in a path.
    const ENDING: &str = "(\\.(xml|json))?";

    fn codes() -> Vec<String> {
        Service::all().map(Service::code).collect()
    }

    macro_rules! described {
        ($($name:ident, $inline:literal: $generator:ident => $schema:expr;)+) => {$(
            impl JsonSchema for $name {
                fn inline_schema() -> bool {
                    $inline
                }
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }
                fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                    $schema
                }
            }
        )+};
    }

    described! {
        ServiceCode, false: _generator => json_schema!({"type": "string", "enum": codes()});
        ServiceNamed, true: _generator => json_schema!({
            "type": "string", "pattern": format!("^({}){ENDING}$", codes().join("|")),
        });
        RequestNamed, true: generator => {
            let number = TicketId::json_schema(generator);
            let pattern = number.get("pattern").and_then(|pattern| pattern.as_str()).unwrap_or_default();
            json_schema!({"type": "string", "pattern": format!("{}{ENDING}$", pattern.trim_end_matches('$'))})
        };
        StatusAsked, true: _generator => json_schema!({
            "type": "string", "pattern": "^([Oo][Pp][Ee][Nn]|[Cc][Ll][Oo][Ss][Ee][Dd])$",
        });
        UpTo, true: generator => Until::json_schema(generator);
        Sides, true: _generator => {
            // Six digits before the point at most, and no more degrees than there are.
            let side = |below: &str, most: &str| format!(
                " *[+-]?(({below})(\\.[0-9]*)?|{most}(\\.(0{{0,6}}|0{{6}}[0-9]*))?) *"
            );
            let (x, y) = (
                side("0{0,4}[0-9]{1,2}|0{0,3}1[0-7][0-9]", "0{0,3}180"),
                side("0{0,5}[0-9]|0{0,4}[1-8][0-9]", "0{0,4}90"),
            );
            json_schema!({"type": "string", "pattern": format!("^{x},{y},{x},{y}$")})
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_has_four_sides() {
        let read = |text: &str| text.parse::<Sides>().and_then(Sides::of_a_box);
        assert_eq!(read("112.9,28.1,113,28.3"), Ok([112_900_000, 28_100_000, 113_000_000, 28_300_000]));
        for bad in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "a,b,c,d",
            "113,28,112,29",
            "112,29,113,28",
            "181,0,181,0",
            "0,91,1,91",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_in_paths_may_say_how_they_are_answered() {
        let lamps = Service::parse("0102").unwrap();
        for name in ["0102", "0102.xml", "0102.json"] {
            assert_eq!(name.parse(), Ok(ServiceNamed(lamps)), "{name}");
        }
        for none in ["", ".xml", "9999", "0102.csv", "0102.xml.json", "102"] {
            assert_eq!(none.parse::<ServiceNamed>(), Err(Invalid::NotFound), "{none}");
        }
        let id = TicketId::parse("20261123000042").unwrap();
        assert_eq!("20261123000042.json".parse(), Ok(RequestNamed(id)));
        assert_eq!("77.xml".parse::<RequestNamed>(), Err(Invalid::Form(Form::TicketId)));
    }

    #[test]
    fn a_status_is_written_as_one_likes_and_the_last_moment_of_a_span_belongs_to_it() {
        assert_eq!(("OPEN".parse(), "closed".parse()), (Ok(StatusAsked::Open), Ok(StatusAsked::Closed)));
        assert!("shut".parse::<StatusAsked>().is_err() && "".parse::<StatusAsked>().is_err());
        let end = |text: &str| text.parse::<UpTo>().map(|end| end.0.to_string());
        assert_eq!(end("2026-11-23"), Ok("2026-11-24T00:00:00+08:00".to_owned()));
        assert_eq!(end("2026-11-23T10:00:00 08:00"), Ok("2026-11-23T10:00:01+08:00".to_owned()));
        assert!(end("tomorrow").is_err());
    }
}
