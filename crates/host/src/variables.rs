//! Variables: the application's values, and the templates of components.
//!
//! A value comes from the providers of the runtime configuration, else from `SPIN_VARIABLE_NAME` in the environment,
//! else from the default in the manifest. All of it is settled when the host starts, so a forgotten one is found then
//! and not by a citizen.

use crate::manifest::{Manifest, VariableDefinition};
use anyhow::{Context as _, bail};
use minsheng_runtime_config::Provider;
use std::collections::BTreeMap;
use std::ffi::OsString;

/// Names and values.
pub type Values = BTreeMap<String, String>;

/// The environment variable that sets the variable `name`.
pub fn environment_name(name: &str) -> String {
    format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase())
}

/// The values of the application's variables; `providers` are asked in order, `environment` looks up an environment
/// variable.
///
/// # Errors
/// Names the variable that has no value, or one that is no text: it must not be taken for absent.
pub fn application_values(
    definitions: &BTreeMap<String, VariableDefinition>,
    providers: &[Provider],
    environment: impl Fn(&str) -> Option<OsString>,
) -> anyhow::Result<Values> {
    let mut values = Values::new();
    for (name, definition) in definitions {
        let source = environment_name(name);
        let provided = providers.iter().find_map(|provider| provider.get(name, &environment).transpose());
        let set = match provided.transpose()? {
            Some(value) => Some(value),
            None => {
                let set = environment(&source).map(OsString::into_string).transpose();
                set.map_err(|_| anyhow::anyhow!("{source} is not UTF-8: set it to text"))?
            }
        };
        match set.or_else(|| definition.default.clone()) {
            Some(value) => values.insert(name.clone(), value),
            None => bail!("the variable `{name}` is required and has no value: set {source}"),
        };
    }
    Ok(values)
}

/// The values that the component `name` sees.
pub fn component_values(manifest: &Manifest, name: &str, application: &Values) -> anyhow::Result<Values> {
    let Some(component) = manifest.components.get(name) else { return Ok(Values::new()) };
    component
        .variables
        .iter()
        .map(|(key, template)| {
            let value = render(template, application)
                .with_context(|| format!("[component.{name}]: the variable `{key}`"))?;
            Ok((key.clone(), value))
        })
        .collect()
}

/// Replaces every `{{ name }}` in `template` by that variable's value.
pub fn render(template: &str, values: &Values) -> anyhow::Result<String> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) =
            after.split_once("}}").with_context(|| format!("`{template}`: `{{{{` without `}}}}`"))?;
        let name = name.trim();
        let value = values.get(name).with_context(|| {
            format!("`{template}` names the variable `{name}`, which is not in [variables]: define it there")
        })?;
        text.push_str(before);
        text.push_str(value);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_environment_goes_before_the_default() {
        let definitions = BTreeMap::from([
            ("a_b".to_owned(), VariableDefinition { default: Some("default".into()), ..Default::default() }),
            ("c".to_owned(), VariableDefinition { default: Some("kept".into()), ..Default::default() }),
        ]);
        let environment = |name: &str| (name == "SPIN_VARIABLE_A_B").then(|| "set".into());
        assert_eq!(
            application_values(&definitions, &[], environment).unwrap(),
            values(&[("a_b", "set"), ("c", "kept")])
        );
    }

    #[test]
    fn the_first_provider_goes_before_the_others_and_these_before_the_environment() {
        let fixed = |pairs: &[(&str, &str)]| Provider::Static(values(pairs));
        let providers = [fixed(&[("a", "first")]), fixed(&[("a", "second"), ("b", "second")])];
        let default = || VariableDefinition { default: Some("default".into()), ..Default::default() };
        let definitions = ["a", "b", "c", "d"].map(|name| (name.to_owned(), default())).into();
        let environment = |name: &str| (name != "SPIN_VARIABLE_D").then(|| "set".into());
        assert_eq!(
            application_values(&definitions, &providers, environment).unwrap(),
            values(&[("a", "first"), ("b", "second"), ("c", "set"), ("d", "default")])
        );
    }

    #[test]
    fn a_missing_one_is_named_with_its_remedy() {
        let definitions = BTreeMap::from([(
            "jwt_secret".to_owned(),
            VariableDefinition { required: true, ..Default::default() },
        )]);
        let error = application_values(&definitions, &[], |_| None).unwrap_err().to_string();
        assert!(error.contains("jwt_secret") && error.contains("SPIN_VARIABLE_JWT_SECRET"), "{error}");
    }

    #[test]
    fn what_is_no_text_is_not_taken_for_absent() {
        use std::os::unix::ffi::OsStringExt as _;
        let definitions = BTreeMap::from([(
            "key".to_owned(),
            VariableDefinition { default: Some(String::new()), ..Default::default() },
        )]);
        let error =
            application_values(&definitions, &[], |_| Some(OsString::from_vec(vec![0xff]))).unwrap_err();
        assert!(error.to_string().contains("SPIN_VARIABLE_KEY is not UTF-8"), "{error}");
    }

    #[test]
    fn templates() {
        let known = values(&[("host", "example.com"), ("port", "80")]);
        for (template, text) in [
            ("", ""),
            ("plain", "plain"),
            ("{{host}}", "example.com"),
            ("http://{{ host }}:{{ port }}/", "http://example.com:80/"),
            ("} { }}", "} { }}"),
        ] {
            assert_eq!(render(template, &known).unwrap(), text);
        }
        assert!(render("{{ other }}", &known).unwrap_err().to_string().contains("`other`"));
        assert!(render("{{ host", &known).is_err());
    }
}
