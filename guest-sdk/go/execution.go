package simpletrader

import (
	"errors"

	decisions "simpletrader/contract/simpletrader_worker_decisions"
	execution "simpletrader/contract/simpletrader_worker_execution"
	types "simpletrader/contract/simpletrader_worker_types"
)

// What an execution worker may ask for.

// Place places an order.
func Place(order NewOrder) OrderIntent { return execution.MakeOrderIntentPlace(order) }

// Cancel withdraws an order.
func Cancel(order uint32) OrderIntent { return execution.MakeOrderIntentCancel(order) }

// Change gives an order other terms.
func Change(order uint32, terms OrderTerms) OrderIntent {
	return execution.MakeOrderIntentModify(execution.Change{Order: order, Terms: Some(terms)})
}

// WakeAt asks to be woken, with a tag that OnTimer gets back.
func WakeAt(at Instant, tag uint32) OrderIntent {
	return execution.MakeOrderIntentWakeAt(execution.Wake{At: at, Tag: tag})
}

// Done says that the command is over.
func Done() OrderIntent { return execution.MakeOrderIntentFinish(execution.CompletionDone) }

// Abandoned says that the command is over without what it wanted.
func Abandoned() OrderIntent { return execution.MakeOrderIntentFinish(execution.CompletionAbandoned) }

// HasEnded says whether an order will not change any more: filled, cancelled, rejected or expired.
func HasEnded(order Order) bool {
	switch order.Status {
	case types.OrderStatusFilled, types.OrderStatusCancelled, types.OrderStatusRejected, types.OrderStatusExpired:
		return true
	}
	return false
}

// WasRejected says whether the venue did not take an order.
func WasRejected(order Order) bool { return order.Status == types.OrderStatusRejected }

func isProtection(order Order) bool {
	return order.Purpose == types.OrderPurposeStopLoss || order.Purpose == types.OrderPurposeTakeProfit
}

// Tend answers a command that is no trade of its own: the order that it names is changed, or the orders that it means are withdrawn, and
// the command is finished. False for a trade, which is the worker's own business.
func Tend(command *Command) (intents []OrderIntent, tended bool, err error) {
	action := command.Execution.Action
	if action.Tag() == decisions.ExecutionActionExecuteTrade {
		return nil, false, nil
	}
	for _, order := range command.OpenOrders {
		switch action.Tag() {
		case decisions.ExecutionActionModifyOrder:
			if order.Order != action.ModifyOrder() {
				continue
			}
			terms, err := wantedTerms(command, order)
			if err != nil {
				return nil, true, err
			}
			// One that stands where it should needs nothing.
			if terms != termsOf(order) {
				intents = append(intents, Change(order.Order, terms))
			}
			continue
		case decisions.ExecutionActionCancelOrder:
			if order.Order != action.CancelOrder() {
				continue
			}
		case decisions.ExecutionActionCancelGroup:
			if order.Group != action.CancelGroup() {
				continue
			}
		}
		intents = append(intents, Cancel(order.Order))
	}
	return append(intents, Done()), true, nil
}

// wantedTerms is what a change makes of an order: a protective order follows the exit plan, any other the entry plan.
func wantedTerms(command *Command, order Order) (OrderTerms, error) {
	exit := command.Plans.Exit.Some()
	stop, hasStop := exit.StopLoss.Get()
	target, hasTarget := exit.TakeProfit.Get()
	switch {
	case order.Purpose == types.OrderPurposeStopLoss && hasStop:
		return AtStop(stop), nil
	case order.Purpose == types.OrderPurposeTakeProfit && hasTarget:
		return AtTakeProfit(target), nil
	case !isProtection(order) && command.Plans.Entry.IsSome():
		return command.Plans.Entry.Some().Order, nil
	}
	return OrderTerms{}, errors.New("no plan says what the order that is to be changed shall be")
}

// termsOf is the type of a working order with its prices.
func termsOf(order Order) OrderTerms {
	limit, trigger := order.Price.Some(), order.StopPrice.Some()
	switch order.Kind {
	case types.OrderKindLimit:
		return AtLimit(limit)
	case types.OrderKindStopLimit:
		return AtStopLimit(trigger, limit)
	case types.OrderKindStopMarket:
		return AtStop(trigger)
	case types.OrderKindTakeProfitMarket:
		return AtTakeProfit(trigger)
	}
	return AtMarket()
}

// Wanted is what a command wants to be traded beyond what is held and what works already.
type Wanted struct {
	Instrument uint32
	Side       uint8
	Quantity   Decimal // Over all orders together, greater than 0.
	Terms      OrderTerms
	Reduces    bool // It makes a trade smaller.
}

// Want is what a command still wants; nil when nothing is missing. The size of a plan is a target, so the same command twice orders
// nothing twice. The intents withdraw orders whose end the command means: a trade that shall be smaller needs no more entries.
func Want(command *Command) (*Wanted, []OrderIntent, error) {
	entry, hasEntry := command.Plans.Entry.Get()
	size, hasSize := command.Plans.Size.Get()
	held, isHeld := command.Target.Get()
	switch {
	case !isHeld && !hasEntry:
		return nil, nil, errors.New("a new trade needs an entry plan")
	case !hasSize:
		return nil, nil, errors.New("EXECUTE_TRADE needs a size plan; levels and prices are changed by MODIFY_ORDER")
	case !isHeld:
		return ifAny(Wanted{entry.Instrument, entry.Side, size.TargetSize, entry.Order, false}), nil, nil
	}
	opening, closing := Buy, Sell
	if held.Direction == Short {
		opening, closing = Sell, Buy
	}
	larger, smaller, side := size.TargetSize, held.Quantity, opening
	reduces := held.Quantity.Cmp(size.TargetSize) >= 0
	if reduces {
		larger, smaller, side = held.Quantity, size.TargetSize, closing
	}
	missing, err := larger.Sub(smaller)
	var intents []OrderIntent
	for _, order := range command.OpenOrders {
		if isProtection(order) || err != nil {
			continue
		}
		if order.Side == side {
			missing, err = less(missing, order)
		} else if reduces {
			intents = append(intents, Cancel(order.Order))
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return ifAny(Wanted{held.Instrument, side, missing, entry.Order, reduces}), intents, nil
}

// less takes off what a working order may still fill.
func less(missing Decimal, order Order) (Decimal, error) {
	open, err := order.Quantity.Sub(order.Filled)
	if err != nil {
		return missing, err
	}
	return missing.Sub(open)
}

func ifAny(wanted Wanted) *Wanted {
	if wanted.Quantity.Sign() <= 0 {
		return nil
	}
	return &wanted
}

// Order is an order for all of what is wanted, good till cancelled.
func (w *Wanted) Order(tag uint32) NewOrder {
	purpose := types.OrderPurposeEntry
	if w.Reduces {
		purpose = types.OrderPurposeCloseOut
	}
	return NewOrder{
		Tag: tag, Instrument: w.Instrument, Side: w.Side, Quantity: w.Quantity, Terms: w.Terms,
		TimeInForce: GTC, Purpose: purpose, ReduceOnly: w.Reduces,
	}
}
