//! The private key and its file: PKCS#8 in PEM, as every tool that knows Ed25519 reads and writes it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use simpletrader_contracts::worker::SignerKey;

/// A key file is a few hundred bytes; whatever is larger is something else.
const MOST_BYTES: u64 = 16 * 1024;

/// The private half of a key pair. It is wiped from memory when it is dropped, and never shown.
pub struct SecretKey(SigningKey);

/// A private key could not be made, read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The machine gave no random bytes.
    #[error("the machine gives no random bytes: {0}")]
    Random(String),
    /// The file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: std::io::Error,
    },
    /// Others than its owner may read the file.
    #[error("{path}: others than its owner may use this private key (mode {mode:03o}); make it private with `chmod 600`")]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds no Ed25519 key.
    #[error("{path}: this is no Ed25519 private key in PEM (PKCS#8)")]
    Form {
        /// The file.
        path: PathBuf,
    },
}

impl SecretKey {
    /// A new key of the machine's random bytes.
    ///
    /// # Errors
    /// When the machine gives none.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| KeyError::Random(error.to_string()))?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Reads a key from its file.
    ///
    /// # Errors
    /// A file that cannot be read, that others may read, or that holds something else.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let failed = |error| KeyError::File { path: path.to_owned(), error };
        let file = File::open(path).map_err(failed)?;
        check_private(path, &file)?;
        let mut text = String::new();
        file.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
        SigningKey::from_pkcs8_pem(&text).map(Self).map_err(|_| KeyError::Form { path: path.to_owned() })
    }

    /// Writes the key into a new file that only its owner may read. A file that exists is never replaced: a lost private key
    /// cannot be made again.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn write_new(&self, path: &Path) -> Result<(), KeyError> {
        let failed = |error| KeyError::File { path: path.to_owned(), error };
        // Without the public half, in the older of the two forms, which is the one that every tool reads.
        let pair = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let text = pair.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Form { path: path.to_owned() })?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// The public half.
    pub fn public(&self) -> SignerKey {
        SignerKey::from_bytes(self.0.verifying_key().to_bytes())
    }

    pub(super) fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretKey").field("public", &self.public().to_string()).finish_non_exhaustive()
    }
}

/// Asked of the open file, so that it is the very file that is read.
#[cfg(unix)]
fn check_private(path: &Path, file: &File) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().map_err(|error| KeyError::File { path: path.to_owned(), error })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Open { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_: &Path, _: &File) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_key_is_read_back_and_only_its_owner_may_read_it() {
        let folder = folder();
        let path = folder.path().join("key.pem");
        let key = SecretKey::generate().unwrap();
        key.write_new(&path).unwrap();
        assert_eq!(SecretKey::read(&path).unwrap().public(), key.public());
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("-----BEGIN PRIVATE KEY-----\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let path = folder.path().join("key.pem");
        SecretKey::generate().unwrap().write_new(&path).unwrap();
        for (mode, private) in [(0o640, false), (0o604, false), (0o620, false), (0o600, true), (0o400, true)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(SecretKey::read(&path).is_ok(), private, "{mode:o}");
        }
    }

    #[test]
    fn a_key_is_never_written_over() {
        let folder = folder();
        let path = folder.path().join("key.pem");
        let first = SecretKey::generate().unwrap();
        first.write_new(&path).unwrap();
        let error = SecretKey::generate().unwrap().write_new(&path).unwrap_err();
        assert!(error.to_string().contains("key.pem"), "{error}");
        assert_eq!(SecretKey::read(&path).unwrap().public(), first.public());
    }

    #[test]
    fn a_key_of_another_tool_is_read() {
        // RFC 8410, section 10.3, the first example; its public half is that of the second.
        let folder = folder();
        let path = folder.path().join("key.pem");
        let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        write_private(&path, pem);
        let public = "ed25519:19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
        assert_eq!(SecretKey::read(&path).unwrap().public().to_string(), public);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = folder();
        let path = folder.path().join("key.pem");
        assert!(matches!(SecretKey::read(&path), Err(KeyError::File { .. })), "there is no file");
        for text in ["", "secret", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            write_private(&path, text);
            assert!(matches!(SecretKey::read(&path), Err(KeyError::Form { .. })), "{text}");
        }
    }

    #[test]
    fn a_private_key_does_not_show_itself() {
        let key = SecretKey::generate().unwrap();
        let secret: String = key.0.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!format!("{key:?}").contains(&secret));
    }

    fn write_private(path: &Path, text: &str) {
        let _ = std::fs::remove_file(path);
        let mut options = OpenOptions::new();
        options.write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).unwrap().write_all(text.as_bytes()).unwrap();
    }
}
