//! The two profiles of worker files.

use std::path::Path;

use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::{Category, FaultKind, Limit};
use simpletrader_sandbox::{Limits, Profile, RunLimits, Sandbox, Settings, Terms};

use crate::forge::Guest;
use crate::worker::{BAR, context, live, sandbox};

fn good() -> Guest {
    Guest::new(Category::ContextWorker)
}

/// A file that the native profile refuses for its size alone.
fn sizeable() -> Vec<u8> {
    good().with(&"(func (drop (i32.const 7)))".repeat(25_000)).file()
}

#[test]
fn a_file_of_the_scripting_profile_is_admitted_only_where_that_is_granted() {
    let sandbox = sandbox();
    let bytes = sizeable();
    let refused = sandbox.load_bytes(Path::new("x"), &bytes, &Terms::default()).unwrap_err();
    insta::assert_snapshot!(refused, @"rule `functions`: found 25005, the limit is 20000");
    let granted = Terms { profile: Profile::Scripting, ..Terms::default() };
    assert!(sandbox.load_bytes(Path::new("x"), &bytes, &granted).unwrap().instantiate().is_ok());
    let narrowed = Settings { workers: 2, scripting: Limits { functions: 25_004, ..Limits::scripting() }, ..Settings::default() };
    let refused = Sandbox::new(narrowed).unwrap().load_bytes(Path::new("x"), &bytes, &granted).unwrap_err();
    insta::assert_snapshot!(refused, @"rule `functions`: found 25005, the limit is 25004");
}

#[test]
fn deadlines_pass_for_workers_of_both_profiles() {
    let endless = good().handler("(loop $again (br $again)) (i32.const 1024)").file();
    let limits = RunLimits { fuel_per_call: u64::MAX / 2, deadline_ms: 20, ..RunLimits::default() };
    for profile in Profile::ALL {
        let terms = Terms { profile, ..Terms::with_limits(limits) };
        let mut worker = context(live(&sandbox().load_bytes(Path::new("x"), &endless, &terms).unwrap()));
        let fault = worker.measure(Instant::default(), &BAR, &[], &mut [0.0]).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Limit(Limit::Deadline { millis: 20 }), "{profile}");
    }
}
