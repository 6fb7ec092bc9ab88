//! `simpletrader verify-signature`: who vouches for a worker file.

use std::path::PathBuf;

use simpletrader_contracts::worker::SignerKey;
use simpletrader_sandbox::admission::Profile;
use simpletrader_sandbox::inspect;

use crate::exit::Failure;

/// Verify the signature of a worker file and print the public key that made it. Nothing of the file is run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The worker file.
    worker: PathBuf,
    /// A public key (`ed25519:…`) that is trusted; may be given several times. Without it any signer will do.
    #[arg(long, value_name = "KEY", value_parser = |text: &str| SignerKey::parse(text))]
    key: Vec<SignerKey>,
}

/// Runs the command.
///
/// # Errors
/// When the file is not admitted, is not signed, or its signer is none of the trusted ones.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { worker, key: trusted } = arguments;
    let name = worker.display();
    let facts = inspect(worker, &Profile::Scripting.limits())
        .map_err(|error| Failure::input(format!("{name}: {error}\n  help: {}", error.help)))?;
    match facts.signer {
        None => Err(Failure::input(format!("{name} is not signed"))),
        Some(signer) if !trusted.is_empty() && !trusted.contains(&signer) => {
            Err(Failure::input(format!("{name} is signed by {signer}, which is none of the keys given")))
        }
        Some(signer) => {
            println!("{name}: signed by {signer}");
            Ok(())
        }
    }
}
