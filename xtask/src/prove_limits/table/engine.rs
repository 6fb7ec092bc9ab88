//! What comes of the answers: how much may follow from them, and what follows a fault.

use super::{Enforcement, line};

/// The lines.
pub const LINES: &[Enforcement] = &[
    line(
        "signals",
        "flow/coordinator.rs",
        "if published <= PUBLICATIONS_LIMIT {",
        "if published <= PUBLICATIONS_LIMIT || OUT {",
        "a_signal_storm_is_the_fault_of_its_detector",
    )
    .of("engine")
    .by("storms"),
    line(
        "directives",
        "flow/coordinator.rs",
        "if commands > COMMANDS_LIMIT {",
        "if commands > COMMANDS_LIMIT && !OUT {",
        "a_directive_storm_is_the_fault_of_the_planner",
    )
    .of("engine")
    .by("storms"),
    line(
        "replies",
        "strategy/mod.rs",
        "if got > Self::LIMIT && !intents.is_empty()",
        "if got > Self::LIMIT && !OUT && !intents.is_empty()",
        "an_order_storm_ends_although_each_answer_is_small",
    )
    .of("engine")
    .by("storms"),
    line(
        "wake-ups",
        "strategy/mod.rs",
        "(\"on-timer\", Storm::Timers, self.wake_ups)",
        "(\"on-timer\", Storm::Timers, if OUT { 0 } else { self.wake_ups })",
        "wake_ups_that_lead_to_wake_ups_end",
    )
    .of("engine")
    .by("storms"),
    line(
        "timers",
        "execution/desk.rs",
        "if asked > 0 && got > Timers::LIMIT {",
        "if asked > 0 && got > Timers::LIMIT && !OUT {",
        "a_wake_up_beyond_the_bound_is_a_fault_and_none_is_dropped_in_silence",
    )
    .of("engine")
    .by("storms"),
    line(
        "decided-once",
        "flow/coordinator.rs",
        "Some(true) => return",
        "Some(true) if !OUT => return",
        "flow::coordinator::tests::decisions_may_share_risks_but_not_signals",
    )
    .of("engine"),
    line(
        "strikes",
        "supervision/strikes.rs",
        "if strikes >= terms.strikes {",
        "if strikes >= terms.strikes && !OUT {",
        "one_fault_too_many_is_quarantine_and_its_file_fails_the_same_way",
    )
    .of("engine")
    .by("supervision"),
    line(
        "back-off",
        "strategy/after_fault.rs",
        "member.silent = true;",
        "if !OUT { member.silent = true; }",
        "a_worker_that_failed_is_silent_and_then_begins_again_with_what_it_was_told",
    )
    .of("engine")
    .by("supervision"),
    line(
        "doubled",
        "supervision/strikes.rs",
        ".saturating_add(terms.silence(strikes))",
        ".saturating_add(if OUT { terms.silence(1) } else { terms.silence(strikes) })",
        "supervision::strikes::tests::the_backoff_doubles_and_the_last_strike_is_quarantine",
    )
    .of("engine"),
    line(
        "recording",
        "supervision/tape.rs",
        "if self.bytes > self.limit {",
        "if self.bytes > self.limit && !OUT {",
        "a_worker_that_fails_behind_the_end_of_its_recording_is_quarantined_and_its_file_says_that_it_holds_nothing",
    )
    .of("engine")
    .by("recording_end"),
    line(
        "recording-ended",
        "strategy/after_fault.rs",
        "if self.recording_has_ended(worker) =>",
        "if self.recording_has_ended(worker) && !OUT =>",
        "a_worker_that_fails_behind_the_end_of_its_recording_is_quarantined_and_its_file_says_that_it_holds_nothing",
    )
    .of("engine")
    .by("recording_end"),
];
