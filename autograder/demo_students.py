"""The students of the demo class: what each hands in, and the grade that it deserves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from autograder.catalog import load_catalog
from autograder.checks import collect_specs
from autograder.nbgrader.edits import (
    Answer,
    CopyTestCell,
    DeleteTestCell,
    ForgeTestCell,
    Garble,
    Prepend,
    Remove,
    Rewrite,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.nbgrader.edits import Edit

DATASETS = "lesson_05_datasets"
MLPS = "lesson_06_mlps"
AGENT = "lesson_07_deep_q_agent"
HOMEWORK = "lesson_08_homework"
LESSONS = (DATASETS, MLPS, AGENT, HOMEWORK)

DUE = datetime(2030, 1, 15)  # noqa: DTZ001  nbgrader keeps UTC without saying so
ON_TIME = datetime(2030, 1, 14, 18, 30)  # noqa: DTZ001  the same
TWO_DAYS_LATE = datetime(2030, 1, 17, 9, 0)  # noqa: DTZ001  the same

ALL = ("*",)
"""In `missed`: not one check of the exercise passes. `(*ALL, name, …)`: these do, and no other."""


class Student(NamedTuple):
    """One student of the demo class.

    `solved` names lessons and exercises that are handed in solved, the others stay skeletons; then the `edits` are
    made. `missed` names, by exercise, the checks of what is solved that do not pass: that is the grade the hand-in
    deserves. A student who is `absent` hands in nothing.
    """

    id: str
    story: str
    solved: tuple[str, ...] = (DATASETS, MLPS, AGENT)
    edits: tuple[Edit, ...] = ()
    missed: Mapping[str, tuple[str, ...]] = {}
    handed_in: datetime = ON_TIME
    zipped: bool = False
    absent: bool = False

    def has_solved(self, exercise: str) -> bool:
        """Whether this exercise (by id) is handed in solved, as far as the edits leave it so."""
        return exercise in self.solved or exercise.partition("/")[0] in self.solved

    def deserves(self) -> dict[str, float]:
        """Return the points that each exercise of the course deserves, by its id."""
        points = {exercise.id: 0.0 for exercise in load_catalog().exercises}
        for spec in collect_specs():
            exercise = spec.exercise.id
            if not self.absent and self.has_solved(exercise) and not self.misses(exercise, spec.name):
                points[exercise] += spec.points
        return points

    def misses(self, exercise: str, check: str) -> bool:
        """Whether a check (by its function's name) of an exercise that is handed in solved does not pass."""
        missed = self.missed.get(exercise, ())
        return (check in missed) != (missed[:1] == ALL)


ANSWERS = (
    Answer(
        DATASETS,
        "Accuracy counts every state alike, but the pole falls in the few that are close to the edge.",
    ),
    Answer(
        MLPS,
        "The test loss rises while the training loss falls: it overfits. I would collect more data first.",
    ),
)

WRITTEN_ANOTHER_WAY = (
    Rewrite(
        f"{DATASETS}/baseline",
        "majority_class_accuracy",
        """
        ones = int(train[LABEL].sum())
        guess = 1 if ones > len(train) - ones else 0
        return sum(1 for action in test[LABEL] if action == guess) / len(test)
        """,
    ),
    Rewrite(
        f"{DATASETS}/dataset",
        "DemonstrationDataset.__init__",
        """
        table = frame.reset_index(drop=True)
        self.rows = [
            (torch.tensor([float(table[name][row]) for name in FEATURES]), torch.tensor(int(table[LABEL][row])))
            for row in range(len(table))
        ]
        """,
    ),
    Rewrite(f"{DATASETS}/dataset", "DemonstrationDataset.__len__", "return len(self.rows)"),
    Rewrite(f"{DATASETS}/dataset", "DemonstrationDataset.__getitem__", "return self.rows[index]"),
    Rewrite(
        f"{DATASETS}/dataset",
        "make_dataloaders",
        """
        order = torch.Generator()
        order.manual_seed(seed)
        return (
            DataLoader(train, batch_size=batch_size, shuffle=True, generator=order),
            DataLoader(test, batch_size=batch_size),
        )
        """,
    ),
    Rewrite(
        f"{MLPS}/mlp",
        "build_mlp",
        """
        widths = [input_dim, *hidden_layers, output_dim]
        model = nn.Sequential()
        for number, (before, after) in enumerate(zip(widths, widths[1:])):
            if number:
                model.add_module(f"relu{number}", nn.ReLU())
            model.add_module(f"linear{number}", nn.Linear(before, after))
        return model
        """,
    ),
    Rewrite(
        f"{MLPS}/training",
        "accuracy",
        """
        hits = 0
        for row, label in zip(logits.tolist(), labels.tolist()):
            hits += row.index(max(row)) == label
        return hits / len(labels)
        """,
    ),
    Rewrite(
        f"{AGENT}/exploration",
        "linear_epsilon",
        """
        if step >= decay_steps:
            return end
        return (1 - step / decay_steps) * start + (step / decay_steps) * end
        """,
    ),
    Rewrite(
        f"{AGENT}/targets",
        "td_targets",
        """
        targets = rewards.clone()
        for row in range(len(rewards)):
            if not terminated[row]:
                targets[row] += discount * max(next_q_values[row])
        return targets
        """,
    ),
)

WRONG_DTYPE = Rewrite(
    f"{DATASETS}/dataset",
    "DemonstrationDataset.__init__",
    """
    self.observations = torch.tensor(frame[list(FEATURES)].to_numpy().astype("float64"))
    self.actions = torch.tensor(frame[LABEL].to_numpy(), dtype=torch.int64)
    """,
)
NO_MASK = Rewrite(
    f"{AGENT}/targets",
    "td_targets",
    "return rewards + discount * next_q_values.max(dim=1).values",
)
A_COLUMN = Rewrite(
    f"{AGENT}/targets",
    "td_targets",
    "return rewards + discount * next_q_values.max(dim=1, keepdim=True).values * (~terminated).float()",
)
WRONG_SHAPE = Rewrite(
    f"{DATASETS}/dataset",
    "DemonstrationDataset.__init__",
    """
    self.observations = torch.tensor(frame[list(FEATURES)].to_numpy(), dtype=torch.float32)
    self.actions = torch.tensor(frame[[LABEL]].to_numpy(), dtype=torch.int64)
    """,
)
INFINITE_LOOP = Rewrite(
    f"{DATASETS}/baseline",
    "majority_class_accuracy",
    """
    majority = 0
    while (train[LABEL] == majority).mean() < 1:
        majority = 1 - majority
    return float((test[LABEL] == majority).mean())
    """,
)
CRASH = Rewrite(
    f"{MLPS}/curves",
    "moving_average",
    """
    import os

    os._exit(0)  # "I thought that this ends the function"
    """,
)
SEGMENTATION_FAULT = Rewrite(
    f"{DATASETS}/dataset",
    "DemonstrationDataset.__getitem__",
    """
    import ctypes

    return ctypes.string_at(0)
    """,
)

DOUBLE_Q_LEARNING = (
    "test_double_q_learning_chooses_online_and_values_by_target",
    "test_termination_ends_the_future_in_double_q_learning_too",
)
LENGTH = "test_the_length_is_the_number_of_samples"

STUDENTS = (
    Student("ada", "perfect, homework and all", solved=LESSONS, edits=ANSWERS),
    Student("blaise", "right, written another way", edits=WRITTEN_ANOTHER_WAY),
    Student(
        "chen",
        "half done",
        solved=(DATASETS, f"{MLPS}/mlp", f"{AGENT}/replay_buffer", f"{AGENT}/targets"),
        edits=ANSWERS[:1],
        zipped=True,
    ),
    Student("dana", "untouched", solved=()),
    Student(
        "emil",
        "a syntax error",
        solved=(DATASETS, MLPS, f"{AGENT}/replay_buffer", f"{AGENT}/exploration"),
        edits=(Prepend(f"{MLPS}/mlp", "def build_mlp(input_dim, output_dim, hidden_layers:"),),
        missed={f"{MLPS}/mlp": ALL},
    ),
    Student(
        "fatima",
        "an import error",
        solved=(DATASETS, MLPS, f"{AGENT}/replay_buffer", f"{AGENT}/exploration"),
        edits=(Prepend(f"{DATASETS}/dataset", "from torch.utils.data import DataLoder"),),
        missed={f"{DATASETS}/dataset": ALL},
    ),
    Student(
        "goro",
        "an infinite loop in a function",
        solved=(DATASETS,),
        edits=(INFINITE_LOOP,),
        missed={f"{DATASETS}/baseline": ALL},
    ),
    Student(
        "hana",
        "a function that ends the process",
        solved=(DATASETS, MLPS),
        edits=(CRASH,),
        missed={f"{MLPS}/curves": ALL},
    ),
    Student(
        "ivan",
        "a segmentation fault",
        solved=(DATASETS, MLPS),
        edits=(SEGMENTATION_FAULT,),
        missed={f"{DATASETS}/dataset": (*ALL, LENGTH)},
        zipped=True,
    ),
    Student(
        "jun",
        "wrong shapes",
        solved=(DATASETS, MLPS, f"{AGENT}/targets"),
        edits=(WRONG_SHAPE, A_COLUMN),
        missed={f"{DATASETS}/dataset": (*ALL, LENGTH), f"{AGENT}/targets": (*ALL, *DOUBLE_Q_LEARNING)},
    ),
    Student(
        "kofi",
        "a wrong dtype, and targets without an end",
        solved=(DATASETS, MLPS, f"{AGENT}/targets"),
        edits=(WRONG_DTYPE, NO_MASK),
        missed={
            f"{DATASETS}/dataset": (*ALL, LENGTH),
            f"{AGENT}/targets": ("test_termination_ends_the_future",),
        },
    ),
    Student(
        "lena",
        "a missing module",
        solved=(DATASETS, MLPS, f"{AGENT}/replay_buffer", f"{AGENT}/exploration"),
        edits=(Remove(f"{MLPS}/training.py"),),
        missed={f"{MLPS}/training": ALL},
    ),
    Student(
        "mats",
        "a missing notebook",
        solved=(DATASETS, MLPS),
        edits=(Remove(f"{DATASETS}/{DATASETS}.ipynb"),),
        zipped=True,
    ),
    Student(
        "nora",
        "an edited test cell over a skeleton",
        solved=(f"{DATASETS}/demonstrations", f"{DATASETS}/dataset"),
        edits=(ForgeTestCell(f"{DATASETS}/baseline", "4.0"),),
    ),
    Student(
        "otis",
        "a deleted test cell over a skeleton",
        solved=(f"{DATASETS}/demonstrations", f"{DATASETS}/dataset"),
        edits=(DeleteTestCell(f"{DATASETS}/baseline"),),
    ),
    Student(
        "pia",
        "a copied test cell",
        solved=(DATASETS,),
        edits=(CopyTestCell(f"{DATASETS}/dataset"), *ANSWERS[:1]),
        zipped=True,
    ),
    Student("quin", "late", handed_in=TWO_DAYS_LATE),
    Student("rosa", "a notebook that is not JSON", solved=(DATASETS, MLPS), edits=(Garble(MLPS),)),
    Student("sven", "absent", solved=(), absent=True),
)
