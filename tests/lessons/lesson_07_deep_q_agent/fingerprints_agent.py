"""A small agent whose networks are computed by hand: what it should answer, and what it answers with a bug."""

import numpy as np
import torch

from autograder.checks import expect, expect_close

MODULE = "lesson_07_deep_q_agent.agent"
SCALE = np.array([1, 0.5, 10, 0.5], dtype=np.float32)
DISCOUNT = 0.5
LEARNING_RATES = (1e-3, 1e-4)
DECAY = 3
"""The schedule: from the first learning rate to the second in so many gradient steps."""
ERROR = 0.02
"""By how much the learner's target lies above its estimate."""


def make_agent(submission, seed=0, **hparams):
    """Make a small agent whose networks differ, choose both actions, and depend on the observations' scale."""
    settings = {
        "hidden_layers": (6,),
        "buffer_capacity": 50,
        "batch_size": 4,
        "discount": DISCOUNT,
        "epsilon_start": 0.9,
        "epsilon_end": 0.5,
        "observation_scale": tuple(SCALE.tolist()),
    }
    hyperparameters = submission["lesson_07_deep_q_agent.hyperparameters"].Hyperparameters(
        **(settings | hparams)
    )
    agent = submission[MODULE].DeepQAgent(hyperparameters, seed)
    for network, weights_seed in ((agent.q_network, 11), (agent.target_network, 24)):
        network.load_state_dict(random_weights(network, weights_seed))
    return agent


def weights_of(network):
    """Copy out a network's weights, by name."""
    return {name: np.array(values) for name, values in network.state_dict().items()}


def random_weights(network, seed):
    """Make other weights for a network, as a state_dict."""
    rng = np.random.default_rng(seed)
    return {
        name: torch.tensor(rng.normal(0, 1, values.shape), dtype=torch.float32)
        for name, values in weights_of(network).items()
    }


def flat(network):
    """Copy out a network's weights as one vector."""
    return np.concatenate([array.ravel() for array in weights_of(network).values()])


def layers_of(network):
    """Pair a network's weights with its biases, layer by layer."""
    arrays = list(weights_of(network).values())
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def q_values(network, observations, scale=SCALE):
    """Compute a network's output."""
    values = observations * scale
    *hidden, last = layers_of(network)
    for weight, bias in hidden:
        values = np.maximum(values @ weight.T + bias, 0)
    return values @ last[0].T + last[1]


def some_observations(n=200):
    """Draw observations, always the same ones."""
    return np.random.default_rng(5).normal(0, 1, size=(n, 4)).astype(np.float32)


def make_batch(submission):
    """Make a batch of 40 transitions, every third terminated; return it with its arrays."""
    observations, numbers = some_observations(80), np.arange(40)
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


def targets(agent, arrays, *, double):
    """Compute the targets of a batch; return the right ones, and by cause the wrong ones."""
    seen, _, rewards, following, terminated = arrays
    rows = np.arange(len(rewards))
    online, target = (q_values(network, following) for network in (agent.q_network, agent.target_network))
    unscaled = [q_values(network, following, 1) for network in (agent.q_network, agent.target_network)]
    plain, doubled = target.max(axis=1), target[rows, online.argmax(axis=1)]
    value = doubled if double else plain

    def bootstrapped(values, mask=~terminated, discount=DISCOUNT):
        return rewards + discount * values * mask

    right = bootstrapped(value)
    causes = {
        "the online network values the next observations: the target network should": online.max(axis=1),
        "this is Double DQN, though hparams.double is False": doubled,
        "hparams.double is ignored: this is plain Q-learning": plain,
        "the two networks are exchanged: the online one chooses, the target one values": online[
            rows, target.argmax(axis=1)
        ],
        "the next observations are not scaled: use self.q_values": (
            unscaled[1][rows, unscaled[0].argmax(axis=1)] if double else unscaled[1].max(axis=1)
        ),
        "the observations are used where the next observations should be": q_values(
            agent.target_network, seen
        ).max(axis=1),
        "the online network chooses by the observations: it should by the next observations": target[
            rows, q_values(agent.q_network, seen).argmax(axis=1)
        ],
    }
    wrong = {cause: bootstrapped(values) for cause, values in causes.items()} | {
        "termination is not passed on": bootstrapped(value, 1),
        "termination is inverted: only what terminated bootstraps": bootstrapped(value, terminated),
        "hparams.discount is ignored: the future counts in full": bootstrapped(value, discount=1),
        "hparams.discount is ignored: 0.99 is written in the code": bootstrapped(value, discount=0.99),
        "the discount multiplies the reward, too": DISCOUNT * bootstrapped(value, discount=1),
        "the targets have shape (B, 1), expected (B,)": right[:, None],
    }
    return right, {cause: values for cause, values in wrong.items() if not same(values, right)}


def expect_targets(submission, *, double):
    """Expect the right targets of a batch, cut off from any graph."""
    agent = make_agent(submission, double=double)
    batch, arrays = make_batch(submission)
    right, wrong = targets(agent, arrays, double=double)
    found = agent.targets(batch)
    of = f"targets(batch), with hparams.double = {double}"
    expect_close(found, right, of=of, diagnoses=wrong, rtol=1e-4)
    expect(
        not getattr(found, "requires_grad", False),
        of=of,
        expected="constants",
        got="a tensor with a graph behind it",
        likely="gradients flow through the targets: compute them under torch.no_grad()",
    )


def same(one, other):
    """Whether two arrays have the same shape and nearly the same values."""
    return one.shape == other.shape and np.allclose(one, other)


def losses(agent, arrays, *, double):
    """List the losses of batches of two drawn from two transitions: the right ones, and by cause the wrong ones.

    A batch holds the first transition twice, the second twice, or both.
    """
    seen, actions, rewards, following, terminated = arrays
    rows = np.arange(2)
    y, _ = targets(agent, arrays, double=double)
    other_y, _ = targets(agent, arrays, double=not double)
    online_y = rewards + DISCOUNT * q_values(agent.q_network, following).max(axis=1) * ~terminated
    online = q_values(agent.q_network, seen)
    taken = online[rows, actions]
    squares, distances = (taken - y) ** 2, np.abs(taken - y)

    def drawn(values, mixed=None):
        """The first, the second, or the loss of a batch that holds both."""
        return [values[0], values[1], values.mean() if mixed is None else mixed]

    def of(network, observations, scale=SCALE):
        return drawn((q_values(network, observations, scale)[rows, actions] - y) ** 2)

    crossed = (taken[:, None] - y) ** 2
    return drawn(squares), {
        "each loss comes from a single transition: a batch has hparams.batch_size of them": squares.tolist(),
        "the Q-value of the action that was not taken is used": drawn((online[rows, 1 - actions] - y) ** 2),
        "the largest Q-value is used instead of that of the action taken": drawn(
            (online.max(axis=1) - y) ** 2
        ),
        "shapes (B, 1) and (B,) were compared: they broadcast to (B, B)": drawn(squares, crossed.mean()),
        "q[:, actions] takes every action in every row, a (B, B) matrix: gather takes one in each row": drawn(
            squares, ((online[:, actions] - y) ** 2).mean()
        ),
        "the squared differences are added up, not averaged": drawn(2 * squares, squares.sum()),
        "the squared differences are halved": drawn(squares / 2),
        "the loss is the root of the mean squared difference": drawn(distances, np.sqrt(squares.mean())),
        "the loss is the absolute difference": drawn(distances),
        "the loss is Huber's: the docstring promises the squared one": drawn(
            np.where(distances < 1, 0.5 * squares, distances - 0.5)
        ),
        "the Q-values come from the target network: the online one learns": of(agent.target_network, seen),
        "the observations are not scaled: use self.q_values": of(agent.q_network, seen, 1),
        "the next observations are valued: the action was taken before them": of(agent.q_network, following),
        "the targets come from the online network: use self.targets": drawn((taken - online_y) ** 2),
        "hparams.double is not heeded: use self.targets": drawn((taken - other_y) ** 2),
        "the reward alone is the target: use self.targets": drawn((taken - rewards) ** 2),
        "the Q-values and their targets come from two different samples": [
            (one + other) / 2 for one in crossed.ravel() for other in crossed.ravel()
        ],
        "a batch has another size than hparams.batch_size": [
            (squares[0] * k + squares[1] * (size - k)) / size
            for size in (32, 64, 128, 256)
            for k in range(size + 1)
        ],
    }


def all_among(found, possible):
    """Whether each loss is one of those that a bug can give."""
    near = np.isclose(np.array(found)[:, None], np.array(possible), rtol=1e-3, atol=2e-3)
    return bool(near.any(axis=1).all())


def make_learner(submission):
    """Make an agent that knows one transition only, so that every batch is the same; return that, too.

    The error is so small that clipping the gradient to a norm of 1 changes nothing, and in three steps it changes sign.
    """
    first, last = LEARNING_RATES
    agent = make_agent(
        submission,
        double=False,
        learning_rate=first,
        final_learning_rate=last,
        learning_rate_decay_updates=DECAY,
        target_update_rate=1e-9,
    )
    seen, following = some_observations(2)[:1], some_observations(2)[1:]
    future = DISCOUNT * q_values(agent.target_network, following).max()
    reward = np.array([q_values(agent.q_network, seen)[0, 1] - future + ERROR], dtype=np.float32)
    transition = (seen, np.array([1]), reward, following, np.array([False]))
    agent.observe(*transition)
    return agent, transition


def learn(agent, transition, steps=3, order="zero backward step schedule", sign=1, first_layer=0):
    """Learn from one transition with plain PyTorch: in each step what `order` says, from `first_layer` on.

    Returns how far the weights moved, in first learning rates, and the losses before each step.
    """
    seen, actions, rewards, following, _ = transition
    target = float(rewards[0] + DISCOUNT * q_values(agent.target_network, following).max())
    before = flat(agent.q_network)
    tensors = [torch.tensor(values, requires_grad=True) for values in weights_of(agent.q_network).values()]
    optimizer = torch.optim.Adam(tensors[2 * first_layer :], lr=LEARNING_RATES[0], fused=True)
    losses, scheduled = [], 0
    for _ in range(steps):
        hidden = torch.relu(torch.tensor(seen * SCALE) @ tensors[0].T + tensors[1])
        loss = ((hidden @ tensors[2].T + tensors[3])[0, actions[0]] - target) ** 2
        losses.append(float(loss.detach()))
        for act in order.split():
            if act == "zero":
                optimizer.zero_grad()
            elif act == "backward":
                (sign * loss).backward()
            elif act == "step":
                optimizer.step()
            else:
                scheduled += 1
                fallen = min(scheduled / DECAY, 1) * (LEARNING_RATES[0] - LEARNING_RATES[1])
                optimizer.param_groups[0]["lr"] = LEARNING_RATES[0] - fallen
    after = np.concatenate([tensor.detach().numpy().ravel() for tensor in tensors])
    return (after - before) / LEARNING_RATES[0], losses


def wrong_steps(agent, transition):
    """Map causes to how far three wrong gradient steps move the weights."""
    orders = {
        "the gradients of earlier steps are added up: zero_grad() is missing": "backward step schedule",
        "the learning rate does not fall: schedule.step() is missing": "zero backward step",
        "the schedule steps before the optimizer: the first step is too small already": (
            "zero backward schedule step"
        ),
        "step() comes before backward(): each step follows the gradient of the call before": (
            "step zero backward schedule"
        ),
        "the schedule steps twice in each call": "zero backward step schedule schedule",
        "the optimizer steps twice in each call": "zero backward step step schedule",
        "the weights do not change: step() has to follow backward(), without zero_grad() between them": "zero",
    }
    return {cause: learn(agent, transition, order=order)[0] for cause, order in orders.items()} | {
        "the loss is made larger: its sign is wrong": learn(agent, transition, sign=-1)[0],
        "only the last layer learns: the optimizer has to get all parameters": learn(
            agent, transition, first_layer=1
        )[0],
    }


def wrong_updates(agent, tau):
    """Map causes to the target network's weights after a wrong update, for a network with two hidden layers."""
    online, target = flat(agent.q_network), flat(agent.target_network)
    arrays = list(weights_of(agent.target_network).values())
    is_weight = np.concatenate([np.full(array.size, array.ndim > 1) for array in arrays])
    layer = np.concatenate([np.full(array.size, number // 2) for number, array in enumerate(arrays)])
    way = online - target
    return {
        "tau and 1 - tau are exchanged": target + (1 - tau) * way,
        "the online network is copied whole, whatever tau is": online,
        "the target network does not change: change its tensors in place, or load new ones into it": target,
        "the target network moves away from the online one": target - tau * way,
        "the old weights are not made smaller: they should count 1 - tau": target + tau * online,
        "the online weights count in full: they should count tau": (1 - tau) * target + online,
        "target_update_rate is ignored: 0.02 is written in the code": target + 0.02 * way,
        "only the weights move: biases are parameters, too": target + tau * way * is_weight,
        "the last layer stays behind": target + tau * way * (layer < 2),
        "only the last layer moves": target + tau * way * (layer == 2),
    }


def follows(agent):
    """Whether the target network changes when the online network does, because they share their weights."""
    before = flat(agent.target_network)
    agent.q_network.load_state_dict(random_weights(agent.q_network, 5))
    return not np.array_equal(flat(agent.target_network), before)
