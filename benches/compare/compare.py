"""Runs the reference strategy in SimpleTrader and in engines that people use, over the same bars, and prints what each takes.

    python3.13 benches/compare/compare.py [--bars N] [--rounds N] [--json FILE]

What is measured is a whole process, as a user starts it: from a CSV file to all results on the disk, best of several rounds in which the
engines take turns. The others are installed once, at the versions of `requirements.txt`, into `target/compare`; nothing else of the
project needs them. All of them decide on a close and fill at the next open, for one dollar a fill; where the number of round trips
differs, the averages were compared as rounded binary fractions.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "target"
FOLDER = TARGET / "compare"
OTHERS = {
    "NautilusTrader 2.0.0rc7, Python strategy": "nautilus.py",
    "backtesting.py 0.6.6": "backtesting_py.py",
    "vectorbt 1.2.0": "vectorbt_.py",
}


def installed():
    """The interpreter that has the others; made when it is not there or other versions are wanted."""
    wanted = (HERE / "requirements.txt").read_text()
    environment, mark = FOLDER / "venv", FOLDER / "installed.txt"
    python = environment / "bin" / "python"
    if not mark.is_file() or mark.read_text() != wanted:
        if sys.version_info < (3, 13):
            sys.exit(f"error: NautilusTrader needs Python 3.13, this is {sys.version.split()[0]}")
        venv.create(environment, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
        mark.write_text(wanted)
    return python


def timed(command):
    """Seconds of a process, and what it prints."""
    started = time.perf_counter()
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bars", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path, help="write the figures to this file too")
    arguments = parser.parse_args()

    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "xtask", "workers"], cwd=ROOT, check=True)
    subprocess.run(["cargo", "build", "--workspace", "--bins"], cwd=ROOT, check=True)
    python = installed()
    programs, bars, sliced = TARGET / "debug", FOLDER / "bars", FOLDER / "sliced"
    for command in (
        [programs / "bars", bars, str(arguments.bars)],
        [programs / "bars", sliced, str(arguments.bars), "--slices"],
        [programs / "simpletrader", "lock", sliced / "operation.yaml"],
    ):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def script(name):
        out = FOLDER / name.removesuffix(".py")
        out.mkdir(exist_ok=True)
        return [python, HERE / name, bars / "bars.csv", out]

    def ours(folder):
        return [programs / "simpletrader", "backtest", folder / "operation.yaml", "--out", FOLDER / "run", "--json"]

    commands = {
        "SimpleTrader, components bar by bar": ours(bars),
        "SimpleTrader, slices granted": ours(sliced),
    } | {name: script(file) for name, file in OTHERS.items()}
    # The first time, workers and Python functions are compiled: caches are warm for everybody.
    results = {name: timed(command)[1] for name, command in commands.items()}
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            best[name] = min(best[name], timed(command)[0])

    first = next(iter(best.values()))
    rows = []
    for name, seconds in best.items():
        printed = json.loads(results[name])
        trips = printed["trades"] if name.startswith("SimpleTrader") else printed["round_trips"]
        rows.append({"engine": name, "seconds": seconds, "times": seconds / first, "round_trips": trips})
    print("| engine | seconds | times ours | round trips |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row['engine']} | {row['seconds']:.2f} | {row['times']:.1f} | {row['round_trips']} |")
    if arguments.json:
        figures = {"bars": arguments.bars, "rounds": arguments.rounds, "engines": rows}
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
