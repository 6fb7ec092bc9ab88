//! What zig says, in terms of the author's own file.

use simpletrader_contracts::worker::Capability;
use simpletrader_package::PackageError;

use crate::error::BuildError;
use crate::language::c;

/// What the SDK begins its own refusals with: mistakes of the worker that are seen where it is exported.
const OF_THE_SDK: &str = "worker: ";

/// The compiler's refusal: its first error that is the author's, with its place, and all that it wrote.
pub fn compiler(file: &str, source: &str, stderr: &str) -> BuildError {
    let errors = || stderr.lines().filter_map(|line| line.split_once(": error: "));
    if let Some(message) = errors().find_map(|(_, message)| message.strip_prefix(OF_THE_SDK)) {
        let error = BuildError::author(message);
        return match handler(message).and_then(|name| line_of(source, &format!("fn {name}("))) {
            Some(line) => error.at(file, line, None),
            None => error.in_file(file),
        };
    }
    match errors().find_map(|(place, message)| Some((position(file, place)?, message))) {
        Some(((line, column), message)) => BuildError::author(message).at(file, line, Some(column)).output(stderr),
        None => BuildError::author("the compiler refuses it").in_file(file).output(stderr),
    }
}

/// `worker.zig:12:5`, with or without folders before it.
fn position(file: &str, place: &str) -> Option<(u32, u32)> {
    let (path, numbers) = place.split_once(".zig:")?;
    let is_authors = format!("{path}.zig") == file;
    let (line, column) = numbers.split_once(':')?;
    is_authors.then_some((line.parse().ok()?, column.parse().ok()?))
}

/// The handler that a refusal of the SDK is about: its first word in backticks, where that is one that the worker has.
fn handler(message: &str) -> Option<&str> {
    message.strip_prefix('`')?.split('`').next()
}

fn line_of(source: &str, text: &str) -> Option<u32> {
    source.lines().position(|line| line.contains(text)).and_then(|line| u32::try_from(line + 1).ok())
}

/// What packaging refused.
pub fn packaging(file: &str, source: &str, error: PackageError) -> BuildError {
    match &error {
        PackageError::ForeignImport { name, .. } => foreign_import(file, source, name),
        PackageError::Undeclared { capability: Capability::Files } => BuildError::from(error).in_file(file),
        PackageError::Undeclared { capability } => c::messages::undeclared(file, *capability),
        _ => BuildError::from(error).in_file(file),
    }
}

/// An import that no worker gets: which line brings it, and what to use in its place.
fn foreign_import(file: &str, source: &str, import: &str) -> BuildError {
    let message = format!("the worker needs `{import}` of the system, and a worker has no system");
    let found = INSTEAD.iter().find_map(|(used, advice)| Some((line_of(source, used)?, advice)));
    match found {
        Some((line, advice)) => BuildError::author(message).at(file, line, None).help(*advice),
        None => BuildError::author(message).in_file(file).help("find what in this file calls into that part of `std`"),
    }
}

/// What of the standard library reaches for the system, and what a worker uses instead.
const INSTEAD: [(&str, &str); 6] = [
    ("debug.print(", "use `st.log(st.c.ST_INFO, \"…\", .{…})` and ask for it with `.logs = true`"),
    ("std.log", "use `st.log(st.c.ST_INFO, \"…\", .{…})` and ask for it with `.logs = true`"),
    ("std.time", "use the instant of the call: a worker's time is the time of the market"),
    ("std.fs", "a worker has no files; what it must know goes into parameters"),
    ("std.Io", "a worker has no files and no streams; what it must know goes into parameters"),
    ("std.crypto.random", "use a generator of your own with a seed from the parameters: equal runs are equal"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_of_the_authors_file_has_its_place() {
        let said = "sdk/zig/root.zig:9:30: note: here\nworker.zig:12:5: error: use of undeclared identifier 'x'\n";
        let error = compiler("worker.zig", "", said);
        assert!(error.to_string().starts_with("worker.zig:12:5: use of undeclared identifier 'x'\n"), "{error}");
        let foreign = compiler("worker.zig", "", "/lib/std/mem.zig:1:1: error: odd\n");
        assert!(foreign.to_string().starts_with("worker.zig: the compiler refuses it"), "{foreign}");
    }

    #[test]
    fn what_the_sdk_refuses_is_told_at_the_handler_that_it_is_about() {
        let said = "/sdk/handlers.zig:140:20: error: worker: `measure` takes or returns something else\n";
        let error = compiler("worker.zig", "\npub fn measure() void {}\n", said);
        assert_eq!(error.to_string(), "worker.zig:2: `measure` takes or returns something else");
        let missing = compiler("worker.zig", "", "/sdk/handlers.zig:1:1: error: worker: it has no handler: write `x`\n");
        assert_eq!(missing.to_string(), "worker.zig: it has no handler: write `x`");
    }

    #[test]
    fn what_reaches_for_the_system_is_told_with_what_to_use_instead() {
        let error = foreign_import("worker.zig", "const std = @import(\"std\");\nstd.debug.print(\"x\", .{});\n", "fd_write");
        assert!(error.to_string().starts_with("worker.zig:2: the worker needs `fd_write`"), "{error}");
        assert!(error.help.contains("st.log"), "{error}");
        assert_eq!(foreign_import("worker.zig", "", "fd_write").place.unwrap().line, None);
    }
}
