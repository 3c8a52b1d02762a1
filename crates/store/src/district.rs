//! Districts as SQL compares them.

/// The key of a district in a column, as [`minsheng_types::district::key`] has it: rows of before there was one spelling fold
/// as well.
macro_rules! district_key {
    ($column:literal) => {
        concat!(
            "(SELECT CASE WHEN name LIKE '__%新区' THEN substr(name, 1, length(name) - 2) \
             WHEN length(name) > 2 AND substr(name, -1) IN ('区', '县', '旗') THEN substr(name, 1, length(name) - 1) \
             ELSE name END FROM (SELECT iif(instr(",
            $column,
            ", '市') > 1 AND length(",
            $column,
            ") - instr(",
            $column,
            ", '市') > 1, substr(",
            $column,
            ", instr(",
            $column,
            ", '市') + 1), ",
            $column,
            ") AS name))"
        )
    };
}
pub(crate) use district_key;

/// What is for the whole city, or for the district that is a parameter.
macro_rules! for_district {
    ($district:literal) => {
        concat!(
            "(districts IS NULL OR EXISTS (SELECT 1 FROM json_each(districts) WHERE ",
            $crate::district::district_key!("value"),
            " = ",
            $district,
            "))"
        )
    };
}
pub(crate) use for_district;

/// For the test that holds it against the key: a statement that answers the key of its parameter.
#[must_use]
pub const fn key_of() -> &'static str {
    concat!("SELECT ", district_key!("?1"))
}
