"""Tries: takes the solution of its own exercise from beside the other exercises' solutions, which the worker has.
Must: the course's folder in the worker lacks the exercise under check, also as bytecode and in caches.
Exercise: lesson_07_deep_q_agent/agent
"""

import importlib.util
from pathlib import Path

import lesson_07_deep_q_agent.replay_buffer as sibling


def __getattr__(name):
    folder = Path(sibling.__file__).parent
    for file in [folder / "agent.py", *folder.rglob("agent*.py*"), *folder.parent.rglob("agent*.py*")]:
        if file.is_file() and not file.samefile(__file__):
            spec = importlib.util.spec_from_file_location("solution", file)
            solution = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(solution)
            return getattr(solution, name)
    raise FileNotFoundError(f"no solution beside {sibling.__file__}")
