//! `simpletrader wit`: the worker contract as a package of WIT files, and what breaks between two of them.

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_contracts::CONTRACT;
use simpletrader_package::contract_diff::{Contract, Difference, differences};
use simpletrader_package::contract_files;

use crate::exit::{Failure, Kind};

/// The worker contract: its WIT files, and what breaks between two of its versions.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write the WIT files of the contract, for generators of bindings.
    Export {
        /// A folder that does not exist yet, or is empty.
        folder: PathBuf,
    },
    /// Say what breaks between two contracts and what does not: folders of WIT, or worker files.
    ///
    /// A worker file holds only what it uses; as the first one it asks whether this very worker runs under the second. Exit
    /// codes: 0 nothing breaks, 1 something does, 2 one of them cannot be read.
    Diff {
        /// What workers were built against: a folder of WIT files, one WIT file, or a worker file.
        first: PathBuf,
        /// What they are to run under; the contract of this program if left out.
        second: Option<PathBuf>,
    },
}

/// Runs the command.
///
/// # Errors
/// When something cannot be read or written, or something breaks.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.action {
        Action::Export { folder } => export(folder),
        Action::Diff { first, second } => diff(first, second.as_deref()),
    }
}

fn export(folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::other(format!("{}: {error}", folder.display()));
    // Files of another contract between ours would be taken for a part of it.
    if folder.exists() && fs::read_dir(folder).map_err(failed)?.next().is_some() {
        let message = format!("{} is not empty\n  help: name a folder that does not exist yet", folder.display());
        return Err(Failure::input(message));
    }
    fs::create_dir_all(folder).map_err(failed)?;
    for (name, text) in contract_files() {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    println!("{}: {} files of {CONTRACT}", folder.display(), contract_files().len());
    Ok(())
}

fn diff(first: &Path, second: Option<&Path>) -> Result<(), Failure> {
    let read = |path: &Path| Contract::read(path).map_err(Failure::input);
    let before = read(first)?;
    let after = match second {
        Some(second) => read(second)?,
        None => Contract::built_in().map_err(Failure::other)?,
    };
    let found = differences(&before, &after);
    print!("{}", shown(&found));
    match found.iter().filter(|difference| difference.breaks).count() {
        0 => Ok(()),
        1 => Err(Failure::shown(Kind::Other, "error: one difference breaks workers that were built against the first".to_owned())),
        many => {
            let message = format!("error: {many} differences break workers that were built against the first");
            Err(Failure::shown(Kind::Other, message))
        }
    }
}

/// What breaks, then what does not.
fn shown(found: &[Difference]) -> String {
    if found.is_empty() {
        return "no difference\n".to_owned();
    }
    let mut text = String::new();
    for (breaks, title) in [(true, "breaks:"), (false, "does not break:")] {
        let lines: Vec<&Difference> = found.iter().filter(|difference| difference.breaks == breaks).collect();
        if !lines.is_empty() {
            text += &format!("{title}\n");
            lines.iter().for_each(|difference| text += &format!("  {}\n", difference.text));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_empty_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("mine.wit"), "").unwrap();
        assert!(export(place.path()).unwrap_err().message.contains("is not empty"));
        let new = place.path().join("wit");
        export(&new).unwrap();
        assert!(diff(&new, None).is_ok(), "what is exported is the contract of this program");
    }

    #[test]
    fn what_breaks_stands_first() {
        let difference = |breaks, text: &str| Difference { breaks, text: text.to_owned() };
        let text = shown(&[difference(true, "a"), difference(false, "b")]);
        assert_eq!(text, "breaks:\n  a\ndoes not break:\n  b\n");
        assert_eq!(shown(&[]), "no difference\n");
    }
}
