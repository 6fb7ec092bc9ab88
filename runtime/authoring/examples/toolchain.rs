//! Installs toolchains without the rest of the tool: `cargo run -p simpletrader-authoring --example toolchain -- LANGUAGE…`.

use std::process::ExitCode;

use simpletrader_authoring::{BuildError, Language, Workshop};

fn main() -> ExitCode {
    let languages: Vec<String> = std::env::args().skip(1).collect();
    match languages.iter().try_for_each(|language| install(language)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn install(language: &str) -> Result<(), BuildError> {
    let (language, workshop) = (Language::parse(language)?, Workshop::of_environment()?);
    language.install(&workshop)?;
    println!("{language}: {:?}", language.toolchain(&workshop));
    Ok(())
}
