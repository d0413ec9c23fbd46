"""Tests of autograder/proxies.py: what a check sees of a submission that lives in a real sandbox."""

import numpy as np
import pytest
import torch

from autograder.proxies import Proxy, RemoteAttributeError, RemoteError, RemoteNotImplementedError
from autograder.submission import MissingModuleError

MODULE = "lesson_05_datasets.baseline"

THINGS = """
    class Thing:
        size = 3
        def __len__(self): return 5
        def __getitem__(self, key): return [key, "item"]
        def __iter__(self): return iter([1, Thing()])
        def __eq__(self, other): return True
        def __bool__(self): return True
        def __float__(self): return 1.0
        def __array__(self, *_, **__): return [1.0]
        def __str__(self): return "a text"
        def __contains__(self, item): return True
        def double(self, number=1): return 2 * number
    thing = Thing()
    def identity(value): return value
"""


def test_plain_values_arrive_as_values_and_objects_as_proxies(open_code):
    module = open_code(THINGS)[MODULE]
    thing = module.thing
    assert isinstance(module, Proxy)
    assert isinstance(thing, Proxy)
    assert (thing.size, thing.double(4), thing.double(number=5), thing[1:2]) == (
        3,
        8,
        10,
        [slice(1, 2), "item"],
    )
    assert (len(thing), str(thing), repr(thing)) == (5, "a text", "a Thing")
    assert isinstance(module.identity(thing), Proxy)
    assert module.identity(thing).double(2) == 4


@pytest.mark.parametrize(
    "use",
    [
        bool,
        float,
        int,
        iter,
        np.array,
        lambda thing: thing == thing,  # noqa: PLR0124  that is what is refused
        lambda thing: thing != 1,
        lambda thing: thing < 1,
        lambda thing: 1 in thing,
        lambda thing: {thing},
        lambda thing: thing or 1,
        range,
    ],
)
def test_a_proxy_has_no_value_of_its_own(open_code, use):
    thing = open_code(THINGS)[MODULE].thing
    with pytest.raises(TypeError):
        use(thing)


def test_what_an_object_yields_can_be_collected(open_code):
    submission = open_code(THINGS)
    one, thing = submission.to_list(submission[MODULE].thing)
    assert one == 1
    assert thing.size == 3


def test_arrays_and_tensors_cross_in_both_directions(open_code):
    module = open_code(THINGS)[MODULE]
    value = [np.arange(3.0), (torch.ones(2, 2), {"a": np.float32(1.5)})]
    got = module.identity(value)
    np.testing.assert_array_equal(got[0], value[0])
    assert torch.equal(got[1][0], value[1][0])
    assert got[1][1] == value[1][1]


def test_libraries_can_be_used_on_the_students_side(open_code):
    submission = open_code()
    linear = submission["torch.nn"].Linear(4, 2)
    linear.load_state_dict({"weight": torch.ones(2, 4), "bias": torch.zeros(2)})
    optimizer = submission["torch.optim"].SGD(linear.parameters(), lr=0.5)
    linear(torch.ones(1, 4))  # arrives as a value, without its graph
    assert isinstance(optimizer, Proxy)
    assert linear(torch.ones(1, 4)).tolist() == [[4.0, 4.0]]


def test_an_argument_can_be_looked_at_after_the_call(open_code):
    submission = open_code("def spoil(values, named=None): values[0] = 7; named.append(1)")
    array, named = np.zeros(2), []
    submission[MODULE].spoil(array, named=named)
    assert array.tolist() == [0, 0]
    assert submission.after_call(array).tolist() == [7, 0]
    assert submission.after_call(named) == [1]
    with pytest.raises(LookupError):
        submission.after_call(np.zeros(2))


def test_an_exception_tells_its_type_its_text_and_the_students_lines(open_code):
    module = open_code(
        """
        class OwnError(KeyError): pass
        def outer(): inner()
        def inner(): raise OwnError("what happened")
        def unwritten(): raise NotImplementedError("x.py: write f")
        """
    )[MODULE]
    with pytest.raises(RemoteError) as caught:
        module.outer()
    raised = caught.value.raised
    assert (raised.kind, raised.text) == ("OwnError", "'what happened'")
    assert {"OwnError", "KeyError", "LookupError"} <= set(raised.kinds)
    assert [(frame.file, frame.function) for frame in raised.frames] == [
        ("lesson_05_datasets/baseline.py", "outer"),
        ("lesson_05_datasets/baseline.py", "inner"),
    ]
    assert "raise OwnError" in raised.frames[-1].text
    with pytest.raises(RemoteNotImplementedError, match="write f"):
        module.unwritten()


def test_a_missing_attribute_is_an_attribute_error(open_code):
    module = open_code()[MODULE]
    assert not hasattr(module, "nothing")
    with pytest.raises(RemoteAttributeError):
        _ = module.nothing


def test_a_syntax_error_tells_its_place(open_code):
    with pytest.raises(RemoteError) as caught:
        _ = open_code("x = 1\nif x\n")[MODULE]
    assert caught.value.raised.kind == "SyntaxError"
    assert caught.value.raised.place[:2] == ("lesson_05_datasets/baseline.py", 2)


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_no_exception_ends_the_worker(open_code, error):
    module = open_code(f"def f(): raise {error}\ndef g(): return 1")[MODULE]
    with pytest.raises(RemoteError):
        module.f()
    assert module.g() == 1


def test_a_missing_module_is_named(open_code, tmp_path):
    submission = open_code()
    (tmp_path / "lesson_05_datasets" / "dataset.py").unlink(missing_ok=True)
    with pytest.raises(MissingModuleError, match=r"lesson_05_datasets/dataset\.py is missing"):
        _ = submission["lesson_05_datasets.dataset"]
