"""判 and 算: values of choices and answers computed from the solution and the wrong files, and answers judged by them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from course.content import load_module
from course.model import CalcForm, Exercise, PredictQuestion
from course.publish.forms import CalcKey, FormFault, FormKey, PredictKey
from course.result import CheckResult, Form, Misconception, Result
from course.words import Words
from grader.checking.materials import PUBLIC_SEEDS, Materials
from grader.judge.runner import InProcess
from grader.judge.source import read_source

say = Words("grader")

SOLUTION = "solution"

_known: dict[str, FormKey] = {}


def form_key(exercise: Exercise, seed: int = PUBLIC_SEEDS[0]) -> FormKey:
    """The computed values of an exercise's 判 and 算 forms, 算 on the variant of `seed`.

    Raises FormFault when a call fails on the solution or two choices of a question show the same value.
    """
    name = f"{exercise.folder}:{exercise.version}:{seed}"
    if name not in _known:
        try:
            _known[name] = _form_key(exercise, seed)
        except (
            LookupError,
            ValueError,
            TypeError,
        ) as fault:  # a case that does not read, an argument that does not fit
            raise FormFault(f"{exercise.id}: {fault}") from fault
    return _known[name]


def _form_key(exercise: Exercise, seed: int) -> FormKey:
    materials = Materials(exercise)
    predict = tuple(_predict_key(exercise, question, materials) for question in exercise.forms.predict)
    calc = _calc_key(exercise, exercise.forms.calc, materials, seed) if exercise.forms.calc else None
    return FormKey(predict, calc)


@cache
def computed_by() -> str:
    """A digest of the code that computes form keys: keys kept elsewhere hold while it stays the same."""
    parts = [
        path for package in ("grader", "grader.checking", "grader.judge") for path in resources.files(package).iterdir()
    ]
    sources = sorted((path.name, path.read_bytes()) for path in parts if path.name.endswith((".py", ".toml")))
    return hashlib.sha256(repr(sources).encode()).hexdigest()[:16]


def _predict_key(exercise: Exercise, question: PredictQuestion, materials: Materials) -> PredictKey:
    tables = materials.case(question.case) if question.case else {}
    args = _arguments(exercise, question.call, tables, question.args)
    labels = []
    for choice in question.choices:
        value = _outcome(exercise, choice, question.call, args)
        labels.append((choice, shown(read_path(value, question.read), question.format)))
    if len({label for _, label in labels}) < len(labels):
        raise FormFault(f"{exercise.id} predict {question.id}: choices are not distinct: {labels}")
    return PredictKey(question.id, tuple(labels))


def _calc_key(exercise: Exercise, form: CalcForm, materials: Materials, seed: int) -> CalcKey:
    tables = materials.case(form.case) if form.case else materials.variant(seed, form.scale)
    args = _arguments(exercise, form.call, tables, form.args)
    right = _answers(exercise, form, SOLUTION, args)
    faulty = [name for name, value in right.items() if value is None]
    if faulty:
        raise FormFault(f"{exercise.id} calc: the solution gives no number for {faulty}")
    mistakes = {mistake.slug: _answers(exercise, form, mistake.slug, args) for mistake in exercise.mistakes}
    return CalcKey({name: float(value) for name, value in right.items() if value is not None}, mistakes, tables)


def _answers(exercise: Exercise, form: CalcForm, who: str, args: tuple[Any, ...]) -> dict[str, float | None]:
    value = _outcome(exercise, who, form.call, args)
    found: dict[str, float | None] = {}
    for answer in form.answers:
        read = read_path(value, answer.read)
        part: Any = count_values(read, answer.count) if answer.count else read
        number = isinstance(part, (int, float)) and not isinstance(part, bool) and part == part
        found[answer.id] = round(part * answer.times, 9) if number else None
    return found


def _arguments(exercise: Exercise, call: str, tables: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[Any, ...]:
    checks = _checks(exercise.folder / "checks.py", exercise.version)
    if hasattr(checks, "form_args"):
        return tuple(checks.form_args(dict(tables), dict(given)))
    function = next(function for function in exercise.functions if function.name == call)
    return tuple(_argument(function.signature, name, tables, given) for name in function.parameters)


@cache
def _checks(path: Path, version: str) -> Any:
    return load_module(path)


def _argument(signature: str, name: str, tables: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    if name not in given:
        return tables[name]
    value = given[name]
    if isinstance(value, str) and f"{name}: Timestamp" in signature:
        import pandas as pd

        return pd.Timestamp(value, tz="Asia/Shanghai")
    return value


def _outcome(exercise: Exercise, who: str, call: str, args: tuple[Any, ...]) -> Any:
    """What the solution or a mistake returns; None where a mistake raises."""
    source = exercise.folder / "solution.py" if who == SOLUTION else exercise.mistake(who).path
    runner = InProcess()
    runner.load(read_source(source))
    outcome = runner.call(call, args, {})
    if outcome.kind != "returned" and who == SOLUTION:
        raise FormFault(f"{exercise.id}: solution on {call}: {outcome}")
    return outcome.value


def read_path(value: Any, path: str) -> Any:
    """The part of a value that a dot-separated path names: keys of dicts, positions of lists, `column[row]` of tables.

    A key may be a whole number or a day (2026-01-12). `*` stands for every value of a dict, a list or a Series: what the
    rest of the path reads in each is added up. An empty path is the value itself; a missing part gives None.
    """
    steps = list(_steps(path))
    for at, step in enumerate(steps):
        if step == "*":
            return _total(value, ".".join(steps[at + 1 :]))
        try:
            if hasattr(value, "iloc"):
                value = value.iloc[int(step)] if step.lstrip("-").isdigit() else value[step]
            elif isinstance(value, (list, tuple)):
                value = value[int(step)]
            else:
                value = value[next(key for key in _keys(step) if key in value)]
        except (KeyError, IndexError, TypeError, ValueError, StopIteration):
            return None
    return value.item() if getattr(value, "ndim", None) == 0 else value


def _keys(step: str) -> Iterator[str | int | date]:
    """What a step may mean as a key."""
    yield step
    with suppress(ValueError):
        yield int(step)
    with suppress(ValueError):
        yield date.fromisoformat(step)


def _total(value: Any, path: str) -> float | None:
    """The sum of what `path` reads in each value; None where something is not a number."""
    if not isinstance(value, (dict, list, tuple)) and not hasattr(value, "tolist"):
        return None
    parts = [read_path(part, path) for part in (value.values() if isinstance(value, dict) else value)]
    numbers = [part for part in parts if isinstance(part, (int, float))]
    return sum(numbers) if len(numbers) == len(parts) else None


def count_values(part: Any, wanted: str) -> int | None:
    """How many values of a dict, list, tuple or Series read as `wanted` (a date: 2026-02-01); None for anything else."""
    if not isinstance(part, (dict, list, tuple)) and not hasattr(part, "tolist"):
        return None
    values = part.values() if isinstance(part, dict) else part
    return sum(1 for value in values if str(value) == wanted)


def _steps(path: str) -> Iterator[str]:
    for part in path.replace("]", "").split("."):
        yield from (step for step in part.split("[") if step)


def shown(value: Any, form: str) -> str:
    """A value as a choice shows it."""
    if value is None or value != value:
        return say("forms.none")
    if form == "percent1":
        return f"{value:.1%}"
    if form == "int":
        return f"{value:g}"
    if form == "float2":
        return f"{value:.2f}"
    if form == "yuan":
        return say("forms.yuan", value=value / 100)
    return str(value)


# ---------------------------------------------------------------- answers judged


def judge_answers(
    exercise: Exercise, form: Form, answers: Mapping[str, Any], name: str, seed: int = PUBLIC_SEEDS[0]
) -> Result:
    """Judge the answers of a 判 or 算 form: `{question id: choice number (1-based) or text}` or `{answer id: number}`."""
    began = time.perf_counter()
    key = form_key(exercise, seed)
    checks, named = _judge_predict(exercise, key, answers) if form == "predict" else _judge_calc(exercise, key, answers)
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False)
    return Result(
        exercise={"id": exercise.id, "slug": exercise.slug, "version": exercise.version},
        form=form,
        submission={"name": name, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        checks=checks,
        misconception=named,
        seeds=(seed,),
        isolation_level=1,
        seconds=round(time.perf_counter() - began, 4),
    )


Judged = tuple[tuple[CheckResult, ...], Misconception | None]


def _judge_predict(exercise: Exercise, key: FormKey, answers: Mapping[str, Any]) -> Judged:
    checks, chosen = [], []
    for question, known in zip(exercise.forms.predict, key.predict, strict=True):
        who = _choice(known, answers.get(question.id))
        status, message = (
            ("passed", "")
            if who == SOLUTION
            else ("failed", say("forms.no_choice" if who is None else "forms.wrong_choice"))
        )
        checks.append(_form_check(question.id, question.ask, status, message))
        if who not in (None, SOLUTION):
            chosen.append(who)
    return tuple(checks), _named(exercise, str(chosen[0])) if len(set(chosen)) == 1 else None


def _choice(key: PredictKey, answer: Any) -> str | None:
    for number, (who, label) in enumerate(key.choices, start=1):
        if (answer == number and not isinstance(answer, bool)) or answer in (label, str(number)):
            return who
    return None


def _judge_calc(exercise: Exercise, key: FormKey, answers: Mapping[str, Any]) -> Judged:
    form, calc = exercise.forms.calc, key.calc
    assert form is not None and calc is not None
    given = {answer.id: _number(answers.get(answer.id)) for answer in form.answers}
    tol = {answer.id: answer.tol for answer in form.answers}
    checks = []
    for answer in form.answers:
        value = given[answer.id]
        if value is None:
            checks.append(_form_check(answer.id, answer.label, "failed", say("forms.no_number")))
        elif _near(value, calc.right[answer.id], tol[answer.id]):
            checks.append(_form_check(answer.id, answer.label, "passed", ""))
        else:
            checks.append(_form_check(answer.id, answer.label, "failed", say("forms.wrong_number", value=value)))
    fits = [slug for slug, wrong in calc.mistakes.items() if _shows(given, calc.right, wrong, tol)]
    return tuple(checks), _named(exercise, fits[0]) if len(fits) == 1 else None


def _shows(
    given: Mapping[str, float | None],
    right: Mapping[str, float],
    wrong: Mapping[str, float | None],
    tol: Mapping[str, float],
) -> bool:
    telling = [name for name in right if not _near(wrong[name], right[name], tol[name])]
    return bool(telling) and all(
        given[name] is not None and _near(given[name], wrong[name], tol[name]) for name in telling
    )


def _near(one: float | None, other: float | None, tol: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= tol + 1e-9


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(str(value).strip().rstrip("%％").replace(",", ""))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _form_check(name: str, sentence: str, status: Any, message: str) -> CheckResult:
    return CheckResult(name, sentence.strip(), status, 1.0 if status == "passed" else 0.0, 1.0, message)


def _named(exercise: Exercise, slug: str) -> Misconception:
    mistake = exercise.mistake(slug)
    return Misconception(mistake.id, mistake.title, mistake.message)
