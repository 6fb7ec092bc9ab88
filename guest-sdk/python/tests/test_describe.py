"""The manifest comes out of the code, and a mistake is told with the author's own file and line."""

import contextlib
import importlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from simpletrader.describe import main

SDK = Path(__file__).resolve().parents[1]

CONTEXT = '''\
from typing import Annotated, NamedTuple
from simpletrader import *


class Sma(ContextWorker):
    """The mean of closes.

    More about it.
    """

    about = About("acme", "sma", "1.2.3", "Mean", logs=True, looks_back=9, remembers=64, writes_notes=True)

    class Params:
        period: Annotated[int, Between(1, 9)]
        """Bars in
        the window."""

    class Inputs(NamedTuple):
        price: float
        """What it looks at."""
        mood: float = float("nan")

    class Facts(NamedTuple):
        value: float

    def measure(self, at, bar, inputs):
        return self.Facts(1.0)
'''

FIRST, MEASURE = "from simpletrader import *", "    def measure"


def describe(source: str, **others: str) -> tuple[int, dict[str, Any]]:
    """Describes a module ``worker`` of this text, with other modules beside it, in this process: a process each would be slow."""
    before = set(sys.modules)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"worker": source, **others}.items():
            Path(folder, f"{name}.py").write_text(text)
        home = os.getcwd()
        os.chdir(folder)
        sys.path.insert(0, folder)
        try:
            importlib.invalidate_caches()
            with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()):
                status = main("worker")
        finally:
            sys.path.remove(folder)
            os.chdir(home)
            for name in set(sys.modules) - before:
                if name in ("worker", *others):
                    del sys.modules[name]
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return status, answer


class Descriptions(unittest.TestCase):
    def test_a_manifest_has_what_the_class_says(self) -> None:
        status, answer = describe(CONTEXT)
        self.assertEqual(status, 0, answer)
        manifest = answer["manifest"]
        about = {"vendor": "acme", "name": "sma", "version": "1.2.3", "display_name": "Mean", "type": "context_worker"}
        self.assertEqual(manifest["identification"], {**about, "description": "The mean of closes."})
        price = {"name": "price", "description": "What it looks at."}
        self.assertEqual(manifest["inputs"], [price, {"name": "mood", "optional": True}])
        self.assertEqual(manifest["outputs"], [{"name": "value"}])
        asked = {"log": {}, "market-window": {"bars": 9}, "state": {"scope": "strategy", "bytes": 64}, "journal-note": {}}
        self.assertEqual(manifest["capabilities"], asked)
        self.assertEqual(answer["schema"]["properties"]["period"]["description"], "Bars in the window.")

    def test_what_a_module_prints_does_not_disturb_the_description(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "worker.py").write_text("print('hello')\n" + CONTEXT)
            environment = {**os.environ, "PYTHONPATH": str(SDK), "PYTHONDONTWRITEBYTECODE": "1"}
            command = [sys.executable, "-m", "simpletrader.describe", "worker"]
            ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual((ended.returncode, ended.stderr), (0, "hello\n"))
        self.assertEqual(json.loads(ended.stdout)["manifest"]["identification"]["name"], "sma")

    def test_a_planner_may_write_a_method_a_scope(self) -> None:
        source = (
            "from simpletrader import *\n"
            "class Sizer(SizePlanner):\n"
            "    about = About('acme', 'sizer', '1.0.0', 'Sizer', reads=[Read.ACCOUNT])\n"
            "    def new_trade(self, task, inputs): return SizePlan(1, 1)\n"
        )
        status, answer = describe(source)
        self.assertEqual(status, 0, answer)
        self.assertEqual(answer["manifest"]["identification"]["role"], "size")
        self.assertEqual(answer["manifest"]["publishes"], [{"event_name": "SIZE_PLAN_CREATED", "payload_type": "SizePlan"}])
        self.assertEqual(answer["manifest"]["reads"], ["account"])

    def test_an_execution_worker_says_its_families(self) -> None:
        source = (
            "from simpletrader import *\n"
            "class Hands(ExecutionWorker):\n"
            "    about = About('acme', 'hands', '1.0.0', 'Hands')\n"
            "    EXECUTES = (Family.SINGLE,)\n"
            "    def on_command(self, command): return []\n"
        )
        status, answer = describe(source)
        self.assertEqual(status, 0, answer)
        self.assertEqual(answer["manifest"]["executes"], ["SINGLE"])
        self.assertEqual(answer["manifest"]["invokes"], ["on-command", "on-reply", "on-timer"])
        status, answer = describe(source.replace("    EXECUTES = (Family.SINGLE,)\n", ""))
        self.assertIn("EXECUTES = (Family.SINGLE,)", answer["error"]["message"])


class Mistakes(unittest.TestCase):
    def assert_mistake(self, change: tuple[str, str], line: str, message: str) -> None:
        source = CONTEXT.replace(*change)
        self.assertNotEqual(source, CONTEXT, "the change found its place")
        status, answer = describe(source)
        self.assertEqual(status, 1, answer)
        error = answer["error"]
        self.assertIn(message, error["message"])
        self.assertEqual(os.path.basename(error["file"] or "nowhere"), "worker.py", error)
        self.assertIn(line, source.splitlines()[error["line"] - 1], error)

    def test_each_mistake_has_the_line_that_it_is_on(self) -> None:
        for change, line, message in [
            (("bar, inputs):", "bar, inputs)"), "def measure", "SyntaxError: "),
            ((FIRST, "import numpy\n" + FIRST), "import numpy", "there is no module `numpy`"),
            ((FIRST, "from simpletrader import Sina"), "import Sina", "ImportError: cannot import name 'Sina'"),
            (("def measure", "def measures"), "class Sma", "Sma has no handler: write def measure(self, at, bar, inputs)"),
            (("(self, at, bar, inputs)", "(self, bar)"), "def measure", "Sma.measure must be def measure(self, at, bar, inputs)"),
            (("def measure", "async def measure"), "async def", "must be a plain method"),
            (('"1.2.3"', '"1.2"'), "about =", "ValueError: version: must be a semantic version"),
            (("class Facts(NamedTuple)", "class Fakts(NamedTuple)"), "class Sma", "Sma has no Facts"),
            (("class Facts(NamedTuple)", "class Facts"), "class Facts", "Sma.Facts must be a NamedTuple"),
            (("        value: float", "        value: int"), "class Facts", "Facts.value must be a float"),
            (("        value: float", "        value: float = 1.0"), "class Facts", "Facts.value cannot have a default"),
            (('float("nan")', "0.0"), "class Inputs", "Inputs.mood can have no default but math.nan"),
            (("price: float", "Price: float"), "class Inputs", "Inputs.Price: must be snake_case"),
            (("Annotated[int, Between(1, 9)]", "complex"), "class Params", "Params.period: a parameter cannot be"),
            (("Annotated[int, Between(1, 9)]", "'Undefined'"), "class Params", "name 'Undefined' is not defined"),
            (("    about = About", "    around = About"), "class Sma", "Sma does not say who it is"),
            ((MEASURE, "    def __init__(self, x): pass\n\n" + MEASURE), "class Sma", "must be made without arguments"),
            ((MEASURE, "    def configure(self): pass\n\n" + MEASURE), "configure", "configure(self, params, setup)"),
        ]:
            with self.subTest(message):
                self.assert_mistake(change, line, message)

    def test_a_module_without_a_worker_or_with_two_is_refused(self) -> None:
        status, answer = describe("x = 1\n")
        self.assertEqual(status, 1)
        self.assertIn("there is no worker: write a class that derives from one of ContextWorker", answer["error"]["message"])
        status, answer = describe(CONTEXT + "\n\n" + CONTEXT[CONTEXT.index("class Sma") :].replace("Sma", "Ema"))
        self.assertIn("there are 2 workers, Sma and Ema: a file holds one", answer["error"]["message"])

    def test_a_worker_may_derive_from_a_class_of_its_own_module(self) -> None:
        source = CONTEXT + "\n\nclass Better(Sma):\n    pass\n"
        status, answer = describe(source)
        self.assertEqual(status, 0, answer)

    def test_a_mistake_in_a_module_beside_the_worker_is_told_there(self) -> None:
        status, answer = describe("import beside\n" + CONTEXT, beside="\n\nx = 1 / 0\n")
        self.assertEqual(status, 1)
        error = answer["error"]
        self.assertEqual((os.path.basename(error["file"]), error["line"]), ("beside.py", 3))
        self.assertIn("ZeroDivisionError", error["message"])

    def test_a_module_that_leaves_is_a_mistake_too(self) -> None:
        status, answer = describe("import sys\nsys.exit(0)\n")
        self.assertEqual((status, answer["error"]["line"]), (1, 2))
