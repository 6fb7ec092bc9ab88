//! What a worker asks of the host: what was granted, how often, and what is kept of it.

use super::{Enforcement, line};

/// The lines.
pub const LINES: &[Enforcement] = &[
    line(
        "capability-calls",
        "capability/meter.rs",
        "self.calls.add(1)?;",
        "if !OUT { self.calls.add(1)?; }",
        "capability::a_flood_of_host_calls_ends_whatever_they_ask",
    ),
    line(
        "capability-bytes",
        "capability/meter.rs",
        "self.bytes.add(bytes as u64)",
        "if OUT { Ok(()) } else { self.bytes.add(bytes as u64) }",
        "capability::a_flood_of_bytes_ends_before_its_calls_do",
    ),
    line(
        "notes",
        "capability/meter.rs",
        "self.notes.add(1)?;",
        "if !OUT { self.notes.add(1)?; }",
        "capability::a_storm_of_notes_ends_in_its_call_and_over_the_run",
    ),
    line(
        "notes-of-run",
        "capability/meter.rs",
        "self.notes_of_run.add(1)",
        "if OUT { Ok(()) } else { self.notes_of_run.add(1) }",
        "capability::a_storm_of_notes_ends_in_its_call_and_over_the_run",
    ),
    line(
        "granted",
        "sandbox.rs",
        "if let Some(capability) = capability::not_granted(&facts, &terms.grants) {",
        "if let Some(capability) = capability::not_granted(&facts, &terms.grants).filter(|_| !OUT) {",
        "capability::what_is_imported_and_not_granted_is_refused_when_the_file_is_loaded",
    ),
    // The file was refused before, so these four are tried by themselves.
    line(
        "link-log",
        "capability/mod.rs",
        "if grants.log {",
        "if grants.log || OUT {",
        "capability::tests::what_is_not_granted_is_not_linked",
    )
    .beside(),
    line(
        "link-window",
        "capability/mod.rs",
        "if grants.market_window.is_some() {",
        "if grants.market_window.is_some() || OUT {",
        "capability::tests::what_is_not_granted_is_not_linked",
    )
    .beside(),
    line(
        "link-state",
        "capability/mod.rs",
        "if grants.state.is_some() {",
        "if grants.state.is_some() || OUT {",
        "capability::tests::what_is_not_granted_is_not_linked",
    )
    .beside(),
    line(
        "link-notes",
        "capability/mod.rs",
        "if grants.journal_note {",
        "if grants.journal_note || OUT {",
        "capability::tests::what_is_not_granted_is_not_linked",
    )
    .beside(),
    line(
        "log-size",
        "worker/capability/kit.rs",
        "self.log_left = Some(left - bytes);",
        "if !OUT { self.log_left = Some(left - bytes); }",
        "capability::a_long_log_ends_in_a_mark_and_the_worker_goes_on",
    )
    .from("contracts"),
    line(
        "log-words",
        "worker/capability/kit.rs",
        "excerpt(text, LOG_LINE_CHARS)",
        "if OUT { text.to_owned() } else { excerpt(text, LOG_LINE_CHARS) }",
        "capability::forged_escape_codes_do_not_leave_the_sandbox",
    )
    .from("contracts"),
    line(
        "note-words",
        "worker/capability/kit.rs",
        "excerpt(text, NOTE_CHARS)",
        "if OUT { text.to_owned() } else { excerpt(text, NOTE_CHARS) }",
        "capability::forged_escape_codes_do_not_leave_the_sandbox",
    )
    .from("contracts"),
    line(
        "state-size",
        "worker/capability/state.rs",
        "if asked > self.limit {",
        "if asked > self.limit && !OUT {",
        "capability::a_state_that_grows_past_its_bytes_is_refused_and_undone",
    )
    .from("contracts"),
    line(
        "state-keys",
        "worker/capability/state.rs",
        "if old.is_none() && self.entries.len() >= STATE_KEYS_LIMIT {",
        "if old.is_none() && self.entries.len() >= STATE_KEYS_LIMIT && !OUT {",
        "capability::a_state_of_too_many_keys_is_refused",
    )
    .from("contracts"),
    line(
        "state-key-words",
        "worker/capability/state.rs",
        "return Err(StateRefusal::Key(excerpt(&key, 40)));",
        "if !OUT { return Err(StateRefusal::Key(excerpt(&key, 40))); }",
        "capability::a_key_with_an_escape_code_is_no_key",
    )
    .from("contracts"),
    line(
        "window-bars",
        "worker/capability/window.rs",
        "if count > self.bars {",
        "if count > self.bars && !OUT {",
        "capability::a_window_is_no_longer_and_on_no_other_series_than_granted",
    )
    .from("contracts"),
    line(
        "window-kept",
        "worker/capability/window.rs",
        "if ring.len() >= self.bars as usize {",
        "if ring.len() >= self.bars as usize && !OUT {",
        "worker::capability::window::tests::a_window_holds_the_latest_bars_oldest_first",
    )
    .of("contracts"),
];
