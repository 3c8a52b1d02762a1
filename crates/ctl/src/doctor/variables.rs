//! The values of variables as the host would read them, where a wrong one would be found by a citizen.

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use http::Uri;
use minsheng_types::variables::missed;

use crate::deployment::Deployment;

/// What this release's manifest defines.
const MANIFEST: &str = include_str!("../../../../spin.toml");

/// Looked at as secrets.
const SECRETS: [&str; 2] = ["jwt_secret", "data_keys"];

/// What a component asks, and what the host permits for that.
const PERMITTED: [(&str, &str); 4] = [
    ("sms_url", "sms_gateway"),
    ("mail_url", "mail_host"),
    ("llm_url", "llm_host"),
    ("scan_url", "scan_host"),
];

/// Bytes of a key that nobody guesses.
const SHORTEST: usize = 16;

/// # Errors
/// Names each that has no sense, and what is expected, and shows no value.
pub fn variables(hotline: &Deployment) -> Result<String> {
    let manifest: toml::Table = MANIFEST.parse().context("this program's manifest")?;
    let defined = manifest.get("variables").and_then(toml::Value::as_table).context("it has no variables")?;
    let (mut set, mut bad) = (0, Vec::new());
    for name in defined.keys().filter(|name| !SECRETS.contains(&name.as_str())) {
        match looked_at(hotline, name) {
            Ok(is_set) => set += usize::from(is_set),
            Err(error) => bad.push(format!("{}: {error:#}", hotline.own(name))),
        }
    }
    for (url, host) in PERMITTED {
        if let Err(error) = permitted(hotline, url, host) {
            bad.push(format!("{}: {error:#}", hotline.own(host)));
        }
    }
    if bad.is_empty() {
        return Ok(format!(
            "{set} of {} others are set, each of the form that is expected",
            defined.len() - SECRETS.len()
        ));
    }
    bail!(bad.join("\n     "))
}

fn looked_at(hotline: &Deployment, name: &str) -> Result<bool> {
    let Some(value) = hotline.variable(name)?.filter(|value| !value.is_empty()) else { return Ok(false) };
    // Components see all of these as one.
    let known = if name.starts_with("webhook_host") { "webhook_hosts" } else { name };
    if let Some(expected) = missed(known, &value) {
        bail!(expected);
    }
    ensure!(
        name != "tick_key" || value.len() >= SHORTEST,
        "at least {SHORTEST} bytes are expected, random ones: head -c 32 /dev/urandom | base64"
    );
    if name == "jwks" {
        verifying(&value)?;
    }
    Ok(true)
}

/// That a token can be signed with one of the keys: `auth` leaves out what it cannot use.
fn verifying(jwks: &str) -> Result<()> {
    let (keys, left_out) = minsheng_jwk::parse(jwks).map_err(|error| {
        anyhow!(
            "a JWK set is expected as JSON, and not its address: line {} column {}",
            error.line(),
            error.column()
        )
    })?;
    ensure!(
        !keys.is_empty(),
        "none of its {} keys is of a kind that is known: RSA, P-256 or Ed25519",
        left_out.len()
    );
    Ok(())
}

/// That the host lets components reach what they are told to ask.
fn permitted(hotline: &Deployment, url: &str, host: &str) -> Result<()> {
    let given = |name: &str| hotline.variable(name).ok().flatten().filter(|value| !value.is_empty());
    // What cannot be read is told elsewhere.
    let Some(asked) = given(url).and_then(|url| url.parse::<Uri>().ok()) else { return Ok(()) };
    let own = hotline.own(url);
    let permission = given(host).with_context(|| {
        format!("it is not set, and {own} is: the host lets nobody out there; set it to SCHEME://HOST:PORT of {own}")
    })?;
    // A pattern permits more than one.
    let Ok(permission) = permission.parse::<Uri>() else { return Ok(()) };
    let same = permission.host().is_some_and(|host| host.starts_with('*') || asked.host() == Some(host))
        && permission.scheme() == asked.scheme()
        && port(&permission) == port(&asked);
    ensure!(
        same,
        "it is another server than {own} names: the host lets nobody out there; set it to SCHEME://HOST:PORT of {own}"
    );
    Ok(())
}

fn port(url: &Uri) -> u16 {
    url.port_u16().unwrap_or(if url.scheme_str() == Some("https") { 443 } else { 80 })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tools::secret::Place;

    use super::*;

    /// What is found where a provider gives these.
    fn found(values: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("runtime.toml");
        fs::write(&config, format!("[[variables_provider]]\ntype = \"static\"\nvalues = {{ {values} }}\n"))
            .unwrap();
        let place = Place { state: folder.path(), city: None };
        variables(&Deployment::of(place, Some(&config)).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn each_that_has_no_sense_is_named_and_its_value_is_not() {
        assert!(found("").unwrap().starts_with("0 of "));
        let told = found(
            "proxies = \"hidden\", durability = \"hidden\", webhook_host2 = \"hidden\", tick_key = \"hidden\", public_url = \"hidden\", \
             cors_origins = \"https://hidden/\", jwks = \"https://hidden/keys\"",
        )
        .unwrap_err();
        for (name, expected) in [
            ("proxies: ", "0 to 255"),
            ("durability: ", "`full` or `normal`"),
            ("webhook_host2: ", "SCHEME://HOST"),
            ("tick_key: ", "at least 16 bytes"),
            ("public_url: ", "https://HOST"),
            ("cors_origins: ", "SCHEME://HOST"),
            ("jwks: ", "JWK set"),
        ] {
            assert!(told.lines().any(|line| line.contains(name) && line.contains(expected)), "{told}");
        }
        assert!(!told.contains("hidden"), "{told}");
        let set = found(
            "proxies = \"1\", tick_key = \"0123456789abcdef\", webhook_host = \"https://*.example.org\"",
        );
        assert!(set.unwrap().starts_with("3 of "));
    }

    #[test]
    fn keys_that_verify_nothing_are_none() {
        let told = |keys: &str| found(&format!("jwks = '{{\"keys\": [{keys}]}}'"));
        let symmetric = r#"{"kty": "oct", "k": "aGlkZGVu"}"#;
        for keys in ["", symmetric] {
            let told = told(keys).unwrap_err();
            assert!(told.contains("jwks: none of its ") && !told.contains("aGlkZGVu"), "{told}");
        }
        let key = r#"{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        assert!(told(&format!("{symmetric}, {key}")).unwrap().starts_with("1 of "));
    }

    #[test]
    fn what_the_host_does_not_permit_is_found() {
        let asks = |host: &str| found(&format!("sms_url = \"https://sms.example/v2/send\"{host}"));
        for (host, expected) in [
            ("", "it is not set, and sms_url is"),
            (", sms_gateway = \"https://sms.example:8443\"", "another server"),
            (", sms_gateway = \"http://sms.example\"", "another server"),
            (", sms_gateway = \"https://mail.example\"", "another server"),
        ] {
            let told = asks(host).unwrap_err();
            assert!(told.contains("sms_gateway: ") && told.contains(expected), "{told}");
        }
        for host in
            ["https://sms.example", "https://sms.example:443", "*://sms.example:*", "https://*.example"]
        {
            asks(&format!(", sms_gateway = \"{host}\"")).unwrap();
        }
    }
}
