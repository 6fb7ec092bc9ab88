"""{{title}}: enters and leaves at the market."""

from simpletrader import About, EntryPlan, EntryPlanner, Failed, Market, NoInputs, Refuse, RejectionCode, Task


class {{Name}}(EntryPlanner):
    """Enters and leaves at the market. A change of a trade is no matter of the entry, so it has no method here."""

    about = About("{{vendor}}", "{{name}}", "0.1.0", "{{title}}")

    def new_trade(self, task: Task, inputs: NoInputs) -> EntryPlan | Refuse:
        entry = task.directive.entry
        if entry is None:
            return Refuse(RejectionCode.PLAN_INCONSISTENT, "a new trade needs an entry directive with a side")
        return EntryPlan(entry.instrument, entry.side, Market())

    def close(self, task: Task, inputs: NoInputs) -> EntryPlan:
        if task.target is None:
            raise Failed("a trade to close, but not which")
        return EntryPlan(task.target.instrument, task.target.direction.opening_side.opposite, Market())
