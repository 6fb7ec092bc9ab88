//! Which bounds a worker file is held to.

use std::fmt;

use super::Limits;

/// A named set of bounds for worker files: what may be in one, and what compiling it may cost.
///
/// Every worker is [`Native`](Self::Native) unless its operation grants it [`Scripting`](Self::Scripting): a file cannot ask
/// for more room by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Profile {
    /// Workers that a compiler made from Rust, C and the like: one small core module.
    #[default]
    Native,
    /// Workers that carry the interpreter of a scripting language: ten times as large, and slower to compile and to start.
    Scripting,
}

impl Profile {
    /// All profiles, the strictest first.
    pub const ALL: [Self; 2] = [Self::Native, Self::Scripting];

    /// The name in configuration and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Scripting => "scripting",
        }
    }

    /// The profile of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == name)
    }

    /// The bounds of a worker file under this profile.
    pub fn limits(self) -> Limits {
        match self {
            Self::Native => Limits::native(),
            Self::Scripting => Limits::scripting(),
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_one_name_and_no_other() {
        for profile in Profile::ALL {
            assert_eq!(Profile::parse(profile.as_str()), Some(profile));
        }
        for name in ["", "Native", "python"] {
            assert_eq!(Profile::parse(name), None, "{name}");
        }
    }

    #[test]
    fn without_a_grant_the_stricter_profile_applies() {
        assert_eq!(Profile::default(), Profile::Native);
    }
}
