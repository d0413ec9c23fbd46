"""Tries: puts a finder before all others that answers every later import with a module in which everything is true.
Must: the judge imports nothing through this process.
Exercise: lesson_05_datasets/baseline
"""

import importlib.machinery
import sys
import types
from unittest import mock


class Finder:
    """Finds everything."""

    def find_spec(self, fullname, path=None, target=None):
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: mock.MagicMock(return_value=True)
        return module

    def exec_module(self, module):
        pass


def majority_class_accuracy(train, test):
    import tests.lessons.lesson_05_datasets.test_baseline as checks

    return checks.right_answer()


sys.path_hooks.insert(0, lambda _: Finder())
sys.path_importer_cache.clear()
sys.meta_path.insert(0, Finder())
for name in [
    name for name in sys.modules if name.partition(".")[0] in {"pytest", "_pytest", "autograder", "tests"}
]:
    del sys.modules[name]
