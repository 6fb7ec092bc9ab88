//! The compiler's process: what it may use, what it inherits, how it is stopped and what is believed of its answer.

use super::{Enforcement, line};

/// The lines.
pub const LINES: &[Enforcement] = &[
    line(
        "compiler-memory",
        "compile/confinement.rs",
        "hold(Resource::As, limits.memory_bytes)?;",
        "if !OUT { hold(Resource::As, limits.memory_bytes)?; }",
        "a_compiler_that_needs_too_much_memory_is_stopped",
    )
    .by("compile"),
    line(
        "compiler-time",
        "compile/confinement.rs",
        "setrlimit(Resource::Cpu, Rlimit { current: Some(limits.cpu_seconds), maximum: Some(most) })?;",
        "if !OUT { setrlimit(Resource::Cpu, Rlimit { current: Some(limits.cpu_seconds), maximum: Some(most) })?; }",
        "the_kernel_stops_a_compiler_that_works_for_longer_than_it_may",
    )
    .by("compile"),
    line(
        "compiler-files",
        "compile/confinement.rs",
        "hold(Resource::Fsize, 0)?;",
        "if !OUT { hold(Resource::Fsize, 0)?; }",
        "a_compiler_writes_no_file_even_if_it_is_given_one",
    )
    .by("compile"),
    line(
        "compiler-core",
        "compile/confinement.rs",
        "hold(Resource::Core, 0)?;",
        "if !OUT { hold(Resource::Core, 0)?; }",
        "compile::confinement::tests::what_is_limited_is_limited_for_good",
    )
    .beside(),
    line(
        "compiler-dump",
        "compile/confinement.rs",
        "set_dumpable_behavior(DumpableBehavior::NotDumpable)?;",
        "if !OUT { set_dumpable_behavior(DumpableBehavior::NotDumpable)?; }",
        "compile::confinement::tests::what_is_limited_is_limited_for_good",
    )
    .beside(),
    line(
        "compiler-orphan",
        "compile/confinement.rs",
        "set_parent_process_death_signal(Some(Signal::KILL))?;",
        "if !OUT { set_parent_process_death_signal(Some(Signal::KILL))?; }",
        "a_compiler_ends_with_the_process_that_wants_its_answer",
    )
    .by("compile"),
    line(
        "landlock",
        "compile/child.rs",
        "let landlock = confinement::lock();",
        "let landlock = if OUT { super::Landlock::Absent } else { confinement::lock() };",
        "a_compiler_has_locked_itself_up_when_it_begins_to_read",
    )
    .by("compile"),
    // These three need a kernel that has all of Landlock; on another one there is nothing that could be noticed.
    line(
        "landlock-files",
        "compile/confinement.rs",
        ".handle_access(AccessFs::from_all(abi))",
        ".handle_access(if OUT { AccessFs::Refer.into() } else { AccessFs::from_all(abi) })",
        "compile::confinement::tests::what_is_reported_is_in_force",
    )
    .beside(),
    line(
        "landlock-network",
        "compile/confinement.rs",
        "rules.handle_access(AccessNet::from_all(abi))",
        "rules.handle_access(if OUT { AccessNet::BindTcp.into() } else { AccessNet::from_all(abi) })",
        "compile::confinement::tests::what_is_reported_is_in_force",
    )
    .beside(),
    line(
        "landlock-signals",
        "compile/confinement.rs",
        "rules.scope(Scope::from_all(abi))",
        "rules.scope(if OUT { Scope::AbstractUnixSocket.into() } else { Scope::from_all(abi) })",
        "compile::confinement::tests::what_is_reported_is_in_force",
    )
    .beside(),
    line(
        "descriptors",
        "compile/child.rs",
        "descriptors::close_inherited();",
        "if !OUT { descriptors::close_inherited(); }",
        "a_compiler_closes_what_it_inherited",
    )
    .by("compile"),
    // The process must know which line is out, so that much of the environment it has here in any case.
    line(
        "environment",
        "compile/parent.rs",
        ".env_clear()",
        ".env_clear().envs(std::env::vars_os().filter(|(name, _)| OUT || name == \"SIMPLETRADER_LINE_GONE\"))",
        "a_compiler_inherits_neither_environment_nor_folder",
    )
    .by("compile"),
    line(
        "folder",
        "compile/parent.rs",
        ".current_dir(\"/\")",
        ".current_dir(if OUT { \".\" } else { \"/\" })",
        "a_compiler_inherits_neither_environment_nor_folder",
    )
    .by("compile"),
    // Each wait for the process is bounded by itself; the first two by the same test, one by a process that keeps its output
    // open and one by a process that closes it.
    line(
        "answer-wait",
        "compile/parent.rs",
        "self.output.recv_timeout(self.left())",
        "self.output.recv_timeout(self.left() + Duration::from_secs(if OUT { 3 } else { 0 }))",
        "a_compiler_that_hangs_is_stopped_at_the_limit",
    )
    .by("compile"),
    line(
        "end-wait",
        "compile/parent.rs",
        "Ok(None) if self.left().is_zero() => return",
        "Ok(None) if self.left().is_zero() && (!OUT || self.started.elapsed() > self.limit * 6) => return",
        "a_compiler_that_hangs_is_stopped_at_the_limit",
    )
    .by("compile"),
    line(
        "words-wait",
        "compile/parent.rs",
        "self.complaint.recv_timeout(self.left())",
        "self.complaint.recv_timeout(self.left() + Duration::from_secs(if OUT { 3 } else { 0 }))",
        "words_that_do_not_end_are_not_waited_for",
    )
    .by("compile"),
    line(
        "compiler-group",
        "compile/parent.rs",
        ".process_group(0)",
        ".process_group(if OUT { rustix::process::getpgrp().as_raw_nonzero().get() } else { 0 })",
        "what_a_compiler_started_ends_with_it",
    )
    .by("compile"),
    line(
        "kill-group",
        "compile/parent.rs",
        "let _ = kill_process_group(group, Signal::KILL);",
        "if !OUT { let _ = kill_process_group(group, Signal::KILL); }",
        "what_a_compiler_started_ends_with_it",
    )
    .by("compile"),
    line(
        "kill-process",
        "compile/parent.rs",
        "let _ = self.child.kill();",
        "if !OUT { let _ = self.child.kill(); }",
        "a_compiler_that_left_its_group_is_stopped_all_the_same",
    )
    .by("compile"),
    line(
        "reap",
        "compile/parent.rs",
        "let _ = self.child.wait();",
        "if !OUT { let _ = self.child.wait(); }",
        "a_compiler_that_hangs_is_stopped_at_the_limit",
    )
    .by("compile"),
    line(
        "answer-read",
        "compile/parent.rs",
        "pipe.take(most)",
        "pipe.take(if OUT { u64::MAX } else { most })",
        "compile::parent::tests::a_pipe_is_read_no_further_than_its_bound",
    )
    .beside(),
    line(
        "answer-size",
        "compile/parent.rs",
        "if answer.len() as u64 > limits.code_bytes.saturating_add(OVERHEAD) {",
        "if answer.len() as u64 > limits.code_bytes.saturating_add(OVERHEAD) && !OUT {",
        "code_that_is_larger_than_the_profile_allows_is_not_taken",
    )
    .by("compile"),
    line(
        "answer-digest",
        "compile/frame.rs",
        "if Sha256::digest(body).as_slice() != digest {",
        "if Sha256::digest(body).as_slice() != digest && !OUT {",
        "compile::frame::tests::every_changed_byte_is_found",
    )
    .beside(),
    line(
        "answer-origin",
        "compile/frame.rs",
        "if from != identity.as_bytes() {",
        "if from != identity.as_bytes() && !OUT {",
        "compile::frame::tests::the_answer_of_another_compiler_is_refused",
    )
    .beside(),
    line(
        "answer-words",
        "compile/parent.rs",
        "excerpt(&String::from_utf8_lossy(&content), SHOWN)",
        "excerpt(&String::from_utf8_lossy(&content), if OUT { usize::MAX } else { SHOWN })",
        "compile::parent::tests::the_words_of_an_answer_are_cut_and_made_safe",
    )
    .beside(),
    line(
        "complaint-words",
        "compile/parent.rs",
        "excerpt(complaint.trim(), SHOWN)",
        "excerpt(complaint.trim(), if OUT { usize::MAX } else { SHOWN })",
        "a_compiler_that_crashes_is_told_with_its_signal_or_code_and_its_words",
    )
    .by("compile"),
    line(
        "turns",
        "compile/code_source.rs",
        "let _turn = self.turns.take();",
        "let _turn = (!OUT).then(|| self.turns.take());",
        "no_more_compilers_run_at_once_than_there_are_cores",
    )
    .by("compile"),
    line(
        "failures-kept",
        "compile/code_source.rs",
        "(cache, &error)",
        "(cache, &if OUT { CompileError::Refused(\"out\".into()) } else { error.clone() })",
        "only_what_the_compiler_refuses_is_remembered",
    )
    .by("compile"),
];
