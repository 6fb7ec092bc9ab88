//! Every vocabulary has exactly the terms of the domain's table, each of which reads and writes as itself.

use serde_json::json;
use simpletrader_contracts::terms::*;

macro_rules! exactly {
    ($($test:ident: $name:ident = $($term:literal)+;)+) => { $(
        #[test]
        fn $test() {
            let expected = [$($term),+];
            let actual: Vec<&str> = $name::ALL.iter().map(|term| term.as_str()).collect();
            assert_eq!(actual, expected);
            for term in expected {
                let read: $name = serde_json::from_value(json!(term)).unwrap();
                assert_eq!(serde_json::to_value(read).unwrap(), json!(term));
            }
            let error = serde_json::from_value::<$name>(json!("NO_SUCH_TERM")).unwrap_err().to_string();
            assert!(expected.iter().all(|term| error.contains(term)), "the refusal lists the terms: {error}");
        }
    )+ };
}

exactly! {
    origins: OriginType = "TICK" "NEWS" "SCHEDULE" "REPLY" "USER";
    scopes: DirectiveScope = "NEW_TRADE" "MODIFY_EXISTING" "CLOSE_EXISTING";
    batch_modes: BatchMode = "INDEPENDENT" "COORDINATED" "SEQUENTIAL";
    actions: ActionType = "EXECUTE_TRADE" "CANCEL_ORDER" "MODIFY_ORDER" "CANCEL_GROUP" "CANCEL_ALL_IN_PLAN";
    execution_strategies: ExecutionStrategyType = "SINGLE" "TWAP" "VWAP" "ICEBERG" "LAYERED" "POV";
    group_states: GroupStatus = "PENDING" "ACTIVE" "COMPLETED" "CANCELLED" "FAILED" "PARTIAL";
    trade_states: TradeStatus = "ACTIVE" "CLOSED";
    order_types: OrderType = "MARKET" "LIMIT" "STOP_LIMIT" "STOP_MARKET" "TAKE_PROFIT_MARKET";
    sides: Side = "BUY" "SELL";
    order_states: OrderStatus = "PENDING" "OPEN" "PARTIALLY_FILLED" "FILLED" "CANCELLED" "REJECTED" "EXPIRED";
    dispositions: DispositionType = "CONTINUE" "PUBLISH" "STOP";
    scope_levels: ScopeLevel = "PLATFORM" "STRATEGY";
    context_types: ContextType = "REGIME_CLASSIFICATION" "STRUCTURAL_ANALYSIS" "INDICATOR_CALCULATION"
        "MICROSTRUCTURE_ANALYSIS" "TEMPORAL_CONTEXT" "SENTIMENT_ENRICHMENT" "FUNDAMENTAL_ENRICHMENT";
    signal_types: SignalType = "BREAKOUT_DETECTION" "PULLBACK_DETECTION" "REVERSAL_DETECTION" "CONTINUATION_DETECTION"
        "ARBITRAGE_DETECTION" "STATISTICAL_EDGE" "SENTIMENT_EXTREME";
    risk_types: RiskType = "RISK_LIMIT_MONITORING" "DRAWDOWN_MONITORING" "VOLATILITY_MONITORING" "CORRELATION_MONITORING"
        "SYSTEMIC_RISK_DETECTION";
    planning_phases: PlanningPhase = "ENTRY_PLANNING" "SIZE_PLANNING" "EXIT_PLANNING" "EXECUTION_PLANNING";
    execution_types: ExecutionType = "ORDER_PLACEMENT" "ORDER_MANAGEMENT" "POSITION_MANAGEMENT" "REPORTING";
    priorities: EventPriority = "CRITICAL" "HIGH" "NORMAL" "LOW";
    flow_states: FlowState = "IDLE" "PROCESSING" "DRAINING";
    environments: EnvironmentType = "backtest" "paper" "live";
    venue_replies: ReplyType = "ACCEPTED" "FILL" "CANCELLED" "REJECTED" "EXPIRED";
    fault_policies: FaultPolicy = "hold" "cancel-open" "flatten";
    stages: RejectionStage = "STRATEGY_PLANNING" "PLANNER_SELECTION" "TRADE_PLANNING" "AGGREGATION" "EXECUTION" "CONNECTOR"
        "RUNTIME";
    rejection_codes: RejectionCode = "LOW_CONFIDENCE" "RISK_VETO" "CONFLICTING_SIGNALS" "DUPLICATE_POSITION" "LIMIT_REACHED"
        "COOLDOWN" "NO_MATCHING_PLANNER" "PLAN_INCONSISTENT" "PLAN_MISSING" "BELOW_MINIMUM_SIZE" "INSUFFICIENT_FUNDS"
        "EXCHANGE_REJECTED" "TIMEOUT" "FUEL_EXHAUSTED" "WORKER_TRAP" "HALTED" "OTHER";
}

// mission: 10, 14, 19, 32
#[test]
fn a_vocabulary_reads_no_term_of_another() {
    assert!(OrderType::from_text("TRAILING").is_none() && OrderStatus::from_text("ACTIVE").is_none());
    assert!(ExecutionStrategyType::from_text("MARKET").is_none() && BatchMode::from_text("SINGLE").is_none());
    assert!(OrderType::from_text("market").is_none(), "one spelling only");
}

#[test]
fn priorities_count_from_the_most_urgent() {
    let ranks: Vec<u8> = EventPriority::ALL.iter().map(|priority| priority.rank()).collect();
    assert_eq!(ranks, [0, 1, 2, 3]);
}
