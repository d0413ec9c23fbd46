"""Checks of agent.py: the judge computes the small networks by hand and compares."""

import copy

import numpy as np
import torch

from autograder.arena import greedy_actions
from autograder.checks import check, expect, expect_close, expect_equal, expect_raises

MODULE = "lesson_07_deep_q_agent.agent"
SCALE = np.array([1, 0.5, 10, 0.5], dtype=np.float32)
TRANSITION = (
    np.array([[0.2, -0.4, 0.1, 0.6]], dtype=np.float32),
    np.array([1]),
    np.array([1], dtype=np.float32),
    np.array([[0.1, 0.3, -0.2, 0.4]], dtype=np.float32),
    np.array([False]),
)


def make_agent(submission, seed=0, **hparams):
    """Make a small agent whose networks differ, choose both actions, and depend on the observations' scale."""
    settings = {"hidden_layers": (6,), "buffer_capacity": 50, "batch_size": 4, "discount": 0.5}
    settings |= {"observation_scale": tuple(SCALE.tolist())} | hparams
    hyperparameters = submission["lesson_07_deep_q_agent.hyperparameters"].Hyperparameters(**settings)
    agent = submission[MODULE].DeepQAgent(hyperparameters, seed)
    for network, weights_seed in ((agent.q_network, 11), (agent.target_network, 24)):
        network.load_state_dict(random_weights(weights_of(network), weights_seed))
    return agent


def weights_of(network):
    return {name: np.array(values) for name, values in network.state_dict().items()}


def random_weights(like, seed):
    rng = np.random.default_rng(seed)
    return {name: torch.tensor(rng.normal(0, 1, v.shape), dtype=torch.float32) for name, v in like.items()}


def q_values(network, observations, scale=SCALE):
    """Compute a network's output by hand."""
    values = observations * scale
    *hidden, last = layers_of(network)
    for weight, bias in hidden:
        values = np.maximum(values @ weight.T + bias, 0)
    return values @ last[0].T + last[1]


def layers_of(network):
    arrays = list(weights_of(network).values())
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def some_observations(n=200):
    return np.random.default_rng(5).normal(0, 1, size=(n, 4)).astype(np.float32)


@check(points=2)
def test_a_greedy_agent_takes_the_best_action(submission):
    """Without epsilon the agent takes the action that its online network values most."""
    agent, observations = make_agent(submission), some_observations()
    online, target = (q_values(network, observations) for network in (agent.q_network, agent.target_network))
    unscaled = q_values(agent.q_network, observations, 1)
    actions = agent.act(observations)
    expect_equal(tuple(actions.shape), (200,), of="act(observations): its shape for 200 observations")
    expect_equal(str(actions.dtype), "int64", of="act(observations): its dtype")
    expect_close(
        actions,
        online.argmax(axis=1),
        of="act(observations)",
        diagnoses={
            "the target network acts: the online one should": target.argmax(axis=1),
            "the worst action is taken": online.argmin(axis=1),
            "the observations are not scaled: use self.q_values": unscaled.argmax(axis=1),
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
    """With epsilon the agent explores, by its own generator: equal seeds, equal actions."""
    observations = some_observations(400)
    first, again, other = (make_agent(submission, seed).act(observations, 1.0).tolist() for seed in (3, 3, 4))
    best = make_agent(submission).act(observations).tolist()
    same = sum(a == b for a, b in zip(first, best, strict=True))
    expect(
        120 < same < 280,  # half of 400 on average; 8 standard deviations of 10 to each side: below 1e-14
        of="act(observations, epsilon=1.0)",
        expected="random actions, half of them by chance the best",
        got=f"the best action for {same} of 400 observations",
        likely="epsilon is not passed on" if same == len(best) else None,
    )
    expect(first == again, of="act(...) of two agents with equal seeds", expected="equal actions", got="different ones",
           likely="chance comes from a global generator: use self.rng")  # fmt: skip
    expect(first != other, of="act(...) of agents with different seeds", expected="different actions", got="equal ones",
           likely="the generator is seeded anew in each call")  # fmt: skip


def make_batch(submission):
    """Make a batch of 40 transitions, every third terminated; return it with its arrays."""
    observations = some_observations(80)
    numbers = np.arange(40)
    arrays = (
        observations[:40],
        numbers % 2,
        numbers.astype(np.float32),
        observations[40:],
        numbers % 3 == 1,
    )
    batch = submission["lesson_07_deep_q_agent.replay_buffer"].Batch(
        *(torch.tensor(array) for array in arrays)
    )
    return batch, arrays


def target_diagnoses(agent, arrays, right, *, double):
    """Compute the targets that known mistakes lead to."""
    _, _, rewards, following, terminated = arrays
    online, target = (q_values(network, following) for network in (agent.q_network, agent.target_network))
    unscaled = [q_values(network, following, 1) for network in (agent.q_network, agent.target_network)]
    rows = np.arange(40)

    def bootstrapped(value, mask=~terminated):
        return rewards + 0.5 * value * mask

    causes = {
        "the online network values the next observations: the target network should": bootstrapped(
            online.max(axis=1)
        ),
        "this is Double DQN, though hparams.double is False": bootstrapped(
            target[rows, online.argmax(axis=1)]
        ),
        "hparams.double is ignored: this is plain Q-learning": bootstrapped(target.max(axis=1)),
        "the two networks are exchanged": bootstrapped(online[rows, target.argmax(axis=1)]),
        "termination is not passed on": bootstrapped(
            target[rows, online.argmax(axis=1)] if double else target.max(axis=1), 1
        ),
        "the next observations are not scaled: use self.q_values": bootstrapped(
            unscaled[1][rows, unscaled[0].argmax(axis=1)] if double else unscaled[1].max(axis=1)
        ),
        "the observations are used where the next observations should be": bootstrapped(
            q_values(agent.target_network, arrays[0]).max(axis=1)
        ),
        "the online network chooses by the observations: it should by the next observations": bootstrapped(
            target[rows, q_values(agent.q_network, arrays[0]).argmax(axis=1)]
        ),
    }
    return {cause: wrong for cause, wrong in causes.items() if not np.allclose(wrong, right)}


@check(points=3)
def test_targets_come_from_the_target_network(submission):
    """The targets are made with the target network's values of the next observations."""
    agent = make_agent(submission, double=False)
    batch, arrays = make_batch(submission)
    right = arrays[2] + 0.5 * q_values(agent.target_network, arrays[3]).max(axis=1) * ~arrays[4]
    expect_close(
        agent.targets(batch),
        right,
        of="targets(batch), with hparams.double = False",
        diagnoses=target_diagnoses(agent, arrays, right, double=False),
        rtol=1e-4,
    )


@check(points=1, after=["test_targets_come_from_the_target_network"])
def test_double_targets_let_the_online_network_choose(submission):
    """With hparams.double the online network chooses the next action, and the target network values it."""
    agent = make_agent(submission, double=True)
    batch, arrays = make_batch(submission)
    chosen = q_values(agent.q_network, arrays[3]).argmax(axis=1)
    values = q_values(agent.target_network, arrays[3])[np.arange(40), chosen]
    right = arrays[2] + 0.5 * values * ~arrays[4]
    expect_close(
        agent.targets(batch),
        right,
        of="targets(batch), with hparams.double = True",
        diagnoses=target_diagnoses(agent, arrays, right, double=True),
        rtol=1e-4,
    )


@check(points=3, after=["test_targets_come_from_the_target_network"])
def test_the_loss_compares_each_taken_action_with_its_own_target(submission):
    """The loss is the mean squared difference between the taken action's Q-value and its own target."""
    # Two transitions, batches of two and a learning rate of almost nothing: a batch is one of three mixtures, so
    # each loss has to be one of three numbers. 30 batches are all unmixed with a probability of 2**-30.
    agent = make_agent(submission, double=False, batch_size=2, learning_rate=1e-20, final_learning_rate=1e-20)
    observations = some_observations(4)
    actions, rewards = np.array([0, 1]), np.array([5, -3], dtype=np.float32)
    agent.observe(observations[:2], actions, rewards, observations[2:], np.array([False, False]))
    online = q_values(agent.q_network, observations[:2])
    targets = rewards + 0.5 * q_values(agent.target_network, observations[2:]).max(axis=1)
    losses = sorted({round(agent.learn(), 3) for _ in range(30)})

    def mixtures(errors):
        return sorted({round(float(value), 3) for value in (errors[0], errors[1], errors.mean())})

    rows = np.arange(2)
    right = (online[rows, actions] - targets) ** 2
    not_taken = (online[rows, 1 - actions] - targets) ** 2
    largest = (online.max(axis=1) - targets) ** 2
    crossed = (online[rows, actions][:, None] - targets[None, :]) ** 2
    distance = np.abs(online[rows, actions] - targets)
    expect_close(
        losses,
        mixtures(right),
        of="learn(): the losses of 30 batches drawn from two transitions, each once",
        diagnoses={
            "the Q-value of the action that was not taken is used": mixtures(not_taken),
            "the largest Q-value is used instead of that of the action taken": mixtures(largest),
            "shapes (B, 1) and (B,) were compared: they broadcast to (B, B)": sorted(
                {round(float(value), 3) for value in (right[0], right[1], crossed.mean())}
            ),
            "the squared differences are added up, not averaged": sorted(
                {round(float(value), 3) for value in (2 * right[0], 2 * right[1], right.sum())}
            ),
            "the loss is the absolute difference": mixtures(distance),
            "the loss is Huber's: the docstring promises the squared one": mixtures(
                np.where(distance < 1, 0.5 * right, distance - 0.5)
            ),
        },
        rtol=1e-3,
        atol=2e-3,
    )


def simulate(agent, steps, *, zero_grad=True, schedule=True, sign=1):
    """Learn by hand from the one transition, with plain PyTorch; return the weights afterwards."""
    observation, action, reward, following, _ = TRANSITION
    target = float(reward[0] + 0.5 * q_values(agent.target_network, following).max())
    tensors = [
        torch.tensor(array, requires_grad=True) for layer in layers_of(agent.q_network) for array in layer
    ]
    optimizer = torch.optim.Adam(tensors, lr=0.01)
    for step in range(steps):
        hidden = torch.relu(torch.tensor(observation * SCALE) @ tensors[0].T + tensors[1])
        loss = sign * ((hidden @ tensors[2].T + tensors[3])[0, action[0]] - target) ** 2
        if zero_grad:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        optimizer.param_groups[0]["lr"] = 0.01 - 0.009 * (step + 1) / 5 if schedule else 0.01
    return np.concatenate([tensor.detach().numpy().ravel() for tensor in tensors])


def learning_agent(submission):
    """Make an agent that knows one transition only, so that every batch is the same."""
    agent = make_agent(
        submission, double=False, learning_rate=0.01, final_learning_rate=0.001, learning_rate_decay_updates=5
    )
    agent.observe(*TRANSITION)
    return agent


def flat(network):
    return np.concatenate([array.ravel() for array in weights_of(network).values()])


@check(points=3, after=["test_the_loss_compares_each_taken_action_with_its_own_target"])
def test_learning_takes_gradient_steps(submission):
    """Each call takes one gradient step of the optimizer, and one step of its schedule."""
    agent = learning_agent(submission)
    before, causes = flat(agent.q_network), {}
    right = simulate(agent, 3)
    causes["the weights did not change: are backward() and optimizer.step() called, in this order?"] = before
    causes["the gradients of earlier steps are added up: zero_grad() is missing"] = simulate(
        agent, 3, zero_grad=False
    )
    causes["the learning rate does not fall: schedule.step() is missing"] = simulate(agent, 3, schedule=False)
    causes["the loss is made larger: its sign is wrong"] = simulate(agent, 3, sign=-1)
    causes["only two of three steps arrive: step() comes before backward()"] = simulate(agent, 2)
    for _ in range(3):
        agent.learn()
    expect_close(
        flat(agent.q_network),
        right,
        of="learn(): the online network's weights after three calls",
        diagnoses=causes,
        rtol=1e-3,
        atol=1e-4,
    )


@check(points=1, after=["test_learning_takes_gradient_steps"])
def test_learning_leaves_the_target_network_alone(submission):
    """Learning does not change the target network, and does not follow an update that was made earlier."""
    agent = make_agent(submission, target_update_rate=1.0)
    agent.observe(*TRANSITION)
    agent.update_target()
    before = flat(agent.target_network).copy()
    agent.learn()
    expect_close(
        flat(agent.target_network),
        before,
        of="learn(): the target network's weights after update_target() and learn()",
        diagnoses={
            "both networks share their weights: copy the values, not the tensors": flat(agent.q_network)
        },
    )


@check(points=2)
def test_the_target_network_moves_by_its_rate(submission):
    """An update moves the target network by the share tau towards the online network."""
    agent = make_agent(submission, target_update_rate=0.25)
    online, target = flat(agent.q_network).copy(), flat(agent.target_network).copy()
    agent.update_target()
    expect_close(
        flat(agent.target_network),
        target + 0.25 * (online - target),
        of="update_target(): the target network's weights, with target_update_rate = 0.25",
        diagnoses={
            "tau and 1 - tau are exchanged": target + 0.75 * (online - target),
            "the online network is copied whole, whatever tau is": online,
            "the target network did not change": target,
            "the target network moves away from the online one": target - 0.25 * (online - target),
            "the two networks are added: the old weights count 1 - tau": target + 0.25 * online,
        },
    )
    expect_close(
        flat(agent.q_network), online, of="update_target(): the online network's weights, which should stay"
    )


@check(points=1)
def test_a_checkpoint_brings_the_agent_back(submission):
    """A saved agent, loaded again, has the same hyper-parameters and weights."""
    folder = submission["tempfile"].mkdtemp()
    agent = make_agent(submission, hidden_layers=(6, 5), discount=0.75)
    agent.save(folder + "/deep/checkpoint")
    loaded = submission[MODULE].DeepQAgent.load(folder + "/deep/checkpoint")
    saved, read = copy.deepcopy(agent.layers()), loaded.layers()
    expect_equal(len(read), len(saved), of="load(folder): its number of layers")
    for number, ((weight, bias), (weight_read, bias_read)) in enumerate(
        zip(saved, read, strict=True), start=1
    ):
        expect_close(weight_read, weight, of=f"load(folder): the weight of layer {number}")
        expect_close(bias_read, bias, of=f"load(folder): the bias of layer {number}")
    expect_close(loaded.hparams.discount, 0.75, of="load(folder): hparams.discount")
    expect_close(
        flat(loaded.target_network),
        flat(loaded.q_network),
        of="load(folder): the target network's weights, as the online one's",
        hint="load the same weights into the target network; its first ones are random",
    )


@check(points=1, after=["test_a_checkpoint_brings_the_agent_back"])
def test_what_is_no_checkpoint_is_refused(submission):
    """A folder that is no checkpoint, or whose weights have other shapes, is refused with a ValueError."""
    load, folder = submission[MODULE].DeepQAgent.load, submission["tempfile"].mkdtemp()
    with expect_raises("ValueError", of="load(folder), of an empty folder"):
        load(folder)
    agent = make_agent(submission)
    agent.save(folder)
    other = make_agent(submission, hidden_layers=(7,)).hparams.to_json()
    submission["pathlib"].Path(folder, "hparams.json").write_text(other)
    with expect_raises("ValueError", of="load(folder), whose weights do not fit the hyper-parameters"):
        load(folder)
    agent.save(folder)
    submission["pathlib"].Path(folder, "weights.safetensors").write_text("no weights")
    with expect_raises("ValueError", of="load(folder), whose weights file is damaged"):
        load(folder)
