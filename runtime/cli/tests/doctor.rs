//! `simpletrader doctor` on the machine that runs the tests.

mod support;

use support::Samples;

/// Times are the machine's, and so is everything above the hostile workers.
fn masked(text: &str) -> String {
    let (_, fired) = text.split_once("hostile workers\n").unwrap();
    let mask = |line: &str| match (line.find(" in "), line.find(" ms: ")) {
        (Some(from), Some(to)) if from < to => format!("{} in <time>{}", &line[..from], &line[to..]),
        _ => line.to_owned(),
    };
    fired.lines().map(mask).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_hostile_worker_is_stopped_on_this_machine() {
    let answer = Samples::new().run(&["doctor"]);
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    insta::assert_snapshot!(masked(&answer.out));
    for line in ["engine", "cache", "resource limits", "compiler", "toolchain"] {
        assert!(answer.out.contains(line), "{line}: {}", answer.out);
    }
}
