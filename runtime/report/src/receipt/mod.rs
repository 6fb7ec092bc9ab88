//! A receipt: what went into a run and what came out, small enough to be sent, and enough to check a result on another machine.
//!
//! It holds digests and a few figures, nothing of the strategy. Whoever has the same inputs runs them again and compares the
//! [`digest_of_result`]; whoever signs one vouches that this result came of these inputs. The digest is of what the files mean, row
//! by row, so that it does not depend on how SQLite lays out a file.

mod digest;
mod inputs;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use digest::digest_of_result;
pub use inputs::{Component, ConfigurationFile, DataFile, EngineVersions, Inputs, Misfit};

use crate::records::RecordsError;

/// The form of receipts that is read and written here.
const FORMAT: u32 = 1;

/// What went into a run and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Version of this form: 1.
    pub format: u32,
    /// What went in.
    pub inputs: Inputs,
    /// What an instruction costs: fuel figures belong to it.
    pub fuel_schedule: String,
    /// What came out.
    pub result: RunResult,
}

/// What came out of a run. Figures are exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunResult {
    /// `finished`, `failed` or `contradicted`.
    pub status: String,
    /// Bars seen.
    pub bars: u64,
    /// Closed trades.
    pub trades: u64,
    /// Cash plus positions at the end.
    pub final_equity: String,
    /// Final equity over initial capital, minus 1.
    pub total_return: String,
    /// Deepest fall from a peak, as a fraction of the peak.
    pub max_drawdown: String,
    /// [`digest_of_result`].
    pub digest: String,
}

/// A receipt that somebody vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedReceipt {
    /// What is vouched for.
    pub receipt: Receipt,
    /// The public key, `ed25519:…`.
    pub signer: String,
    /// The signature of [`Receipt::statement`], as 128 small hex digits.
    pub signature: String,
}

/// A receipt cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The database cannot be read.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// A file cannot be read, or is not what it should be.
    #[error("{path}: {reason}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl ReceiptError {
    fn file(path: &Path, reason: impl ToString) -> Self {
        Self::File { path: path.to_owned(), reason: reason.to_string() }
    }
}

impl Receipt {
    /// The receipt of a run directory; `fuel_schedule` is that of the program that made it.
    ///
    /// # Errors
    /// When a file of the run is missing or not what it should be.
    pub fn of_run(run: &Path, fuel_schedule: &str) -> Result<Self, ReceiptError> {
        let (manifest, summary) = (read(&run.join("run.json"))?, read(&run.join("summary.json"))?);
        let inputs = Inputs::of_manifest(&manifest).map_err(|error| ReceiptError::file(&run.join("run.json"), error))?;
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |name: &str| summary.get(name).and_then(Value::as_u64).unwrap_or_default();
        Ok(Self {
            format: FORMAT,
            inputs,
            fuel_schedule: fuel_schedule.to_owned(),
            result: RunResult {
                status: text(&manifest, "status"),
                bars: number("bars"),
                trades: number("trades"),
                final_equity: text(&summary, "final_equity"),
                total_return: text(&summary, "total_return"),
                max_drawdown: text(&summary, "max_drawdown"),
                digest: digest_of_result(run)?,
            },
        })
    }

    /// The bytes that are signed: this receipt as JSON without white space, its fields in their order.
    pub fn statement(&self) -> Vec<u8> {
        // Plain structs of texts and numbers can always be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl SignedReceipt {
    /// Reads a receipt. Whose signature it has is the caller's to check.
    ///
    /// # Errors
    /// When the file is none, or of another form.
    pub fn open(path: &Path) -> Result<Self, ReceiptError> {
        let value = read(path)?;
        let signed: Self =
            serde_json::from_value(value).map_err(|error| ReceiptError::file(path, format!("this is no receipt: {error}")))?;
        let format = signed.receipt.format;
        if format == FORMAT {
            Ok(signed)
        } else {
            Err(ReceiptError::file(path, format!("receipts of form {format} are not known here")))
        }
    }
}

fn read(path: &Path) -> Result<Value, ReceiptError> {
    let bytes = fs::read(path).map_err(|error| ReceiptError::file(path, error))?;
    serde_json::from_slice(&bytes).map_err(|error| ReceiptError::file(path, error))
}
