package simpletrader

import (
	"fmt"

	"simpletrader/internal/answer"
)

// BadParams is the error of parameters that cannot be used; say which, and what to write instead.
func BadParams(format string, values ...any) error { return told(answer.BadParams, format, values) }

// NotReady is the error of a call that came before the worker can answer.
func NotReady(format string, values ...any) error { return told(answer.NotReady, format, values) }

// Stop ends the pass here, for this reason: signal detectors, risk monitors and strategy planners.
func Stop(format string, values ...any) error { return told(answer.Stopped, format, values) }

// Refuse declines, for a planner of entry, size, exit or execution: a code, and the reason in 1 to 500 characters.
func Refuse(code RejectionCode, format string, values ...any) error {
	return &answer.Told{Kind: answer.Refused, Code: code, Words: fmt.Sprintf(format, values...)}
}

func told(kind answer.Kind, format string, values []any) error {
	return &answer.Told{Kind: kind, Words: fmt.Sprintf(format, values...)}
}
