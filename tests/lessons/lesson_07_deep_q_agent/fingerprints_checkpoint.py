"""What a checkpoint should hold, and what it holds or brings back with a bug."""

import json

import numpy as np

from autograder.checks import expect, expect_close, expect_equal
from autograder.proxies import WorkerLostError

from .answers import kinds_of
from .fingerprints_agent import flat, weights_of


def expect_settings(content, agent):
    """Expect hparams.json to hold all hyper-parameters."""
    wanted = json.loads(agent.hparams.to_json())
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    expect(
        found == wanted,
        of="save(folder): hparams.json",
        expected="what hparams.to_json() gives",
        got=content.decode(errors="replace")[:80],
        likely="only some of the hyper-parameters are saved: to_json() gives all"
        if isinstance(found, dict) and set(found) < set(wanted)
        else None,
    )


def expect_weights(found, agent, old):
    """Expect a checkpoint to hold the online network's weights by their names, and not the `old` ones."""
    wanted = weights_of(agent.q_network)
    expect_equal(
        sorted(found),
        sorted(wanted),
        of="save(folder): the names in weights.safetensors",
        diagnoses={
            "only the last layer is saved": sorted(wanted)[-2:],
            "the biases are not saved": sorted(name for name in wanted if "weight" in name),
        },
        hint="q_network.state_dict() has them all",
    )
    expect_close(
        np.concatenate([found[name].ravel() for name in wanted]),
        flat(agent.q_network),
        of="save(folder): the numbers in weights.safetensors",
        diagnoses={
            "the target network is saved: it is the online one that acts": flat(agent.target_network),
            "the checkpoint that was there is kept: replace it": old,
        },
    )


def expect_same_settings(loaded, agent, submission):
    """Expect the hyper-parameters that were saved."""
    default = submission["lesson_07_deep_q_agent.hyperparameters"].Hyperparameters()
    found, wanted, untold = (
        json.loads(hparams.to_json()) for hparams in (loaded.hparams, agent.hparams, default)
    )
    different = [name for name in wanted if found.get(name) != wanted[name]]
    likely = None
    if found == untold:
        likely = "the hyper-parameters are the default ones: read hparams.json"
    elif all(found.get(name) == untold[name] for name in different):
        likely = "only some of the hyper-parameters are read from hparams.json"
    expect(
        not different,
        of="load(folder): the hyper-parameters",
        expected="those that were saved",
        got=f"others: {', '.join(different)}",
        likely=likely,
    )


def expect_refusal(load, folder, *, of):
    """Expect `load(folder)` to raise a ValueError with one line that names the folder."""
    kinds, says = ("no exception",), ""
    try:
        load(folder)
    except (NotImplementedError, WorkerLostError):
        raise  # not written yet, or no answer at all
    except Exception as error:  # noqa: BLE001  whatever student code raises is the answer
        kinds, says = kinds_of(error), str(error)
    expect(
        "ValueError" in kinds,
        of=of,
        expected="a ValueError",
        got=f"{kinds[0]}: {says}" if says else kinds[0],
        likely="this is not refused"
        if kinds[0] == "no exception"
        else "the exception is passed on as it comes: raise a ValueError from it that names the folder",
    )
    expect(
        folder in says,
        of=f"{of}: what the ValueError says",
        expected="a line that names the folder",
        got=says or "nothing",
        likely="the message does not name the folder",
    )
    expect(
        "\n" not in says,
        of=f"{of}: what the ValueError says",
        expected="one line",
        got=f"{len(says.splitlines())} lines",
        likely="the message of the failed read has several lines: join them",
    )
