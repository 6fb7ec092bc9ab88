// Package simpletrader is for writing SimpleTrader workers in Go.
//
// A worker is a type with a Configure method and the handlers of its category, and one variable that says who it is:
//
//	var Worker = st.Context(st.About{Vendor: "acme", Name: "my_average", …}, &average{})
//
// Parameters, inputs and facts are structs of the author's own, whose tags say what the fields mean; the manifest and the schema of the
// parameters are made from them when the worker is built, so they cannot contradict the code. A handler that is missing, or takes or
// returns something else, is the Go compiler's to tell.
//
// Three rules make life easy:
//
//   - What a worker remembers are the fields of its type: an instance is one worker and runs one call at a time.
//   - An error ends the call with its text. Stop, Refuse, NotReady and BadParams are errors that mean something to the host; a panic is
//     an error with its lines.
//   - Money is exact. A Decimal is never rounded unless a method's name says so.
//
// Goroutines work, but there is no clock to wait for: a sleep ends the call. There are no files and there is no network.
package simpletrader

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	execution "simpletrader/contract/simpletrader_worker_execution"
	execution_planning "simpletrader/contract/simpletrader_worker_execution_planning"
	ledger "simpletrader/contract/simpletrader_worker_ledger"
	planning "simpletrader/contract/simpletrader_worker_planning"
	strategy "simpletrader/contract/simpletrader_worker_strategy"
	types "simpletrader/contract/simpletrader_worker_types"
	wit "simpletrader/wit/types"
)

// What calls bring.
type (
	// Instant is signed microseconds since 1970-01-01T00:00:00Z.
	Instant          = types.Instant
	Instrument       = types.Instrument
	Series           = types.Series
	Bar              = types.Bar
	Quote            = types.Quote
	Tick             = types.Tick
	Position         = ledger.Position
	Account          = ledger.Account
	Order            = ledger.Order
	Situation        = strategy.Situation
	Task             = planning.Task
	ExecutionRequest = execution_planning.ExecutionRequest
	Command          = execution.Command
	Reply            = execution.Reply
	Timer            = execution.Timer
)

// What workers say to one another through the host.
type (
	Signal             = decisions.Signal
	Risk               = decisions.Risk
	Directive          = decisions.Directive
	EntryDirective     = decisions.EntryDirective
	SizeDirective      = decisions.SizeDirective
	ExitDirective      = decisions.ExitDirective
	ExecutionDirective = decisions.ExecutionDirective
	ExecutionPolicy    = decisions.ExecutionPolicy
	Leg                = decisions.Leg
	PriceZone          = decisions.PriceZone
	Scope              = decisions.Scope
	Plans              = decisions.Plans
	EntryPlan          = decisions.EntryPlan
	SizePlan           = decisions.SizePlan
	ExitPlan           = decisions.ExitPlan
	ExecutionPlan      = decisions.ExecutionPlan
	OrderTerms         = decisions.OrderTerms
	RejectionCode      = types.RejectionCode
	NewOrder           = execution.NewOrder
	OrderIntent        = execution.OrderIntent
)

// Decimal is an exact decimal of at most fifteen digits.
type Decimal = types.Decimal

// Option is a value that may be absent, as its zero value is.
type Option[T any] = wit.Option[T]

// Some is a value that is given.
func Some[T any](value T) Option[T] { return wit.Some(value) }

// Dec is the decimal of a literal: st.Dec("0.25"). It panics where there is none.
func Dec(literal string) Decimal { return types.MustDecimal(literal) }

func parseDecimal(text string) (Decimal, error) { return types.ParseDecimal(text) }

// Where a number goes that lies between two steps.
const (
	Down     = types.Down
	Up       = types.Up
	HalfEven = types.HalfEven
)

// Where a trade makes money, and what an order does.
const (
	Long  = types.DirectionLong
	Short = types.DirectionShort
	Buy   = types.SideBuy
	Sell  = types.SideSell
)

// How long an order may work.
const (
	GTC = types.TimeInForceGtc
	IOC = types.TimeInForceIoc
	FOK = types.TimeInForceFok
	GTD = types.TimeInForceGtd
)

// What a directive is about, as the tag of its scope.
const (
	NewTrade       = decisions.ScopeNewTrade
	ModifyExisting = decisions.ScopeModifyExisting
	CloseExisting  = decisions.ScopeCloseExisting
)

// How the commands of one directive depend on one another.
const (
	Independent = types.BatchModeIndependent
	Coordinated = types.BatchModeCoordinated
	Sequential  = types.BatchModeSequential
)

// Why something was refused.
var (
	LowConfidence      = types.MakeRejectionCodeLowConfidence()
	RiskVeto           = types.MakeRejectionCodeRiskVeto()
	ConflictingSignals = types.MakeRejectionCodeConflictingSignals()
	DuplicatePosition  = types.MakeRejectionCodeDuplicatePosition()
	LimitReached       = types.MakeRejectionCodeLimitReached()
	Cooldown           = types.MakeRejectionCodeCooldown()
	NoMatchingPlanner  = types.MakeRejectionCodeNoMatchingPlanner()
	PlanInconsistent   = types.MakeRejectionCodePlanInconsistent()
	PlanMissing        = types.MakeRejectionCodePlanMissing()
	BelowMinimumSize   = types.MakeRejectionCodeBelowMinimumSize()
	InsufficientFunds  = types.MakeRejectionCodeInsufficientFunds()
	ExchangeRejected   = types.MakeRejectionCodeExchangeRejected()
	TimedOut           = types.MakeRejectionCodeTimedOut()
	FuelExhausted      = types.MakeRejectionCodeFuelExhausted()
	WorkerTrap         = types.MakeRejectionCodeWorkerTrap()
	Halted             = types.MakeRejectionCodeHalted()
)

// OtherReason is a reason that the contract has no name for.
func OtherReason(code uint32) RejectionCode { return types.MakeRejectionCodeOther(code) }

// Decision is what a strategy planner decided about signals and risks, by their positions in the situation. What no decision mentions
// the host refuses.
type Decision = strategy.Decision

// Issue is the decision to want something.
func Issue(signals, risks []uint32, directive Directive) Decision {
	return Decision{Signals: signals, Risks: risks, Outcome: strategy.MakeOutcomeIssue(directive)}
}

// Decline is the decision not to act, with a reason for the journal in 1 to 500 characters.
func Decline(signals, risks []uint32, code RejectionCode, reason string) Decision {
	outcome := strategy.MakeOutcomeRefuse(decisions.Refusal{Code: code, Reason: reason})
	return Decision{Signals: signals, Risks: risks, Outcome: outcome}
}

// Modifying is the scope of a directive that changes trades.
func Modifying(trades ...uint32) Scope { return decisions.MakeScopeModifyExisting(trades) }

// Closing is the scope of a directive that closes trades.
func Closing(trades ...uint32) Scope { return decisions.MakeScopeCloseExisting(trades) }

// AtMarket is an order at the market's price.
func AtMarket() OrderTerms { return decisions.MakeOrderTermsMarket() }

// AtLimit is an order at this price or a better one.
func AtLimit(limit Decimal) OrderTerms { return decisions.MakeOrderTermsLimit(limit) }

// AtStop is a market order that wakes when the price falls (a sale) or rises (a purchase) to the trigger.
func AtStop(trigger Decimal) OrderTerms { return decisions.MakeOrderTermsStopMarket(trigger) }

// AtTakeProfit is a market order that wakes when the price reaches the trigger from the other side.
func AtTakeProfit(trigger Decimal) OrderTerms {
	return decisions.MakeOrderTermsTakeProfitMarket(trigger)
}

// AtStopLimit is a limit order that wakes when the price reaches the trigger.
func AtStopLimit(trigger, limit Decimal) OrderTerms {
	return decisions.MakeOrderTermsStopLimit(decisions.StopLimit{Trigger: trigger, Limit: limit})
}

// Single executes a plan as one order that works as long as timeInForce says.
func Single(timeInForce uint8) decisions.ExecutionAction {
	return decisions.MakeExecutionActionExecuteTrade(decisions.MakeAlgorithmSingle(timeInForce))
}
