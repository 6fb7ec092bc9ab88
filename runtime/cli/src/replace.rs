//! Replacing a file in one step.

use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes a file beside the old one and puts it in its place in one step: whoever reads sees the old or the new file, whole.
///
/// # Errors
/// When it cannot be written; the old file is untouched then.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let draft = path.with_file_name(name);
    let written = fs::File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&draft, path));
    if placed.is_err() {
        // The draft is of no use to anybody; that it cannot be removed either changes nothing.
        let _ = fs::remove_file(&draft);
    }
    placed
}
