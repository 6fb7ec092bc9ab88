//! What compiler and linker say, in terms of the author's own file.

use simpletrader_contracts::worker::{Capability, Category};

use crate::error::BuildError;
use crate::suggestion;
use crate::templates::snake;

/// The compiler's refusal: its first error with its place, and all that it wrote.
pub fn compiler(file: &str, stderr: &str) -> BuildError {
    let first = stderr.lines().find_map(|line| diagnostic(file, line));
    match first {
        Some((line, column, message)) => {
            let help = misspelt(&message).unwrap_or_default();
            BuildError::author(message).at(file, line, Some(column)).output(stderr).help(help)
        }
        None => BuildError::author("the compiler refuses it").in_file(file).output(stderr),
    }
}

/// What to do about a function that nobody declares: a handler whose name is not quite right, or one of the author's own.
fn misspelt(message: &str) -> Option<String> {
    let name = message.split_once("no previous prototype for function '")?.1.split('\'').next()?;
    Some(match suggestion::closest(name, HANDLERS) {
        Some(handler) => format!("did you mean the handler `{handler}`? A function of your own is `static`"),
        None => "make it `static`: only handlers are seen from outside".to_owned(),
    })
}

/// Every function that a worker may define for the library.
const HANDLERS: [&str; 12] = [
    "st_configure",
    "st_measure",
    "st_detect",
    "st_watch",
    "st_decide",
    "st_plan_entry",
    "st_plan_size",
    "st_plan_exit",
    "st_plan_execution",
    "st_on_command",
    "st_on_reply",
    "st_on_timer",
];

/// `worker.c:12:5: error: unknown type name 'st_foo'`, also where the mistake stands in a header that the file includes.
fn diagnostic(file: &str, line: &str) -> Option<(u32, u32, String)> {
    let (place, message) = line.split_once(": error: ").or_else(|| line.split_once(": fatal error: "))?;
    let mut parts = place.strip_prefix(file)?.strip_prefix(':')?.split(':');
    let (line, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((line, column, message.to_owned()))
}

/// The linker's refusal: what nobody defines.
pub fn linker(file: &str, category: Category, source: &str, stderr: &str) -> BuildError {
    let missing: Vec<&str> = stderr.lines().filter_map(|line| Some(line.split_once("undefined symbol: ")?.1.trim())).collect();
    if let Some(name) =
        stderr.lines().find_map(|line| line.split_once("function signature mismatch: ")).map(|(_, name)| name.trim())
    {
        let error = BuildError::author(format!("`{name}` is declared with another type than it has"));
        let error = match line_of(source, name) {
            Some(line) => error.at(file, line, None),
            None => error.in_file(file),
        };
        return error.help("include the header that declares it").output(stderr);
    }
    let Some(first) = missing.first() else {
        return BuildError::author("the linker refuses it").in_file(file).output(stderr);
    };
    if let Some(signature) = signature(first) {
        let message = format!("{file} defines no `{first}`, the handler of a {category}");
        return BuildError::author(message).in_file(file).help(format!("write `{signature}`"));
    }
    let used = line_of(source, first).map(|line| BuildError::author(nobody_defines(first)).at(file, line, None));
    let error = used.unwrap_or_else(|| BuildError::author(nobody_defines(first)).in_file(file));
    error.help("define it in this file; a worker is linked with the SDK and the C library, without its mathematics")
}

fn nobody_defines(name: &str) -> String {
    format!("`{name}` is used, and nobody defines it")
}

/// The function that each handler is, as `handlers.h` declares it.
fn signature(handler: &str) -> Option<&'static str> {
    Some(match handler {
        "st_measure" => "st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts)",
        "st_detect" => "st_result st_detect(st_instant at, const st_inputs *inputs, st_answer *answer)",
        "st_watch" => {
            "st_result st_watch(st_instant at, const st_inputs *inputs, const st_positions *positions, st_answer *answer)"
        }
        "st_decide" => "st_result st_decide(const st_situation *situation, const st_inputs *inputs, st_answer *answer)",
        "st_plan_entry" => "st_result st_plan_entry(const st_task *task, const st_inputs *inputs, st_answer *answer)",
        "st_plan_size" => "st_result st_plan_size(const st_task *task, const st_inputs *inputs, st_answer *answer)",
        "st_plan_exit" => "st_result st_plan_exit(const st_task *task, const st_inputs *inputs, st_answer *answer)",
        "st_plan_execution" => {
            "st_result st_plan_execution(const st_execution_request *request, const st_inputs *inputs, st_answer *answer)"
        }
        "st_on_command" => "st_result st_on_command(const st_command *command, st_answer *answer)",
        _ => return None,
    })
}

/// A file that says of itself that it is no worker, or several.
pub fn category(file: &str, declared: &[Category]) -> BuildError {
    let macros = |categories: &[Category]| {
        categories.iter().map(|category| format!("ST_{}", snake(*category).to_uppercase())).collect::<Vec<_>>().join(", ")
    };
    let error = if declared.is_empty() {
        BuildError::author(format!("{file} does not say what it is"))
    } else {
        BuildError::author(format!("{file} says that it is {}", macros(declared)))
    };
    error
        .in_file(file)
        .help(format!("write one line `ST_CONTEXT_WORKER(.vendor = \"…\", …)`, or another of {}", macros(Category::ALL)))
}

/// An import that no worker gets: which function of the author's file brings it, and what to use in its place.
pub fn foreign_import(file: &str, source: &str, used: &[String], import: &str) -> BuildError {
    let found = used.iter().find_map(|name| instead_of(name).map(|advice| (name, advice)));
    let Some((name, advice)) = found else {
        let message = format!("the worker needs `{import}` of the system, but a worker has no clock, no files and no streams");
        return BuildError::author(message).in_file(file).help("find what in this file calls into that part of the C library");
    };
    let message = format!("`{name}` needs `{import}` of the system, and a worker has no system");
    let error = BuildError::author(message);
    let error = match line_of(source, name) {
        Some(line) => error.at(file, line, None),
        None => error.in_file(file),
    };
    error.help(advice)
}

/// A capability that is used and not asked for.
pub fn undeclared(file: &str, capability: Capability) -> BuildError {
    let field = match capability {
        Capability::Log => ".logs = true",
        Capability::MarketWindow => ".looks_back = <bars>",
        Capability::State => ".remembers = <bytes>",
        Capability::JournalNote => ".writes_notes = true",
        Capability::Files => "nothing: the C SDK has no files",
    };
    let message = format!("the worker uses `{capability}` without asking for it");
    BuildError::author(message).in_file(file).help(format!("add `{field}` to its description, or do not use it"))
}

/// Functions of the C library that reach for the system, and what a worker uses instead.
fn instead_of(function: &str) -> Option<&'static str> {
    const PRINT: &str = "use `st_log(ST_INFO, \"…\")` and ask for it with `.logs = true`";
    const FORMAT: &str = "use `st_format(\"…\")`, which makes texts without the file layer of the C library";
    const TIME: &str = "use the instant of the call (`at`, or `tick.at`): a worker's time is the time of the market";
    const FILES: &str =
        "a worker has no files; what it must remember goes into `st_state_set()`, what it must know into parameters";
    const END: &str = "return `st_fail(\"…\")`: a worker answers, it does not exit";
    Some(match function {
        "printf" | "iprintf" | "__small_printf" | "vprintf" | "puts" | "putchar" | "putc" | "fputs" | "fputc" | "fprintf"
        | "fiprintf" | "__small_fprintf" | "vfprintf" | "fwrite" | "fflush" | "perror" | "write" => PRINT,
        "sprintf" | "snprintf" | "vsprintf" | "vsnprintf" | "siprintf" | "sniprintf" | "asprintf" | "strtod" | "sscanf" => FORMAT,
        "time" | "clock" | "clock_gettime" | "gettimeofday" | "nanosleep" | "sleep" | "usleep" | "localtime" | "gmtime" => TIME,
        "fopen" | "open" | "read" | "fread" | "fgets" | "getchar" | "getline" | "scanf" | "fscanf" | "remove" | "stat" => FILES,
        "getenv" => "use a parameter: what a worker needs to know is in its configuration",
        "exit" | "_Exit" | "_exit" | "quick_exit" => END,
        "__assert_fail" => "return `st_fail(\"…\")` in place of assert(), which prints and exits",
        "arc4random" | "getentropy" | "getrandom" => {
            "use a generator of your own with a seed from the parameters: equal runs are equal"
        }
        _ => return None,
    })
}

/// The first line that uses a name as a whole word.
fn line_of(source: &str, name: &str) -> Option<u32> {
    let name = if name == "__assert_fail" { "assert" } else { name };
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let uses = |line: &str| {
        line.match_indices(name).any(|(at, _)| {
            let bytes = line.as_bytes();
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            !is_word(before) && !is_word(bytes.get(at + name.len()))
        })
    };
    source.lines().position(uses).and_then(|line| u32::try_from(line + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_of_the_authors_file_has_its_place() {
        let said = "In file included from worker.c:1:\nworker.c:12:5: error: unknown type name 'st_foo'\n    st_foo x;\n    ^\n";
        let error = compiler("worker.c", said);
        assert_eq!(error.place.as_ref().unwrap().to_string(), "worker.c:12:5");
        assert_eq!(error.message, "unknown type name 'st_foo'");
        assert_eq!(error.output, said);
        assert_eq!(compiler("worker.c", "clang: error: no such file").place.unwrap().line, None);
    }

    #[test]
    fn a_handler_that_is_misspelt_is_told_with_its_name() {
        let said = |name: &str| format!("worker.c:3:1: error: no previous prototype for function '{name}' [-Werror]\n");
        assert!(compiler("worker.c", &said("st_mesure")).help.contains("did you mean the handler `st_measure`?"));
        assert!(compiler("worker.c", &said("average")).help.starts_with("make it `static`"));
    }

    #[test]
    fn a_missing_handler_is_told_with_its_whole_signature() {
        let said = "wasm-ld: error: context_worker.o: undefined symbol: st_measure\n";
        let error = linker("worker.c", Category::ContextWorker, "", said);
        assert_eq!(
            error.to_string().lines().next().unwrap(),
            "worker.c: worker.c defines no `st_measure`, the handler of a context-worker"
        );
        assert!(error.help.contains("const st_bar *bar"), "{error}");
    }

    #[test]
    fn a_function_that_nobody_defines_is_told_where_it_is_used() {
        let error = linker("worker.c", Category::ContextWorker, "int a;\nint b = helper();\n", "ld: undefined symbol: helper");
        assert_eq!(error.place.unwrap().line, Some(2));
    }

    #[test]
    fn a_function_that_is_declared_otherwise_than_it_is_would_trap_and_is_told() {
        let said = "wasm-ld: error: function signature mismatch: time\n>>> defined as (i32) -> i32 in worker.o\n";
        let error = linker("worker.c", Category::ContextWorker, "long time(long *);", said);
        assert!(error.to_string().starts_with("worker.c:1: `time` is declared with another type than it has"), "{error}");
    }

    #[test]
    fn what_reaches_for_the_system_is_told_with_what_to_use_instead() {
        let source = "#include <stdio.h>\n// not my_printf\nvoid f(void) { printf(\"x\"); }\n";
        let error = foreign_import("worker.c", source, &["malloc".into(), "printf".into()], "fd_write");
        assert!(error.to_string().starts_with("worker.c:3: `printf` needs `fd_write`"), "{error}");
        assert!(error.help.contains("st_log"));
        let error = foreign_import("worker.c", source, &["mystery".into()], "fd_write");
        assert!(error.to_string().starts_with("worker.c: the worker needs `fd_write`"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_worker_or_two_is_told_what_to_write() {
        assert!(category("worker.c", &[]).to_string().contains("does not say what it is"));
        let two = category("worker.c", &[Category::ContextWorker, Category::EntryPlanner]).to_string();
        assert!(two.contains("says that it is ST_CONTEXT_WORKER, ST_ENTRY_PLANNER"), "{two}");
    }
}
