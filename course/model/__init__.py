"""Authority on the course's records: what a course, chapter, lesson, exercise, quiz and dataset are.

Frozen, standard library only, no reading of files (that is `course.load`). Paths are absolute folders or files of content.
"""

from course.model.chapter import Chapter, Choice, Item, Lesson, Question, QuestionKind
from course.model.course import Course
from course.model.dataset import Column, ColumnType, Dataset, Table
from course.model.exercise import (
    CalcAnswer,
    CalcForm,
    Exercise,
    FixForm,
    FormName,
    Forms,
    Function,
    Mistake,
    PredictQuestion,
)
from course.model.plan import CapstoneSection, Pace, Presets, Role, Track
from course.model.registers import Case, Contradiction, Mark, OutlineItem, Registers, Stance

__all__ = [
    "CalcAnswer",
    "CalcForm",
    "CapstoneSection",
    "Case",
    "Chapter",
    "Choice",
    "Column",
    "ColumnType",
    "Contradiction",
    "Course",
    "Dataset",
    "Exercise",
    "FixForm",
    "FormName",
    "Forms",
    "Function",
    "Item",
    "Lesson",
    "Mark",
    "Mistake",
    "OutlineItem",
    "Pace",
    "PredictQuestion",
    "Presets",
    "Question",
    "QuestionKind",
    "Registers",
    "Role",
    "Stance",
    "Table",
    "Track",
]
