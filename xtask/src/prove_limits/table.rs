//! The lines that enforce a limit, and the test that notices when one of them is gone.

/// One line that enforces something.
pub struct Enforcement {
    /// What it enforces, in one word for the command line.
    pub name: &'static str,
    /// The file, below `runtime/sandbox/src`.
    pub file: &'static str,
    /// The text that does it; occurs once in the file.
    pub text: &'static str,
    /// The same without effect where `OUT` is true.
    pub without: &'static str,
    /// The test that fails then, of the sandbox's `sandbox` tests.
    pub test: &'static str,
}

const fn line(
    name: &'static str,
    file: &'static str,
    text: &'static str,
    without: &'static str,
    test: &'static str,
) -> Enforcement {
    Enforcement { name, file, text, without, test }
}

/// Every line that is tried.
pub const TABLE: &[Enforcement] = &[
    line(
        "fuel",
        "worker/guest.rs",
        "store.set_fuel(budget)?;",
        "store.set_fuel(if OUT { u64::MAX } else { budget })?;",
        "hostile::an_endless_loop_in_a_handler_runs_out_of_fuel",
    ),
    line(
        "deadline",
        "worker/guest.rs",
        "store.set_epoch_deadline(deadline_ticks);",
        "store.set_epoch_deadline(if OUT { u64::MAX >> 1 } else { deadline_ticks });",
        "hostile::what_fuel_does_not_stop_the_deadline_does",
    ),
    line(
        "memory",
        "limiter.rs",
        "if !self.memory.take(more) {",
        "if !self.memory.take(more) && !OUT {",
        "hostile::growing_page_by_page_until_refused_is_a_memory_limit",
    ),
    line(
        "table",
        "limiter.rs",
        "if !self.tables.take(more) {",
        "if !self.tables.take(more) && !OUT {",
        "hostile::growing_a_table_past_its_bound_is_a_table_limit",
    ),
    line(
        "stack",
        "engine.rs",
        ".max_wasm_stack(STACK_BYTES)",
        ".max_wasm_stack(if OUT { 64 << 20 } else { STACK_BYTES })",
        "hostile::endless_recursion_is_a_stack_overflow",
    ),
    line(
        "output",
        "worker/guest.rs",
        "store.set_hostcall_fuel(limits.output_bytes);",
        "store.set_hostcall_fuel(if OUT { 128 << 20 } else { limits.output_bytes });",
        "hostile::a_list_longer_than_the_output_limit_is_refused",
    ),
    line(
        "one-fault",
        "worker/guest.rs",
        "self.retire();",
        "if !OUT { self.retire(); }",
        "hostile::leaving_the_memory_and_dividing_by_zero_are_traps",
    ),
    line(
        "blame",
        "worker/guest.rs",
        "self.limiter.begin_call();",
        "if !OUT { self.limiter.begin_call(); }",
        "hostile::memory_refused_in_an_earlier_call_is_not_blamed_for_a_later_trap",
    ),
    line(
        "messages",
        "worker/guest.rs",
        "message: excerpt(&message, MESSAGE)",
        "message: if OUT { message.clone() } else { excerpt(&message, MESSAGE) }",
        "hostile::a_workers_own_error_keeps_its_words_but_not_its_escape_codes",
    ),
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
    line(
        "declared",
        "admission/mod.rs",
        "check_declared(&used, &manifest)?;",
        "if !OUT { check_declared(&used, &manifest)?; }",
        "admission::a_capability_that_is_used_must_be_declared",
    ),
    line(
        "file-size",
        "admission/mod.rs",
        "within(\"file_bytes\", bytes.len() as u64, limits.file_bytes)",
        "if OUT { Ok(()) } else { within(\"file_bytes\", bytes.len() as u64, limits.file_bytes) }",
        "admission::every_bound_has_a_file_that_passes_and_one_that_does_not",
    ),
    line(
        "counts",
        "admission/survey.rs",
        "within(stringify!($field), sum, u64::from($limits.$field))?;",
        "if !OUT { within(stringify!($field), sum, u64::from($limits.$field))?; }",
        "admission::bounds_that_a_good_worker_does_not_touch_refuse_an_attack",
    ),
    line(
        "function-size",
        "admission/survey.rs",
        "within(\"function_bytes\", body.range().len() as u64, u64::from(limits.function_bytes))?;",
        "if !OUT { within(\"function_bytes\", body.range().len() as u64, u64::from(limits.function_bytes))?; }",
        "admission::bounds_that_a_good_worker_does_not_touch_refuse_an_attack",
    ),
    line(
        "locals",
        "admission/survey.rs",
        "within(\"function_locals\", locals, u64::from(limits.function_locals))?;",
        "if !OUT { within(\"function_locals\", locals, u64::from(limits.function_locals))?; }",
        "admission::bounds_that_a_good_worker_does_not_touch_refuse_an_attack",
    ),
    line(
        "nesting",
        "admission/survey.rs",
        "within(\"nesting\", depth, u64::from(limits.nesting))?;",
        "if !OUT { within(\"nesting\", depth, u64::from(limits.nesting))?; }",
        "admission::nested_components_are_counted_wherever_they_are",
    ),
    line(
        "nested-types",
        "admission/survey.rs",
        "within(\"nested_types\", nested_types(section), u64::from(limits.nested_types))?;",
        "if !OUT { within(\"nested_types\", nested_types(section), u64::from(limits.nested_types))?; }",
        "admission::types_within_types_are_counted_before_a_parser_goes_down_into_them",
    ),
    line(
        "table-elements",
        "admission/survey.rs",
        "within(\"table_elements\", elements, u64::from(limits.table_elements))?;",
        "if !OUT { within(\"table_elements\", elements, u64::from(limits.table_elements))?; }",
        "admission::bounds_that_a_good_worker_does_not_touch_refuse_an_attack",
    ),
    line(
        "manifest-size",
        "admission/survey.rs",
        "within(\"manifest_bytes\", bytes.len() as u64, limits.manifest_bytes)?;",
        "if !OUT { within(\"manifest_bytes\", bytes.len() as u64, limits.manifest_bytes)?; }",
        "admission::every_bound_has_a_file_that_passes_and_one_that_does_not",
    ),
    line(
        "schema-size",
        "admission/survey.rs",
        "within(\"schema_bytes\", bytes.len() as u64, limits.schema_bytes)?;",
        "if !OUT { within(\"schema_bytes\", bytes.len() as u64, limits.schema_bytes)?; }",
        "admission::bounds_that_a_good_worker_does_not_touch_refuse_an_attack",
    ),
    line(
        "features",
        "admission/mod.rs",
        "Validator::new_with_features(features::ALLOWED)",
        "Validator::new_with_features(if OUT { wasmparser::WasmFeatures::all() } else { features::ALLOWED })",
        "admission::a_feature_that_is_not_on_the_list_is_refused",
    ),
    line(
        "digest",
        "sandbox.rs",
        "admission::check_digest(&digest, expected)?;",
        "if !OUT { admission::check_digest(&digest, expected)?; }",
        "admission::a_pinned_worker_must_be_the_very_file",
    ),
    line(
        "signature",
        "signature/mod.rs",
        "verifying.verify_strict(&message(unsigned), &signature).map_err(|_| SignatureError::Mismatch)?;",
        "if !OUT { verifying.verify_strict(&message(unsigned), &signature).map_err(|_| SignatureError::Mismatch)?; }",
        "signature::no_byte_of_a_signed_worker_can_change",
    ),
    line(
        "signature-last",
        "admission/mod.rs",
        "survey.signature_end != bytes.len()",
        "survey.signature_end != bytes.len() && !OUT",
        "signature::what_stands_behind_the_signature_is_not_signed",
    ),
    line(
        "weak-keys",
        "signature/mod.rs",
        ".filter(|key| !key.is_weak())",
        ".filter(|key| OUT || !key.is_weak())",
        "signature::a_key_under_which_anybody_can_sign_is_refused",
    ),
];
