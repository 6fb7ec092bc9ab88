//! Makes a worker project without the rest of the tool, in the current folder:
//! `cargo run -p simpletrader-authoring --example new -- <category> <name> <language> [vendor]`.

use std::path::Path;
use std::process::ExitCode;

use simpletrader_authoring::{BuildError, NewWorker, Workshop};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let made = match words.as_slice() {
        [category, name, language] => create(category, name, language, "local"),
        [category, name, language, vendor] => create(category, name, language, vendor),
        _ => Err(BuildError::author("name a category, a name and a language")),
    };
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn create(category: &str, name: &str, language: &str, vendor: &str) -> Result<(), BuildError> {
    let worker = NewWorker::parse(category, language, vendor, name)?;
    let project = worker.create(Path::new("."), &Workshop::of_environment()?)?;
    println!("{}", project.root.display());
    Ok(())
}
