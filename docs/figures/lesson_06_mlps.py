"""The pictures and the measured numbers of lesson 06, but for the ladder, which `ladder.py` measures.

`PYTHONPATH=solutions .venv/bin/python docs/figures/lesson_06_mlps.py`, from the repository's root.
"""

import itertools
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from shared import (
    LEFT_COLOUR,
    RIGHT_COLOUR,
    markdown_table,
    mean_and_range,
    run_notebook,
    save_figure,
    write_result,
    write_table,
)

LESSON = "lesson_06_mlps"
SEEDS = 5


def draw_network() -> Figure:
    """Draw an MLP with two hidden layers: nodes, connections, and what happens where."""
    figure, axis = plt.subplots(figsize=(8, 4.4), layout="constrained")
    axis.set(xlim=(-0.75, 3.75), ylim=(-0.55, 5.3))
    axis.axis("off")
    heights = [
        np.linspace(3.7, 1.3, 4),
        np.linspace(4.5, 0.5, 7),
        np.linspace(4.5, 0.5, 7),
        np.linspace(3.1, 1.9, 2),
    ]
    for layer, (these, following) in enumerate(itertools.pairwise(heights)):
        for start, end in itertools.product(these, following):
            axis.plot([layer, layer + 1], [start, end], color="#bbbbbb", linewidth=0.6, zorder=1)
    colours = ["white", "#dddddd", "#dddddd", None]
    for layer, (places, colour) in enumerate(zip(heights, colours, strict=True)):
        face = colour or [LEFT_COLOUR, RIGHT_COLOUR]
        axis.scatter([layer] * len(places), places, s=260, color=face, edgecolors="black", zorder=2)
    for name, height in zip(("$s_1$", "$s_2$", "$s_3$", "$s_4$"), heights[0], strict=True):
        axis.text(-0.15, height, name, ha="right", va="center")
    for name, height in zip(("logit of left", "logit of right"), heights[3], strict=True):
        axis.text(3.15, height, name, va="center")
    titles = [
        "input\n4 numbers",
        "hidden layer 1\n256 units, ReLU",
        "hidden layer 2\n256 units, ReLU",
        "output\n2 numbers",
    ]
    counts = [4 * 256 + 256, 256 * 256 + 256, 256 * 2 + 2]
    for layer, title in enumerate(titles):
        axis.text(layer, 4.85, title, ha="center")
    for layer, (name, count) in enumerate(zip("123", counts, strict=True)):
        axis.text(layer + 0.5, -0.3, f"$W_{name}, b_{name}$\n{count:,} parameters", ha="center", va="center")
    return figure


def draw_relu() -> Figure:
    """Draw a ReLU, and how three of them added up make a curve with three bends."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    x = np.linspace(-2, 2, 401)
    left.plot(x, np.maximum(0, x), color="black", linewidth=2)
    left.set(title="ReLU: max(0, z)", xlabel="z")
    terms = [(1.5, -1.2), (-3.0, -0.2), (2.5, 0.8)]
    for weight, bend in terms:
        right.plot(x, weight * np.maximum(0, x - bend), color="grey", linewidth=1, linestyle="--")
    total = sum(weight * np.maximum(0, x - bend) for weight, bend in terms)
    right.plot(x, total, color="black", linewidth=2, label="their sum")
    right.plot([], [], color="grey", linewidth=1, linestyle="--", label="three hidden units, weighted")
    right.set(title="Sums of ReLUs bend", xlabel="x", ylim=(-3.5, 7))
    right.legend(loc="upper left", frameon=False)
    return figure


def four_networks(notebook: dict[str, Any]) -> None:
    """Keep what the notebook measured of the four networks, and write the text's table."""
    rows: dict[str, dict[str, Any]] = {}
    for name, history in notebook["histories"].items():
        lowest = int(np.argmin(history.test_loss))
        rows[name] = {
            "training loss": history.train_loss[-1],
            "training accuracy": history.train_accuracy[-1],
            "test loss": history.test_loss[-1],
            "test accuracy": history.test_accuracy[-1],
            "lowest test loss": {"loss": history.test_loss[lowest], "epoch": lowest},
            "verdict": notebook["diagnose"](history),
            "mean return": float(notebook["returns"][name].mean()),
        }
    cells = [
        [
            name,
            f"{row['training loss']:.2f}",
            f"{row['training accuracy']:.1%}",
            f"{row['test loss']:.2f}",
            f"{row['test accuracy']:.1%}",
            f"{row['lowest test loss']['loss']:.2f} (epoch {row['lowest test loss']['epoch']})",
            row["verdict"],
            f"{row['mean return']:.0f}",
        ]
        for name, row in rows.items()
    ]
    write_result(LESSON, "four networks", rows)
    columns = ["network", *rows["no hidden layer"]]
    write_table(LESSON, "four networks", markdown_table(columns, cells))


def cures(notebook: dict[str, Any]) -> None:
    """Repeat the notebook's experiment on regularisation with several seeds: keep it, and write the text's table."""
    rows: dict[str, dict[str, Any]] = {}
    for name, changes in notebook["CURES"].items():
        runs = [notebook["train_again"](**changes, seed=seed) for seed in range(SEEDS)]
        rows[name] = {
            "test loss at the end": mean_and_range([run.test_loss[-1] for run in runs]),
            "lowest test loss": mean_and_range([min(run.test_loss) for run in runs]),
            "test accuracy at the end": mean_and_range([run.test_accuracy[-1] for run in runs]),
        }
        print(name, rows[name], flush=True)
    forms = ("{mean:.2f} ({least:.2f} to {greatest:.2f})",) * 2 + (
        "{mean:.1%} ({least:.1%} to {greatest:.1%})",
    )
    cells = [
        [name, *(form.format(**spread) for form, spread in zip(forms, row.values(), strict=True))]
        for name, row in rows.items()
    ]
    write_result(LESSON, "cures", rows)
    columns = ["training", "test loss at the end", "lowest test loss", "test accuracy at the end"]
    write_table(LESSON, "cures", markdown_table(columns, cells))


def main() -> None:
    """Make the pictures and write the numbers."""
    save_figure(draw_network(), LESSON, "network.svg")
    save_figure(draw_relu(), LESSON, "relu.svg")
    notebook = run_notebook(LESSON)
    save_figure(notebook["curves_figure"], LESSON, "curves.svg")
    save_figure(notebook["boundary_figure"], LESSON, "boundary.png")
    four_networks(notebook)
    cures(notebook)


if __name__ == "__main__":
    main()
