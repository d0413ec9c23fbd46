"""The pictures and the measured numbers of lesson 05: one command makes them all.

`PYTHONPATH=solutions .venv/bin/python docs/figures/lesson_05_datasets.py`, from the repository's root.
"""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle
from numpy.typing import NDArray
from shared import (
    LEFT_COLOUR,
    RIGHT_COLOUR,
    markdown_table,
    run_notebook,
    save_figure,
    write_result,
    write_table,
)

LESSON = "lesson_05_datasets"


def draw_cartpole() -> Figure:
    """Draw the cart, the pole, the four numbers of an observation and the two actions."""
    figure, axis = plt.subplots(figsize=(8, 3.9), layout="constrained")
    axis.set(xlim=(-2.8, 2.8), ylim=(-0.55, 1.95), aspect="equal")
    axis.axis("off")
    axis.plot([-2.4, 2.4], [0, 0], color="black", linewidth=1.5)
    for limit in (-2.4, 2.4):
        axis.plot([limit, limit], [-0.12, 0.5], color="black", linewidth=1, linestyle="--")
        axis.text(limit, -0.32, f"{limit:+.1f} m", ha="center")
    axis.plot([0, 0], [-0.12, 0.08], color="black", linewidth=1)
    axis.text(0, -0.32, "0", ha="center")

    position, half_width, angle, length = 0.35, 0.45, 0.35, 1.2
    axis.add_patch(
        Rectangle((position - half_width, 0.06), 2 * half_width, 0.4, facecolor="#dddddd", edgecolor="black")
    )
    for wheel in (-0.25, 0.25):
        axis.add_patch(Circle((position + wheel, 0.06), 0.06, facecolor="white", edgecolor="black"))
    _draw_pole(axis, np.array([position, 0.46]), angle, length)
    axis.text(position - 0.06, 1.4, "$s_3$: angle", ha="right")

    _arrow(axis, (0, -0.12), (position, -0.12), "black")
    axis.text(position + 0.06, -0.13, "$s_1$: position", va="center")
    _arrow(axis, (position - 0.25, 0.2), (position + 0.3, 0.2), "black")
    axis.text(position, 0.33, "$s_2$: velocity", ha="center", va="center")
    left, right = position - half_width, position + half_width
    _arrow(axis, (left - 0.55, 0.3), (left, 0.3), RIGHT_COLOUR, width=3)
    axis.text(left - 0.6, 0.3, "action 1:\n10 N to the right", ha="right", va="center")
    _arrow(axis, (right + 0.55, 0.3), (right, 0.3), LEFT_COLOUR, width=3)
    axis.text(right + 0.6, 0.3, "action 0:\n10 N to the left", ha="left", va="center")
    return figure


def _draw_pole(axis: Axes, foot: NDArray[np.float64], angle: float, length: float) -> None:
    along = np.array([np.sin(angle), np.cos(angle)])
    across = np.array([along[1], -along[0]])
    tip = foot + length * along
    half = 0.04 * across
    axis.add_patch(
        Polygon([foot - half, foot + half, tip + half, tip - half], facecolor="#CC9966", edgecolor="black")
    )
    axis.plot([foot[0], foot[0]], [foot[1], foot[1] + 1.3], color="grey", linestyle=":")
    bend = np.linspace(0, angle, 20)
    axis.plot(foot[0] + 0.9 * np.sin(bend), foot[1] + 0.9 * np.cos(bend), color="black", linewidth=1)
    _arrow(axis, tip, tip + 0.45 * across, "black")
    axis.text(tip[0] + 0.5 * across[0], tip[1] + 0.5 * across[1], "$s_4$: angular velocity", va="center")


def _arrow(axis: Axes, start: Any, end: Any, colour: str, width: float = 1.2) -> None:
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", xy=end, xytext=start, arrowprops=arrow)


def data(notebook: dict[str, Any]) -> None:
    """Keep what the notebook measured, and write the text's table."""
    train, test = notebook["train"], notebook["test"]
    measured = [
        ("mean return of a random player, 20 episodes", np.mean(notebook["random_returns"]), "{:.1f}"),
        ("mean return of the expert, 20 episodes", np.mean(notebook["expert_returns"]), "{:.0f}"),
        ("pushes to the right in `train.csv`", train["action"].mean(), "{:.1%}"),
        ("pushes to the right in `test.csv`", test["action"].mean(), "{:.1%}"),
        ("majority-class accuracy", notebook["baseline"], "{:.1%}"),
        (
            "time for a row of the table",
            10 ** int(np.log10(notebook["ratio"])),
            "more than {} times that for a sample of the dataset",
        ),
        ("position of the cart in `train.csv`", _range(train["s1"]), "{0[0]:.2f} m to {0[1]:.2f} m"),
        ("angle of the pole in `train.csv`", _range(train["s3"]), "{0[0]:.2f} rad to {0[1]:.2f} rad"),
    ]
    write_result(LESSON, "data", {name: {"measured": value} for name, value, _ in measured})
    cells = [[name, form.format(value)] for name, value, form in measured]
    write_table(LESSON, "data", markdown_table(["what", "measured"], cells))


def _range(values: Any) -> list[float]:
    return [float(values.min()), float(values.max())]


def main() -> None:
    """Make the pictures and write the numbers."""
    save_figure(draw_cartpole(), LESSON, "cartpole.svg")
    notebook = run_notebook(LESSON)
    save_figure(notebook["states_figure"], LESSON, "states.png")
    save_figure(notebook["actions_figure"], LESSON, "actions.svg")
    save_figure(notebook["neighbours_figure"], LESSON, "neighbours.png")
    data(notebook)


if __name__ == "__main__":
    main()
