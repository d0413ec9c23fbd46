"""Tries: returns lists within lists within themselves, a million deep.
Must: values cross to a certain depth; the worker survives or is lost, the judge goes on.
Exercise: lesson_05_datasets/baseline
Variants: 2
"""

VARIANT = 0


def majority_class_accuracy(train, test):
    answer = []
    if VARIANT:
        answer.append(answer)
        return answer
    for _ in range(10**6):
        answer = [answer]
    return {"deep": answer}
