//! `simpletrader sign`: vouches for a worker file.

use std::fs;
use std::path::PathBuf;

use simpletrader_sandbox::admission::Profile;
use simpletrader_sandbox::signature::{self, SecretKey};

use crate::exit::Failure;
use crate::replace::replace;

/// Sign a worker file. The signature becomes its last section, so its digest changes; a former signature is replaced.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The worker file.
    worker: PathBuf,
    /// The file of the private key, as `simpletrader keygen` wrote it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the signed file shall be; without it the worker file is replaced.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the key cannot be used, the worker is not admitted, or the file cannot be written; nothing is changed then.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { worker, key, out } = arguments;
    let key = SecretKey::read(key).map_err(Failure::input)?;
    let bytes = fs::read(worker).map_err(|error| Failure::input(format!("{}: {error}", worker.display())))?;
    let signed = signature::sign(worker, &bytes, &key, &Profile::Scripting.limits())
        .map_err(|error| Failure::input(format!("{}: {error}\n  help: {}", worker.display(), error.help)))?;
    let target = out.as_ref().unwrap_or(worker);
    replace(target, &signed.bytes).map_err(|error| Failure::other(format!("{} cannot be written: {error}", target.display())))?;
    println!("{}: signed by {}", target.display(), key.public());
    println!("  sha256 was {}", signed.former_digest);
    println!("  sha256 is  {}", signed.facts.digest);
    println!("  an operation that pinned the former file refuses this one until `simpletrader lock` is run");
    Ok(())
}
