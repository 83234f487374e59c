"""What the terminal's commands write to and read from the progress log."""

from __future__ import annotations

from course import progress
from course.progress import Kind, Standing
from course.result import Result
from grader.workspace import Place


def note(place: Place, kind: Kind, ref: str, payload: dict[str, object] | None = None) -> None:
    """Append one event. A folder that cannot be written is no reason to withhold a verdict: then nothing is kept."""
    try:
        progress.append(place.progress, progress.new_event(kind, ref, progress.device(place.progress.parent), payload))
    except OSError:
        return


def note_result(place: Place, result: Result) -> None:
    """Append the event of one check."""
    named = result.misconception.id if result.misconception else None
    note(
        place,
        "check",
        result.exercise["id"],
        {
            "form": result.form,
            "status": result.status,
            "points": result.points,
            "max_points": result.max_points,
            "mistake": named,
        },
    )


def standing(place: Place, ref: str) -> Standing:
    """Where the learner stands with an exercise."""
    return standings(place).get(ref, Standing())


def standings(place: Place) -> dict[str, Standing]:
    """Where the learner stands with everything; empty when the log cannot be read."""
    try:
        return progress.read(place.progress).state()
    except OSError:
        return {}
