//! Random numbers are a sequence from a seed.

use super::script::{NOW, Script, answer, detector, number, shared};

fn drawing(interface: &'static str, function: &'static str) -> Script {
    Script::new("(call $hex (call $draw))").import(interface, function, "(func $draw (result i64))")
}

fn bytes(count: &str) -> Script {
    Script::new(&format!(
        "(call $draw (i64.const {count}) (i32.const 2048))
         (if (i64.ne (i64.load32_u (i32.const 2052)) (i64.const {count})) (then unreachable))
         (call $hex (i64.load (i32.load (i32.const 2048))))"
    ))
    .import("random/random", "get-random-bytes", "(func $draw (param i64 i32))")
}

#[test]
fn the_same_seed_gives_the_same_numbers_and_another_gives_others() {
    for (interface, function) in [("random/random", "get-random-u64"), ("random/insecure", "get-insecure-random-u64")] {
        let loaded = shared(&drawing(interface, function));
        let three = |seed| {
            let mut worker = detector(&loaded.seeded(seed));
            [0; 3].map(|_| number(&answer(worker.as_mut(), NOW).unwrap()))
        };
        let first = three(1);
        assert_eq!(first, three(1), "an instance that is made again sees the same");
        assert_ne!(first, three(2));
        assert!(first[0] != first[1] && first[1] != first[2]);
    }
}

#[test]
fn random_bytes_are_the_same_sequence() {
    assert_eq!(bytes("8").run(), drawing("random/random", "get-random-u64").run());
    let insecure = Script::new("(call $draw (i64.const 8) (i32.const 2048)) (call $hex (i64.load (i32.load (i32.const 2048))))")
        .import("random/insecure", "get-insecure-random-bytes", "(func $draw (param i64 i32))");
    assert_eq!(bytes("8").run(), insecure.run());
    let seed = Script::new("(call $seed (i32.const 2048)) (call $hex (i64.load (i32.const 2048)))").import(
        "random/insecure-seed",
        "insecure-seed",
        "(func $seed (param i32))",
    );
    assert_eq!(bytes("8").run(), seed.run());
}

#[test]
fn bytes_are_given_up_to_a_bound() {
    assert_eq!(number(&bytes("65536").run().unwrap()), number(&bytes("8").run().unwrap()));
    let fault = bytes("65537").run().unwrap_err();
    insta::assert_snapshot!(format!("{}\n{fault}", fault.class()), @r"
    TRAP
    `detect` trapped: it asked for 65537 random bytes; 65536 are the most at once
    ");
    assert_eq!(bytes("-1").run().unwrap_err().class(), "TRAP", "4 294 967 296 times 4 GiB");
}
