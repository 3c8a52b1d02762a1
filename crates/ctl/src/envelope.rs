//! Encrypted files in the format of age (age-encryption.org): to public keys, opened with the secret key that belongs to one.
//!
//! Whoever makes backups needs the public key alone, so that a machine that is broken into opens none of those that it made.

use std::fs;
use std::io::{BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use age::secrecy::ExposeSecret as _;
use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use age::{Decryptor, Encryptor};
use anyhow::{Context as _, Result, anyhow, bail, ensure};

/// How a secret key is written begins with that.
const SECRET: &str = "AGE-SECRET-KEY-";

/// Public keys, to each of which everything is encrypted.
pub struct Recipients(Vec<Recipient>);

impl Recipients {
    /// Those in a file, one on a line.
    ///
    /// # Errors
    /// When it cannot be read, or holds none, or a secret key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| {
            format!("cannot read the public key {}: `minsheng backup-key FILE` makes one", path.display())
        })?;
        ensure!(
            !text.contains(SECRET),
            "{} is a secret key, which is for who puts a backup back and belongs on no machine that makes them: name its public \
             key, which `minsheng backup-key` wrote beside it (.pub)",
            path.display()
        );
        let keys = lines(&text).map(|line| {
            line.parse().map_err(|why| anyhow!("{}: `{line}` is no public key of age: {why}", path.display()))
        });
        let keys: Vec<Recipient> = keys.collect::<Result<_>>()?;
        ensure!(!keys.is_empty(), "there is no public key in {}", path.display());
        Ok(Self(keys))
    }

    /// As they are written.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        names.sort();
        names
    }

    /// What is written to it comes out encrypted; it has to be finished.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn encrypt<W: Write>(&self, to: W) -> Result<StreamWriter<W>> {
        let recipients = self.0.iter().map(|key| key as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(recipients).context("these keys do not go together")?;
        Ok(encryptor.wrap_output(to)?)
    }
}

/// Secret keys, of which one may open a file.
pub struct Identities(Vec<Identity>);

impl Identities {
    /// Those in a file that nobody else may read.
    ///
    /// # Errors
    /// When it cannot be read, is open to others, or holds none.
    pub fn read(path: &Path) -> Result<Self> {
        let told = path.display();
        let mode = path
            .metadata()
            .with_context(|| format!("cannot read the secret key {told}"))?
            .permissions()
            .mode();
        ensure!(mode & 0o077 == 0, "others may read the secret key {told}: chmod 600 {told}");
        let text = fs::read_to_string(path).with_context(|| format!("cannot read the secret key {told}"))?;
        // What stands in the file is never shown.
        let keys: Vec<Identity> = lines(&text)
            .map(|line| {
                line.parse().map_err(|_| anyhow!("{told}: a line is no secret key of age ({SECRET}…)"))
            })
            .collect::<Result<_>>()?;
        ensure!(!keys.is_empty(), "there is no secret key in {told}");
        Ok(Self(keys))
    }

    /// What is encrypted in `from`. Reading fails where it was altered or cut short.
    ///
    /// # Errors
    /// When it is no such file, or to none of these keys.
    pub fn decrypt<R: Read>(&self, from: R) -> Result<StreamReader<BufReader<R>>> {
        let decryptor =
            Decryptor::new_buffered(BufReader::new(from)).context("it is not encrypted as age does")?;
        let opened = decryptor.decrypt(self.0.iter().map(|key| key as &dyn age::Identity));
        opened.map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => {
                anyhow!("it is encrypted to another key than the one that --identity names")
            }
            other => anyhow!("it was altered: {other}"),
        })
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A new pair as two files have it: the secret key, and the public one.
pub fn pair() -> (String, String) {
    let secret = Identity::generate();
    let public = secret.to_public();
    (format!("# public key: {public}\n{}\n", secret.to_string().expose_secret()), format!("{public}\n"))
}

/// # Errors
/// When files are encrypted and nobody named the key.
pub fn needed(identities: Option<&Identities>) -> Result<&Identities> {
    match identities {
        Some(identities) => Ok(identities),
        None => bail!("it is encrypted: name the file of the secret key with --identity FILE"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(folder: &Path, name: &str) -> (Recipients, Identities) {
        let (secret, public) = pair();
        let path = folder.join(name);
        fs::write(&path, &secret).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(path.with_extension("pub"), &public).unwrap();
        (Recipients::read(&path.with_extension("pub")).unwrap(), Identities::read(&path).unwrap())
    }

    fn encrypted(to: &Recipients, text: &[u8]) -> Vec<u8> {
        let mut writer = to.encrypt(Vec::new()).unwrap();
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn opened(with: &Identities, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        with.decrypt(bytes)?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_is_encrypted_is_opened_by_its_key_alone_and_only_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (to, with) = keys(folder.path(), "a");
        let (_, another) = keys(folder.path(), "b");
        let text: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        let sealed = encrypted(&to, &text);
        assert_eq!(opened(&with, &sealed).unwrap(), text);
        assert!(opened(&another, &sealed).unwrap_err().to_string().contains("another key"));
        for place in [0, 30, 100, 200, 5_000, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(opened(&with, &altered).is_err(), "byte {place}");
        }
        // As a copy that broke off, also between two parts of it.
        for length in [0, 10, 200, 65_536 + 200, sealed.len() - 1] {
            assert!(opened(&with, &sealed[..length]).is_err(), "{length} bytes");
        }
        assert!(opened(&with, b"SQLite format 3\0").unwrap_err().to_string().contains("not encrypted"));
    }

    #[test]
    fn each_of_two_keys_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let ((a, with_a), (b, with_b)) = (keys(folder.path(), "a"), keys(folder.path(), "b"));
        let both = folder.path().join("both");
        fs::write(&both, format!("# the city's\n{}\n\n{}\n", a.names()[0], b.names()[0])).unwrap();
        let sealed = encrypted(&Recipients::read(&both).unwrap(), b"x");
        assert_eq!(
            (opened(&with_a, &sealed).unwrap(), opened(&with_b, &sealed).unwrap()),
            (b"x".to_vec(), b"x".to_vec())
        );
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_secret_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        keys(folder.path(), "a");
        let path = folder.path().join("a");
        let refused = |refusal: anyhow::Error, why: &str| {
            let refusal = format!("{refusal:#}");
            assert!(refusal.contains(why) && !refusal.contains("AGE-SECRET-KEY-1"), "{refusal}");
        };
        refused(Recipients::read(&path).err().unwrap(), ".pub");
        refused(Recipients::read(&folder.path().join("nothing")).err().unwrap(), "backup-key");
        refused(Identities::read(&path.with_extension("pub")).err().unwrap(), "others may read");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        refused(Identities::read(&path).err().unwrap(), "chmod 600");
        let other = folder.path().join("other");
        for (text, why) in [
            ("", "no public key in"),
            ("age1nonsense", "no public key of age"),
            ("# none\n", "no public key in"),
        ] {
            fs::write(&other, text).unwrap();
            refused(Recipients::read(&other).err().unwrap(), why);
        }
        fs::set_permissions(&other, fs::Permissions::from_mode(0o600)).unwrap();
        for (text, why) in [("", "no secret key in"), ("AGE-SECRET-KEY-1NONSENSE", "no secret key of age")] {
            fs::write(&other, text).unwrap();
            refused(Identities::read(&other).err().unwrap(), why);
        }
    }
}
