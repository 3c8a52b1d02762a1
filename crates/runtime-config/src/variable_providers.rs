//! Where the values of variables come from beside `SPIN_VARIABLE_NAME` in the environment: `[[variables_provider]]`.
//!
//! As on Spin they are asked in the order of the file, and before that environment variable. `files` is this host's
//! own: a folder with a file for each variable, as Kubernetes and systemd hand secrets to a service.

use crate::config_table::Entry;
use anyhow::{Context as _, bail, ensure};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::Value;

/// One of them.
pub enum Provider {
    /// The values themselves.
    Static(BTreeMap<String, String>),
    /// Variables of the environment whose names begin with the prefix, else lines of a file.
    Env { prefix: String, dotenv: BTreeMap<String, String> },
    /// Files of a folder.
    Files(PathBuf),
}

/// Reads one table of a configuration that stands in `folder`. A file of variables is read here and now.
///
/// # Errors
/// Names the type or key that is not spoken here, or the file that cannot be read.
pub fn read(value: Value, folder: &Path) -> anyhow::Result<Provider> {
    let mut entry = Entry::new("[[variables_provider]]".to_owned(), value)?;
    let place = entry.place.clone();
    let provider = match entry.kind.as_str() {
        "static" => {
            let values = entry.value("values").with_context(|| format!("{place}: `values` is missing"))?;
            // What does not fit may be a secret and is not shown.
            let values = values.try_into().map_err(|_| {
                anyhow::anyhow!("{place}: `values` must be a table of texts, {{ name = \"value\" }}")
            })?;
            Provider::Static(values)
        }
        "env" => {
            let prefix = entry.text("prefix")?.unwrap_or_else(|| "SPIN_VARIABLE".to_owned());
            let dotenv = match entry.text("dotenv_path")? {
                Some(path) => {
                    dotenv(Path::new(&path)).with_context(|| format!("{place}: the file {path}"))?
                }
                None => BTreeMap::new(),
            };
            Provider::Env { prefix, dotenv }
        }
        "files" => {
            let path = folder.join(entry.needed("path", "the folder that has a file for each variable")?);
            ensure!(path.is_dir(), "{place}: there is no folder {}", path.display());
            Provider::Files(path)
        }
        _ => return entry.unknown("`static`, `env` and `files`"),
    };
    entry.end()?;
    Ok(provider)
}

impl Provider {
    /// The value of the variable `name`, if this provider has one.
    ///
    /// # Errors
    /// There is one which cannot be read, or is no text: it must not be taken for absent.
    pub fn get(
        &self,
        name: &str,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> anyhow::Result<Option<String>> {
        match self {
            Self::Static(values) => Ok(values.get(name).cloned()),
            Self::Env { prefix, dotenv } => {
                let source = format!("{prefix}_{}", name.to_ascii_uppercase());
                match environment(&source).map(OsString::into_string) {
                    Some(Ok(value)) => Ok(Some(value)),
                    Some(Err(_)) => bail!("{source} is not UTF-8: set it to text"),
                    None => Ok(dotenv.get(&source).cloned()),
                }
            }
            Self::Files(folder) => {
                let path = folder.join(name);
                match std::fs::read(&path) {
                    Ok(bytes) => {
                        let text = String::from_utf8(bytes)
                            .map_err(|_| anyhow::anyhow!("{} is not UTF-8", path.display()))?;
                        Ok(Some(without_line_end(&text).to_owned()))
                    }
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                    Err(error) => {
                        Err(error).with_context(|| format!("the variable `{name}` in {}", path.display()))
                    }
                }
            }
        }
    }
}

/// Editors and `echo` end a file with a line break which nobody means.
fn without_line_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

/// The lines `NAME=value` of a file; a value may stand in quotes. A line that is not understood is an error: half
/// a value would be worse.
fn dotenv(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).context("it cannot be read")?;
    let mut values = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let assignment = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = assignment
            .split_once('=')
            .and_then(|(name, value)| Some((name.trim(), unquoted(value.trim())?)))
            .with_context(|| format!("line {} is not NAME=value or NAME=\"value\"", number + 1))?;
        values.insert(name.to_owned(), value.to_owned());
    }
    Ok(values)
}

fn unquoted(value: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.strip_suffix(quote).filter(|inner| !inner.contains([quote, '\\']));
        }
    }
    // What these would mean depends on who reads it.
    (!value.contains(['"', '\'', '\\', '$', '`', ' ', '#'])).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(text: &str, folder: &Path) -> anyhow::Result<Provider> {
        let table: toml::Table = text.parse().unwrap();
        read(Value::Table(table), folder)
    }

    fn get(provider: &Provider, name: &str) -> Option<String> {
        provider.get(name, |name| (name == "CITY_KEY").then(|| "of the environment".into())).unwrap()
    }

    #[test]
    fn each_has_its_values() {
        let folder = tempfile::TempDir::new().unwrap();
        let fixed = provider("type = \"static\"\nvalues = { key = \"fixed\" }", folder.path()).unwrap();
        assert_eq!(get(&fixed, "key").as_deref(), Some("fixed"));
        assert_eq!(get(&fixed, "other"), None);

        let file = folder.path().join("variables");
        std::fs::write(
            &file,
            "# a comment\n\nexport CITY_OTHER=\"two words\"\nCITY_KEY=never\nCITY_C='c'\nCITY_D=\n",
        )
        .unwrap();
        let text = format!("type = \"env\"\nprefix = \"CITY\"\ndotenv_path = \"{}\"", file.display());
        let env = provider(&text, folder.path()).unwrap();
        for (name, value) in [
            ("key", Some("of the environment")),
            ("other", Some("two words")),
            ("c", Some("c")),
            ("d", Some("")),
            ("e", None),
        ] {
            assert_eq!(get(&env, name).as_deref(), value, "{name}");
        }

        std::fs::create_dir(folder.path().join("secrets")).unwrap();
        std::fs::write(folder.path().join("secrets/key"), "of a file\n").unwrap();
        std::fs::write(folder.path().join("secrets/two"), "a\nb\n\n").unwrap();
        let files = provider("type = \"files\"\npath = \"secrets\"", folder.path()).unwrap();
        assert_eq!(get(&files, "key").as_deref(), Some("of a file"));
        assert_eq!(get(&files, "two").as_deref(), Some("a\nb\n"), "one line break alone");
        assert_eq!(get(&files, "other"), None);
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_absent() {
        use std::os::unix::ffi::OsStringExt as _;
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("bytes"), [0xff]).unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        let files = Provider::Files(folder.path().to_owned());
        for name in ["bytes", "folder"] {
            assert!(files.get(name, |_| None).is_err(), "{name}");
        }
        let env = Provider::Env { prefix: "A".to_owned(), dotenv: BTreeMap::new() };
        let error = env.get("b", |_| Some(OsString::from_vec(vec![0xff]))).unwrap_err();
        assert!(error.to_string().contains("A_B is not UTF-8"), "{error}");
    }

    #[test]
    fn mistakes_are_named() {
        let folder = tempfile::TempDir::new().unwrap();
        for line in ["no assignment", "A=\"open", "A=two words", "A=$B", "A=\"b\\nc\"", "A='it's'"] {
            let file = folder.path().join("variables");
            std::fs::write(&file, format!("GOOD=1\n{line}\n")).unwrap();
            let text = format!("type = \"env\"\ndotenv_path = \"{}\"", file.display());
            let Err(error) = provider(&text, folder.path()) else { panic!("accepted: {line}") };
            assert!(format!("{error:#}").contains("line 2"), "{line}: {error:#}");
        }
        for (text, part) in [
            ("type = \"static\"", "`values`"),
            ("type = \"static\"\nvalues = { a = 1 }", "`values`"),
            ("type = \"files\"", "`path`"),
            ("type = \"files\"\npath = \"nowhere\"", "nowhere"),
            ("type = \"env\"\npath = \"a\"", "`path`"),
            ("type = \"env\"\ndotenv_path = \"nowhere\"", "nowhere"),
            ("type = \"azure_key_vault\"", "`static`, `env` and `files`"),
        ] {
            let Err(error) = provider(text, folder.path()) else { panic!("accepted: {text}") };
            assert!(format!("{error:#}").contains(part), "{text}: {error:#}");
        }
    }
}
