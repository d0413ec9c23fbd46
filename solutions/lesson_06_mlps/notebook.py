# %% [markdown]
# # Lesson 06: four networks, from underfitting to overfitting
#
# This notebook runs *your* modules `mlp.py`, `training.py` and `curves.py`, in the folder that this notebook lies
# in. While a part is not written yet, the cell that needs it stops with a `NotImplementedError` that names the
# function. Write it, restart the kernel, and run the cells again.
#
# What each part is for stands in the lesson's text, `README.md`.

# %%
import sys
from pathlib import Path

from autograder.paths import SOLUTIONS

sys.path[:0] = [".."]  # your modules lie in the folders beside this one ...
sys.path += [str(SOLUTIONS)]  # ... and what is missing there comes from the course
import lesson_06_mlps

lesson_06_mlps.__path__.insert(0, str(Path.cwd()))  # of this lesson, your modules count

# %%
import shutil
import time
from typing import Any

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from expert import load_expert

torch.set_num_threads(1)  # for networks as small as these more threads only cost time
TRAIN_COLOUR, TEST_COLOUR = "#0072B2", "#D55E00"  # easy to tell apart for everyone
LEFT_COLOUR, RIGHT_COLOUR = "#56B4E9", "#E69F00"

# %% [markdown]
# ## Predict first
#
# What will these small programs print? Run a cell to see the question. Write your prediction in place of the dots, such
# as `predict("parameters_of_one_hidden_layer", 42)`, and run the cell again. To be wrong is the best that can
# happen: it shows you what to look at.

# %%
from autograder.notebook import predict

predict("parameters_of_one_hidden_layer", ...)

# %%
predict("loss_of_knowing_nothing", ...)

# %%
predict("layers_without_a_bend", ...)

# %% [markdown]
# ## The data of lesson 05
#
# `train.csv` and `test.csv` as the notebook of lesson 05 saved them. Where they are not at hand, the expert plays
# again.

# %%
from lesson_05_datasets.baseline import majority_class_accuracy
from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations, load


def demonstrations(name: str, seed: int) -> pd.DataFrame:
    """Load a table of lesson 05, or collect it."""
    file = Path("..") / "lesson_05_datasets" / name
    if file.is_file():
        return load(file)
    return collect_demonstrations(gym.make("CartPole-v1"), load_expert(), n_samples=1_000, seed=seed)


train, test = demonstrations("train.csv", seed=0), demonstrations("test.csv", seed=1)
train_set, test_set = DemonstrationDataset(train), DemonstrationDataset(test)
baseline = majority_class_accuracy(train, test)
print(f"{len(train)} samples to learn from, {len(test)} to measure with; the majority class: {baseline:.1%}")

# %% [markdown]
# ## Four networks
#
# Exercise `mlp.py`. They differ in nothing but their hidden layers.

# %%
from lesson_06_mlps.mlp import build_mlp, count_parameters

HIDDEN_LAYERS = {
    "no hidden layer": [],
    "one hidden layer": [256],
    "two hidden layers": [256, 256],
    "three hidden layers": [256, 256, 256],
}
models = {}
for name, hidden_layers in HIDDEN_LAYERS.items():
    torch.manual_seed(0)
    models[name] = build_mlp(input_dim=4, output_dim=2, hidden_layers=hidden_layers)
    print(f"{name:20} {count_parameters(models[name]):>8,} parameters")

# %% [markdown]
# ## Train them
#
# Exercise `training.py`. Each network sees the same batches in the same order, for 150 epochs. Watch them while they
# learn: type `nox -s tensorboard` in a terminal and open the address that it prints, or put `%load_ext tensorboard` and
# `%tensorboard --logdir runs` into a cell of their own before this one.

# %%
from lesson_06_mlps.training import History, fit

EPOCHS, LEARNING_RATE, BATCH_SIZE = 150, 1e-3, 64
histories = {}
for name, model in models.items():
    run = Path("runs") / name.replace(" ", "_")
    shutil.rmtree(run, ignore_errors=True)  # TensorBoard would draw a second run on top of the first
    train_loader, test_loader = make_dataloaders(train_set, test_set, BATCH_SIZE, seed=0)
    start = time.perf_counter()
    with SummaryWriter(run) as writer:
        histories[name] = fit(model, train_loader, test_loader, EPOCHS, LEARNING_RATE, writer)
    print(f"{name:20} {time.perf_counter() - start:5.1f} s")

# %% [markdown]
# ## Read the curves
#
# Above the loss, below the accuracy; from left to right the networks grow. Where do training and test part, and what
# does the test loss do from there on? The line marks the epoch of the lowest test loss. Where it stands far to the
# left, all that follows is overfitting; where it stands at the very end and the accuracy is low, the network underfits.

# %%
curves_figure, axes = plt.subplots(2, 4, figsize=(13, 6), sharex=True, sharey="row", layout="constrained")
for column, (name, history) in zip(axes.T, histories.items(), strict=True):
    column[0].plot(history.train_loss, color=TRAIN_COLOUR, label="training")
    column[0].plot(history.test_loss, color=TEST_COLOUR, linestyle="--", label="test")
    for axis in column:
        axis.axvline(int(np.argmin(history.test_loss)), color="grey", linewidth=1, label="lowest test loss")
    column[1].plot(history.train_accuracy, color=TRAIN_COLOUR, label="training")
    column[1].plot(history.test_accuracy, color=TEST_COLOUR, linestyle="--", label="test")
    column[1].axhline(baseline, color="grey", linewidth=1, linestyle=":", label="majority class")
    column[0].set_title(f"{name}\n{count_parameters(models[name]):,} parameters")
    column[1].set_xlabel("epoch")
axes[0, 0].set_ylabel("cross-entropy (nats)")
axes[1, 0].set_ylabel("accuracy")
axes[0, 0].legend()
axes[1, 0].legend()

# %% [markdown]
# Exercise `curves.py` puts it in words. The table shows the last epoch; *best test loss* is the lowest of all epochs.

# %%
from lesson_06_mlps.curves import diagnose

print(f"{'':20} {'training':>15}   {'test':>15}")
print(f"{'':20} {'loss':>7} {'accuracy':>8}  {'loss':>7} {'accuracy':>8}  best test loss")
for name, h in histories.items():
    best_epoch = int(np.argmin(h.test_loss))
    print(
        f"{name:20} {h.train_loss[-1]:7.2f} {h.train_accuracy[-1]:8.1%}  {h.test_loss[-1]:7.2f}"
        f" {h.test_accuracy[-1]:8.1%}  {min(h.test_loss):.2f} in epoch {best_epoch:3}: {diagnose(h)}"
    )

# %% [markdown]
# ## Experiment: start big, then regularise
#
# The network with three hidden layers overfits. You need not throw it away: a network that is large enough to fit,
# held back a little, often beats a small one. Here are three ways to hold it back, or *regularise* it:
#
# - **Early stopping**: take the weights of the epoch in which the test loss was lowest. No new run is needed; the
#   curve above tells what it brings.
# - **Dropout** (Srivastava et al. 2014): in each training step every hidden unit is silenced with a probability of 0.3.
#   No unit can rely on a single other one, so it is harder to learn a sample by heart. `model.eval()` switches it off.
# - **More data**: 10,000 demonstrations instead of 1,000, with 15 epochs instead of 150. The number of gradient steps
#   is the same; only the variety differs.
#
# And for comparison the network that *underfits*, with the same 10,000 demonstrations. Guess first: in which row will
# the test loss be lowest, and in which will more data change nothing? (This cell takes about half a minute.)


# %%
def train_again(
    hidden_layers: list[int], n_samples: int = 1_000, dropout: float = 0.0, seed: int = 0
) -> History:
    """Train a new network as above, with another number of demonstrations or with dropout."""
    env, expert = gym.make("CartPole-v1"), load_expert()
    new_train = DemonstrationDataset(collect_demonstrations(env, expert, n_samples, seed=2 * seed))
    new_test = DemonstrationDataset(collect_demonstrations(env, expert, 1_000, seed=2 * seed + 1))
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for layer in build_mlp(input_dim=4, output_dim=2, hidden_layers=hidden_layers):
        layers.append(layer)
        if isinstance(layer, nn.ReLU) and dropout:
            layers.append(nn.Dropout(dropout))
    loaders = make_dataloaders(new_train, new_test, BATCH_SIZE, seed)
    return fit(nn.Sequential(*layers), *loaders, EPOCHS * 1_000 // n_samples, LEARNING_RATE)


CURES: dict[str, dict[str, Any]] = {
    "three layers, 1,000 samples": {"hidden_layers": [256, 256, 256]},
    "three layers, dropout": {"hidden_layers": [256, 256, 256], "dropout": 0.3},
    "three layers, 10,000 samples": {"hidden_layers": [256, 256, 256], "n_samples": 10_000},
    "no hidden layer, 1,000 samples": {"hidden_layers": []},
    "no hidden layer, 10,000 samples": {"hidden_layers": [], "n_samples": 10_000},
}
print(f"{'':32} test loss: last  lowest   test accuracy")
for name, changes in CURES.items():
    h = train_again(**changes)
    print(f"{name:32} {h.test_loss[-1]:15.2f} {min(h.test_loss):7.2f} {h.test_accuracy[-1]:15.1%}")

# %% [markdown]
# ## Look at what they learnt
#
# A network gives an answer in *every* state, not only in those of the data. Here the pole's angle and angular velocity
# vary, while the cart stands still at the place where it was on average. The colour is the probability of a push to
# the right (the softmax of the logits), the black line the decision boundary. The points are test samples whose cart
# is near that place and slow; their colour is what the expert did. The last picture is the expert itself.

# %%
ANGLES = np.linspace(-0.2, 0.2, 160, dtype=np.float32)
RATES = np.linspace(-2.0, 2.0, 160, dtype=np.float32)
position = train["s1"].mean()
slice_of_states = np.array(
    [(position, 0, angle, rate) for rate in RATES for angle in ANGLES], dtype=np.float32
)


def probability_of_right(model: nn.Module) -> NDArray[np.float32]:
    """Ask a model for its probability of a push to the right in each state of the slice."""
    with torch.no_grad():
        probabilities = torch.softmax(model(torch.from_numpy(slice_of_states)), dim=1)
    right: NDArray[np.float32] = probabilities[:, 1].numpy()
    return right


pictures = {name: probability_of_right(model) for name, model in models.items()}
pictures["the expert"] = load_expert().act(slice_of_states).astype(float)
near = test[(abs(test["s1"] - position) < test["s1"].std()) & (abs(test["s2"]) < test["s2"].std())]
colours = LinearSegmentedColormap.from_list("actions", [LEFT_COLOUR, "white", RIGHT_COLOUR])

boundary_figure, axes = plt.subplots(1, 5, figsize=(15, 3.8), sharey=True, layout="constrained")
for axis, (name, picture) in zip(axes, pictures.items(), strict=True):
    grid = picture.reshape(len(RATES), len(ANGLES))
    image = axis.pcolormesh(ANGLES, RATES, grid, cmap=colours, vmin=0, vmax=1, rasterized=True)
    axis.contour(ANGLES, RATES, grid, levels=[0.5], colors="black", linewidths=1.2)
    for action, colour, marker in [(0, LEFT_COLOUR, "o"), (1, RIGHT_COLOUR, "^")]:
        chosen = near[near["action"] == action]
        axis.scatter(
            chosen["s3"], chosen["s4"], s=14, color=colour, marker=marker, edgecolors="black", linewidths=0.4
        )
    axis.set(title=name, xlabel="s3: angle (rad)")
axes[0].set_ylabel("s4: angular velocity (rad/s)")
bar = boundary_figure.colorbar(image, ax=axes, label="probability of a push to the right")

# %% [markdown]
# ## Let them play
#
# The networks have learnt to do what the expert does. Do they also achieve what it achieves? Each plays the same 20
# episodes; 500 is the most.

# %%
envs = gym.make_vec("CartPole-v1", num_envs=20, vectorization_mode="sync")
returns = {}
for name, model in models.items():
    observations, _ = envs.reset(seed=0)
    returns[name], playing = np.zeros(20), np.ones(20, dtype=bool)
    while playing.any():
        with torch.no_grad():
            actions = model(torch.from_numpy(observations)).argmax(dim=1).numpy()
        observations, rewards, terminated, truncated, _ = envs.step(actions)
        returns[name] += rewards * playing  # only the first episode of each environment counts
        playing &= ~(terminated | truncated)
    print(
        f"{name:20} mean return {returns[name].mean():5.1f},"
        f" from {returns[name].min():.0f} to {returns[name].max():.0f}"
    )
envs.close()

# %% [markdown]
# ## To try
#
# - Train the largest network on the first 100 samples only (`train.head(100)`). What do the curves look like, and what
#   does `diagnose` say?
# - Multiply the learning rate by 30, then divide it by 30. What happens to the curves of the network with two hidden
#   layers?
# - Stop the network with three hidden layers at the epoch of its best test loss. Is it better than the one with two?
# - Collect 10,000 samples in lesson 05. Which of the four networks gains most?
