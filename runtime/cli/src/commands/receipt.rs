//! `simpletrader receipt`: a small signed document about a run.

use std::path::PathBuf;

use simpletrader_contracts::worker::SignerKey;
use simpletrader_report::receipt::{Receipt, SignedReceipt};
use simpletrader_report::slices_used;
use simpletrader_sandbox::FUEL_SCHEDULE;
use simpletrader_sandbox::signature::{SecretKey, sign_statement, verify_statement};

use crate::exit::Failure;
use crate::replace::replace;

/// What signatures of receipts are for.
const PURPOSE: &str = "receipt of a run";

/// Vouch for a run: the digests of all that went in, and what came out, signed. `simpletrader verify --receipt` checks it on
/// another machine.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run directory.
    run: PathBuf,
    /// The file of the private key, as `simpletrader keygen` wrote it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the receipt shall be; without it `<run>/receipt.json`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When this is no run directory, the key cannot be used, or the receipt cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { run, key, out } = arguments;
    let key = SecretKey::read(key).map_err(Failure::input)?;
    if let Some(slices) = slices_used(run).map_err(Failure::input)? {
        return Err(Failure::input(format!(
            "{}: the run used slices ({slices}), and a receipt is for runs bar by bar\n  \
             help: make it again with `simpletrader backtest --bar-by-bar`",
            run.display()
        )));
    }
    let receipt = Receipt::of_run(run, FUEL_SCHEDULE).map_err(Failure::input)?;
    let signature = sign_statement(PURPOSE, &receipt.statement(), &key);
    let digest = receipt.result.digest.clone();
    let signed = SignedReceipt { receipt, signer: key.public().to_string(), signature: hex(&signature) };
    let text = serde_json::to_string_pretty(&signed).map_err(Failure::other)? + "\n";
    let file = out.clone().unwrap_or_else(|| run.join("receipt.json"));
    replace(&file, text.as_bytes()).map_err(|error| Failure::other(format!("{}: {error}", file.display())))?;
    println!("{}: result {digest}, signed by {}", file.display(), signed.signer);
    Ok(())
}

/// Checks a receipt's signature and, unless the list is empty, that its signer is a trusted one.
///
/// # Errors
/// When the signature is not that of the receipt, or its signer is none of the trusted ones.
pub(super) fn check(signed: &SignedReceipt, trusted: &[SignerKey]) -> Result<SignerKey, Failure> {
    let refused = |reason: String| Failure::input(format!("the receipt does not hold: {reason}"));
    let signer = SignerKey::parse(&signed.signer).map_err(|error| refused(error.to_string()))?;
    let signature = bytes(&signed.signature).ok_or_else(|| refused("its signature is not 128 small hex digits".into()))?;
    verify_statement(PURPOSE, &signed.receipt.statement(), &signer, &signature)
        .map_err(|_| refused(format!("{signer} has not signed what it says")))?;
    if trusted.is_empty() || trusted.contains(&signer) {
        Ok(signer)
    } else {
        Err(refused(format!("it is signed by {signer}, which is none of the keys given")))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<[u8; 64]> {
    let is_hex = hex.len() == 128 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let pairs = (0..64).filter_map(|place| u8::from_str_radix(hex.get(2 * place..2 * place + 2)?, 16).ok());
    if is_hex { pairs.collect::<Vec<u8>>().try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_written_in_one_way_only() {
        let text = hex(&[0xa5; 64]);
        assert_eq!(bytes(&text), Some([0xa5; 64]));
        assert_eq!(bytes(&text.to_uppercase()), None);
        assert_eq!(bytes(&text[2..]), None);
        assert_eq!(bytes(&text.replace("a5", "+5")), None);
    }
}
