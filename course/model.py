"""Authority on the course's records: what a course, chapter, lesson, exercise, quiz and dataset are.

Frozen, standard library only, no reading of files (that is `course.load`). Paths are absolute folders or files of content.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

ColumnType = Literal["str", "int", "float", "bool", "date", "ts", "enum"]
FormName = Literal["predict", "calc", "fix", "write", "deep"]
QuestionKind = Literal["single", "multiple", "numeric", "ordering", "fault"]
Stance = Literal["正", "反", "存疑"]
Mark = Literal["chart", "case", "doubt", "gap"]


@dataclass(frozen=True)
class Column:
    """One column of a table. `naive` is the zone of text without an offset; `unit` is Chinese text such as 分."""

    name: str
    type: ColumnType
    zh: str
    unit: str = ""
    null: bool = False
    ref: str = ""
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    naive: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a dataset. `rows` is the design size; `status` says whether the simulator makes it yet.

    `sample` says which of its rows are committed, `sample_rows` how many; empty and 0 when all are.
    """

    name: str
    zh: str
    description: str
    key: tuple[str, ...]
    rows: int
    columns: tuple[Column, ...]
    status: Literal["simulated", "planned"] = "simulated"
    dirt: tuple[str, ...] = ()
    sha256: str = ""
    sample: str = ""
    sample_rows: int = 0

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Dataset:
    """A folder of tables described by its `dataset.toml`. Window days are ISO dates, half-open, in `timezone`."""

    slug: str
    folder: Path
    title: str
    brand: str
    synthetic: bool
    licence: str
    origin: str
    timezone: str
    window_start: str
    window_end: str
    main_seed: int
    tables: dict[str, Table]


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: `wrong/<slug>.py`. `fails` are the checks that come out failed on it."""

    slug: str
    exercise: str
    path: Path
    title: str
    message: str
    fails: tuple[str, ...]
    misconception: str = ""

    @property
    def id(self) -> str:
        """The id everybody refers to, like `E3.4:same_day`."""
        return f"{self.exercise}:{self.slug}"


@dataclass(frozen=True)
class Function:
    """A function the learner writes: `signature` is the text of PLAN.toml, `parameters` its names in order."""

    name: str
    signature: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class PredictQuestion:
    """判: choices stand for the solution or a mistake; their values are computed, never written."""

    id: str
    ask: str
    case: str
    show: tuple[str, ...]
    call: str
    args: dict[str, Any]
    read: str
    format: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class CalcAnswer:
    """One number of a 算 form: read off the call's result, times `times`, right within `tol`.

    With `count`, what is read is a dict, list or Series, and the number is how many of its values are `count`.
    """

    id: str
    label: str
    read: str
    tol: float
    times: float = 1.0
    unit: str = ""
    count: str = ""


@dataclass(frozen=True)
class CalcForm:
    """算: work a downloaded variant out in a sheet. `columns` limits the sheet's columns per table."""

    ask: str
    call: str
    args: dict[str, Any]
    answers: tuple[CalcAnswer, ...]
    steps: tuple[str, ...]
    scale: float = 0.0
    case: str = ""
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class FixForm:
    """改: start from the mistake's file and replace the line `was` by `line`."""

    mistake: str
    was: str
    line: str


@dataclass(frozen=True)
class Forms:
    """The forms an exercise has; None or empty when it has not that one."""

    predict: tuple[PredictQuestion, ...] = ()
    calc: CalcForm | None = None
    fix: FixForm | None = None
    write: bool = True
    deep: str = ""

    @property
    def names(self) -> tuple[FormName, ...]:
        """Names of the forms present, in teaching order."""
        present: dict[FormName, object] = {
            "predict": self.predict,
            "calc": self.calc,
            "fix": self.fix,
            "write": self.write,
            "deep": self.deep,
        }
        return tuple(name for name, there in present.items() if there)


@dataclass(frozen=True)
class Exercise:
    """One exercise folder. `minutes` per form; `version` is the first 16 hex digits of the folder's sha256.

    `types` are the named types of PLAN.toml (or of the folder's own exercise.toml) that signatures use;
    `dataset_folder` is None when the exercise needs no dataset.
    """

    id: str
    slug: str
    folder: Path
    title: str
    chapter: str
    level: int
    minutes: dict[str, int]
    objectives: tuple[str, ...]
    functions: tuple[Function, ...]
    dataset: str
    tables: tuple[str, ...]
    requires: tuple[str, ...]
    hints: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    sources: tuple[str, ...]
    variant_scale: float
    mistakes: tuple[Mistake, ...]
    forms: Forms
    version: str
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    dataset_folder: Path | None = None

    def mistake(self, slug: str) -> Mistake:
        """The mistake of that slug; KeyError when there is none."""
        for mistake in self.mistakes:
            if mistake.slug == slug:
                return mistake
        raise KeyError(slug)


@dataclass(frozen=True)
class Lesson:
    """A lesson's file and front matter; its body stays in the file.

    `goals` say in words what the reader can do afterwards: an objective of the chapter may take several lessons.
    `exercises` are the ids its `practice` block links to, `cites` all ids it defines or refers to. `prepares` are the
    forms to read it before: a plan has it only when it has one of them; without any it is for everyone.
    """

    slug: str
    chapter: str
    path: Path
    title: str
    minutes: int
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    tables: tuple[str, ...]
    order: int
    goals: tuple[str, ...] = ()
    prepares: tuple[FormName, ...] = ()
    exercises: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One choice of a question; `mistake` is the id of the misconception a wrong choice stands for."""

    text: str
    right: bool = False
    mistake: str = ""
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A quiz question. Choices of an `ordering` question stand in the right order.

    A `fault` question asks what is wrong with a chart; `chart` is the label of that cell in the question's lesson.
    """

    id: str
    lesson: str
    kind: QuestionKind
    ask: str
    explain: str
    choices: tuple[Choice, ...] = ()
    answer: float | None = None
    tol: float = 0.0
    unit: str = ""
    chart: str = ""


@dataclass(frozen=True)
class Item:
    """An entry with an id and a text: an objective or a misconception of a chapter."""

    id: str
    text: str
    verb: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter folder. Exercises name their chapter; a chapter never lists them.

    `diagnostic` are the questions that tell beforehand which of its lessons a reader need not take.
    """

    slug: str
    folder: Path
    title: str
    en: str
    summary: str
    objectives: tuple[Item, ...]
    misconceptions: tuple[Item, ...]
    lessons: tuple[Lesson, ...]
    questions: tuple[Question, ...]
    sources: tuple[str, ...] = ()
    diagnostic: tuple[Question, ...] = ()

    @property
    def number(self) -> str:
        """The number its ids bear: 3 where objectives are called L3.1, 0 for what comes before the first chapter."""
        first = self.objectives[0].id if self.objectives else ""
        return first.partition(".")[0].lstrip("L")


@dataclass(frozen=True)
class Role:
    """Who learns: required forms by id. An empty `forms` leaves the choice to the learner."""

    slug: str
    title: str
    forms: tuple[FormName, ...]


@dataclass(frozen=True)
class CapstoneSection:
    """A milestone of the capstone. `chapters` are what it draws on, `after` the sections before it."""

    number: int
    title: str
    minutes: int
    chapters: tuple[str, ...]
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Track:
    """What a role has to do: exercise ids, sections of the capstone, minutes of what only this role adds to it.

    `lessons` are slugs when the track leaves lessons out, else empty. `hours` is the target the minutes are held against.
    """

    slug: str
    title: str
    role: str
    hours: float
    exercises: tuple[str, ...]
    forms: tuple[FormName, ...]
    sections: tuple[int, ...]
    capstone: str
    capstone_hours: float
    extra: str = ""
    extra_minutes: int = 0
    lessons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pace:
    """A preset of the calendar: minutes a weekday from Monday and the hard limit of a week, reviews included.

    `review_minutes` by weekday is empty when each day keeps its share; `track` is set when the pace has one of its own.
    """

    slug: str
    title: str
    note: str
    weeks: int
    week_minutes: int
    weekday_minutes: tuple[int, ...]
    review_minutes: tuple[int, ...] = ()
    track: str = ""


@dataclass(frozen=True)
class Presets:
    """The study plan's settings from `course.toml`. `requires` are chapters before chapters; `hours` target hours."""

    requires: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hours: dict[str, float] = field(default_factory=dict)
    tracks: tuple[Track, ...] = ()
    paces: tuple[Pace, ...] = ()
    sections: tuple[CapstoneSection, ...] = ()
    question_minutes: int = 5
    review_share: float = 0.1

    def track(self, slug: str) -> Track:
        """The track of that slug; KeyError when there is none."""
        return next((track for track in self.tracks if track.slug == slug), None) or _missing(slug)

    def pace(self, slug: str) -> Pace:
        """The pace of that slug; KeyError when there is none."""
        return next((pace for pace in self.paces if pace.slug == slug), None) or _missing(slug)


@dataclass(frozen=True)
class Case:
    """A case of the trade's material: `facts` are what it gives, `missing` what it does not, `analysis` what to work out.

    `stance` is what the material takes it for; `sources` are outline ids, `claims` ids of claims.yml, `chapters` slugs.
    """

    id: str
    title: str
    chapters: tuple[str, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    stance: Stance
    facts: str
    missing: str
    analysis: str


@dataclass(frozen=True)
class Contradiction:
    """Claims of the material that do not go together; `claims` are ids of claims.yml, `lesson` what a reader learns from it."""

    id: str
    title: str
    claims: tuple[str, ...]
    lesson: str


@dataclass(frozen=True)
class OutlineItem:
    """An item of the sources' outline in the course's own words. `marks` say what it is or lacks.

    Items are nested by their ids: S1.3 is the heading of S1.3.4. Whoever names a heading names all below it.
    """

    id: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Registers:
    """Entries that lessons and exercises refer to by id; each entry is the register's mapping, unchanged, or a record."""

    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    laws: dict[str, dict[str, Any]] = field(default_factory=dict)
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    glossary: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    contradictions: dict[str, Contradiction] = field(default_factory=dict)
    outline: dict[str, OutlineItem] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """The whole course as read from `root`. Chapters stand in course order, exercises by id."""

    root: Path
    title: str
    chapters: tuple[Chapter, ...]
    exercises: tuple[Exercise, ...]
    datasets: dict[str, Dataset]
    roles: tuple[Role, ...]
    registers: Registers
    presets: Presets = field(default_factory=Presets)

    def chapter(self, slug: str) -> Chapter:
        """The chapter of that slug; KeyError when there is none."""
        return next((c for c in self.chapters if c.slug == slug), None) or _missing(slug)

    def exercise(self, name: str) -> Exercise:
        """The exercise of that id or slug; KeyError when there is none."""
        return next((e for e in self.exercises if name in (e.id, e.slug)), None) or _missing(name)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in course order."""
        return tuple(lesson for chapter in self.chapters for lesson in chapter.lessons)


def _missing(name: str) -> Any:
    raise KeyError(name)
