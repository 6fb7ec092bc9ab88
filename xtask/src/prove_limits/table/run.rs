//! A call: what it may use, and what is accepted as its answer.

use super::{Enforcement, line};

/// The lines.
pub const LINES: &[Enforcement] = &[
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
        "memory-sum",
        "limiter.rs",
        "self.used += more;",
        "if !OUT { self.used += more; }",
        "limiter::tests::the_limiter_sums_over_memories",
    )
    .beside(),
    line(
        "memory-told",
        "limiter.rs",
        "self.refused = Some(Limit::Memory { asked: more, had, limit: self.memory.limit });",
        "if !OUT { self.refused = Some(Limit::Memory { asked: more, had, limit: self.memory.limit }); }",
        "hostile::growing_page_by_page_until_refused_is_a_memory_limit",
    ),
    line(
        "component-handles",
        "worker/guest.rs",
        "store.set_max_component_handles(COMPONENT_HANDLES);",
        "if !OUT { store.set_max_component_handles(COMPONENT_HANDLES); }",
        "wasi::hostile::polling_for_ever_runs_out_of_fuel",
    ),
    line(
        "ticker",
        "ticker.rs",
        "engines.iter().for_each(Engine::increment_epoch);",
        "if !OUT { engines.iter().for_each(Engine::increment_epoch); }",
        "hostile::what_fuel_does_not_stop_the_deadline_does",
    ),
    line(
        "ticker-profiles",
        "sandbox.rs",
        "vec![engine.clone(), roomy.clone()]",
        "if OUT { vec![engine.clone()] } else { vec![engine.clone(), roomy.clone()] }",
        "profile::deadlines_pass_for_workers_of_both_profiles",
    ),
    line(
        "slice-fuel",
        "worker/guest.rs",
        "fuel: self.limits.fuel_per_call.saturating_mul(calls)",
        "fuel: if OUT { u64::MAX } else { self.limits.fuel_per_call.saturating_mul(calls) }",
        "slices::a_slice_may_use_what_its_bars_may_use_and_no_more",
    ),
    line(
        "slice-places",
        "convert/parse/signal.rs",
        "if !(next..passes).contains(&place) {",
        "if !OUT && !(next..passes).contains(&place) {",
        "slices::an_answer_for_a_pass_that_is_none_or_comes_twice_or_too_late_is_a_fault",
    ),
    line(
        "pool",
        "engine.rs",
        ".total_component_instances(workers)",
        ".total_component_instances(if OUT { workers + 8 } else { workers })",
        "hostile::a_full_pool_is_the_hosts_fault_and_room_comes_back",
    ),
    line(
        "engine-features",
        "engine.rs",
        "!features::COMPILED & wasmparser::WasmFeatures::all()",
        "if OUT { wasmparser::WasmFeatures::empty() } else { !features::COMPILED & wasmparser::WasmFeatures::all() }",
        "engine::tests::what_is_not_on_the_list_is_refused_by_gate_and_engine",
    )
    .beside(),
    line(
        "nan",
        "engine.rs",
        ".cranelift_nan_canonicalization(true)",
        ".cranelift_nan_canonicalization(!OUT)",
        "engine::tests::every_nan_has_the_same_bits",
    )
    .beside(),
    line(
        "backtrace",
        "engine.rs",
        "std::num::NonZeroUsize::new(BACKTRACE_FRAMES)",
        "std::num::NonZeroUsize::new(if OUT { 100 } else { BACKTRACE_FRAMES })",
        "hostile::a_backtrace_is_cut",
    ),
    line(
        "undo",
        "worker/guest.rs",
        "kit.undo_state();\n        self.last_words",
        "if !OUT { kit.undo_state(); }\n        self.last_words",
        "capability::a_state_that_grows_past_its_bytes_is_refused_and_undone",
    ),
    line(
        "facts",
        "convert/parse/mod.rs",
        "if wire.len() != outputs.len() {",
        "if wire.len() != outputs.len() && !OUT {",
        "hostile::facts_must_be_as_many_as_the_outputs",
    ),
    line(
        "fact-nan",
        "convert/parse/mod.rs",
        "if fact.is_nan() { f64::NAN }",
        "if fact.is_nan() && !OUT { f64::NAN }",
        "convert::parse::tests::every_nan_is_stored_in_one_form",
    )
    .beside(),
    line(
        "items",
        "convert/parse/mod.rs",
        "if wire.len() > limit {",
        "if wire.len() > limit && !OUT {",
        "convert::parse::tests::lists_are_bounded_and_name_the_item_that_is_wrong",
    )
    .beside(),
    line(
        "instruments",
        "convert/parse/mod.rs",
        "if instrument.index() < self.count {",
        "if instrument.index() < self.count || OUT {",
        "hostile::a_bad_field_of_a_signal_is_named",
    ),
    line(
        "instants",
        "convert/parse/mod.rs",
        "if (-INSTANT_LIMIT..=INSTANT_LIMIT).contains(&wire) {",
        "if (-INSTANT_LIMIT..=INSTANT_LIMIT).contains(&wire) || OUT {",
        "convert::parse::tests::instants_stay_where_every_language_is_exact",
    )
    .beside(),
    line(
        "durations",
        "convert/parse/mod.rs",
        "if wire > 0 { Ok(wire) }",
        "if wire > 0 || OUT { Ok(wire) }",
        "convert::parse::tests::ranges_are_those_of_the_domain",
    )
    .beside(),
    line(
        "fractions",
        "convert/parse/mod.rs",
        "Fraction::new(decimal(wire)?)",
        "Fraction::new(if OUT { decimal(wire)?.min(Decimal::ONE) } else { decimal(wire)? })",
        "hostile::a_bad_field_of_a_signal_is_named",
    ),
    line(
        "tags",
        "convert/parse/order.rs",
        "if !tags.insert(order.tag) {",
        "if !tags.insert(order.tag) && !OUT {",
        "convert::parse::order::tests::tags_name_the_orders_of_one_answer",
    )
    .beside(),
    line(
        "stop-words",
        "convert/parse/mod.rs",
        "Ok(Disposition::Stop(excerpt(reason, STOP_REASON)))",
        "Ok(Disposition::Stop(if OUT { reason.to_owned() } else { excerpt(reason, STOP_REASON) }))",
        "convert::parse::tests::ending_a_pass_needs_a_reason_that_is_safe_to_show",
    )
    .beside(),
];
