//! The closed vocabularies of the domain. Each term has exactly one spelling, the same in YAML, JSON and the ledger.
//!
//! [`trade`] has the terms that decide something; [`label`] has those that only describe a worker, an event or a state of the
//! host.

pub mod label;
pub mod trade;

pub use label::{
    ContextType, DispositionType, EnvironmentType, EventPriority, ExecutionType, FlowState, PlanningPhase, RiskType, ScopeLevel,
    SignalType,
};
pub use trade::{
    ActionType, BatchMode, CommissionAsset, Direction, DirectiveScope, ExecutionStrategyType, FaultPolicy, GroupStatus,
    OrderPurpose, OrderStatus, OrderType, OriginType, RejectionCode, RejectionStage, ReplyType, Side, TimeInForce, TradeStatus,
};

/// Declares a closed vocabulary: one enum, one spelling per case. An old term is refused with its successor, an old label is
/// read as the label of today: see [`crate::legacy`].
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub enum $name {
            $($(#[$case_doc])* #[serde(rename = $text)] $case),+
        }

        impl $name {
            /// Every case, in the order of the domain's tables.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// The term as it is written in files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$case => $text),+ }
            }

            /// The case of a written term.
            pub fn from_text(text: &str) -> Option<Self> {
                let today = $crate::legacy::renamed_label(stringify!($name), text).unwrap_or(text);
                Self::ALL.iter().copied().find(|case| case.as_str() == today)
            }

            /// The case of a written term; the refusal lists the terms, or names the successor of an old one.
            pub fn parse(text: &str) -> Result<Self, $crate::Refused> {
                let rule = concat!("must be one of", $(" ", $text),+);
                Self::from_text(text).ok_or_else(|| $crate::legacy::unknown_term(stringify!($name), rule, text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub use crate::text_enum;
