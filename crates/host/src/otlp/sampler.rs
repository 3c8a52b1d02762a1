//! Which traces are told: `OTEL_TRACES_SAMPLER` and its argument, by the names that the standard gives them.

use super::ids::{Caller, TraceId};
use anyhow::{Context as _, bail};

/// There are so many traces, as far as choosing goes.
const ALL: u64 = 1 << 56;

const REMEDY: &str = "always_on, always_off, traceidratio, or one of these after parentbased_";

/// What is decided when a trace begins, and holds for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampler {
    /// Where a caller has decided, that holds.
    parent_based: bool,
    /// Else so many of all traces are told: those whose chance is high enough, here as on any other machine.
    told: u64,
}

impl Sampler {
    /// By its name and argument; without a name all are told of which no caller says that they are not.
    ///
    /// # Errors
    /// There is none of this name, or the argument is none.
    pub fn parse(name: Option<&str>, argument: Option<&str>) -> anyhow::Result<Self> {
        let name = name.unwrap_or("parentbased_always_on");
        let own = name.strip_prefix("parentbased_");
        let told = match own.unwrap_or(name) {
            "always_on" => ALL,
            "always_off" => 0,
            "traceidratio" => ratio(argument.unwrap_or("1"))?,
            _ => bail!("OTEL_TRACES_SAMPLER: `{name}` is not known: use {REMEDY}"),
        };
        Ok(Self { parent_based: own.is_some(), told })
    }

    /// Whether a trace is told, of which `caller` is already a part.
    pub fn tells(self, trace: TraceId, caller: Option<Caller>) -> bool {
        match caller {
            Some(caller) if self.parent_based => caller.sampled,
            _ => trace.chance() >= ALL - self.told,
        }
    }

    /// Whether none is ever told, whoever calls.
    pub fn tells_nothing(self) -> bool {
        !self.parent_based && self.told == 0
    }
}

/// So many of all traces, for a number from 0 to 1.
fn ratio(text: &str) -> anyhow::Result<u64> {
    let place = || format!("OTEL_TRACES_SAMPLER_ARG: `{text}` is no number from 0 to 1, such as 0.05");
    let ratio: f64 = text.parse().with_context(place)?;
    anyhow::ensure!((0.0..=1.0).contains(&ratio), place());
    Ok((ratio * ALL as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(chance: &str) -> TraceId {
        Caller::parse(&format!("00-4bf92f3577b34da6a3{chance}-00f067aa0ba902b7-01")).unwrap().trace
    }

    #[test]
    fn each_name_decides_as_the_standard_says() {
        let (low, high) = (trace("00000000000001"), trace("ffffffffffffff"));
        let caller = |sampled| {
            let flags = if sampled { "01" } else { "00" };
            Caller::parse(&format!("00-{high}-00f067aa0ba902b7-{flags}"))
        };
        // Of a trace with a low and one with a high number; of one that a caller tells, and does not tell.
        for (name, argument, told) in [
            (None, None, [true, true, true, false]),
            (Some("always_on"), None, [true, true, true, true]),
            (Some("always_off"), None, [false, false, false, false]),
            (Some("traceidratio"), Some("0.5"), [false, true, true, true]),
            (Some("traceidratio"), None, [true, true, true, true]),
            (Some("traceidratio"), Some("0"), [false, false, false, false]),
            (Some("parentbased_always_off"), None, [false, false, true, false]),
            (Some("parentbased_traceidratio"), Some("0.5"), [false, true, true, false]),
            (Some("parentbased_traceidratio"), Some("0"), [false, false, true, false]),
        ] {
            let sampler = Sampler::parse(name, argument).unwrap();
            let tells = [
                sampler.tells(low, None),
                sampler.tells(high, None),
                sampler.tells(high, caller(true)),
                sampler.tells(high, caller(false)),
            ];
            assert_eq!(tells, told, "{name:?} {argument:?}");
            assert_eq!(sampler.tells_nothing(), told == [false; 4], "{name:?} {argument:?}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_what_would_be_one() {
        for (name, argument, part) in [
            ("jaeger_remote", None, "`jaeger_remote` is not known: use always_on"),
            ("parentbased_", None, "use always_on"),
            ("traceidratio", Some("half"), "`half` is no number from 0 to 1"),
            ("traceidratio", Some("1.5"), "from 0 to 1"),
            ("parentbased_traceidratio", Some("-0.1"), "from 0 to 1"),
            ("traceidratio", Some("NaN"), "from 0 to 1"),
        ] {
            let error = format!("{:#}", Sampler::parse(Some(name), argument).unwrap_err());
            assert!(error.contains(part), "{error}");
        }
    }
}
