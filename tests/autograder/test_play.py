import numpy as np
import pytest
from PIL import Image, ImageSequence

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.play import has_display, load_policy, play_episode, write_animation
from autograder.submission import reference


def push_right(_observation):
    return 1


@pytest.fixture
def saved(tmp_path):
    """Give the folder of a saved agent, and the agent."""
    course = reference(load_catalog())
    good = course["lesson_07_deep_q_agent.hyperparameters"].GOOD
    agent = course["lesson_07_deep_q_agent.agent"].DeepQAgent(good, seed=5)
    agent.save(tmp_path / "agent")
    return tmp_path / "agent", agent


def test_the_expert_keeps_the_pole_up_to_the_end():
    total, frames = play_episode(load_policy(None), seed=1, render_mode="rgb_array")
    assert total == 500
    assert len(frames) == 501
    assert {(frame.shape, frame.dtype.name) for frame in frames} == {((400, 600, 3), "uint8")}


def test_equal_seeds_give_equal_episodes():
    (first, frames), (again, same), (_, others) = (
        play_episode(push_right, seed, "rgb_array") for seed in (3, 3, 4)
    )
    assert first == again == len(frames) - 1 < 20
    assert all(np.array_equal(one, other) for one, other in zip(frames, same, strict=True))
    assert not np.array_equal(frames[0], others[0])


def test_a_saved_agent_plays_as_it_would(saved):
    folder, agent = saved
    policy = load_policy(folder)
    observations = np.random.default_rng(0).normal(0, 0.5, size=(50, 4)).astype(np.float32)
    assert [policy(observation) for observation in observations] == agent.act(observations).tolist()


def test_what_is_no_agent_is_refused_in_one_line(tmp_path):
    with pytest.raises(
        CourseError, match=r"there is no folder '.*nothing'; name one that DeepQAgent.save wrote"
    ):
        load_policy(tmp_path / "nothing")
    with pytest.raises(CourseError, match=r"expected a checkpoint that DeepQAgent\.save wrote"):
        load_policy(tmp_path)


def test_an_animation_plays_as_fast_as_the_game(tmp_path):
    frames = [np.full((400, 600, 3), shade, dtype=np.uint8) for shade in range(0, 250, 25)]
    write_animation(frames, tmp_path / "new" / "episode.gif")
    with Image.open(tmp_path / "new" / "episode.gif") as picture:
        assert picture.size == (300, 200)
        seen = [
            (one.info["duration"], one.convert("RGB").getpixel((10, 10))[0])
            for one in ImageSequence.Iterator(picture)
        ]
    assert seen == [(40, 0), (40, 50), (40, 100), (40, 150), (1000, 200)]


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_window_needs_a_display(monkeypatch, variable):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_display()
    monkeypatch.setenv(variable, ":0")
    assert has_display()
