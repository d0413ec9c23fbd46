"""The causes are tested against what the libraries really raise, so that a new version's wording is noticed."""

from pathlib import Path

import gymnasium as gym
import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  PyTorch's own name for it
from torch.utils.data import DataLoader, Dataset, TensorDataset

from autograder.diagnosis import explain_exception, is_unwritten, likely_cause

FILE = "lesson_01_numbers/sums.py"
LAYER = nn.Linear(4, 2)
FRAME = pd.DataFrame({"s1": [1.0, 2.0], "action": [0, 1]})


class Rows(Dataset):
    """Gives rows of a table, which PyTorch cannot batch."""

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return FRAME.iloc[index]


class Forgetful(nn.Module):
    """Forgets to call super().__init__()."""

    def __init__(self):
        self.layer = LAYER


def step_without_reset():
    gym.make("CartPole-v1").step(0)


def step_with_a_float():
    env = gym.make("CartPole-v1")
    env.reset(seed=0)
    env.step(np.array([0.5]))


def unpack_a_step_into_four():
    env = gym.make("CartPole-v1")
    env.reset(seed=0)
    _observation, _reward, _done, _info = env.step(0)


def backward_twice():
    loss = LAYER(torch.ones(1, 4)).sum().pow(2)
    loss.backward()
    loss.backward()


def labels_with_an_axis_too_many():
    F.cross_entropy(torch.ones(2, 2), torch.ones(2, 1, dtype=torch.int64))


def change_a_parameter_in_place():
    parameter = nn.Parameter(torch.ones(2))
    parameter += 1


def step_between_loss_and_backward():
    first, second = nn.Linear(4, 4), nn.Linear(4, 2)
    optimizer = torch.optim.SGD([*first.parameters(), *second.parameters()], lr=0.1)
    second(first(torch.ones(1, 4))).sum().backward()
    loss = second(first(torch.ones(1, 4))).sum()
    optimizer.step()
    loss.backward()


def overwrite_an_activation():
    hidden = torch.sigmoid(LAYER(torch.ones(1, 4)))
    hidden += 1
    hidden.sum().backward()


def call_itself(n=0):
    call_itself(n + 1)


RAISED = {
    "float64 features": (lambda: LAYER(torch.ones(1, 4, dtype=torch.float64)), "different dtypes"),
    "float labels": (lambda: F.cross_entropy(torch.ones(2, 2), torch.ones(2)), "different dtypes"),
    "int32 labels": (lambda: F.cross_entropy(torch.ones(2, 2), torch.ones(2, dtype=torch.int32)), "different dtypes"),
    "labels with an axis too many": (labels_with_an_axis_too_many, "class indices"),
    "wrong width": (lambda: LAYER(torch.ones(1, 5)), "wrong shape for this layer"),
    "tensors that do not fit": (lambda: torch.ones(3) + torch.ones(4), "shapes that do not fit"),
    "arrays that do not fit": (lambda: np.ones(3) + np.ones(4), "shapes that do not fit"),
    "loss without a graph": (lambda: torch.ones(1).backward(), "cut off from the network's parameters"),
    "backward twice": (backward_twice, "two backward passes"),
    "parameter in place": (change_a_parameter_in_place, "torch.no_grad()"),
    "step before backward": (step_between_loss_and_backward, "or by optimizer.step()"),
    "activation in place": (overwrite_an_activation, "an in-place operation such as +="),
    "no such file": (lambda: Path("no/such/file.csv").read_text(), "is the path right"),
    "no such table": (lambda: pd.read_csv("no/such/file.csv"), "is the path right"),
    "no folder for a file": (lambda: FRAME.to_csv("no/such/file.csv"), "was the folder made"),
    "no folder above a folder": (lambda: Path("no/such/folder").mkdir(), "parents=True"),
    "a folder that is there": (lambda: Path().mkdir(), "mkdir(exist_ok=True)"),
    "a file that is there": (lambda: Path(__file__).touch(exist_ok=False), "mode 'w' replaces a file"),
    "numpy of a graph": (lambda: LAYER(torch.ones(1, 4)).numpy(), "detach() it first"),
    "gather with floats": (lambda: torch.ones(2, 2).gather(1, torch.ones(2, 1)), "int64"),
    "index with floats": (lambda: torch.ones(2)[torch.ones(1)], "int64"),
    "a Series in a batch": (lambda: next(iter(DataLoader(Rows(), batch_size=2))), "pandas Series"),
    "a column called 0": (lambda: FRAME[0], "df.iloc[i] is row i"),
    "step without reset": (step_without_reset, "has to be reset"),
    "step with a float": (step_with_a_float, "plain integer action"),
    "Series of two lengths": (lambda: FRAME["s1"] == FRAME["s1"][:1], "take the single number out of mode()"),
    "reset not unpacked": (lambda: np.array([gym.make("CartPole-v1").reset(seed=0)]), "unpack both"),
    "four values of a step": (unpack_a_step_into_four, "env.step five"),
    "one minus a mask": (lambda: 1 - torch.tensor([True]), "use ~mask"),
    "inverted floats": (lambda: ~torch.ones(1), "invert first"),
    "values and positions": (lambda: 0.5 * torch.ones(2, 2).max(dim=1), "take .values"),
    "a truth value of many": (lambda: not torch.ones(2), "torch.where"),
    "an index without its axis": (lambda: torch.ones(2, 2).gather(1, torch.tensor([0, 1])), "index[:, None]"),
    "too large a sample": (lambda: np.random.default_rng(0).choice(2, 3, replace=False), "draw with replacement"),
    "a place of another shape": (lambda: np.ones(2).__setitem__(slice(None), np.ones(3)), "another shape"),
    "beyond the end": (lambda: np.ones(2)[2], "beyond the end"),
    "a list for Sequential": (lambda: nn.Sequential([LAYER]), "unpack the list"),
    "super forgotten": (Forgetful, "has to come first"),
    "forward misspelt": (lambda: nn.Module()(1), "has no forward()"),
    "list and tuple": (lambda: [1] + (2,), "convert it by list(...)"),
    "an empty list": (lambda: list[int]()[0], "may it be empty here?"),
    "no writer": (lambda: None.add_scalar("loss", 1, 0), "the writer may be None"),
    "None": (lambda: None + 1, "is a return missing?"),
    "None has no attribute": (lambda: None.shape, "is a return missing?"),
    "argument missing": (is_unwritten, "signature was changed"),
    "argument too many": (lambda: is_unwritten(1, 2), "signature was changed"),
    "argument unknown": (lambda: is_unwritten(eror=1), "signature was changed"),
    "attribute missing": (lambda: LAYER.wieght, "a name is missing"),
    "recursion": (call_itself, "calls itself without end"),
    "memory of torch": (lambda: torch.empty(10**9, 10**6), "far too much memory"),
    "memory of numpy": (lambda: np.ones((10**9, 10**6)), "far too much memory"),
    "module missing": (lambda: __import__("no_such_module"), "module that is not there"),
}  # fmt: skip


@pytest.mark.parametrize("name", RAISED)
def test_the_usual_cause_of_what_the_libraries_raise_is_named(name):
    call, cause = RAISED[name]
    with pytest.raises(Exception) as caught:  # noqa: PT011  whatever the library raises
        call()
    text = f"{type(caught.value).__name__}: {caught.value}"
    assert cause in (likely_cause(text) or f"no cause for {text}")


def test_an_uncommon_exception_has_no_cause():
    assert likely_cause("ValueError: something of my own") is None


def test_a_sample_of_a_dataset_needs_no_cause():
    assert (
        len(TensorDataset(torch.ones(2))) == 2
    )  # the classes above are right, so their errors are the student's


def test_only_a_skeleton_is_unwritten():
    assert is_unwritten(NotImplementedError("x.py: write f"))
    assert not is_unwritten(RuntimeError("x"))


def error_of(code, file):
    """Return the exception that `code`, compiled as `file`, raises."""
    try:
        exec(compile(code, str(file), "exec"), {})  # noqa: S102  student code, in small
    except BaseException as error:  # noqa: BLE001  the one wanted
        return error
    raise AssertionError("nothing was raised")


def test_the_place_is_the_last_line_of_the_students_own(tmp_path):
    code = "def add(a, b):\n    return a.real.wrong\n\nimport json\njson.loads('1', parse_int=lambda text: add(1, 2))\n"
    explained = explain_exception(error_of(code, tmp_path / FILE), tmp_path, FILE)
    assert f"look at: {FILE}:2, add" in explained.message
    assert "json/decoder.py" not in explained.traceback
    assert str(tmp_path) not in explained.message + explained.traceback
    assert explained.module_is_broken  # it was raised while the module was being imported


def test_an_exception_from_the_library_alone_points_at_the_exercise(tmp_path):
    explained = explain_exception(error_of("1 / 0", "/elsewhere/x.py"), tmp_path, FILE)
    assert f"look at: {FILE}\n" in explained.message
    assert explained.traceback == ""
    assert not explained.module_is_broken


def test_a_folder_that_begins_alike_is_not_the_submission(tmp_path):
    error = error_of("1 / 0", f"{tmp_path}-of-a-friend/{FILE}")
    assert explain_exception(error, tmp_path, FILE).traceback == ""


def test_a_syntax_error_in_a_function_does_not_break_the_module(tmp_path):
    code = "def late():\n    eval('1 +')\n"
    names = {}
    exec(compile(code, str(tmp_path / FILE), "exec"), names)  # noqa: S102  student code, in small
    with pytest.raises(SyntaxError) as caught:
        names["late"]()
    assert not explain_exception(caught.value, tmp_path, FILE).module_is_broken


def test_a_very_long_message_is_cut(tmp_path):
    explained = explain_exception(ValueError("x" * 100_000), tmp_path, FILE)
    assert len(explained.message) < 1000
