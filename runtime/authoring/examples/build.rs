//! Builds worker projects without the rest of the tool: `cargo run -p simpletrader-authoring --example build -- DIR…`.

use std::path::Path;
use std::process::ExitCode;

use simpletrader_authoring::{BuildError, Project, Workshop, build};

fn main() -> ExitCode {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    match folders.iter().try_for_each(|folder| build_one(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build_one(folder: &str) -> Result<(), BuildError> {
    let project = Project::find(Path::new(folder))?;
    let file = build(&project, &Workshop::of_environment()?)?;
    file.install(&project.output()).map_err(|(path, error)| BuildError::file(&path, &error))?;
    println!("{}  {} bytes  sha256 {}", file.place_in(&project.output()).display(), file.bytes.len(), file.digest());
    Ok(())
}
