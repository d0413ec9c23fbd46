import pytest

from autograder.authoring.translation import readmes
from autograder.authoring.translation.readmes import differences, pairs, problems

ENGLISH = """\
[简体中文](README.zh.md)

# A lesson

Read [the targets](targets.py#L3) and ![a loop](figures/loop.svg).

```python
x = 1  # one
```

```console
$ course check targets
all is well
```

## More
"""
CHINESE = """\
[English](README.md)

# 一课

请看 ![循环](figures/loop.svg) 和[目标](targets.py#L3)。

```python
x = 1  # 一
```

```console
$ course check targets
一切正常
```

## 更多
"""


def test_a_translation_of_the_same_structure_is_fine():
    assert differences(ENGLISH, CHINESE) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("## 更多", "### 更多", "headings, number 2: expected 2, got 3"),
        ("## 更多", "", "headings: expected 2, got 1"),
        ("x = 1", "x = 2", r"code, number 1: expected 'x = 1\n', got 'x = 2\n'"),
        ("$ course check", "$ course watch", "code, number 2"),
        ("loop.svg", "pool.svg", "figures, number 1: expected 'figures/loop.svg', got 'figures/pool.svg'"),
        ("targets.py#L3", "agent.py", "links: missing targets.py, too many agent.py"),
    ],
)
def test_other_headings_code_figures_and_links_are_told(before, after, says):
    (said,) = differences(ENGLISH, CHINESE.replace(before, after))
    assert said.startswith(says)


def test_the_front_page_is_to_lead_to_its_translation_and_back(tmp_path, monkeypatch):
    monkeypatch.setattr(readmes, "ROOT", tmp_path)
    monkeypatch.setattr(readmes, "SOLUTIONS", tmp_path / "solutions")
    (tmp_path / "solutions").mkdir()
    (tmp_path / "README.md").write_text("# One\n", encoding="utf-8")
    assert problems() == ["README.zh.md: is missing"]
    (tmp_path / "README.zh.md").write_text("[English](README.md)\n\n# 一\n", encoding="utf-8")
    assert problems() == ["README.md: has no link to README.zh.md"]
    (tmp_path / "README.md").write_text("[简体中文](README.zh.md)\n\n# One\n", encoding="utf-8")
    assert problems() == []


def test_every_readme_has_its_chinese_one_of_the_same_structure():
    assert len(list(pairs())) > 4
    assert problems() == []
