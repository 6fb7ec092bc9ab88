// Package worker is {{title}}: works a command as one order, without a stop or a target.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Orders(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
	Executes:    []st.Family{st.FamilySingle},
}, &worker{})

// order is the tag of the one order of a command.
const order = 1

// worker remembers nothing: what works is in every call.
type worker struct{}

func (w *worker) Configure(struct{}, *st.Setup) error { return nil }

func (w *worker) OnCommand(command *st.Command) ([]st.OrderIntent, error) {
	// Changes and withdrawals of orders that work already.
	if intents, tended, err := st.Tend(command); tended {
		return intents, err
	}
	// The size of a plan is a target: what is held and what works already is taken off it.
	wanted, intents, err := st.Want(command)
	if err != nil {
		return nil, err
	}
	if wanted == nil {
		return append(intents, st.Done()), nil
	}
	return append(intents, st.Place(wanted.Order(order))), nil
}

func (w *worker) OnReply(reply *st.Reply) ([]st.OrderIntent, error) {
	switch {
	case !st.HasEnded(reply.Order):
		return nil, nil
	case st.WasRejected(reply.Order):
		return []st.OrderIntent{st.Abandoned()}, nil
	}
	return []st.OrderIntent{st.Done()}, nil
}

func (w *worker) OnTimer(*st.Timer) ([]st.OrderIntent, error) { return nil, nil }
