"""Checks of agent.py: the judge computes the small networks by hand and compares."""

import numpy as np

from autograder.arena import greedy_actions
from autograder.checks import check, expect, expect_close, expect_equal, varied

from .answers import expect_a_number, form_of, naming
from .fingerprints_agent import (
    LEARNING_RATES,
    all_among,
    expect_targets,
    flat,
    follows,
    learn,
    losses,
    make_agent,
    make_learner,
    q_values,
    random_weights,
    some_observations,
    weights_of,
    wrong_steps,
    wrong_updates,
)
from .fingerprints_checkpoint import expect_refusal, expect_same_settings, expect_settings, expect_weights

MODULE = "lesson_07_deep_q_agent.agent"
FILES = ["hparams.json", "weights.safetensors"]


@check(points=2)
def test_a_greedy_agent_takes_the_best_action(submission):
    """Without epsilon the agent takes the action that its online network values most.

    A small agent with known weights, whose two networks disagree, acts on 200 observations; the judge computes
    argmax_a Q(s, a) itself. An agent that cannot act greedily can never show what it has learnt.
    """
    agent, observations = make_agent(submission), some_observations()
    online, target = (q_values(network, observations) for network in (agent.q_network, agent.target_network))
    actions = agent.act(observations)
    expect_equal(
        form_of(actions),
        ((200,), "int64"),
        of="act(observations): shape and dtype for 200 observations",
        diagnoses={
            "a tensor is returned: an array is promised": ((200,), "torch.int64"),
            "a list is returned: an array is promised": ((200,), "list"),
            "the actions are floats": ((200,), "float32"),
            "the actions are a column of shape (N, 1)": ((200, 1), "int64"),
            "the Q-values are returned: the actions are wanted": ((200, 2), "float32"),
            "the argmax is taken over the observations (axis 0): it belongs over the actions": (
                (2,),
                "int64",
            ),
            "one action is returned for all observations: each needs its own": ((), "int"),
        },
    )
    again = agent.act(observations)
    expect(
        bool(np.array_equal(actions, again)),
        of="act(observations), twice",
        expected="the same actions both times",
        got=f"other actions for {int((actions != again).sum())} of 200 observations",
        likely="the agent explores although epsilon is 0",
    )
    expect_close(
        actions,
        online.argmax(axis=1),
        of="act(observations)",
        diagnoses={
            "the target network acts: the online one should": target.argmax(axis=1),
            "the worst action is taken": online.argmin(axis=1),
            "the observations are not scaled: use self.q_values": q_values(
                agent.q_network, observations, 1
            ).argmax(axis=1),
            "always the same action": np.zeros(200),
        },
    )
    expect_close(
        greedy_actions(agent.layers(), observations),
        online.argmax(axis=1),
        of="layers(): the actions of the network that it copies out",
    )


@check(points=1, after=["test_a_greedy_agent_takes_the_best_action"])
def test_an_exploring_agent_uses_its_own_chance(submission):
    """With epsilon the agent explores, by its own generator: equal seeds, equal actions.

    With epsilon = 1 half of all actions are the best one, by chance; with epsilon = 0.5 three quarters are. Chance
    decides for each game by itself, or all games explore in step; and it comes from self.rng, or no run repeats itself.
    """
    observations = some_observations(400)
    agents = [make_agent(submission, varied(seed)) for seed in (3, 3, 4)]
    first, again, other = (agent.act(observations, 1.0).tolist() for agent in agents)
    half = agents[2].act(observations, 0.5).tolist()
    best = agents[0].act(observations).tolist()
    # Of 400, 200 on average and 300; the bounds are 8 standard deviations, of 10 and 8.7, away: below 1e-14.
    for actions, epsilon, low, high in ((first, 1.0, 120, 280), (half, 0.5, 230, 370)):
        hits = sum(a == b for a, b in zip(actions, best, strict=True))
        causes = {
            "one random action is drawn for all observations": len(set(actions)) == 1,
            "epsilon is not passed on: the agent stays greedy": hits == 400 and epsilon == 1,
            "a random action is never the best one: draw it from all actions": hits == 0,
            "chance decides once for all observations: it should for each": epsilon < 1,
        }
        expect(
            low < hits < high and len(set(actions)) > 1,
            of=f"act(observations, epsilon={epsilon})",
            expected=f"both actions, some {(low + high) // 2} of 400 as without epsilon",
            got=f"{hits} of 400 as without epsilon",
            likely=next((cause for cause, holds in causes.items() if holds), None),
        )
    expect(
        first == again,
        of="act(...) of two agents with equal seeds",
        expected="equal actions",
        got="different ones",
        likely="chance does not come from self.rng, the one generator that the agent's seed governs",
    )
    expect(
        first != other and first != agents[0].act(observations, 1.0).tolist(),
        of="act(...) of agents with different seeds, and of one agent again",
        expected="different actions",
        got="equal ones",
        likely="the generator is seeded anew in each call",
    )


@check(points=2)
def test_targets_come_from_the_target_network(submission):
    """The targets are made with the target network's values of the next observations.

    y = r + discount * max_a Q_target(s', a), for 40 transitions of which every third terminated. The target network
    changes slowly, so the labels stand still for a while; and they are labels, so no gradient flows through them.
    """
    expect_targets(submission, double=False)


@check(points=1, after=["test_targets_come_from_the_target_network"])
def test_double_targets_let_the_online_network_choose(submission):
    """With hparams.double the online network chooses the next action, and the target network values it.

    y = r + discount * Q_target(s', argmax_a Q_online(s', a)). The largest of several noisy values is too large on
    average; a second opinion on the action that was chosen takes most of that away.
    """
    expect_targets(submission, double=True)


@check(points=3, after=["test_double_targets_let_the_online_network_choose"])
def test_the_loss_compares_each_taken_action_with_its_own_target(submission):
    """The loss is the mean squared difference between the taken action's Q-value and its own target.

    The buffer holds two transitions and a batch has two, so a batch is one of three mixtures, and the loss, the mean
    of (Q(s, a) - y)^2, one of three numbers. Where shapes or indices are mixed up, the mixed batch tells.
    """
    # The rates are almost nothing, so both networks stay as they are. That one of the mixtures does not come up in 60
    # batches has a probability of 2 * 0.75**60 + 0.5**60, here twice: one false alarm in 7 million runs.
    for double in (False, True):
        agent = make_agent(
            submission,
            varied(0),
            double=double,
            batch_size=2,
            learning_rate=1e-20,
            final_learning_rate=1e-20,
            target_update_rate=1e-9,
        )
        seen, rewards = some_observations(4), np.array([5, -3], dtype=np.float32)
        arrays = (seen[:2], np.array([0, 1]), rewards, seen[2:], np.array([False, True]))
        agent.observe(*arrays)
        right, wrong = losses(agent, arrays, double=double)
        returned = [agent.learn() for _ in range(60)]
        expect_a_number(returned[0], "the loss", of="learn()")
        found = sorted({round(float(loss), 3) for loss in returned})
        expect_close(
            found,
            sorted(right),
            of=f"learn(), with hparams.double = {double}: the losses of 60 batches of two transitions, each once",
            diagnoses={cause: found for cause, possible in wrong.items() if all_among(found, possible)},
            rtol=1e-3,
            atol=2e-3,
        )


@check(points=3, after=["test_the_loss_compares_each_taken_action_with_its_own_target"])
def test_learning_takes_gradient_steps(submission):
    """Each call takes one gradient step of the optimizer, and one step of its schedule.

    The agent learns three times from the one transition that it knows. The judge does the same with plain PyTorch, in
    the order zero_grad, backward, step, step of the schedule; and once more for each order that is wrong.
    """
    agent, transition = make_learner(submission)
    right, _ = learn(agent, transition)
    _, measured = learn(agent, transition, steps=4)
    causes, before = wrong_steps(agent, transition), flat(agent.q_network)
    returned = [agent.learn() for _ in range(3)]
    expect_close(
        (flat(agent.q_network) - before) / LEARNING_RATES[0],
        right,
        of="learn(): how far three calls move the online network's weights, in learning rates",
        diagnoses=causes,
        rtol=0,
        atol=0.01,
    )
    expect_close(
        returned,
        measured[:3],
        of="learn(): the losses of three calls",
        diagnoses={"the loss is measured after the step": measured[1:]},
        rtol=1e-2,
        atol=1e-6,
    )


@check(points=1, after=["test_learning_takes_gradient_steps"])
def test_learning_leaves_the_target_network_alone(submission):
    """Learning does not change the target network, and does not follow an update that was made earlier.

    The target network becomes a copy (target_update_rate = 1), then the agent learns once. If the networks share a
    tensor, the target moves with every step, and the agent chases its own estimates.
    """
    agent = make_agent(submission, target_update_rate=1.0)
    agent.observe(*make_learner(submission)[1])
    agent.update_target()
    before = flat(agent.target_network)
    agent.learn()
    changed = int((before != flat(agent.target_network)).sum())
    expect(
        changed == 0,
        of="learn(), after update_target(): the target network's weights",
        expected="unchanged",
        got=f"{changed} of {before.size} changed",
        likely="both networks share their weights: copy the values, not the tensors"
        if follows(agent)
        else "learn() updates the target network, too: leave that to update_target()",
    )


@check(points=2)
def test_the_target_network_moves_by_its_rate(submission):
    """An update moves the target network by the share tau towards the online network.

    w_target <- w_target + tau * (w_online - w_target) for every weight and bias, here with tau = 0.25. The online
    network stays as it is.
    """
    agent = make_agent(submission, hidden_layers=(6, 5), target_update_rate=0.25)
    online, target = flat(agent.q_network), flat(agent.target_network)
    wrong = wrong_updates(agent, 0.25)
    agent.update_target()
    expect_close(
        flat(agent.q_network),
        online,
        of="update_target(): the online network's weights, which should stay",
        diagnoses={
            "the online network moves towards the target network: it is the other way round": (
                online + 0.25 * (target - online)
            ),
            "the online network is overwritten with the target network": target,
        },
    )
    expect_close(
        flat(agent.target_network),
        target + 0.25 * (online - target),
        of="update_target(): the target network's weights, with target_update_rate = 0.25",
        diagnoses=wrong,
    )


@check(points=1)
def test_a_checkpoint_holds_the_settings_and_the_weights(submission):
    """A checkpoint consists of hparams.json and of weights.safetensors, with the online network's weights.

    The agent is saved into a folder that does not exist yet, changed, and saved there again; then the judge reads both
    files. Safetensors hold nothing but numbers: unlike a pickle, one that comes from a stranger can do no harm.
    """
    agent, folder = make_agent(submission), submission["tempfile"].mkdtemp() + "/deep/checkpoint"
    causes = {
        "FileNotFoundError": "the folder, or the one above it, is not made: mkdir(parents=True, exist_ok=True)",
        "FileExistsError": "a folder that is there already is no mistake: mkdir(parents=True, exist_ok=True)",
    }
    with naming(causes, of="save(folder), twice", expected="the folder made at first, and used again"):
        agent.save(folder)
        old = flat(agent.q_network)
        agent.q_network.load_state_dict(random_weights(agent.q_network, 6))
        agent.save(folder)
    present = submission["os"].listdir(folder)
    expect_equal(
        [name for name in FILES if name not in present],
        [],
        of="save(folder): which files are missing",
        diagnoses={
            "the hyper-parameters are not saved": FILES[:1],
            "the weights are not saved under this name": FILES[1:],
            "the files have other names": FILES,
        },
    )
    settings, weights = (submission["pathlib"].Path(folder, name).read_bytes() for name in FILES)
    expect_settings(settings, agent)
    expect(
        weights[8:9] == b"{",  # after its length, a safetensors file begins with a header in JSON
        of="save(folder): weights.safetensors",
        expected="a file of the safetensors format",
        got=f"a file that begins with {weights[:4]!r}",
        likely="the weights are pickled, as torch.save does it: use save_file of safetensors.torch"
        if weights.startswith((b"PK", b"\x80"))
        else None,
    )
    tensors = submission["safetensors.torch"].load(weights)
    expect_weights({name: np.array(values) for name, values in tensors.items()}, agent, old)


@check(points=1, after=["test_a_checkpoint_holds_the_settings_and_the_weights"])
def test_a_checkpoint_brings_the_agent_back(submission):
    """A saved agent, loaded again, has the same hyper-parameters and weights.

    What is loaded acts as the saved agent did. Its target network starts as a copy of the online one: the same numbers,
    in tensors of its own.
    """
    load, folder = submission[MODULE].DeepQAgent.load, submission["tempfile"].mkdtemp()
    agent = make_agent(submission, hidden_layers=(64, 64))  # as by default, so that default settings fit, too
    agent.save(folder)
    loaded = load(folder)
    expect_same_settings(loaded, agent, submission)
    online = flat(loaded.q_network)
    expect(
        bool(np.array_equal(online, flat(agent.q_network))),
        of="load(folder): the online network's weights",
        expected="those that were saved",
        got="other ones",
        likely="the weights are not loaded into the online network: it keeps its first ones",
    )
    expect(
        bool(np.array_equal(flat(loaded.target_network), online)),
        of="load(folder): the target network's weights",
        expected="a copy of the online network's",
        got="other ones",
        likely="the target network keeps its first weights: load them there, too",
    )
    expect(
        not follows(loaded),
        of="load(folder): the target network, when the online network changes",
        expected="unchanged",
        got="it changes, too",
        likely="both networks share their weights: copy the values, not the tensors",
    )
    expect_equal(len(loaded.buffer), 0, of="load(folder): the number of transitions in its buffer")
    narrow = make_agent(submission, hidden_layers=(6, 5))
    narrow.save(folder)
    expect_close(
        flat(load(folder).q_network),
        flat(narrow.q_network),
        of="load(folder): the weights of a narrow network",
    )


@check(points=1, after=["test_a_checkpoint_brings_the_agent_back"])
def test_what_is_no_checkpoint_is_refused(submission):
    """A folder that is no checkpoint, or whose weights have other shapes, is refused with a ValueError.

    Whoever loads a checkpoint should read one line that names the folder, whatever is wrong with it: a missing file, a
    damaged one, or weights that do not fit the network that the hyper-parameters describe.
    """
    load, agent = submission[MODULE].DeepQAgent.load, make_agent(submission)
    torch, safetensors = submission["torch"], submission["safetensors.torch"]
    arrays = weights_of(agent.q_network)
    first_layer = {name: torch.from_numpy(arrays[name]) for name in list(arrays)[:2]}
    settings = agent.hparams.to_json().encode()
    other_shapes = make_agent(submission, hidden_layers=(7,)).hparams.to_json().encode()
    cases = {
        "an empty folder": (None, None),
        "a folder without weights": (settings, None),
        "a folder whose hparams.json is damaged": (b"{", safetensors.save(first_layer)),
        "a folder whose weights.safetensors is damaged": (settings, b"no weights"),
        "a folder whose weights have other shapes": (other_shapes, safetensors.save(first_layer)),
        "a folder with the weights of the first layer alone": (settings, safetensors.save(first_layer)),
    }
    for case, contents in cases.items():
        folder = submission["tempfile"].mkdtemp()
        for name, content in zip(FILES, contents, strict=True):
            if content is not None:
                submission["pathlib"].Path(folder, name).write_bytes(content)
        expect_refusal(load, folder, of=f"load(folder), of {case}")
