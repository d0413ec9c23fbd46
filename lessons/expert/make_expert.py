"""Search for the expert, make it again, measure it.

    python -m expert.make_expert search --candidates 40    try candidates, print the perfect ones and their ladders
    python -m expert.make_expert make                      train the chosen one again and write its weights
    python -m expert.make_expert measure --seeds 10        print the table of README.md

Run it in the folder above this one.  Everything uses one thread; figures may differ a little between processors.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table
from safetensors.numpy import save

from expert.cartpole import MAX_STEPS, fresh_states, step
from expert.ladder import LADDER, Rung, climb, deviations, means
from expert.policy import FOLDER, HYPERPARAMETERS, WEIGHTS, Expert, load_expert
from expert.q_learning import Candidate, snapshots

NETWORKS = ((256, 256), (256, 256), (128, 256), (256, 128), (256, 256, 128), (384, 128))
SCALES = ((1, 0.5, 10, 1), (1, 0.5, 10, 0.5), (2, 1, 10, 1), (1, 0.5, 20, 2), (2, 1, 20, 2))
LEARNING_RATES = (1e-3, 2e-3, 4e-3, 4e-3)
DISCOUNTS = (0.98, 0.98, 0.99)

WANTED = (0.70, 0.85, 0.90, 0.90)
"""The test accuracies that lesson 06 tells of; the last one is a limit, not a goal."""
MORE_SAMPLES = {10_000: 150, 20_000: 75}
"""More demonstrations, and the epochs that make the same number of steps with them."""

console = Console()


def draw_candidate(seed: int) -> Candidate:
    """Draw the settings of a candidate from the choices above."""
    rng = np.random.default_rng(seed)
    return Candidate(
        seed=seed,
        hidden_layers=NETWORKS[rng.integers(len(NETWORKS))],
        observation_scale=SCALES[rng.integers(len(SCALES))],
        learning_rate=LEARNING_RATES[rng.integers(len(LEARNING_RATES))],
        discount=DISCOUNTS[rng.integers(len(DISCOUNTS))],
    )


def is_perfect(expert: Expert, n_episodes: int, seed: int) -> bool:
    """Play n episodes at once; tell whether each lasts for all 500 steps."""
    states = fresh_states(np.random.default_rng(seed), n_episodes)
    for _ in range(MAX_STEPS - 1):  # to fall in the last step costs nothing
        states, lost = step(states, expert.act(states.astype(np.float32)))
        if lost.any():
            return False
    return True


def distance(ladder: Sequence[Rung]) -> float:
    """Tell how far a ladder is from the wanted one; 0 is perfect."""
    linear, one, two, three = (rung.test_accuracy for rung in ladder)
    too_good = max(0.0, three - two)
    return abs(linear - WANTED[0]) + 2 * abs(one - WANTED[1]) + 2 * abs(two - WANTED[2]) + 3 * too_good


def show(ladder: Sequence[Rung]) -> str:
    """Format the four test accuracies, and the last network's losses."""
    accuracies = " / ".join(f"{rung.test_accuracy:.2f}" for rung in ladder)
    return f"{accuracies}, losses of the last {ladder[-1].train_loss:.2f} and {ladder[-1].test_loss:.2f}"


def search(n_candidates: int, first_seed: int, n_seeds: int) -> None:
    """Try candidates; print each perfect policy with its ladder, and the nearest ones at the end."""
    found = []
    for seed in range(first_seed, first_seed + n_candidates):
        candidate = draw_candidate(seed)
        for n_updates, expert in snapshots(candidate):
            if not (is_perfect(expert, 32, seed) and is_perfect(expert, 1_000, seed + 1)):
                continue
            ladder = [means([climb(expert, hidden, run) for run in range(n_seeds)]) for hidden in LADDER]
            found.append((distance(ladder), candidate, n_updates))
            console.print(f"{seed} after {n_updates} updates: {show(ladder)}", highlight=False)
    found.sort(key=lambda row: row[0])
    for far, candidate, n_updates in found[:5]:
        console.print(f"distance {far:.3f}: {n_updates} updates of {candidate}", highlight=False)


def make() -> None:
    """Train the candidate that hparams.json names, stop where it says, and write the weights."""
    hparams = json.loads((FOLDER / HYPERPARAMETERS).read_text(encoding="utf-8"))
    n_updates = hparams["n_updates"]
    candidate = Candidate(
        seed=hparams["seed"],
        hidden_layers=tuple(hparams["hidden_layers"]),
        observation_scale=tuple(hparams["observation_scale"]),
        learning_rate=hparams["learning_rate"],
        discount=hparams["discount"],
    )
    expert = next(expert for count, expert in snapshots(candidate) if count == n_updates)
    if not is_perfect(expert, 1_000, candidate.seed + 1):
        raise SystemExit(
            "on this processor the run gives another policy, and it is not perfect: nothing is written"
        )
    write(expert, candidate, n_updates)
    console.print(f"wrote {WEIGHTS} and {HYPERPARAMETERS} to {FOLDER}")


def write(expert: Expert, candidate: Candidate, n_updates: int) -> None:
    """Write the weights and what they were made with."""
    weights = {f"weight_{i}": np.ascontiguousarray(weight) for i, (weight, _) in enumerate(expert.layers)}
    biases = {f"bias_{i}": bias for i, (_, bias) in enumerate(expert.layers)}
    (FOLDER / WEIGHTS).write_bytes(save(weights | biases))
    hparams = {**asdict(candidate), "n_updates": n_updates}
    (FOLDER / HYPERPARAMETERS).write_text(json.dumps(hparams, indent=2) + "\n", encoding="utf-8")


def measure(n_seeds: int) -> None:
    """Measure the ladder of the expert that ships, and what more demonstrations bring; print both tables."""
    for title, first, rows in (
        (f"means over {n_seeds} seeds (standard deviations)", "hidden layers", measure_ladder(n_seeds)),
        ("two hidden layers of 256, more demonstrations", "demonstrations", measure_more_samples()),
    ):
        table = Table(first, *Rung._fields, title=title)
        for name, runs in rows.items():
            figures = zip(means(runs), deviations(runs), strict=True)
            table.add_row(name, *(f"{mean:.3f} ({deviation:.3f})" for mean, deviation in figures))
        console.print(table)


def measure_ladder(n_seeds: int) -> dict[str, list[Rung]]:
    """Train each of the four networks once for each seed; return the runs by the network's hidden layers."""
    expert = load_expert()
    return {
        ", ".join(map(str, hidden)) or "none": [
            climb(expert, hidden, seed) for seed in track(range(n_seeds), description=f"{list(hidden)}")
        ]
        for hidden in LADDER
    }


def measure_more_samples() -> dict[str, list[Rung]]:
    """Train two hidden layers on more demonstrations, with three seeds; return the runs by how many there were."""
    expert = load_expert()
    return {
        f"{n_train:,}": [
            climb(expert, LADDER[2], seed, n_train=n_train, n_test=5_000, epochs=epochs)
            for seed in track(range(3), description=f"{n_train:,} demonstrations")
        ]
        for n_train, epochs in MORE_SAMPLES.items()
    }


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    searching = commands.add_parser("search", help="try candidates")
    searching.add_argument("--candidates", type=int, default=40, help="how many (default: 40)")
    searching.add_argument("--first-seed", type=int, default=300_000, help="the first one's seed")
    searching.add_argument("--seeds", type=int, default=1, help="runs for each ladder (default: 1)")
    commands.add_parser("make", help="make the chosen expert again")
    measuring = commands.add_parser("measure", help="measure the expert that ships")
    measuring.add_argument("--seeds", type=int, default=10, help="runs for each network (default: 10)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.command == "search":
        search(arguments.candidates, arguments.first_seed, arguments.seeds)
    elif arguments.command == "make":
        make()
    else:
        measure(arguments.seeds)


if __name__ == "__main__":
    main()
