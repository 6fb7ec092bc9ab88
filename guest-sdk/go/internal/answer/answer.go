// Package answer turns what a handler returns into what the contract wants of it: an answer, a disposition, an outcome, an error.
package answer

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	decisions "simpletrader/contract/simpletrader_worker_decisions"
	types "simpletrader/contract/simpletrader_worker_types"
	wit "simpletrader/wit/types"
)

// Error is the contract's error.
type Error = types.WorkerError

// Kind says how a call ended that has no answer.
type Kind uint8

// The ends of a call.
const (
	Failed Kind = iota
	BadParams
	NotReady
	Stopped
	Refused
)

// Told is an end of a call that the worker has words for.
type Told struct {
	Kind Kind
	// Code says why something was refused.
	Code  types.RejectionCode
	Words string
}

// Error is what was told.
func (t *Told) Error() string { return t.Words }

// Of calls a handler and takes its answer. A panic is an error with the place where it began, and the worker may go on.
func Of[T any](handler func() (T, error)) wit.Result[T, Error] {
	value, err := called(handler)
	if err != nil {
		return wit.Err[T](refusal(err))
	}
	return wit.Ok[T, Error](value)
}

func called[T any](handler func() (T, error)) (value T, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v%s", reason, trace())
		}
	}()
	return handler()
}

func refusal(err error) Error {
	var told *Told
	if errors.As(err, &told) {
		switch told.Kind {
		case BadParams:
			return types.MakeWorkerErrorBadParams(err.Error())
		case NotReady:
			return types.MakeWorkerErrorNotReady(err.Error())
		}
	}
	return types.MakeWorkerErrorFailed(err.Error())
}

// mostFrames bounds a trace: the host cuts long texts.
const mostFrames = 8

// trace is the lines that a panic passed, those of Go's runtime and of the SDK left out.
func trace() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	text, shown := "", 0
	for shown < mostFrames {
		frame, more := frames.Next()
		if frame.File != "" && !strings.HasPrefix(frame.Function, "runtime.") && !strings.HasPrefix(frame.Function, "simpletrader") {
			file := frame.File[strings.LastIndexByte(frame.File, '/')+1:]
			text += fmt.Sprintf("\n  at %s:%d in %s", file, frame.Line, frame.Function)
			shown++
		}
		if !more {
			break
		}
	}
	return text
}

// Dispositions makes the answers of a category that may publish, or stop the pass.
type Dispositions[P, D any] struct {
	Proceed func() D
	Publish func([]P) D
	Stop    func(string) D
}

// Of calls a handler; what it has told to stop is an answer.
func (cases Dispositions[P, D]) Of(handler func() ([]P, error)) wit.Result[D, Error] {
	return Of(func() (D, error) {
		published, err := handler()
		var told *Told
		switch {
		case errors.As(err, &told) && told.Kind == Stopped:
			return cases.Stop(told.Words), nil
		case len(published) == 0:
			return cases.Proceed(), err
		default:
			return cases.Publish(published), err
		}
	})
}

// Outcomes makes the answers of a planner.
type Outcomes[P, O any] struct {
	Plan    func(P) O
	Nothing func() O
	Refuse  func(decisions.Refusal) O
}

// Of calls a handler; what it has told to refuse is an answer, and no plan means that nothing is needed.
func (cases Outcomes[P, O]) Of(handler func() (*P, error)) wit.Result[O, Error] {
	return Of(func() (O, error) {
		plan, err := handler()
		var told *Told
		switch {
		case errors.As(err, &told) && told.Kind == Refused:
			return cases.Refuse(decisions.Refusal{Code: told.Code, Reason: told.Words}), nil
		case plan == nil:
			return cases.Nothing(), err
		default:
			return cases.Plan(*plan), err
		}
	})
}
