//! Labels of workers, events and states of the host. No rule of trading depends on them.

use super::text_enum;

text_enum!(
    /// Subtype label of a context worker.
    ContextType {
        #[doc = "Which kind of market this is."] RegimeClassification = "REGIME_CLASSIFICATION",
        #[doc = "Levels, swings, trends."] StructuralAnalysis = "STRUCTURAL_ANALYSIS",
        #[doc = "Moving averages and their like."] IndicatorCalculation = "INDICATOR_CALCULATION",
        #[doc = "Order books and trades."] MicrostructureAnalysis = "MICROSTRUCTURE_ANALYSIS",
        #[doc = "Sessions, weekdays, time to an event."] TemporalContext = "TEMPORAL_CONTEXT",
        #[doc = "What people say."] SentimentEnrichment = "SENTIMENT_ENRICHMENT",
        #[doc = "What the asset earns or does."] FundamentalEnrichment = "FUNDAMENTAL_ENRICHMENT",
    }
);
text_enum!(
    /// Subtype label of a signal detector. Not the type of a signal: that is the detector's own [`Label`](crate::Label).
    SignalType {
        #[doc = "Leaves a range."] BreakoutDetection = "BREAKOUT_DETECTION",
        #[doc = "Returns within a trend."] PullbackDetection = "PULLBACK_DETECTION",
        #[doc = "A trend ends."] ReversalDetection = "REVERSAL_DETECTION",
        #[doc = "A trend goes on."] ContinuationDetection = "CONTINUATION_DETECTION",
        #[doc = "Two prices of one thing."] ArbitrageDetection = "ARBITRAGE_DETECTION",
        #[doc = "Rare by past measure."] StatisticalEdge = "STATISTICAL_EDGE",
        #[doc = "Too much fear or greed."] SentimentExtreme = "SENTIMENT_EXTREME",
    }
);
text_enum!(
    /// Subtype label of a risk monitor.
    RiskType {
        #[doc = "Limits of the account."] RiskLimitMonitoring = "RISK_LIMIT_MONITORING",
        #[doc = "Losses since the last high."] DrawdownMonitoring = "DRAWDOWN_MONITORING",
        #[doc = "How wildly prices move."] VolatilityMonitoring = "VOLATILITY_MONITORING",
        #[doc = "How much positions move together."] CorrelationMonitoring = "CORRELATION_MONITORING",
        #[doc = "Trouble of the whole market."] SystemicRiskDetection = "SYSTEMIC_RISK_DETECTION",
    }
);
text_enum!(
    /// Subtype label of a planner: which aspect it plans.
    PlanningPhase {
        #[doc = "What and where."] EntryPlanning = "ENTRY_PLANNING",
        #[doc = "How much."] SizePlanning = "SIZE_PLANNING",
        #[doc = "Where to leave."] ExitPlanning = "EXIT_PLANNING",
        #[doc = "By which algorithm."] ExecutionPlanning = "EXECUTION_PLANNING",
    }
);
text_enum!(
    /// Subtype label of an execution worker.
    ExecutionType {
        #[doc = "Places orders."] OrderPlacement = "ORDER_PLACEMENT",
        #[doc = "Changes and withdraws orders."] OrderManagement = "ORDER_MANAGEMENT",
        #[doc = "Looks after open trades."] PositionManagement = "POSITION_MANAGEMENT",
        #[doc = "Tells somebody."] Reporting = "REPORTING",
    }
);
text_enum!(
    /// How urgent an event is.
    EventPriority {
        #[doc = "Before everything."] Critical = "CRITICAL",
        #[doc = "Before the ordinary."] High = "HIGH",
        #[doc = "The ordinary."] Normal = "NORMAL",
        #[doc = "When nothing else waits."] Low = "LOW",
    }
);
text_enum!(
    /// What the flow of one strategy is doing.
    FlowState {
        #[doc = "Waits for data."] Idle = "IDLE",
        #[doc = "A pass is running."] Processing = "PROCESSING",
        #[doc = "Finishes what runs and takes nothing new."] Draining = "DRAINING",
    }
);
text_enum!(
    /// The kind of world that orders go to.
    EnvironmentType {
        #[doc = "Recorded data, simulated fills."] Backtest = "backtest",
        #[doc = "Live data, simulated fills."] Paper = "paper",
        #[doc = "Live data, real orders."] Live = "live",
    }
);
text_enum!(
    /// Who shares an event.
    ScopeLevel {
        #[doc = "All strategies."] Platform = "PLATFORM",
        #[doc = "One strategy."] Strategy = "STRATEGY",
    }
);
text_enum!(
    /// What should happen after a worker's answer.
    DispositionType {
        #[doc = "The flow goes on. The default."] Continue = "CONTINUE",
        #[doc = "Announce an event; the flow goes on."] Publish = "PUBLISH",
        #[doc = "End this flow early."] Stop = "STOP",
    }
);

impl EventPriority {
    /// 0 is the most urgent.
    pub const fn rank(self) -> u8 {
        self as u8
    }
}
