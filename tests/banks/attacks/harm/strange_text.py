"""Tries: names and raises what cannot be encoded, printed or compared: surrogates, NULs, escapes, bidirectional marks.
Must: the report is printable and whole.
Exercise: lesson_05_datasets/baseline
Variants: 3
"""

VARIANT = 0


TEXT = "\ud800\udfff\x00\x1b]52;c;cHduZWQ=\x07\u202e[link=file:///etc/passwd]x[/link]\r\n<script>alert(1)</script>=cmd|' /C calc'!A0"
Strange = type("S\u202e\x1b[2J", (Exception,), {})


def majority_class_accuracy(train, test):
    kind = VARIANT
    if kind == 0:
        raise Strange(TEXT)
    return TEXT if kind == 1 else {TEXT: [TEXT, TEXT.encode("utf-8", "surrogatepass")]}
