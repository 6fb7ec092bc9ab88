//! Ways out of the directory, and things in it that are not files.

use std::fs;
use std::os::unix::fs::symlink;

use cap_std::ambient_authority;
use tempfile::TempDir;

use super::*;
use crate::wasi::state::Places;

/// A directory `inside` with a few things in it, beside a file `secret` that must not be reached.
struct Tree {
    whole: TempDir,
    places: Places,
}

impl Tree {
    fn new() -> Self {
        let whole = TempDir::new().unwrap();
        let inside = whole.path().join("inside");
        fs::create_dir_all(inside.join("deep/deeper")).unwrap();
        fs::write(whole.path().join("secret"), "secret").unwrap();
        fs::write(inside.join("levels.csv"), "100,200\n").unwrap();
        fs::write(inside.join("deep/note"), "note").unwrap();
        symlink("../secret", inside.join("out")).unwrap();
        symlink("/etc/passwd", inside.join("absolute")).unwrap();
        symlink("..", inside.join("up")).unwrap();
        symlink("deep/note", inside.join("within")).unwrap();
        symlink("round", inside.join("round")).unwrap();
        Self { whole, places: Places::new("open files", 100) }
    }

    fn root(&self) -> Descriptor {
        let inside = self.whole.path().join("inside");
        Descriptor::root(Arc::new(Dir::open_ambient_dir(inside, ambient_authority()).unwrap()), self.places.take().unwrap())
    }

    fn open(&self, path: &str) -> Result<Descriptor, ErrorCode> {
        self.root().open(path, true, self.places.take().unwrap())
    }
}

fn content(descriptor: &Descriptor) -> String {
    String::from_utf8(descriptor.file().unwrap().read(0, 1_000).unwrap()).unwrap()
}

#[test]
fn what_is_inside_is_read() {
    let tree = Tree::new();
    for (path, expected) in [
        ("levels.csv", "100,200\n"),
        ("deep/note", "note"),
        ("./deep/../deep//note", "note"),
        ("within", "note"),
        ("up/../within", ""),
    ] {
        if expected.is_empty() {
            assert!(tree.open(path).is_err(), "{path}");
        } else {
            assert_eq!(content(&tree.open(path).unwrap()), expected, "{path}");
        }
    }
    let deep = tree.open("deep").unwrap();
    assert_eq!(content(&deep.open("note", false, tree.places.take().unwrap()).unwrap()), "note");
}

#[test]
fn no_path_leads_out() {
    let tree = Tree::new();
    for path in [
        "../secret",
        "deep/../../secret",
        "..",
        "/etc/passwd",
        "/",
        "out",
        "absolute",
        "up/secret",
        "up",
        "deep/../../inside/levels.csv",
    ] {
        assert_eq!(tree.open(path).unwrap_err(), ErrorCode::NotPermitted, "open {path}");
        assert_eq!(tree.root().stat_at(path, true).unwrap_err(), ErrorCode::NotPermitted, "stat {path}");
        assert!(tree.root().identity_at(path, true).is_err(), "identity of {path}");
    }
    let deep = tree.open("deep").unwrap();
    let up = deep.open("../levels.csv", true, tree.places.take().unwrap());
    assert_eq!(up.unwrap_err(), ErrorCode::NotPermitted, "a directory is the end of the world for what is opened below it");
}

#[test]
fn what_is_not_there_says_so() {
    let tree = Tree::new();
    for (path, code) in [
        ("nothing", ErrorCode::NoEntry),
        ("", ErrorCode::NoEntry),
        ("levels.csv/more", ErrorCode::NotDirectory),
        ("nul\0byte", ErrorCode::Invalid),
        ("round", ErrorCode::Loop),
    ] {
        assert_eq!(tree.open(path).unwrap_err(), code, "{path:?}");
    }
    assert_eq!(tree.open(&"x".repeat(300)).unwrap_err(), ErrorCode::NameTooLong);
    assert!(tree.open(&"x/".repeat(10_000)).is_err());
    assert_eq!(tree.open("deep").unwrap().file().unwrap_err(), ErrorCode::IsDirectory);
    let file = tree.open("levels.csv").unwrap();
    assert_eq!(file.list().unwrap_err(), ErrorCode::NotDirectory);
    assert_eq!(file.open("x", true, tree.places.take().unwrap()).unwrap_err(), ErrorCode::NotDirectory);
}

#[test]
fn a_link_is_followed_only_on_demand_and_tells_nothing_of_the_machine() {
    let tree = Tree::new();
    let root = tree.root();
    assert_eq!(root.open("within", false, tree.places.take().unwrap()).unwrap_err(), ErrorCode::Loop);
    assert_eq!(root.stat_at("within", false), Ok((DescriptorType::SymbolicLink, 0)));
    assert_eq!(root.stat_at("within", true), Ok((DescriptorType::RegularFile, 4)));
    assert_eq!(root.read_link("within"), Ok("deep/note".into()));
    assert_eq!(root.read_link("absolute"), Err(ErrorCode::NotPermitted));
}

#[test]
fn a_pipe_is_not_opened() {
    let tree = Tree::new();
    let path = tree.whole.path().join("inside/pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let started = std::time::Instant::now();
    assert_eq!(tree.open("pipe").unwrap_err(), ErrorCode::NotPermitted);
    assert!(started.elapsed() < std::time::Duration::from_secs(1), "nobody will ever write to it");
    assert_eq!(tree.root().stat_at("pipe", true), Ok((DescriptorType::Unknown, 0)));
}

#[test]
fn a_listing_is_in_order_and_complete_or_refused() {
    let tree = Tree::new();
    let names: Vec<String> = tree.root().list().unwrap().into_iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["absolute", "deep", "levels.csv", "out", "round", "up", "within"]);
    let many = tree.whole.path().join("inside/many");
    fs::create_dir(&many).unwrap();
    for number in 0..ENTRIES {
        fs::write(many.join(number.to_string()), "").unwrap();
    }
    assert_eq!(tree.open("many").unwrap().list().unwrap().len(), ENTRIES);
    fs::write(many.join("one more"), "").unwrap();
    assert_eq!(tree.open("many").unwrap().list().unwrap_err(), ErrorCode::Overflow);
}

#[test]
fn a_file_is_known_by_its_place() {
    let tree = Tree::new();
    let (note, link, levels) = (tree.open("deep/note").unwrap(), tree.open("within").unwrap(), tree.open("levels.csv").unwrap());
    assert!(note.is_same(&link) && !note.is_same(&levels));
    let root = tree.root();
    assert_eq!(root.identity_at("within", true), Ok(note.identity()));
    assert_ne!(root.identity_at("within", false), Ok(note.identity()));
    assert_eq!(tree.open("deep").unwrap().identity_at("note", true), Ok(note.identity()));
    assert_eq!(root.identity_at(".", true), Ok(root.identity()));
    assert_ne!(note.identity(), levels.identity());
}

#[test]
fn reading_beyond_the_end_reads_nothing() {
    let tree = Tree::new();
    let levels = tree.open("levels.csv").unwrap();
    let file = levels.file().unwrap();
    assert_eq!(file.read(4, 3), Ok(b"200".to_vec()));
    assert_eq!(file.read(4, 1_000), Ok(b"200\n".to_vec()));
    assert_eq!(file.read(1_000_000, 10), Ok(vec![]));
    assert_eq!(file.read(u64::MAX, 10), Err(ErrorCode::Invalid));
    assert_eq!(levels.stat(), Ok((DescriptorType::RegularFile, 8)));
}
