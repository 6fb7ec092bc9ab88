//! `simpletrader keygen`: a new key pair for signing worker files.

use std::path::PathBuf;

use simpletrader_sandbox::signature::SecretKey;

use crate::exit::Failure;

/// Make a key pair for signing worker files: the private key goes into a file, the public key is printed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file of the private key (PKCS#8, PEM). It must not exist yet, and only its owner may read it.
    file: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let key = SecretKey::generate().map_err(Failure::other)?;
    key.write_new(&arguments.file).map_err(Failure::input)?;
    eprintln!(
        "{}: the private key. Keep it, and keep it to yourself: whoever has it signs in your name.",
        arguments.file.display()
    );
    eprintln!("The public key, for the `trusted_keys` of an operation:");
    println!("{}", key.public());
    Ok(())
}
