//! The WASI profile: what it costs and what the host keeps for it.

use super::{Enforcement, line};

/// The lines.
pub const LINES: &[Enforcement] = &[
    line(
        "wasi",
        "sandbox.rs",
        "wasi::check_granted(&facts.imports, terms.grants.wasi)?;",
        "if !OUT { wasi::check_granted(&facts.imports, terms.grants.wasi)?; }",
        "wasi::admission::without_a_grant_a_file_that_imports_wasi_is_refused",
    ),
    line(
        "wasi-price",
        "wasi/state.rs",
        ".checked_sub(price)",
        ".checked_sub(if OUT { 0 } else { price })",
        "wasi::hostile::a_call_of_the_host_costs_more_than_the_instruction_that_makes_it",
    ),
    line(
        "wasi-handles",
        "wasi/state.rs",
        "resources.set_max_capacity(HANDLES);",
        "if !OUT { resources.set_max_capacity(HANDLES); }",
        "wasi::hostile::handles_that_are_never_dropped_are_a_handle_limit",
    ),
    line(
        "wasi-open-files",
        "wasi/state.rs",
        "Places::new(\"open files\", OPEN_FILES)",
        "Places::new(\"open files\", if OUT { usize::MAX } else { OPEN_FILES })",
        "wasi::files::what_is_open_at_once_has_bounds_of_its_own",
    ),
    line(
        "wasi-listings",
        "wasi/state.rs",
        "Places::new(\"directory listings\", LISTINGS)",
        "Places::new(\"directory listings\", if OUT { usize::MAX } else { LISTINGS })",
        "wasi::files::what_is_open_at_once_has_bounds_of_its_own",
    ),
    line(
        "wasi-entries",
        "wasi/filesystem/directory.rs",
        "if entries.len() == ENTRIES {",
        "if entries.len() == ENTRIES && !OUT {",
        "wasi::filesystem::directory::tests::a_listing_is_in_order_and_complete_or_refused",
    )
    .beside(),
    line(
        "wasi-pipes",
        "wasi/filesystem/directory.rs",
        "DescriptorType::RegularFile => {\n                let file",
        "kind if kind == DescriptorType::RegularFile || OUT => {\n                let file",
        "wasi::filesystem::directory::tests::a_pipe_is_not_opened",
    )
    .beside(),
    line(
        "wasi-read-only",
        "wasi/filesystem/types.rs",
        "return Ok((Err(ErrorCode::ReadOnly),));",
        "if !OUT { return Ok((Err(ErrorCode::ReadOnly),)); }",
        "wasi::files::nothing_in_it_can_be_changed",
    ),
    line(
        "wasi-random",
        "wasi/random.rs",
        ".filter(|_| count <= MOST_BYTES)",
        ".filter(|_| count <= MOST_BYTES || OUT)",
        "wasi::random::bytes_are_given_up_to_a_bound",
    ),
    line(
        "wasi-lines",
        "wasi/capture.rs",
        "if self.last.len() == LINES {",
        "if self.last.len() == LINES && !OUT {",
        "wasi::hostile::a_flood_of_print_runs_out_of_fuel_and_is_cut",
    ),
    line(
        "wasi-line",
        "wasi/capture.rs",
        ".saturating_sub(open.len())",
        ".saturating_sub(if OUT { 0 } else { open.len() })",
        "wasi::capture::tests::a_line_without_an_end_takes_no_more_room_than_a_line",
    )
    .beside(),
    line(
        "wasi-words",
        "wasi/capture.rs",
        "text: excerpt(text, LINE)",
        "text: if OUT { text.to_owned() } else { excerpt(text, LINE) }",
        "wasi::capture::tests::a_line_is_cut_and_made_safe",
    )
    .beside(),
];
