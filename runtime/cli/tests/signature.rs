//! Keys and signatures as a user meets them: made, shown, and asked for by an operation.

mod support;

use std::fs;

use support::{OPERATION, Samples};

/// Makes a key pair and returns the public key.
fn keygen(samples: &Samples, file: &str) -> String {
    let answer = samples.run(&["keygen", file]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer.out.trim().to_owned()
}

const SMA: &str = "plugins/simpletrader/sma/v0.1.0.wasm";
/// The plug-ins that the operation uses.
const USED: [&str; 10] = [
    "bracket_exit",
    "cross",
    "drawdown_watch",
    "fixed_size",
    "limit_entry",
    "market_entry",
    "plain_execution",
    "single",
    "sma",
    "trend_brain",
];

#[test]
fn a_key_is_made_once_and_its_public_half_is_printed_alone() {
    let samples = Samples::new();
    let made = samples.run(&["keygen", "key.pem"]);
    insta::assert_snapshot!(made.shown());
    assert!(made.out.starts_with("ed25519:") && made.out.lines().count() == 1, "a script can take it: {}", made.out);
    let again = samples.run(&["keygen", "key.pem"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("key.pem"), "{}", again.err);
}

#[test]
fn a_worker_is_signed_and_tells_by_whom() {
    let samples = Samples::new();
    let key = keygen(&samples, "key.pem");
    let unsigned = samples.run(&["verify-signature", SMA]);
    insta::assert_snapshot!("verify_unsigned", unsigned.shown());
    let signed = samples.run(&["sign", SMA, "--key", "key.pem"]);
    insta::assert_snapshot!("sign", signed.shown());
    let verified = samples.run(&["verify-signature", SMA]);
    assert_eq!((verified.code, verified.out.trim()), (0, format!("{SMA}: signed by {key}").as_str()));
    assert_eq!(samples.run(&["verify-signature", SMA, "--key", &key]).code, 0);
    assert!(samples.run(&["inspect", SMA]).out.contains(&key));
    assert_eq!(samples.run(&["check", SMA]).code, 0);

    let other = keygen(&samples, "other.pem");
    let refused = samples.run(&["verify-signature", SMA, "--key", &other]);
    insta::assert_snapshot!("verify_other", refused.shown());
    assert_eq!(samples.run(&["verify-signature", SMA, "--key", "alice"]).code, 2, "a key has one form");
}

#[test]
fn a_worker_that_changed_after_it_was_signed_is_refused_everywhere() {
    let samples = Samples::new();
    keygen(&samples, "key.pem");
    assert_eq!(samples.run(&["sign", SMA, "--key", "key.pem", "--out", "signed.wasm"]).code, 0);
    assert!(samples.run(&["verify-signature", SMA]).err.contains("not signed"), "the original stays as it was");
    let path = samples.path().join("signed.wasm");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();
    for command in ["verify-signature", "inspect", "check"] {
        let answer = samples.run(&[command, "signed.wasm"]);
        assert_eq!(answer.code, 2, "{command}");
        assert!(answer.err.contains("rule `signature`"), "{command}: {}", answer.err);
    }
    assert!(samples.run(&["check", "signed.wasm"]).err.contains("[V83]"));
}

#[test]
fn an_operation_runs_only_what_its_trusted_keys_signed_v83() {
    let samples = Samples::new();
    let (mine, other) = (keygen(&samples, "mine.pem"), keygen(&samples, "other.pem"));
    samples.replace(OPERATION, "  strategy_links:", &format!("  trusted_keys: [\"{mine}\"]\n  strategy_links:"));
    let unsigned = samples.run(&["check", OPERATION]);
    assert_eq!(unsigned.code, 2);
    assert_eq!(unsigned.err.matches("error[V83]").count(), USED.len(), "{}", unsigned.err);

    for name in USED {
        let file = samples.plugin(name).display().to_string();
        assert_eq!(samples.run(&["sign", &file, "--key", "mine.pem"]).code, 0, "{name}");
    }
    let sound = samples.run(&["check", OPERATION]);
    assert_eq!(sound.code, 0, "{}", sound.shown());

    assert_eq!(samples.run(&["sign", SMA, "--key", "other.pem"]).code, 0);
    for command in ["check", "plan", "backtest"] {
        let refused = samples.run(&[command, OPERATION]);
        assert_eq!(refused.code, 2, "{command}");
        let told = format!("`simpletrader/sma/v0.1.0` is signed by {other}, which this operation does not trust");
        assert!(refused.err.contains("error[V83]") && refused.err.contains(&told), "{command}: {}", refused.err);
    }
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_may_read_signs_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let samples = Samples::new();
    keygen(&samples, "key.pem");
    fs::set_permissions(samples.path().join("key.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    let before = fs::read(samples.path().join(SMA)).unwrap();
    let refused = samples.run(&["sign", SMA, "--key", "key.pem"]);
    insta::assert_snapshot!(refused.shown());
    assert_eq!(before, fs::read(samples.path().join(SMA)).unwrap());
}
