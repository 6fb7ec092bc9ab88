package simpletrader

import (
	"errors"
	"fmt"

	notes "simpletrader/contract/simpletrader_worker_journal_note"
	log "simpletrader/contract/simpletrader_worker_log"
	window "simpletrader/contract/simpletrader_worker_market_window"
	state "simpletrader/contract/simpletrader_worker_state"
)

// Log writes a line for the author, kept with the run. Asked for with About.Logs.
func Log(level Level, format string, values ...any) {
	log.Write(uint8(level), fmt.Sprintf(format, values...))
}

// Note leaves a remark in the journal, at most 500 characters and 16 a call. Asked for with About.WritesNotes.
func Note(format string, values ...any) { notes.Add(fmt.Sprintf(format, values...)) }

// StateGet is the bytes of a key, and whether there are any. Asked for with About.Remembers.
func StateGet(key string) ([]byte, bool) { return state.Get(key).Get() }

// StateSet gives a key of 1 to 120 bytes these bytes. Stored with the pass, and undone when the pass fails.
func StateSet(key string, value []byte) { state.Set(key, value) }

// StateRemove takes a key away; one that is not there is no matter.
func StateRemove(key string) { state.Remove(key) }

// Window is the latest closed bars of a series, or as many as there are yet. Asked for with About.LooksBack.
func Window(series, count uint32) (Columns, error) {
	answer := window.Window(series, count)
	if answer.IsErr() {
		return Columns{}, errors.New(answer.Err())
	}
	columns := answer.Ok()
	return Columns{columns.Times, columns.Open, columns.High, columns.Low, columns.Close, columns.Volume}, nil
}
