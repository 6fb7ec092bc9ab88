//! The nine categories, one WIT world each.

use crate::terms::text_enum;

text_enum!(
    /// What kind of worker it is. The text is the name of its WIT world.
    Category {
        #[doc = "Measures closed bars."] ContextWorker = "context-worker",
        #[doc = "Publishes signals."] SignalDetector = "signal-detector",
        #[doc = "Publishes risks."] RiskMonitor = "risk-monitor",
        #[doc = "Publishes directives and refusals."] StrategyPlanner = "strategy-planner",
        #[doc = "Answers what and where."] EntryPlanner = "entry-planner",
        #[doc = "Answers how much."] SizePlanner = "size-planner",
        #[doc = "Answers where to leave."] ExitPlanner = "exit-planner",
        #[doc = "Answers by which algorithm."] ExecutionPlanner = "execution-planner",
        #[doc = "Answers with order intents."] ExecutionWorker = "execution-worker",
    }
);

impl Category {
    /// The WIT world of this category.
    pub const fn world(self) -> &'static str {
        self.as_str()
    }

    /// The WIT interface, beside `lifecycle`, that a worker of this category exports.
    pub const fn interface(self) -> &'static str {
        match self {
            Self::ContextWorker => "context",
            Self::SignalDetector => "detector",
            Self::RiskMonitor => "monitor",
            Self::StrategyPlanner => "strategy",
            Self::EntryPlanner => "entry",
            Self::SizePlanner => "size",
            Self::ExitPlanner => "exit",
            Self::ExecutionPlanner => "execution-planning",
            Self::ExecutionWorker => "execution",
        }
    }

    /// The handlers of that interface.
    pub const fn handlers(self) -> &'static [&'static str] {
        match self {
            Self::ContextWorker => &["measure"],
            Self::SignalDetector => &["detect"],
            Self::RiskMonitor => &["watch"],
            Self::StrategyPlanner => &["decide"],
            Self::EntryPlanner | Self::SizePlanner | Self::ExitPlanner | Self::ExecutionPlanner => &["plan"],
            Self::ExecutionWorker => &["on-command", "on-reply", "on-timer"],
        }
    }

    /// The optional interface by which a worker of this category answers for many bars at once, and its handler.
    pub const fn slice_handler(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::ContextWorker => Some(("context-slice", "measure-slice")),
            Self::SignalDetector => Some(("detector-slice", "detect-slice")),
            _ => None,
        }
    }

    /// The category of an exported interface.
    pub fn of_interface(interface: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|category| category.interface() == interface)
    }
}
