"""The misconceptions of the course: what people take for true, the wrong solutions that do it, where it is mended."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from course.model import Chapter, Course, Item, Mistake
from course.publish.links import Link, exercise_link, used_html
from course.publish.markup import Markdown
from course.publish.pages import Page, anchor
from course.publish.references import Target
from course.publish.templating import fill, say
from course.publish.usage import Usage


def misconceptions_page(course: Course, targets: Mapping[str, Target], usage: Usage) -> tuple[Page, str]:
    """One section a chapter: its misconceptions with their wrong files, then the wrong files that stand alone."""
    page = Page("misconceptions/", "text", say("page.misconceptions"), "misconceptions")
    view = _View(course, Markdown(targets, page.root), usage)
    mistakes = sum(len(exercise.mistakes) for exercise in course.exercises)
    known = sum(len(chapter.misconceptions) for chapter in course.chapters)
    lead = Markup("<p>{}</p>").format(say("page.misconceptions_lead", n=known, m=mistakes))
    groups = {chapter.title: view.listed(chapter) for chapter in course.chapters if chapter.misconceptions}
    parts: list[str] = [lead, fill("index", groups=groups)]
    for chapter in course.chapters:
        shown = view.chapter(chapter)
        if shown:
            parts += [f"## {chapter.title} {{#{anchor(chapter.title)}}}", *shown]
    return page, page.text("\n\n".join(parts))


class _View:
    """The page's parts, with its own way to the root."""

    def __init__(self, course: Course, markdown: Markdown, usage: Usage) -> None:
        self.course, self.markdown, self.usage = course, markdown, usage

    def chapter(self, chapter: Chapter) -> list[str]:
        mistakes = [m for e in self.course.exercises if e.chapter == chapter.slug for m in e.mistakes]
        known = {item.id for item in chapter.misconceptions}
        by_item = {item: [m for m in mistakes if m.misconception == item.id] for item in chapter.misconceptions}
        shown = [self.item(item, found) for item, found in by_item.items() if found or self.usage[item.id]]
        bare = [item for item, found in by_item.items() if not (found or self.usage[item.id])]
        alone = [self.mistake(m, "h3") for m in mistakes if m.misconception not in known]
        return [*shown, *alone, *([fill("misconceptions_bare", items=bare)] if bare else [])]

    def listed(self, chapter: Chapter) -> list[Link]:
        """The chapter's misconceptions for the page's index."""
        return [Link(f"#{item.id}", item.text) for item in chapter.misconceptions]

    def item(self, item: Item, mistakes: list[Mistake]) -> Markup:
        return fill(
            "misconception",
            item=item,
            text=self.markdown.inline(item.text),
            mistakes=[self.mistake(mistake, "h4") for mistake in mistakes],
            used=used_html(self.course, self.usage[item.id], self.markdown.root),
        )

    def mistake(self, mistake: Mistake, heading: str) -> Markup:
        return fill(
            "wrong",
            mistake=mistake,
            heading=heading,
            told=self.markdown.block(mistake.message),
            exercise=exercise_link(self.course.exercise(mistake.exercise), self.markdown.root),
            used=used_html(self.course, self.usage[mistake.id], self.markdown.root),
        )
