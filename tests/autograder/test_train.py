import io
import json

import pytest
from rich.console import Console

from autograder import train as training
from autograder.errors import CourseError
from autograder.play import load_policy
from autograder.train import Plan, read_changes

SMALL = {"hidden_layers": (8,), "learning_starts": 200}


@pytest.fixture
def run(tmp_path):
    """Give a function that trains the reference for a few steps; it returns what was printed."""

    def train(plan, *, fresh=False, with_reference=True):
        said = io.StringIO()
        console = Console(file=said, width=120)
        training.train(console, plan, tmp_path / "runs", fresh=fresh, with_reference=with_reference)
        return said.getvalue()

    return train


@pytest.fixture
def interrupted(run, monkeypatch):
    """Give a function that trains, and presses Ctrl-C when a number is logged at this step or later."""

    def train(plan, step):
        add_scalar = training._Shown.add_scalar

        def add(shown, tag, value, global_step):
            add_scalar(shown, tag, value, global_step)
            if global_step >= step:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(training._Shown, "add_scalar", add)
            return run(plan)

    return train


def test_a_run_has_a_name_that_says_what_it_is():
    assert Plan("GOOD", {}, 0, 10).name == "GOOD_seed_0"
    assert Plan("BAD", {"batch_size": 16, "hidden_layers": (256, 2)}, 3, 10).name == (
        "BAD_batch_size_16_hidden_layers_256__2_seed_3"
    )


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("batch_size=16", {"batch_size": 16}),
        ("double = False", {"double": False}),
        ("a=(1, 2)", {"a": (1, 2)}),
    ],
)
def test_changes_are_read(text, changes):
    assert read_changes([text]) == changes


@pytest.mark.parametrize("text", ["batch_size", "batch_size=", "batch_size=print()", "=1 +"])
def test_what_is_no_change_is_refused(text):
    with pytest.raises(CourseError, match="expected NAME=VALUE, such as batch_size=16"):
        read_changes([text])


def test_an_unknown_hyper_parameter_is_told_with_those_there_are(run):
    with pytest.raises(CourseError, match="there is no hyper-parameter 'batchsize'; there are: batch_size, "):
        run(Plan("GOOD", {"batchsize": 1}, 0, 100))


def test_a_training_leaves_curves_and_an_agent(run, tmp_path):
    plan = Plan("BAD", SMALL, 0, 1_600)
    said = run(plan)
    assert f"{plan.name}: not solved; best mean return" in said
    folder = tmp_path / "runs" / plan.name
    assert json.loads((folder / "agent/hparams.json").read_text())["hidden_layers"] == [8]
    assert load_policy(folder / "agent") is not None
    assert len(list(folder.glob("events.out.tfevents.*"))) == 1
    assert not (folder / "interrupted.pickle").exists()


def test_an_interrupted_training_goes_on_where_it_stopped(run, interrupted, tmp_path):
    plan = Plan("BAD", SMALL, 0, 3_200)
    assert "interrupted at step 1,600: the same command goes on there" in interrupted(plan, 1_600)
    assert not (tmp_path / "runs" / plan.name / "agent").exists()
    said = run(plan)
    assert "going on at step 1,600" in said
    assert "3,200 steps" in said
    assert (tmp_path / "runs" / plan.name / "agent").is_dir()
    assert "going on" not in run(plan)  # it was over


def test_a_fresh_training_forgets_an_interrupted_one(run, interrupted):
    plan = Plan("BAD", SMALL, 0, 1_600)
    assert "interrupted at step 800" in interrupted(plan, 800)
    assert "going on" not in run(plan, fresh=True)


def test_what_is_not_written_yet_is_told_in_one_line(run, monkeypatch, tmp_path):
    monkeypatch.setattr(training, "LESSONS", tmp_path)
    package = tmp_path / "lesson_07_deep_q_agent"
    package.mkdir()
    (package / "training.py").write_text("raise NotImplementedError('lesson_07/training.py: write train')\n")
    with pytest.raises(CourseError, match=r"^not written yet: lesson_07/training\.py: write train$"):
        run(Plan("GOOD", {}, 0, 100), with_reference=False)
