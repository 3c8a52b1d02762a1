//! The runtime configuration: where files are, what variables are worth, what ends the start.

use crate::host::{Host, PLAIN, command, manifest};
use std::sync::Arc;
use tempfile::TempDir;

/// Starts the host with a configuration in the folder `config` below the one in which it runs.
fn start(folder: &Arc<TempDir>, manifest: &str, config: &str) -> Host {
    let path = write(folder, config);
    let here = folder.path().to_owned();
    Host::start_in(Arc::clone(folder), manifest, |command| {
        command.arg("--runtime-config-file").arg(path).current_dir(here);
    })
}

fn write(folder: &TempDir, config: &str) -> std::path::PathBuf {
    let path = folder.path().join("config/runtime.toml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, config).unwrap();
    path
}

#[test]
fn files_are_where_it_says() {
    let folder = Arc::new(TempDir::new().unwrap());
    let two = PLAIN.replace("[\"default\"]", "[\"default\", \"second\"]");
    let config = "[sqlite_database.default]\ntype = \"spin\"\npath = \"data/city.db\"\n
        [key_value_store.default]\ntype = \"spin\"\npath = \"kept/values.db\"\n
        [sqlite_database.unused]\ntype = \"spin\"\npath = \"unused.db\"\n";
    let host = start(&folder, &manifest(&two), config);
    host.sql("CREATE TABLE t (x)");
    host.post("/sql?db=second", "CREATE TABLE t (x)");
    host.ok("/kv-set?key=a&value=kept");
    assert_eq!(host.ok("/kv-get?key=a"), "kept");
    assert!(folder.path().join("data/city.db").exists(), "from where the host runs");
    assert!(folder.path().join("config/kept/values.db").exists(), "from where the file is");
    assert!(host.state("sqlite/second.db").exists(), "what it does not name is where it was");
    assert!(!host.state("sqlite_db.db").exists() && !host.state("sqlite_key_value.db").exists());
    host.log_with(&["nobody uses", "[sqlite_database.unused]"]);
    assert!(!folder.path().join("unused.db").exists());
}

#[test]
fn a_file_that_another_host_has_is_refused_wherever_the_other_names_it() {
    let folder = Arc::new(TempDir::new().unwrap());
    let config = "[sqlite_database.default]\ntype = \"spin\"\npath = \"data/city.db\"\n
        [key_value_store.default]\ntype = \"spin\"\npath = \"kept.db\"\n";
    let mut first = start(&folder, &manifest(PLAIN), config);
    first.sql("CREATE TABLE t (x)");
    // What stands in a state folder is as little another's.
    let whole = Host::start(&manifest(PLAIN));
    whole.sql("CREATE TABLE t (x)");
    let database = |path: &std::path::Path| {
        format!("[sqlite_database.default]\ntype = \"spin\"\npath = \"{}\"\n", path.display())
    };
    let store = folder.path().join("config/kept.db");
    let store = format!("[key_value_store.default]\ntype = \"spin\"\npath = \"{}\"\n", store.display());
    for (config, name, holder) in [
        (database(&folder.path().join("config/../data/city.db")), "data/city.db", &first),
        (store, "kept.db", &first),
        (database(&whole.state("sqlite_db.db")), "sqlite_db.db", &whole),
    ] {
        let other = TempDir::new().unwrap();
        let path = write(&other, &config);
        let output = command(other.path(), &manifest(PLAIN)).arg("--runtime-config-file").arg(path).output();
        let output = output.unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{config}");
        let holder =
            format!("{name} is in use by the host with pid {} at http://{}", holder.pid(), holder.address);
        assert!(log.contains(&holder) && log.contains("runtime configuration"), "{log}");
    }
    assert_eq!(first.ok("/hello"), "hello", "the first goes on");
    first.stop();
    let second = start(&folder, &manifest(PLAIN), config);
    assert_eq!(second.sql("SELECT count(*) FROM t")[0], "[count(*)] (0)");
}

#[test]
fn variables_come_from_providers_first() {
    let folder = Arc::new(TempDir::new().unwrap());
    let manifest = manifest(&format!(
        "{PLAIN}
        [component.web.variables]
        fixed = \"{{{{ fixed }}}}\"
        secret = \"{{{{ secret }}}}\"
        line = \"{{{{ line }}}}\"
        set = \"{{{{ set }}}}\"
        default = \"{{{{ default }}}}\"
        [variables]
        fixed = {{ default = \"default\" }}
        secret = {{ required = true }}
        line = {{ required = true }}
        set = {{ default = \"default\" }}
        default = {{ default = \"default\" }}
        "
    ));
    std::fs::create_dir_all(folder.path().join("config/secrets")).unwrap();
    std::fs::write(folder.path().join("config/secrets/secret"), "from a file\n").unwrap();
    std::fs::write(folder.path().join("variables"), "CITY_LINE='from a line'\nCITY_FIXED=never\n").unwrap();
    let config = "[[variables_provider]]\ntype = \"static\"\nvalues = { fixed = \"from the table\" }\n
        [[variables_provider]]\ntype = \"files\"\npath = \"secrets\"\n
        [[variables_provider]]\ntype = \"env\"\nprefix = \"CITY\"\ndotenv_path = \"variables\"\n";
    let path = write(&folder, config);
    let here = folder.path().to_owned();
    let host = Host::start_in(Arc::clone(&folder), &manifest, |command| {
        command.arg("--runtime-config-file").arg(path).current_dir(here);
        command.env("SPIN_VARIABLE_SET", "from the environment").env("SPIN_VARIABLE_FIXED", "never");
    });
    for (name, value) in [
        ("fixed", "from the table"),
        ("secret", "from a file"),
        ("line", "from a line"),
        ("set", "from the environment"),
        ("default", "default"),
    ] {
        assert_eq!(host.ok(&format!("/variable?name={name}")), value, "{name}");
    }
}

#[test]
fn what_is_not_spoken_ends_the_start() {
    for (config, parts) in [
        (
            "[key_value_store.default]\ntype = \"azure_cosmos\"\n",
            &["runtime.toml", "[key_value_store.default]", "`azure_cosmos`", "`redis`"][..],
        ),
        ("[llm_compute]\ntype = \"spin\"\n", &["`llm_compute`"]),
        ("[[variables_provider]]\ntype = \"vault\"\n", &["`vault`", "`files`"]),
    ] {
        let folder = TempDir::new().unwrap();
        let path = write(&folder, config);
        let mut command = command(folder.path(), &manifest(PLAIN));
        let output = command.arg("--runtime-config-file").arg(path).output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{config}");
        for part in parts {
            assert!(log.contains(part), "{config}: {log}");
        }
    }
    let folder = TempDir::new().unwrap();
    let mut command = command(folder.path(), &manifest(PLAIN));
    let output = command.args(["--runtime-config-file", "nowhere.toml"]).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && log.contains("nowhere.toml"), "{log}");
}
