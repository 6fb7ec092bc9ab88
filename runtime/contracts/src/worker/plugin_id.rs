//! `vendor/name/vX.Y.Z`: which worker, exactly.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::name::SnakeName;

/// The identity of a plug-in: vendor, name and exact version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PluginId {
    /// Who made it.
    pub vendor: SnakeName,
    /// What it is called.
    pub name: SnakeName,
    /// Which version.
    pub version: semver::Version,
}

impl PluginId {
    /// Parses `vendor/name/vX.Y.Z`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = || Refused::new("a plug-in id must look like vendor/name/v1.2.3", format!("`{text}`"));
        let mut parts = text.split('/');
        let (Some(vendor), Some(name), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(refused());
        };
        let version = version.strip_prefix('v').and_then(|version| semver::Version::parse(version).ok()).ok_or_else(refused)?;
        Ok(Self {
            vendor: SnakeName::new(vendor).map_err(|_| refused())?,
            name: SnakeName::new(name).map_err(|_| refused())?,
            version,
        })
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/v{}", self.vendor, self.name, self.version)
    }
}

impl TryFrom<String> for PluginId {
    type Error = Refused;
    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)
    }
}

impl From<PluginId> for String {
    fn from(id: PluginId) -> String {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plugin_ids_are_exact() {
        assert_eq!(PluginId::parse("acme/ema_cross/v1.2.0").unwrap().to_string(), "acme/ema_cross/v1.2.0");
        for bad in ["acme/ema", "acme/ema/1.0.0", "acme/ema/v1.0", "Acme/ema/v1.0.0", "a/b/v1.0.0/c", "../x/v1.0.0", ""] {
            assert!(PluginId::parse(bad).is_err(), "{bad}");
        }
    }
}
