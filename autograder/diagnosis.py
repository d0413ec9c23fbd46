"""What an exception from student code means, in words, with the student's own frames."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, NamedTuple

from autograder.expectations import next_step
from autograder.proxies import RemoteError
from autograder.submission import MissingModuleError
from autograder.worker.raised import Place, Raised, describe, words_of

if TYPE_CHECKING:
    from pathlib import Path

_MAX_MESSAGE = 600

_CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"Found dtype|have the same dtype|expected (scalar type|target dtype)|not implemented for '[A-Z]",
        "two tensors of different dtypes meet: make features float32 and labels int64",
    ),
    (
        r"mat1 and mat2 shapes cannot be multiplied|size mismatch",
        "a tensor has the wrong shape for this layer: print its shape just before",
    ),
    (
        r"The size of tensor a .* must match|operands could not be broadcast|shape mismatch",
        "two arrays of shapes that do not fit are combined: print both shapes",
    ),
    (
        r"leaf Variable that requires grad.*in-place|a leaf Variable that requires grad",
        "a parameter is changed in place: do it under torch.no_grad()",
    ),
    (
        r"does not require grad and does not have a grad_fn",
        "the loss is cut off from the network's parameters: was it detached, or computed under torch.no_grad()?",
    ),
    (
        r"backward through the graph a second time",
        "the same graph is used for two backward passes: compute the loss anew in each step",
    ),
    (
        r"modified by an inplace operation",
        "a value that backward() needs was overwritten: by an in-place operation such as +=, or by optimizer.step()",
    ),
    (
        r"Can't call numpy\(\) on Tensor that requires grad",
        "a tensor that is part of a graph is turned into an array: detach() it first",
    ),
    (
        r"Expected all tensors to be on the same device",
        "tensors live on different devices: create them on the network's device",
    ),
    (
        r"tensors used as indices must be|index.*must be.*int64|Expected dtype int(32/int)?64",
        "an index tensor must hold int64 values",
    ),
    (
        r"FileNotFoundError|non-existent directory",
        "no such file or folder: is the path right, and was the folder made, mkdir(parents=True, exist_ok=True)?",
    ),
    (
        r"FileExistsError",
        "a file or folder is there already: mkdir(exist_ok=True) accepts a folder, and mode 'w' replaces a file",
    ),
    (
        r"batch must contain tensors.*Series|shape of object type 'Series'",
        "a pandas Series was returned where a tensor is expected: convert it in the dataset",
    ),
    (
        r"KeyError: -?\d+",
        "there is no such key: df[i] asks for a *column* called i, df.loc[i] for a row *called* i; df.iloc[i] is row i",
    ),
    (
        r"identically-labeled Series",
        "two Series of different lengths are compared: take the single number out of mode() first",
    ),
    (
        r"(too many|not enough) values to unpack",
        "there are more or fewer names on the left than values come back: env.reset gives two, env.step five",
    ),
    (
        r"setting an array element with a sequence|inhomogeneous shape",
        "parts of different shapes are made one array: env.reset gives (observation, info), unpack both",
    ),
    (
        r"Cannot call env\.step\(\) before calling env\.reset\(\)|ResetNeeded",
        "the environment has to be reset before the first step and after an episode's end",
    ),
    (
        r"AssertionError: .*\(<class '.*'>\) invalid",
        "env.step wants a plain integer action: convert it with int(...)",
    ),
    (
        r"expected class indices|0D or 1D target tensor expected|multi-target not supported",
        "cross-entropy wants labels as a (B,) tensor of int64 class indices",
    ),
    (r"Subtraction, the .-. operator, with a bool tensor", "1 - mask is an error for booleans: use ~mask"),
    (r"operator.invert\) is only implemented", "~ is for booleans: invert first, then .float()"),
    (r"can't multiply sequence by non-int", "max(dim=…) gives values and their positions: take .values"),
    (
        r"Boolean value of Tensor with more than one value is ambiguous",
        "if, not and max ask a tensor of many values for one truth value: use ~, torch.where or .max(dim=1)",
    ),
    (
        r"Index tensor must have the same number of dimensions",
        "gather wants an index with as many axes as the table: index[:, None], then squeeze(1)",
    ),
    (
        r"larger sample than population|Sample larger than population",
        "drawing without replacement runs out: draw with replacement",
    ),
    (
        r"could not broadcast input array",
        "an array is written to a place of another shape: print both shapes",
    ),
    (r"index -?\d+ is out of bounds for (axis|dimension)", "an index lies beyond the end of an array"),
    (
        r"is not a Module subclass",
        "nn.Sequential takes modules one by one: unpack the list, nn.Sequential(*layers)",
    ),
    (r"before Module\.__init__\(\) call", "super().__init__() has to come first in __init__"),
    (
        r"missing the required \"forward\"",
        "the module has no forward(): that is its name, not __call__ or predict",
    ),
    (
        r"can only concatenate (list|tuple)",
        "a list is joined with another kind of sequence: convert it by list(...) first",
    ),
    (
        r"IndexError: (list|tuple) index out of range",
        "a list is shorter than the index: may it be empty here?",
    ),
    (
        r"NoneType' object has no attribute 'add_scalar'",
        "the writer may be None: then nothing is to be logged",
    ),
    (r"NoneType", "something is None that should not be: is a return missing?"),
    (
        r"positional argument|unexpected keyword argument",
        "the signature was changed: it has to stay as in the skeleton",
    ),
    (r"has no attribute", "a name is missing: is it misspelt, or not set in __init__?"),
    (r"maximum recursion depth", "a function calls itself without end"),
    (
        r"[Uu]nable to allocate|not enough memory|can't allocate memory",
        "far too much memory is asked for: check the shapes",
    ),
    (r"No module named", "an import names a module that is not there"),
)
"""Patterns of the most common exceptions, matched against `Type: message`, and what usually causes them."""


class Explanation(NamedTuple):
    """An exception in words."""

    message: str
    traceback: str
    module_is_broken: bool


def is_unwritten(error: BaseException) -> bool:
    """Whether `error` is a skeleton's way to say that it has not been written yet.

    PyTorch raises NotImplementedErrors, too; those say other things.
    """
    says = words_of(error)
    return isinstance(error, NotImplementedError) and (
        not says or re.search(r"\.py: write \w", says) is not None
    )


def raised_by(error: BaseException, root: Path) -> Raised:
    """Describe an exception that code under `root` raised, in this process or in a worker."""
    return error.raised if isinstance(error, RemoteError) else describe(error, str(root))


def explain_exception(error: BaseException, root: Path, exercise_file: str) -> Explanation:
    """Explain what student code under `root` raised: type and message, likely cause, place, next step."""
    if isinstance(error, MissingModuleError):
        message = (
            f"{error}\nlook at: {exercise_file}\nnext: copy the skeleton there: course reset {exercise_file}"
        )
        return Explanation(message, "", module_is_broken=True)
    raised = raised_by(error, root)
    if is_unwritten(error):
        return Explanation(f"not written yet: {raised.text}\n{next_step()}", "", module_is_broken=False)
    text = f"{raised.kind}: {raised.text}"[:_MAX_MESSAGE]
    lines = [f"the code raised {text}"]
    cause = likely_cause(text)
    if cause:
        lines.append(f"likely: {cause}")
    lines += [f"look at: {_where(raised, exercise_file)}", next_step()]
    return Explanation("\n".join(lines), _show(raised.frames), module_is_broken=_is_broken(raised))


def likely_cause(text: str) -> str | None:
    """Name the usual cause of an exception given as `Type: message`; None if it is not a common one."""
    return next((cause for pattern, cause in _CAUSES if re.search(pattern, text)), None)


def _show(frames: tuple[Place, ...]) -> str:
    """Show calls as Python's tracebacks do."""
    summaries = (
        traceback.FrameSummary(frame.file, frame.line, frame.function, lookup_line=False, line=frame.text)
        for frame in frames
    )
    return "".join(traceback.format_list(summaries))


def _where(raised: Raised, exercise_file: str) -> str:
    if raised.place is not None:
        return f"{raised.place.file}:{raised.place.line}"
    if raised.frames:
        last = raised.frames[-1]
        return f"{last.file}:{last.line}, {last.function}"
    return exercise_file


def _is_broken(raised: Raised) -> bool:
    """Whether the module could not even be imported."""
    if raised.frames:
        return raised.frames[0].function == "<module>"
    return raised.place is not None
