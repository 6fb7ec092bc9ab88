//! What goes without saying in a case: the fields of the contract's records that may be left out, and records that may be written
//! as one of their fields. The names are those by which the types read themselves.

/// What a field is when a case leaves it out.
pub(crate) enum Default {
    /// This text.
    Text(&'static str),
    /// What another field of the record is.
    Same(&'static str),
    /// The instant of the call.
    At,
}

/// What goes without saying. A field that is not here and not optional must be written.
pub(crate) fn default_of(record: &str, field: &str) -> Option<Default> {
    Some(match (record, field) {
        ("Quote", "at") | ("PositionView", "opened_at") => Default::At,
        ("Quote" | "PositionView" | "SignalDraft" | "EntryDirective" | "EntryPlanDraft", "instrument") => Default::Text("0"),
        ("PositionView" | "OrderView", "trade") | ("OrderView", "order" | "tag" | "group" | "filled") => Default::Text("0"),
        ("PositionView", "unrealised" | "realised") | ("AccountView", "exposure" | "daily_result") => Default::Text("0"),
        ("PositionView", "last_price") => Default::Same("average_price"),
        ("AccountView", "cash") => Default::Same("equity"),
        ("OrderView", "purpose") => Default::Text("ENTRY"),
        ("OrderView", "status") => Default::Text("OPEN"),
        ("DirectiveDraft", "scope") => Default::Text("NEW_TRADE"),
        ("DirectiveDraft", "confidence") | ("SizePlanDraft", "leverage") => Default::Text("1"),
        ("ExecutionPlanDraft", "max_slippage_pct") => Default::Text("0.01"),
        ("ExecutionPlanDraft", "must_complete_immediately") => Default::Text("false"),
        ("SINGLE", "time_in_force") => Default::Text("GTC"),
        ("filled", "commission") => Default::Text("0"),
        ("CommandCall" | "ReplyCall" | "TimerCall", "group") | ("CommandCall", "trade") => Default::Text("0"),
        _ => return None,
    })
}

/// The field that a record may be written as.
pub(crate) fn main_field(record: &str) -> Option<&'static str> {
    Some(match record {
        "Quote" => "last",
        "AccountView" => "equity",
        "ScopeFields" => "scope",
        "OrderTermsFields" => "order_type",
        _ => return None,
    })
}

/// The cases of enumerations that have defaults.
pub(crate) const RECORDS: [&str; 2] = ["SINGLE", "filled"];
