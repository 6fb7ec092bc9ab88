//! The compiled cache: what comes out of it is what went in, or nothing.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime};

use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::Category;
use simpletrader_sandbox::{Cache, Limits, LoadError, LoadedWorker, Origin, Sandbox, Settings, Terms, inspect, look_at};
use wasm_encoder::{Component, ComponentExportKind, ComponentExportSection, ComponentSection, NestedComponentSection};

use crate::forge::Guest;
use crate::worker::{BAR, answers_the_close, context, live};

const BOUND: u64 = 16 * 1024 * 1024;

/// A cache folder, and sandboxes that use it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("cache")
    }

    fn cache(&self) -> Cache {
        Cache::open(&self.path(), BOUND).unwrap()
    }

    fn sandbox(&self) -> Sandbox {
        self.sandbox_of(self.cache())
    }

    fn sandbox_of(&self, cache: Cache) -> Sandbox {
        Sandbox::new(Settings { workers: 4, cache: Some(Arc::new(cache)), ..Settings::default() }).unwrap()
    }

    /// Where a worker's code comes from now, in a process that begins now.
    fn origin(&self, guest: &Guest) -> Origin {
        load(&self.sandbox(), guest).unwrap().origin()
    }

    /// The files whose names end like this.
    fn files(&self, end: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.to_string_lossy().ends_with(end)).collect()
    }

    /// The only entry.
    fn entry(&self) -> PathBuf {
        let files = self.files(".code");
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }
}

fn load(sandbox: &Sandbox, guest: &Guest) -> Result<LoadedWorker, LoadError> {
    sandbox.load_bytes(Path::new("forged.wasm"), &guest.file(), &Terms::default())
}

/// A worker that differs from every other number's.
fn numbered(number: u32) -> Guest {
    answers_the_close().with(&format!("(func (export \"number\") (result i32) i32.const {number})"))
}

/// A worker that is valid and that the engine cannot compile: it exports a component.
fn uncompilable() -> Vec<u8> {
    let mut bytes = answers_the_close().file();
    let components = 2; // Those that the encoder makes, one for each interface.
    NestedComponentSection(&Component::new()).append_to_component(&mut bytes);
    let mut exports = ComponentExportSection::new();
    exports.export("extra", ComponentExportKind::Component, components, None);
    exports.append_to_component(&mut bytes);
    bytes
}

#[test]
fn a_worker_is_compiled_once_and_then_found() {
    let folder = Folder::new();
    assert_eq!(folder.origin(&answers_the_close()), Origin::Compiled);
    let sandbox = folder.sandbox();
    let cached = load(&sandbox, &answers_the_close()).unwrap();
    assert_eq!(cached.origin(), Origin::Cached);
    let mut facts = [0.0];
    let mut worker = context(live(&cached));
    worker.measure(Instant::default(), &BAR, &[], &mut facts).unwrap();
    assert_eq!(facts, [105.0], "the code from the cache works");
    assert_eq!(folder.origin(&numbered(1)), Origin::Compiled, "another file is another entry");
    assert_eq!(folder.cache().usage().unwrap().entries, 2);
}

#[test]
fn code_from_the_cache_costs_the_same_fuel() {
    let folder = Folder::new();
    let sandbox = folder.sandbox();
    let fuel = [Origin::Compiled, Origin::Cached].map(|origin| {
        let loaded = load(&sandbox, &answers_the_close()).unwrap();
        assert_eq!(loaded.origin(), origin);
        let mut worker = context(live(&loaded));
        worker.measure(Instant::default(), &BAR, &[1.0, 2.0], &mut [0.0]).unwrap();
        worker.usage()
    });
    assert_eq!(fuel[0], fuel[1]);
    assert!(fuel[0].fuel > 0);
}

#[test]
fn a_damaged_entry_is_as_good_as_none_and_is_replaced() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    let good = fs::read(folder.entry()).unwrap();
    let middle = good.len() / 2;
    let mut flipped = good.clone();
    flipped[middle] ^= 1;
    let mut other_length = good.clone();
    other_length.extend_from_slice(b"more");
    for damaged in [flipped, other_length, good[..middle].to_vec(), Vec::new()] {
        fs::write(folder.entry(), &damaged).unwrap();
        assert_eq!(folder.origin(&answers_the_close()), Origin::Compiled, "{} bytes", damaged.len());
        assert_eq!(folder.origin(&answers_the_close()), Origin::Cached, "it was replaced");
    }
}

#[test]
fn an_entry_of_another_folder_or_another_worker_is_not_believed() {
    let (ours, theirs) = (Folder::new(), Folder::new());
    ours.origin(&numbered(1));
    theirs.origin(&numbered(1));
    fs::copy(theirs.entry(), ours.entry()).unwrap();
    assert_eq!(ours.origin(&numbered(1)), Origin::Compiled, "another folder has another secret");

    let first = ours.entry();
    ours.origin(&numbered(2));
    let second = ours.files(".code").into_iter().find(|path| *path != first).unwrap();
    fs::copy(&second, &first).unwrap();
    assert_eq!(ours.origin(&numbered(1)), Origin::Compiled, "a genuine entry under another name is not that worker's");
}

#[test]
fn an_entry_that_is_a_link_is_not_followed() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    let entry = folder.entry();
    let elsewhere = folder.0.path().join("elsewhere");
    fs::rename(&entry, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &entry).unwrap();
    assert_eq!(folder.origin(&answers_the_close()), Origin::Compiled);
    assert!(fs::symlink_metadata(&entry).unwrap().is_file(), "it was replaced by a file");
}

#[test]
fn an_entry_that_is_a_pipe_keeps_nobody_waiting() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    let entry = folder.entry();
    fs::remove_file(&entry).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, &entry, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let origin = folder.origin(&answers_the_close());
        send.send((origin, fs::symlink_metadata(&entry).unwrap().is_file())).unwrap();
    });
    // Generous, because a worker is compiled in it; whoever waits for the other end of the pipe waits for ever.
    let found = receive.recv_timeout(Duration::from_secs(30)).expect("nobody writes to it");
    assert_eq!(found, (Origin::Compiled, true), "it was replaced by a file");
}

#[test]
fn no_room_is_made_for_an_entry_that_is_longer_than_the_whole_cache() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    // A hole of a tebibyte, which takes no room on the disk.
    fs::File::options().write(true).open(folder.entry()).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(folder.origin(&answers_the_close()), Origin::Compiled);
    assert!(folder.cache().usage().unwrap().bytes < BOUND, "it was replaced");
}

#[test]
fn without_its_secret_a_folder_starts_anew() {
    let folder = Folder::new();
    let secret = folder.path().join("secret");
    folder.origin(&answers_the_close());
    for spoil in [
        |secret: &Path| fs::remove_file(secret).unwrap(),
        |secret: &Path| fs::write(secret, "short").unwrap(),
        |secret: &Path| fs::write(secret, [0; 65]).unwrap(),
        // Whoever has read it can forge entries.
        |secret: &Path| fs::set_permissions(secret, Permissions::from_mode(0o644)).unwrap(),
    ] {
        spoil(&secret);
        assert_eq!(folder.origin(&answers_the_close()), Origin::Compiled);
        assert_eq!(folder.origin(&answers_the_close()), Origin::Cached);
    }
}

#[test]
fn nobody_else_can_read_or_write_what_is_kept() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
    assert_eq!(mode(&folder.path()), 0o700);
    assert_eq!(mode(&folder.entry()), 0o600);
    assert_eq!(mode(&folder.path().join("secret")), 0o600);
}

#[test]
fn a_folder_that_is_open_to_others_is_no_cache() {
    let folder = Folder::new();
    folder.cache();
    for mode in [0o777, 0o770, 0o755, 0o701] {
        fs::set_permissions(folder.path(), Permissions::from_mode(mode)).unwrap();
        let error = Cache::open(&folder.path(), BOUND).unwrap_err().to_string();
        let told = error.replace(&folder.path().display().to_string(), "<folder>");
        assert_eq!(told, format!("the cache folder <folder> is open to others (mode {mode:o}); make it private: chmod 700"));
    }
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    assert!(Cache::open(&folder.path(), BOUND).is_ok());
}

#[test]
fn a_folder_of_another_user_is_no_cache() {
    let us = rustix::process::geteuid();
    let folder = Folder::new();
    folder.cache();
    // Only root can give a folder away; anybody else has those of root to look at.
    let theirs = match us.is_root() {
        true => std::os::unix::fs::chown(folder.path(), Some(us.as_raw() + 1), None).is_ok().then(|| folder.path()),
        false => Some(PathBuf::from("/proc")),
    };
    let Some(path) = theirs else { return };
    let error = Cache::open(&path, BOUND).unwrap_err().to_string();
    assert!(error.contains(" belongs to another user (id "), "{error}");
}

#[test]
fn a_path_that_is_no_folder_is_no_cache() {
    let folder = Folder::new();
    fs::write(folder.path(), "a file").unwrap();
    let error = Cache::open(&folder.path(), BOUND).unwrap_err().to_string();
    assert!(error.starts_with("the cache folder ") && error.contains("cannot be used"), "{error}");
}

#[test]
fn what_cannot_be_compiled_is_refused_from_the_cache_too() {
    let folder = Folder::new();
    let bytes = uncompilable();
    let refuse = || {
        let error = folder.sandbox().load_bytes(Path::new("x"), &bytes, &Terms::default()).unwrap_err();
        assert!(matches!(error, LoadError::Compile(_)), "{error:?}");
        error.to_string()
    };
    let first = refuse();
    insta::assert_snapshot!(first, @"the component cannot be compiled: failed to parse WebAssembly module: exporting a component from the root component is not supported");
    let written = fs::metadata(folder.entry()).unwrap().modified().unwrap();
    assert_eq!(refuse(), first, "the same words");
    assert_eq!(fs::metadata(folder.entry()).unwrap().modified().unwrap(), written, "it was not compiled again");
}

#[test]
fn what_the_gate_refuses_leaves_nothing_behind() {
    let folder = Folder::new();
    let sandbox = folder.sandbox();
    let error = load(&sandbox, &answers_the_close().manifest(None)).unwrap_err();
    assert!(matches!(error, LoadError::Admission(_)), "{error:?}");
    assert_eq!(folder.cache().usage().unwrap().entries, 0);
}

#[test]
fn a_worker_that_fails_to_start_fails_with_code_from_the_cache_as_well() {
    let folder = Folder::new();
    let guest = Guest::new(Category::ContextWorker).with("(func $start unreachable) (start $start)");
    let errors = [(); 2].map(|()| load(&folder.sandbox(), &guest).unwrap_err());
    assert!(matches!(errors[0], LoadError::Start(_)), "{:?}", errors[0]);
    assert_eq!(errors[0].to_string(), errors[1].to_string());
    assert_eq!(folder.cache().usage().unwrap().entries, 1, "its code is good");
}

#[test]
fn machine_code_is_not_taken_as_a_worker() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    // An entry without its header and its digest is what the engine's compiler writes.
    let entry = fs::read(folder.entry()).unwrap();
    let code = &entry[17..entry.len() - 32];
    let error = folder.sandbox().load_bytes(Path::new("worker.cwasm"), code, &Terms::default()).unwrap_err();
    let LoadError::Admission(error) = error else { panic!("{error}") };
    insta::assert_snapshot!(format!("{error}\nhelp: {}", error.help), @r"
    rule `component`: the file is machine code, not WebAssembly
    help: give the .wasm file: only code that was compiled here is ever run
    ");
}

#[test]
fn past_its_bound_the_entries_that_were_not_used_for_longest_go() {
    let folder = Folder::new();
    folder.origin(&numbered(1));
    let size = folder.cache().usage().unwrap().bytes;
    let old = SystemTime::now() - Duration::from_secs(48 * 60 * 60);
    let age = |path: &Path, more: u64| {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(old - Duration::from_secs(more)).unwrap();
    };
    age(&folder.entry(), 100);
    let first = folder.entry();
    folder.origin(&numbered(2));
    let second = folder.files(".code").into_iter().find(|path| *path != first).unwrap();
    age(&second, 50);
    // The first is older, but it is used once more.
    assert_eq!(folder.origin(&numbered(1)), Origin::Cached);

    let narrow = Cache::open(&folder.path(), 2 * size + size / 2).unwrap();
    load(&folder.sandbox_of(narrow), &numbered(3)).unwrap();
    assert_eq!(folder.files(".code").len(), 2);
    assert!(first.exists() && !second.exists(), "the second had to go");
}

#[test]
fn what_is_larger_than_the_whole_cache_is_not_kept() {
    let folder = Folder::new();
    let tiny = folder.sandbox_of(Cache::open(&folder.path(), 1_000).unwrap());
    assert_eq!(load(&tiny, &answers_the_close()).unwrap().origin(), Origin::Compiled);
    assert_eq!(folder.cache().usage().unwrap().entries, 0);
}

#[test]
fn what_is_too_large_to_be_kept_pushes_nothing_out() {
    let folder = Folder::new();
    folder.origin(&numbered(1));
    let size = folder.cache().usage().unwrap().bytes;
    let narrow = || folder.sandbox_of(Cache::open(&folder.path(), size).unwrap());
    let long = answers_the_close().with(&"(func (param i64) (result i64) (i64.mul (local.get 0) (local.get 0)))".repeat(2_000));
    assert_eq!(load(&narrow(), &long).unwrap().origin(), Origin::Compiled);
    assert_eq!(load(&narrow(), &numbered(1)).unwrap().origin(), Origin::Cached, "it fits and has done nothing");
}

#[test]
fn drafts_of_processes_that_are_gone_are_removed() {
    let folder = Folder::new();
    folder.cache();
    let [old, young] = [".new-old", ".new-young"].map(|name| folder.path().join(name));
    for path in [&old, &young] {
        fs::write(path, "half an entry").unwrap();
    }
    let long_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
    fs::File::options().append(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    folder.origin(&answers_the_close());
    assert!(!old.exists() && young.exists(), "one that may still be written stays");
}

#[test]
fn clearing_leaves_an_empty_folder_and_says_what_was_there() {
    let folder = Folder::new();
    folder.origin(&numbered(1));
    folder.origin(&numbered(2));
    fs::write(folder.path().join("notes.txt"), "not ours").unwrap();
    let usage = folder.cache().clear().unwrap();
    assert_eq!(usage.entries, 2);
    assert!(usage.bytes > 1_000);
    let left: Vec<_> = folder.files("").iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(left, ["notes.txt"], "what is not the cache's stays");
    assert_eq!(folder.origin(&numbered(1)), Origin::Compiled);
}

#[test]
fn many_at_once_may_use_one_folder() {
    let folder = Folder::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let sandbox = folder.sandbox();
                for number in 0..4 {
                    load(&sandbox, &numbered(number)).unwrap();
                }
            });
        }
    });
    for number in 0..4 {
        assert_eq!(folder.origin(&numbered(number)), Origin::Cached);
    }
    assert!(folder.files("").iter().all(|path| !path.to_string_lossy().contains(".new-")), "no draft is left");
}

#[test]
fn a_folder_that_cannot_be_written_keeps_no_worker_from_being_loaded() {
    let folder = Folder::new();
    let sandbox = folder.sandbox();
    fs::remove_dir_all(folder.path()).unwrap();
    assert_eq!(load(&sandbox, &answers_the_close()).unwrap().origin(), Origin::Compiled);
}

#[test]
fn what_a_file_says_is_read_alike_whether_its_code_is_kept_or_not() {
    let folder = Folder::new();
    let [first, second] = [(); 2].map(|()| load(&folder.sandbox(), &answers_the_close()).unwrap());
    assert_eq!([first.origin(), second.origin()], [Origin::Compiled, Origin::Cached]);
    assert_eq!(first.facts(), second.facts());
}

#[test]
fn code_that_is_kept_does_not_widen_a_bound() {
    let folder = Folder::new();
    folder.origin(&answers_the_close());
    let native = Limits { functions: 0, ..Limits::native() };
    let tight = Settings { workers: 4, native, cache: Some(Arc::new(folder.cache())), ..Settings::default() };
    let error = load(&Sandbox::new(tight).unwrap(), &answers_the_close()).unwrap_err();
    assert!(error.to_string().contains("functions"), "{error}");
}

#[test]
fn a_quick_look_proves_nothing_and_loading_does() {
    // A function that promises a number of 32 bits and gives one of 64: one byte of `i32.const 7777777` is another.
    let mut broken = numbered(7_777_777).file();
    let constant = [0x41, 0xf1, 0xdb, 0xda, 0x03];
    let at = broken.windows(5).position(|bytes| bytes == constant).unwrap();
    broken[at] = 0x42;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("broken.wasm");
    fs::write(&path, &broken).unwrap();
    assert!(look_at(&path, &Limits::native()).is_ok(), "it says what it is");
    assert!(inspect(&path, &Limits::native()).is_err(), "and is not valid");
    let folder = Folder::new();
    for _ in 0..2 {
        assert!(matches!(folder.sandbox().load(&path, &Terms::default()), Err(LoadError::Admission(_))));
    }
    assert_eq!(folder.cache().usage().unwrap().entries, 0);
}
