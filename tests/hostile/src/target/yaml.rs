//! Configuration: any bytes as a YAML file of any kind.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use simpletrader_config::diagnostic::{Findings, Look};
use simpletrader_config::{Configuration, FileKind, PluginRegistry, SingleFile};

use super::{ACCEPTED, assert_harmless, repository};
use crate::mutate::Damage;

/// Sound or not, and if not, in findings that are safe to show.
pub(super) fn run(bytes: &[u8]) -> String {
    let file = scratch().join("any.yaml");
    fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let nothing = |_: &str| None;
    let findings = match SingleFile::open(&file, &nothing) {
        Ok(single) if single.kind() == FileKind::Operation => match Configuration::load(&file, &nothing) {
            Ok(configuration) => configuration.warnings().clone(),
            Err(findings) => findings,
        },
        Ok(single) => single.check(&PluginRegistry::default()),
        Err(findings) => findings,
    };
    check(&findings);
    if findings.has_errors() { "REFUSED" } else { ACCEPTED }.to_owned()
}

fn check(findings: &Findings) {
    assert_harmless(&findings.render(Look::Plain));
}

/// A configuration root of this process's own.
fn scratch() -> &'static PathBuf {
    static SCRATCH: OnceLock<PathBuf> = OnceLock::new();
    SCRATCH.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("simpletrader-yaml-{}", std::process::id()));
        let made = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("platform.yaml"), "paths: {}\n"));
        made.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        folder
    })
}

/// A damaged file of the fixture that holds every key there is.
pub(super) fn input(damage: &mut Damage) -> Vec<u8> {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let folder = repository().join("runtime/config/tests/fixtures/complete");
        let mut paths: Vec<_> = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().filter_map(|path| fs::read(path).ok()).collect()
    });
    assert!(!files.is_empty(), "there are files to damage");
    let file = &files[damage.next(files.len())];
    damage.apply(file)
}
