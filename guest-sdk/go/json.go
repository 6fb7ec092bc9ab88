package simpletrader

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The package encoding/json would be a quarter of a worker. Parameters are one flat object, which the host has read before, so this
// reads just that, and refuses everything else.

var errNoObject = errors.New("the parameters must be an object")

// readObject is the members of a flat object: texts without their quotes and escapes, everything else as it is written.
func readObject(text string) (map[string]jsonValue, error) {
	rest := &scanner{strings.TrimSpace(text)}
	members := map[string]jsonValue{}
	if !rest.take('{') {
		return nil, errNoObject
	}
	for !rest.take('}') {
		if len(members) > 0 && !rest.take(',') {
			return nil, errNoObject
		}
		name, ok := rest.value()
		if !ok || !name.isText || !rest.take(':') {
			return nil, errNoObject
		}
		value, ok := rest.value()
		if !ok {
			return nil, BadParams("%s: must be a number, a text, true or false", name.text)
		}
		members[name.text] = value
	}
	if rest.text != "" {
		return nil, errNoObject
	}
	return members, nil
}

// jsonValue is a number, a text, a truth value or null.
type jsonValue struct {
	text   string
	isText bool
}

type scanner struct{ text string }

func (s *scanner) take(mark byte) bool {
	s.text = strings.TrimLeft(s.text, " \t\r\n")
	if s.text == "" || s.text[0] != mark {
		return false
	}
	s.text = s.text[1:]
	return true
}

func (s *scanner) value() (jsonValue, bool) {
	if s.take('"') {
		text, ok := s.quoted()
		return jsonValue{text, true}, ok
	}
	end := strings.IndexAny(s.text, ",}] \t\r\n")
	if end <= 0 || s.text[0] == '{' || s.text[0] == '[' {
		return jsonValue{}, false
	}
	value := jsonValue{text: s.text[:end]}
	s.text = s.text[end:]
	return value, true
}

// quoted is the rest of a text whose opening quote is taken.
func (s *scanner) quoted() (string, bool) {
	var made []byte
	for index := 0; index < len(s.text); index++ {
		switch letter := s.text[index]; letter {
		case '"':
			s.text = s.text[index+1:]
			return string(made), true
		case '\\':
			escaped, length := unescaped(s.text[index:])
			if length == 0 {
				return "", false
			}
			made = utf8.AppendRune(made, escaped)
			index += length - 1
		default:
			made = append(made, letter)
		}
	}
	return "", false
}

// unescaped is what an escape at the beginning of a text means, and its length; 0 where it is none.
func unescaped(text string) (rune, int) {
	if len(text) < 2 {
		return 0, 0
	}
	if index := strings.IndexByte(`"\/bfnrt`, text[1]); index >= 0 {
		return rune("\"\\/\b\f\n\r\t"[index]), 2
	}
	first, ok := hex(text)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(first) {
		second, ok := hex(text[6:])
		if pair := utf16.DecodeRune(first, second); ok && pair != utf8.RuneError {
			return pair, 12
		}
		return 0, 0
	}
	return first, 6
}

// hex is the number of `\u0041`.
func hex(text string) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	number := rune(0)
	for _, digit := range text[2:6] {
		value := strings.IndexRune("0123456789abcdef", digit|0x20)
		if value < 0 {
			return 0, false
		}
		number = number<<4 | rune(value)
	}
	return number, true
}
