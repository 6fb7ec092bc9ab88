"""The example workers' own tests pass, each in its project as its author would run them."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

SDK = Path(__file__).resolve().parents[1]


class Examples(unittest.TestCase):
    def test_the_tests_of_every_example_pass(self) -> None:
        projects = sorted(path.parent for path in SDK.glob("examples/*/test_worker.py"))
        self.assertGreaterEqual(len(projects), 3)
        environment = {**os.environ, "PYTHONPATH": str(SDK), "PYTHONDONTWRITEBYTECODE": "1"}
        for project in projects:
            with self.subTest(project.name):
                command = [sys.executable, "-m", "unittest"]
                ended = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertRegex(ended.stderr, r"Ran [1-9]\d* tests")
