//! Where a strategy is in its life.
//!
//! ```text
//! CREATED → WARMING_UP → RUNNING ⇄ PAUSED → STOPPED
//!                 └────────┴───────┴─────→ FAILED
//! ```

use simpletrader_contracts::terms::text_enum;

text_enum!(
    /// Where a strategy is in its life.
    Stage {
        #[doc = "Assembled; it has seen no bar."] Created = "CREATED",
        #[doc = "It watches and decides nothing: its windows are not full yet."] WarmingUp = "WARMING_UP",
        #[doc = "It decides."] Running = "RUNNING",
        #[doc = "It watches and decides nothing, because an operator wants it so."] Paused = "PAUSED",
        #[doc = "It trades no more, because a worker failed for good, a guardrail broke or the venue called; it books what its venue says."] Failed = "FAILED",
        #[doc = "Shut down."] Stopped = "STOPPED",
    }
);
