//go:build !wasm

package simpletrader

import "encoding/json"

// contract is the contract that this SDK speaks.
const contract = "simpletrader:worker@0.1.0"

type object = map[string]any

// Describe is what a worker says about itself, as JSON: its manifest and the schema of its parameters. A build calls it, natively.
func (w Worker) Describe() ([]byte, error) {
	if w.problem != nil {
		return nil, w.problem
	}
	return json.Marshal(object{"manifest": w.manifest(), "schema": w.schema()})
}

func (w Worker) manifest() object {
	about := w.about
	identification := object{
		"vendor": about.Vendor, "name": about.Name, "display_name": about.DisplayName, "version": about.Version, "type": w.category.kind,
	}
	if w.category.role != "" {
		identification["role"] = w.category.role
	}
	if about.Description != "" {
		identification["description"] = about.Description
	}
	return object{
		"identification": identification,
		"contract":       contract,
		"inputs":         described(w.inputs),
		"outputs":        described(w.facts),
		"publishes":      w.publications(),
		"invokes":        w.category.handlers,
		"capabilities":   about.capabilities(),
		"reads":          append([]Read{}, about.Reads...),
		"executes":       append([]Family{}, about.Executes...),
		"limits":         about.limits(),
	}
}

func described(fields []field) []object {
	list := make([]object, 0, len(fields))
	for _, one := range fields {
		entry := object{"name": one.name}
		if one.doc != "" {
			entry["description"] = one.doc
		}
		if one.optional {
			entry["optional"] = true
		}
		list = append(list, entry)
	}
	return list
}

func (w Worker) publications() []object {
	names := w.about.Publishes
	if len(names) == 0 && w.category.event != "" {
		names = []string{w.category.event}
	}
	list := make([]object, 0, len(names))
	for _, name := range names {
		list = append(list, object{"event_name": name, "payload_type": w.category.payload})
	}
	return list
}

func (a About) capabilities() object {
	asked := object{}
	if a.Logs {
		asked["log"] = object{}
	}
	if a.WritesNotes {
		asked["journal-note"] = object{}
	}
	if a.LooksBack > 0 {
		asked["market-window"] = object{"bars": a.LooksBack}
	}
	if a.Remembers > 0 {
		asked["state"] = object{"scope": "strategy", "bytes": a.Remembers}
	}
	if a.Shares > 0 {
		asked["state"] = object{"scope": "global", "bytes": a.Shares}
	}
	return asked
}

func (a About) limits() object {
	limits := object{}
	if a.FuelPerCall > 0 {
		limits["fuel_per_call"] = a.FuelPerCall
	}
	if a.MemoryBytes > 0 {
		limits["memory_bytes"] = a.MemoryBytes
	}
	return limits
}

func (w Worker) schema() object {
	properties, required := object{}, []string{}
	for _, one := range w.params {
		properties[one.name] = one.schema()
		if one.required() {
			required = append(required, one.name)
		}
	}
	return object{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "Params",
		"type":                 "object",
		"properties":           properties,
		"required":             required,
		"additionalProperties": false,
	}
}

func (p *param) schema() object {
	types := map[string]string{integerKind: "integer", numberKind: "number", flagKind: "boolean"}
	// JSON Schema has no bounds for decimals in texts; the worker checks them itself.
	patterns := map[string]string{
		decimalKind:  `^-?[0-9]+(\.[0-9]+)?$`,
		fractionKind: `^(0(\.[0-9]+)?|1(\.0+)?)$`,
		quantityKind: `^[0-9]+(\.[0-9]+)?$`,
		symbolKind:   `^[A-Z0-9]{1,12}_[A-Z0-9]{1,12}$`,
	}
	schema := object{}
	name, isPlain := types[p.kind]
	if !isPlain {
		name = "string"
	}
	schema["type"] = name
	if p.optional {
		schema["type"], schema["default"] = []string{name, "null"}, nil
	}
	if pattern, ok := patterns[p.kind]; ok {
		schema["pattern"] = pattern
	}
	if p.kind == choiceKind {
		schema["enum"] = p.among
	}
	bounds := map[string][2]string{
		integerKind: {"minimum", "maximum"}, numberKind: {"minimum", "maximum"}, textKind: {"minLength", "maxLength"},
	}
	if names, ok := bounds[p.kind]; ok {
		for index, bound := range []string{p.min, p.max} {
			if bound != "" {
				schema[names[index]] = json.Number(bound)
			}
		}
	}
	if p.hasOtherwise {
		schema["default"] = p.otherwise
		if !p.isQuoted() {
			schema["default"] = json.RawMessage(p.otherwise)
		}
	}
	if p.doc != "" {
		schema["description"] = p.doc
	}
	return schema
}
