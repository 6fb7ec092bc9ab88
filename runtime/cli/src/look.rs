//! How findings are shown on this terminal.

use std::io::IsTerminal;

use simpletrader_config::diagnostic::{Findings, Look};

/// Coloured where a person looks at the terminal.
pub fn look() -> Look {
    if std::io::stderr().is_terminal() { Look::Styled } else { Look::Plain }
}

/// Shows findings that do not stop a command.
pub fn warn(findings: &Findings) {
    if !findings.is_empty() {
        eprintln!("{}", findings.render(look()).trim_end());
    }
}
