"""Fills the page templates. They hold structure only: sentences come from `[publish]` of `course/messages.toml`."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from course.model import Exercise
from course.words import Words

_words = Words("course")


def say(key: str, **values: object) -> str:
    """The sentence `key` of `[publish]`."""
    return _words(f"publish.{key}", **values)


_environment = Environment(
    loader=PackageLoader("course.publish"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def forms_told(exercise: Exercise) -> str:
    """The exercise's forms with their minutes, in one line."""
    return " · ".join(say("form_minutes", form=say(f"form.{form}"), n=n) for form, n in exercise.minutes.items())


def duration(minutes: int) -> str:
    """Minutes as one says them: hours from an hour and a half on, from three on whole ones, for they are an estimate."""
    if minutes < 90:
        return say("minutes", n=minutes)
    if minutes < 180:
        return say("hours", n=f"{minutes / 60:.1f}".removesuffix(".0"))
    return say("hours_about", n=(minutes + 30) // 60)


_environment.globals.update(say=say, forms=forms_told, duration=duration)


def fill(template: str, **values: Any) -> Markup:
    """The template `templates/<template>.html` with the values put in, escaped unless they are Markup."""
    return Markup(_environment.get_template(f"{template}.html").render(**values).strip())
