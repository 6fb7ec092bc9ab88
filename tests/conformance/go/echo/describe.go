package worker

import (
	"fmt"
	"math"
	"strings"

	st "simpletrader"
)

// A part of a situation in words: items joined by `;`, their values by blanks, `-` for a value that is absent and `none` for a list
// without items. Enumerations have the names of the contract, doubles are the hex digits of their bits.

var (
	triggers   = []string{"bar", "schedule", "news", "reply", "user", "other"}
	directions = []string{"long", "short"}
	sides      = []string{"buy", "sell"}
	kinds      = []string{"market", "limit", "stop-limit", "stop-market", "take-profit-market", "other"}
	purposes   = []string{"entry", "stop-loss", "take-profit", "close-out", "slice", "other"}
	statuses   = []string{"pending", "open", "partially-filled", "filled", "cancelled", "rejected", "expired", "other"}
)

func describe(situation *st.Situation, part string) (string, error) {
	switch part {
	case "tick":
		tick := situation.Tick
		return fmt.Sprintf("%d %d %s", tick.Sequence, tick.At, triggers[tick.Trigger]), nil
	case "quotes":
		return list(situation.Quotes, quote), nil
	case "inputs":
		return list(situation.Inputs, bits), nil
	case "signals":
		return list(situation.Signals, signal), nil
	case "risks":
		return list(situation.Risks, risk), nil
	case "account":
		if account, ok := situation.Account.Get(); ok {
			return fmt.Sprintf("%s %s %s %s", account.Equity, account.Cash, account.Exposure, account.DailyResult), nil
		}
		return "-", nil
	case "positions":
		return list(situation.Positions, position), nil
	case "orders":
		return list(situation.OpenOrders, order), nil
	case "counts":
		return fmt.Sprintf("%d %d %d %d %d", len(situation.Quotes), len(situation.Signals), len(situation.Risks),
			len(situation.Positions), len(situation.OpenOrders)), nil
	}
	return "", fmt.Errorf("a situation has no part `%s`", part)
}

// list is all items, each in the words of show.
func list[T any](items []T, show func(T) string) string {
	if len(items) == 0 {
		return "none"
	}
	words := make([]string, 0, len(items))
	for _, item := range items {
		words = append(words, show(item))
	}
	return strings.Join(words, ";")
}

func maybe(value st.Option[st.Decimal]) string {
	if given, ok := value.Get(); ok {
		return given.String()
	}
	return "-"
}

func quote(item st.Quote) string {
	return fmt.Sprintf("%d %d %s %s %s", item.Instrument, item.At, item.Last, maybe(item.Bid), maybe(item.Ask))
}

func bits(item float64) string {
	if math.IsNaN(item) {
		return "7ff8000000000000"
	}
	return fmt.Sprintf("%016x", math.Float64bits(item))
}

func signal(item st.Signal) string {
	return fmt.Sprintf("%d %s %s %s", item.Instrument, directions[item.Direction], item.SignalType, maybe(item.Confidence))
}

func risk(item st.Risk) string {
	instrument := "-"
	if given, ok := item.Instrument.Get(); ok {
		instrument = fmt.Sprint(given)
	}
	return fmt.Sprintf("%s %s %s", item.RiskType, item.Severity, instrument)
}

func position(item st.Position) string {
	return fmt.Sprintf("%d %d %s %d %s %s %s %s %s %s %s", item.Trade, item.Instrument, directions[item.Direction], item.OpenedAt,
		item.Quantity, item.AveragePrice, item.LastPrice, item.Unrealised, item.Realised, maybe(item.StopLoss), maybe(item.TakeProfit))
}

func order(item st.Order) string {
	return fmt.Sprintf("%d %d %d %d %s %s %s %s %s %s %s %s", item.Order, item.Tag, item.Trade, item.Group, sides[item.Side],
		kinds[item.Kind], purposes[item.Purpose], statuses[item.Status], item.Quantity, item.Filled, maybe(item.Price),
		maybe(item.StopPrice))
}
