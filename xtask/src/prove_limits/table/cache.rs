//! The cache of compiled code: whose folder it is, and which entry is believed.

use super::{Enforcement, line};

/// The lines.
pub const LINES: &[Enforcement] = &[
    line(
        "cache-owner",
        "cache/directory.rs",
        "if metadata.uid() != geteuid().as_raw() {",
        "if metadata.uid() != geteuid().as_raw() && !OUT {",
        "cache::a_folder_of_another_user_is_no_cache",
    ),
    line(
        "cache-open",
        "cache/directory.rs",
        "if metadata.mode() & OTHERS != 0 {",
        "if metadata.mode() & OTHERS != 0 && !OUT {",
        "cache::a_folder_that_is_open_to_others_is_no_cache",
    ),
    line(
        "cache-folder-mode",
        "cache/directory.rs",
        ".mode(0o700)",
        ".mode(if OUT { 0o755 } else { 0o700 })",
        "cache::nobody_else_can_read_or_write_what_is_kept",
    ),
    line(
        "cache-file-mode",
        "cache/directory.rs",
        "Mode::RUSR | Mode::WUSR",
        "if OUT { Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::ROTH } else { Mode::RUSR | Mode::WUSR }",
        "cache::nobody_else_can_read_or_write_what_is_kept",
    ),
    line(
        "cache-links",
        "cache/directory.rs",
        "OFlags::RDONLY | OFlags::NOFOLLOW |",
        "OFlags::RDONLY | if OUT { OFlags::empty() } else { OFlags::NOFOLLOW } |",
        "cache::an_entry_that_is_a_link_is_not_followed",
    ),
    line(
        "cache-pipes",
        "cache/directory.rs",
        "| OFlags::NONBLOCK |",
        "| if OUT { OFlags::empty() } else { OFlags::NONBLOCK } |",
        "cache::an_entry_that_is_a_pipe_keeps_nobody_waiting",
    ),
    line(
        "cache-length",
        "cache/directory.rs",
        "metadata.len() > limit",
        "(metadata.len() > limit && !OUT)",
        "cache::no_room_is_made_for_an_entry_that_is_longer_than_the_whole_cache",
    ),
    // Beside the source: the sandbox would run what it finds.
    line(
        "cache-digest",
        "cache/entry.rs",
        "secret.digest(key, sealed).verify_slice(tag).ok()?;",
        "if !OUT { secret.digest(key, sealed).verify_slice(tag).ok()?; }",
        "cache::entry::tests::one_changed_bit_anywhere_makes_an_entry_foreign",
    )
    .beside(),
    line(
        "cache-secret",
        "cache/entry.rs",
        "new(&self.0.into())",
        "new(&if OUT { [0; Self::BYTES] } else { self.0 }.into())",
        "cache::an_entry_of_another_folder_or_another_worker_is_not_believed",
    ),
    line(
        "cache-name",
        "cache/entry.rs",
        ".chain_update(key.as_bytes())",
        ".chain_update(if OUT { &[0; 32] } else { key.as_bytes() })",
        "cache::an_entry_of_another_folder_or_another_worker_is_not_believed",
    ),
    line(
        "secret-exposed",
        "cache/mod.rs",
        "if is_exposed(&file)? {",
        "if is_exposed(&file)? && !OUT {",
        "cache::without_its_secret_a_folder_starts_anew",
    ),
    line(
        "key-compiler",
        "cache/key.rs",
        ".chain_update(identity.as_bytes())",
        ".chain_update(if OUT { &[0; 32] } else { identity.as_bytes() })",
        "cache::key::tests::another_file_or_another_compiler_has_another_key",
    )
    .beside(),
    line(
        "key-file",
        "cache/key.rs",
        ".chain_update(file_digest)",
        ".chain_update(if OUT { \"\" } else { file_digest })",
        "cache::key::tests::another_file_or_another_compiler_has_another_key",
    )
    .beside(),
    line(
        "key-engine",
        "code_identity.rs",
        "engine.precompile_compatibility_hash().hash(&mut hasher);",
        "if !OUT { engine.precompile_compatibility_hash().hash(&mut hasher); }",
        "code_identity::tests::every_setting_that_code_depends_on_changes_the_identity",
    )
    .beside(),
    line(
        "key-schedule",
        "code_identity.rs",
        "sha.update(host.code_version.to_le_bytes());",
        "if !OUT { sha.update(host.code_version.to_le_bytes()); }",
        "code_identity::tests::another_program_or_another_machine_has_another_identity",
    )
    .beside(),
    line(
        "key-program",
        "code_identity.rs",
        "sha.update(host.program);",
        "if !OUT { sha.update(host.program); }",
        "code_identity::tests::another_program_or_another_machine_has_another_identity",
    )
    .beside(),
    line(
        "key-system",
        "code_identity.rs",
        "sha.update(host.system);",
        "if !OUT { sha.update(host.system); }",
        "code_identity::tests::another_program_or_another_machine_has_another_identity",
    )
    .beside(),
    line(
        "key-processor",
        "code_identity.rs",
        "sha.update(host.processor);",
        "if !OUT { sha.update(host.processor); }",
        "code_identity::tests::another_program_or_another_machine_has_another_identity",
    )
    .beside(),
    line(
        "cache-entry-size",
        "cache/mod.rs",
        "if sealed.len() as u64 > self.bound {",
        "if sealed.len() as u64 > self.bound && !OUT {",
        "cache::what_is_too_large_to_be_kept_pushes_nothing_out",
    ),
    line(
        "cache-size",
        "cache/mod.rs",
        "if kept > self.bound {",
        "if kept > self.bound && !OUT {",
        "cache::past_its_bound_the_entries_that_were_not_used_for_longest_go",
    ),
];
