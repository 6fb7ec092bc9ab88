//! Reading files, inside the configuration root and nowhere else.
//!
//! The *root* is the nearest folder above the operation file that holds a `platform.yaml`, else the operation's own folder. A
//! configuration may be somebody else's: whatever it names must lie inside the root, also when a symbolic link leads there, so
//! that starting a strategy never reads what its folder does not hold.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{MAX_BYTES, Node, parse, substitute};
use crate::source::{SourceText, Written};

/// Name of the file that marks the root.
pub(crate) const PLATFORM_FILE: &str = "platform.yaml";
/// Neighbours that are looked at for a "did you mean".
const NEIGHBOUR_LIMIT: usize = 1_000;

/// The configuration root.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// Absolute and without links.
    real: PathBuf,
    /// As the user would write it, from the working directory.
    shown: PathBuf,
}

impl Root {
    /// The root of an operation, and the operation's real path.
    pub fn of(operation: &Path) -> Result<(Self, PathBuf), Finding> {
        let real_operation = operation.canonicalize().ok().filter(|path| path.is_file()).ok_or_else(|| {
            Finding::error(Rule::V04, format!("there is no operation file `{}`", operation.display()))
                .help("name the file of an operation, for example `strategies/my_strategy/operation.yaml`")
        })?;
        let own_folder = real_operation.parent().unwrap_or(Path::new("/"));
        let real = own_folder.ancestors().find(|folder| folder.join(PLATFORM_FILE).is_file()).unwrap_or(own_folder).to_path_buf();
        let shown = shown_root(operation, &real_operation, &real);
        Ok((Self { real, shown }, real_operation))
    }

    /// The real path of the file `name` in the folder of `real`, if there is one and no link leads it out of the root.
    pub fn neighbour(&self, real: &Path, name: &str) -> Option<PathBuf> {
        let path = real.parent()?.join(name).canonicalize().ok()?;
        (path.is_file() && path.starts_with(&self.real)).then_some(path)
    }

    /// The root as the user would write it; empty for the working directory.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// Absolute and without links.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// The file that marks the root, if there is one.
    pub fn platform_file(&self) -> Option<PathBuf> {
        Some(self.real.join(PLATFORM_FILE)).filter(|path| path.is_file())
    }

    /// A real path inside the root, relative to it, with `/`.
    fn relative(&self, real: &Path) -> Option<String> {
        let relative = real.strip_prefix(&self.real).ok()?;
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Some(parts.join("/"))
    }

    /// A real path inside the root, as the user would write it.
    pub fn as_shown(&self, real: &Path) -> PathBuf {
        real.strip_prefix(&self.real).map_or_else(|_| real.to_path_buf(), |relative| self.shown.join(relative))
    }

    /// The real path of a file that `written` names, relative to the file in which it is written. V04 if there is none or if it
    /// lies outside.
    pub fn resolve(&self, written: &Written<String>, findings: &mut Findings) -> Option<PathBuf> {
        self.resolve_as(written, false, findings)
    }

    /// The same for a folder.
    pub fn resolve_folder(&self, written: &Written<String>, findings: &mut Findings) -> Option<PathBuf> {
        self.resolve_as(written, true, findings)
    }

    fn resolve_as(&self, written: &Written<String>, is_folder: bool, findings: &mut Findings) -> Option<PathBuf> {
        let wanted = |path: &Path| if is_folder { path.is_dir() } else { path.is_file() };
        let naming_file = self.real.join(&written.at.source().path);
        let folder = naming_file.parent().unwrap_or(&self.real);
        let path = folder.join(&written.value);
        let finding = match path.canonicalize() {
            Ok(real) if !real.starts_with(&self.real) => {
                Finding::error(Rule::V04, format!("`{}` lies outside the configuration root", written.value)).help(format!(
                    "move it into the folder that holds `{PLATFORM_FILE}`, or put a `{PLATFORM_FILE}` into a folder above both"
                ))
            }
            Ok(real) if wanted(&real) => return Some(real),
            Ok(_) if is_folder => Finding::error(Rule::V04, format!("`{}` is not a folder", written.value)).help("name a folder"),
            Ok(_) => Finding::error(Rule::V04, format!("`{}` is not a file", written.value)).help("name a file, not a folder"),
            Err(_) if is_folder => {
                Finding::error(Rule::V04, format!("there is no folder `{}`", written.value)).help(self.missing(&path))
            }
            Err(_) => Finding::error(Rule::V04, format!("there is no file `{}`", written.value)).help(self.missing(&path)),
        };
        findings.push(finding.at(&written.at));
        None
    }

    /// What to do about a file that is not there.
    fn missing(&self, path: &Path) -> String {
        let general = "a path is relative to the file that names it";
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let Some(folder) = folder.filter(|folder| folder.starts_with(&self.real)) else {
            return general.to_owned();
        };
        let mut neighbours: Vec<String> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .take(NEIGHBOUR_LIMIT)
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        neighbours.sort();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match suggest::nearest(&name, neighbours.iter().map(String::as_str)) {
            Some(neighbour) => format!("did you mean `{neighbour}`? ({general})"),
            None => general.to_owned(),
        }
    }
}

/// The root as the user would write it, worked out from the path of the operation as it was written.
fn shown_root(operation: &Path, real_operation: &Path, real_root: &Path) -> PathBuf {
    let depth = real_operation.strip_prefix(real_root).map_or(1, |relative| relative.components().count());
    let names = operation.components().rev().take_while(|part| matches!(part, Component::Normal(_))).count();
    let mut shown = operation.to_path_buf();
    for _ in 0..depth.min(names) {
        shown.pop();
    }
    for _ in names..depth {
        shown.push("..");
    }
    // A link on the way would make the text lie; the real path is always right.
    let reachable = if shown.as_os_str().is_empty() { Path::new(".") } else { shown.as_path() };
    if reachable.canonicalize().is_ok_and(|path| path == real_root) { shown } else { real_root.to_path_buf() }
}

/// The files read so far. Each is read once, so that nothing can change between two looks.
pub(crate) struct Files<'e> {
    root: Root,
    env: &'e dyn Fn(&str) -> Option<String>,
    read: BTreeMap<PathBuf, Option<Document>>,
}

/// A file and its tree.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// The text.
    pub source: Arc<SourceText>,
    /// The tree, with `${NAME}` replaced.
    pub node: Arc<Node>,
}

impl<'e> Files<'e> {
    /// None read yet.
    pub fn new(root: Root, env: &'e dyn Fn(&str) -> Option<String>) -> Self {
        Self { root, env, read: BTreeMap::new() }
    }

    /// The root.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The document at a real path inside the root. What is wrong with it is told the first time only.
    pub fn document(&mut self, real: &Path, findings: &mut Findings) -> Option<Document> {
        if let Some(known) = self.read.get(real) {
            return known.clone();
        }
        let document = self.read_document(real, findings);
        self.read.insert(real.to_path_buf(), document.clone());
        document
    }

    /// The document that `written` names.
    pub fn named(&mut self, written: &Written<String>, findings: &mut Findings) -> Option<Document> {
        let real = self.root.resolve(written, findings)?;
        self.document(&real, findings)
    }

    fn read_document(&self, real: &Path, findings: &mut Findings) -> Option<Document> {
        let path = self.root.relative(real)?;
        let source = match read_text(real, path.clone()) {
            Ok(source) => Arc::new(source),
            Err((message, help)) => {
                findings.push(Finding::error(Rule::V01, format!("`{path}` {message}")).help(help));
                return None;
            }
        };
        let mut node = parse(&source, findings)?;
        substitute(&mut node, self.env, findings);
        Some(Document { source, node: Arc::new(node) })
    }
}

/// Reads a file of bounded size; says what is wrong and what to do.
fn read_text(real: &Path, path: String) -> Result<SourceText, (String, &'static str)> {
    let file = File::open(real).map_err(|error| (format!("cannot be read: {error}"), "check its permissions"))?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells too long from just long enough.
    file.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| (format!("cannot be read: {error}"), "check the disk and the file's permissions"))?;
    if bytes.len() > MAX_BYTES {
        return Err((format!("is larger than {} KiB", MAX_BYTES / 1024), "split it; configuration is written by people"));
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    let text = String::from_utf8(bytes)
        .map_err(|error| (format!("is not UTF-8 at byte {}", error.utf8_error().valid_up_to()), "save it as UTF-8 text"))?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(SourceText { path, text, sha256 })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::source::{KeyPath, Position};

    /// A folder with a platform, an operation two folders below it, and a file beside the platform.
    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/platform.yaml"), "paths: {}\n").unwrap();
        fs::write(folder.path().join("a/b/operation.yaml"), "operation: {}\n").unwrap();
        fs::write(folder.path().join("a/common.yaml"), "x: 1\n").unwrap();
        fs::write(folder.path().join("secret.yaml"), "x: 1\n").unwrap();
        folder
    }

    fn written(path: &str) -> Written<String> {
        let source = Arc::new(SourceText { path: "b/operation.yaml".into(), text: path.into(), sha256: String::new() });
        Written { value: path.to_owned(), at: Position::new(&source, 0, path.len(), &Arc::new(KeyPath::Root)) }
    }

    fn resolved(folder: &Path, path: &str) -> Result<String, String> {
        let (root, _) = Root::of(&folder.join("a/b/operation.yaml")).unwrap();
        let mut findings = Findings::new();
        match root.resolve(&written(path), &mut findings) {
            Some(real) => Ok(root.relative(&real).unwrap()),
            None => Err(findings.to_string()),
        }
    }

    #[test]
    fn the_root_is_the_nearest_folder_with_a_platform() {
        let folder = tree();
        let (root, _) = Root::of(&folder.path().join("a/b/operation.yaml")).unwrap();
        assert_eq!(root.real, folder.path().join("a").canonicalize().unwrap());
        assert_eq!(root.shown(), folder.path().join("a"));
        assert!(root.platform_file().is_some());
        fs::remove_file(folder.path().join("a/platform.yaml")).unwrap();
        let (root, _) = Root::of(&folder.path().join("a/b/operation.yaml")).unwrap();
        assert_eq!(root.real, folder.path().join("a/b").canonicalize().unwrap(), "without one: the operation's own folder");
        assert!(root.platform_file().is_none());
    }

    #[test]
    fn an_operation_that_is_no_file_is_refused() {
        let folder = tree();
        for path in ["a/b/operation.yml", "a/b"] {
            let finding = Root::of(&folder.path().join(path)).unwrap_err();
            assert_eq!(finding.rule, Rule::V04);
        }
    }

    #[test]
    fn files_inside_the_root_are_found_from_the_file_that_names_them() {
        let folder = tree();
        assert_eq!(resolved(folder.path(), "../common.yaml").unwrap(), "common.yaml");
        assert_eq!(resolved(folder.path(), "operation.yaml").unwrap(), "b/operation.yaml");
    }

    #[test]
    fn files_outside_the_root_are_refused_however_they_are_named() {
        let folder = tree();
        assert!(resolved(folder.path(), "../../secret.yaml").unwrap_err().contains("outside the configuration root"));
        let absolute = folder.path().join("secret.yaml");
        assert!(resolved(folder.path(), absolute.to_str().unwrap()).unwrap_err().contains("outside"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&absolute, folder.path().join("a/b/link.yaml")).unwrap();
            assert!(resolved(folder.path(), "link.yaml").unwrap_err().contains("outside"), "a link does not lead out");
        }
    }

    #[test]
    fn a_missing_file_suggests_its_neighbour() {
        let folder = tree();
        assert!(resolved(folder.path(), "../comon.yaml").unwrap_err().contains("did you mean `common.yaml`?"));
        assert!(resolved(folder.path(), "..").unwrap_err().contains("is not a file"));
        let outside = resolved(folder.path(), "../../secrt.yaml").unwrap_err();
        assert!(!outside.contains("secret"), "the names of files outside are not given away: {outside}");
    }

    #[test]
    fn files_that_are_too_large_or_no_text_are_refused() {
        let folder = tree();
        let path = folder.path().join("a/big.yaml");
        fs::write(&path, "#".repeat(MAX_BYTES)).unwrap();
        assert!(read_text(&path, "big.yaml".into()).is_ok(), "the bound itself is legal");
        fs::write(&path, "#".repeat(MAX_BYTES + 1)).unwrap();
        assert!(read_text(&path, "big.yaml".into()).unwrap_err().0.contains("larger than 1024 KiB"));
        fs::write(&path, [b'a', 0xff]).unwrap();
        assert!(read_text(&path, "big.yaml".into()).unwrap_err().0.contains("not UTF-8 at byte 1"));
    }

    #[test]
    fn the_digest_is_of_the_bytes_and_the_mark_is_not_text() {
        let folder = tree();
        let path = folder.path().join("a/mark.yaml");
        fs::write(&path, "\u{feff}a: 1\n").unwrap();
        let source = read_text(&path, "mark.yaml".into()).unwrap();
        assert_eq!(source.text, "a: 1\n");
        fs::write(&path, "").unwrap();
        let empty = read_text(&path, "mark.yaml".into()).unwrap();
        assert_eq!(empty.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn the_root_is_shown_as_the_user_would_write_it() {
        let folder = tree();
        let real = folder.path().canonicalize().unwrap();
        let shown = |operation: &str| shown_root(&real.join(operation), &real.join("a/b/operation.yaml"), &real.join("a"));
        assert_eq!(shown("a/b/operation.yaml"), real.join("a"));
        let dotted = shown("a/b/../b/operation.yaml");
        assert_eq!(dotted.canonicalize().unwrap(), real.join("a"), "however it is written, it leads there");
        let wrong = shown_root(&real.join("a/b/x/operation.yaml"), &real.join("a/b/operation.yaml"), &real.join("a"));
        assert_eq!(wrong, real.join("a"), "a text that leads elsewhere is not shown");
    }
}
