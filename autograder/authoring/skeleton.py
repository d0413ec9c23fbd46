"""Skeletons from solutions: each region between `# BEGIN SOLUTION` and `# END SOLUTION` becomes one `raise`."""

from __future__ import annotations

import ast

from autograder.errors import CourseError

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"


def skeleton(source: str, file: str) -> str:
    """Return the solution `source` of the exercise `file` without its solution regions.

    Raises CourseError for a region that is not closed, nested, outside a function, or for a file without any.
    """
    lines = source.splitlines()
    functions = _functions(source, file)
    kept: list[str] = []
    begin: int | None = None
    regions = 0
    for number, line in enumerate(lines, start=1):
        marker = line.strip()
        if marker == BEGIN:
            if begin is not None:
                raise CourseError(
                    f"{file}:{number}: a region begins inside another; close the one of line {begin}"
                )
            begin = number
            name = _enclosing(functions, number)
            if name is None:
                raise CourseError(
                    f"{file}:{number}: a solution region stands outside every function; move it inside"
                )
            indent = line[: len(line) - len(line.lstrip())]
            kept.append(f'{indent}raise NotImplementedError("{file}: write {name}")')
            regions += 1
        elif marker == END:
            if begin is None:
                raise CourseError(f"{file}:{number}: '{END}' without '{BEGIN}'; add the beginning")
            begin = None
        elif begin is None:
            kept.append(line)
    if begin is not None:
        raise CourseError(f"{file}:{begin}: '{BEGIN}' is never closed; add '{END}'")
    if not regions:
        raise CourseError(
            f"{file}: no solution region; put the code students write between '{BEGIN}' and '{END}'"
        )
    text = "\n".join(kept) + "\n"
    _functions(text, file)  # a skeleton has to be valid Python
    return text


def _functions(source: str, file: str) -> list[tuple[int, int, str]]:
    """List (first line, last line, qualified name) of every function, outer ones first."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{file}:{error.lineno}: {error.msg}; the file has to be valid Python") from error
    found: list[tuple[int, int, str]] = []

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((child.lineno, child.end_lineno or child.lineno, prefix + child.name))
            elif isinstance(child, ast.ClassDef):
                visit(child, f"{prefix}{child.name}.")
            else:
                visit(child, prefix)

    visit(tree, "")
    return found


def _enclosing(functions: list[tuple[int, int, str]], line: int) -> str | None:
    return next((name for first, last, name in functions if first <= line <= last), None)
