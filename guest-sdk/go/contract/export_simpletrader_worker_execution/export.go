// Package export_simpletrader_worker_execution is what the host calls of an execution worker.
package export_simpletrader_worker_execution

import (
	execution "simpletrader/contract/simpletrader_worker_execution"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

type intents = []execution.OrderIntent

// OnCommand is told of a command to carry out.
func OnCommand(command execution.Command) wit.Result[intents, answer.Error] {
	return answer.Of(func() (intents, error) { return served.Worker.OnCommand(&command) })
}

// OnReply is told what the venue said about an order.
func OnReply(reply execution.Reply) wit.Result[intents, answer.Error] {
	return answer.Of(func() (intents, error) { return served.Worker.OnReply(&reply) })
}

// OnTimer is told of a wake-up that the worker asked for.
func OnTimer(timer execution.Timer) wit.Result[intents, answer.Error] {
	return answer.Of(func() (intents, error) { return served.Worker.OnTimer(&timer) })
}
