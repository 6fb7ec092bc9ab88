"""What a worker says about itself: ``python -m simpletrader.describe worker`` imports the module and writes one JSON object.

That is ``{"manifest": …, "schema": …}``, with exit status 0, or ``{"error": {"file": …, "line": …, "message": …}}`` with exit
status 1 when the module is no worker: in the terms of the author's own file. The build runs it natively, once; what the author's
module prints goes to the standard error.
"""

import ast
import contextlib
import importlib
import inspect
import json
import math
import os
import sys
import textwrap
from collections.abc import Sequence
from typing import Any, get_type_hints

from . import schema
from .about import About
from .categories import ContextWorker, ExecutionPlanner, ExecutionWorker, Planner, Worker
from .checks import snake
from .found import Found, find
from .params import Unfit
from .terms import Family

CONTRACT = "simpletrader:worker@0.1.0"
"""The contract that this SDK speaks."""
_SDK = os.path.dirname(os.path.abspath(__file__))

# Per category: type and role in the manifest, handlers with their arguments, payload and usual name of its event.
_KINDS: dict[str, tuple[str, str | None, dict[str, tuple[str, ...]], tuple[str, str] | None]] = {
    "context-worker": ("context_worker", None, {"measure": ("at", "bar", "inputs")}, None),
    "signal-detector": ("signal_detector", None, {"detect": ("at", "inputs")}, ("Signal", "SIGNAL_DETECTED")),
    "risk-monitor": ("risk_monitor", None, {"watch": ("at", "inputs", "positions")}, ("Risk", "RISK_DETECTED")),
    "strategy-planner": (
        "strategy_planner",
        None,
        {"decide": ("situation", "inputs")},
        ("StrategyDirective", "STRATEGY_DIRECTIVE_ISSUED"),
    ),
    "entry-planner": ("planning_worker", "entry", {"plan": ("task", "inputs")}, ("EntryPlan", "ENTRY_PLAN_CREATED")),
    "size-planner": ("planning_worker", "size", {"plan": ("task", "inputs")}, ("SizePlan", "SIZE_PLAN_CREATED")),
    "exit-planner": ("planning_worker", "exit", {"plan": ("task", "inputs")}, ("ExitPlan", "EXIT_PLAN_CREATED")),
    "execution-planner": (
        "planning_worker",
        "execution",
        {"plan": ("task", "plans", "inputs")},
        ("ExecutionPlan", "EXECUTION_PLAN_CREATED"),
    ),
    "execution-worker": (
        "execution_worker",
        None,
        {"on_command": ("command",), "on_reply": ("reply",), "on_timer": ("timer",)},
        None,
    ),
}


def describe(found: Found) -> dict[str, Any]:
    """Manifest and parameter schema of a worker. Raises :class:`~simpletrader.params.Unfit` for what cannot be."""
    worker = found.worker
    about = getattr(worker, "about", None)
    if not isinstance(about, About):
        raise Unfit(f"{worker.__name__} does not say who it is: write about = About(vendor, name, version, display name)", worker)
    kind, role, handlers, event = _KINDS[found.category]
    _check_handlers(worker, handlers)
    identification = {
        "vendor": about.vendor,
        "name": about.name,
        "display_name": about.display_name,
        "version": about.version,
        "type": kind,
        "role": role,
        "description": _own_doc(worker),
    }
    manifest: dict[str, Any] = {
        "identification": {key: value for key, value in identification.items() if value is not None},
        "contract": CONTRACT,
        "inputs": _numbers(found.inputs, "Inputs"),
        "outputs": _numbers(found.facts, "Facts") if issubclass(worker, ContextWorker) else [],
        "publishes": _publications(about, worker, event),
        "invokes": [handler.replace("_", "-") for handler in handlers],
        "capabilities": _capabilities(about),
        "reads": [read.value for read in about.reads],
        "executes": _families(worker),
        "limits": _limits(about),
    }
    docs = {name: doc for base in reversed(found.params.__mro__) for name, doc in attribute_docs(base).items()}
    return {"manifest": manifest, "schema": schema.of(found.declared, docs, _own_doc(found.params) or "")}


def _check_handlers(worker: type[Worker], handlers: dict[str, tuple[str, ...]]) -> None:
    category = next(base for base in worker.__mro__ if base.__module__.startswith("simpletrader."))
    for name, arguments in handlers.items():
        method = getattr(worker, name)
        optional = name in ("on_reply", "on_timer")
        signature = f"{name}(self, {', '.join(arguments)})"
        if method is getattr(category, name):
            by_scope = issubclass(worker, Planner) and any(
                getattr(worker, one) is not getattr(Planner, one) for one in ("new_trade", "modify", "close")
            )
            if not optional and not by_scope:
                other = ", or new_trade, modify and close for each scope" if issubclass(worker, Planner) else ""
                raise Unfit(f"{worker.__name__} has no handler: write def {signature}{other}", worker)
            continue
        _check_signature(worker, method, signature, len(arguments))
    for name in ("new_trade", "modify", "close"):
        if issubclass(worker, Planner):
            _check_signature(worker, getattr(worker, name), f"{name}(self, task, inputs)", 2)
    _check_signature(worker, worker.configure, "configure(self, params, setup)", 2)
    try:
        inspect.signature(worker).bind()
    except TypeError:
        raise Unfit(f"{worker.__name__} must be made without arguments; what it needs it is told in configure", worker) from None


def _check_signature(worker: type[Worker], method: Any, signature: str, count: int) -> None:
    try:
        inspect.signature(method).bind(None, *[None] * count)
    except TypeError:
        raise Unfit(f"{worker.__name__}.{method.__name__} must be def {signature}", method) from None
    if inspect.iscoroutinefunction(method) or inspect.isgeneratorfunction(method):
        raise Unfit(f"{worker.__name__}.{method.__name__} must be a plain method: no async, no yield", method)


def _numbers(names: Any, what: str) -> list[dict[str, Any]]:
    docs, hints = attribute_docs(names), get_type_hints(names)
    described = []
    for name in names._fields:
        try:
            snake(f"{what}.{name}", name)
        except ValueError as error:
            raise Unfit(str(error), names) from None
        if hints.get(name) is not float:
            raise Unfit(f"{what}.{name} must be a float", names)
        one: dict[str, Any] = {"name": name}
        if name in names._field_defaults:
            default = names._field_defaults[name]
            if what == "Facts":
                raise Unfit(f"Facts.{name} cannot have a default: a fact that is not ready is NaN", names)
            if not (isinstance(default, float) and math.isnan(default)):
                raise Unfit(f"Inputs.{name} can have no default but math.nan, sent where nothing produces it", names)
            one["optional"] = True
        if docs.get(name):
            one["description"] = docs[name]
        described.append(one)
    return described


def _publications(about: About, worker: type[Worker], event: tuple[str, str] | None) -> list[dict[str, str]]:
    if event is None:
        if about.publishes:
            raise Unfit(f"{worker.__name__} publishes no events: leave out publishes", worker)
        return []
    payload, usual = event
    return [{"event_name": name, "payload_type": payload} for name in about.publishes or (usual,)]


def _capabilities(about: About) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if about.logs:
        asked["log"] = {}
    if about.looks_back:
        asked["market-window"] = {"bars": about.looks_back}
    if about.remembers:
        asked["state"] = {"scope": "strategy", "bytes": about.remembers}
    if about.shares:
        asked["state"] = {"scope": "global", "bytes": about.shares}
    if about.writes_notes:
        asked["journal-note"] = {}
    if about.reads_files:
        asked["files"] = {}
    return asked


def _families(worker: type[Worker]) -> list[str]:
    if issubclass(worker, ExecutionWorker):
        families: Sequence[Any] = getattr(worker, "EXECUTES", ())
        if not families:
            raise Unfit(f"{worker.__name__} must say which families it works: EXECUTES = (Family.SINGLE,)", worker)
    elif issubclass(worker, ExecutionPlanner):
        families = worker.PLANS
    else:
        return []
    for family in families:
        if not isinstance(family, Family):
            known = ", ".join(f"Family.{one.name}" for one in Family)
            raise Unfit(f"{worker.__name__}: a family is one of {known}, got {family!r}", worker)
    return [family.value for family in families]


def _limits(about: About) -> dict[str, int]:
    asked = {"fuel_per_call": about.fuel_per_call, "memory_bytes": about.memory_bytes}
    return {name: value for name, value in asked.items() if value is not None}


def _own_doc(kind: type) -> str | None:
    """The first paragraph of a class's own docstring."""
    doc = vars(kind).get("__doc__")
    # NamedTuple and dataclass make docstrings of their own, which begin with the name of the class and its fields.
    if not doc or doc.startswith(f"{kind.__name__}("):
        return None
    return " ".join(inspect.cleandoc(doc).split("\n\n")[0].split())


def attribute_docs(kind: type) -> dict[str, str]:
    """The texts that stand below the fields of a class, by the name of the field."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = tree.body[0].body if tree.body and isinstance(tree.body[0], ast.ClassDef) else []
    docs = {}
    for field, below in zip(body, body[1:]):
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
        if is_text and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            docs[field.target.id] = " ".join(inspect.cleandoc(below.value.value).split())  # type: ignore[attr-defined]
    return docs


def _mistake(error: BaseException) -> dict[str, Any]:
    """Where and what: the line of the author's file, where there is one."""
    if isinstance(error, SyntaxError) and error.filename and not error.filename.startswith(_SDK):
        return {"file": error.filename, "line": error.lineno, "message": f"{type(error).__name__}: {error.msg}"}
    place = _innermost(error)
    if isinstance(error, Unfit):
        return {**_place_of(error.at), "message": str(error)}
    if isinstance(error, ModuleNotFoundError):
        known = "a worker may import the standard library, simpletrader, and modules beside it"
        return {**place, "message": f"there is no module `{error.name}`: {known}"}
    return {**place, "message": f"{type(error).__name__}: {error}" if str(error) else type(error).__name__}


def _innermost(error: BaseException) -> dict[str, Any]:
    place: dict[str, Any] = {"file": None, "line": None}
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not name.startswith(("<", _SDK)) and os.path.abspath(name).startswith(os.getcwd() + os.sep):
            place = {"file": name, "line": trace.tb_lineno}
        trace = trace.tb_next
    return place


def _place_of(at: Any) -> dict[str, Any]:
    with contextlib.suppress(OSError, TypeError):
        file = inspect.getsourcefile(at)
        if file is not None and not file.startswith(_SDK):
            return {"file": file, "line": inspect.getsourcelines(at)[1]}
    return {"file": None, "line": None}


def main(module: str) -> int:
    """Describes the worker of a module on the standard output. Returns the exit status."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            description = describe(find(importlib.import_module(module)))
    except BaseException as error:  # An author's module may raise anything, SystemExit too.
        print(json.dumps({"error": _mistake(error)}))
        return 1
    print(json.dumps(description))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
