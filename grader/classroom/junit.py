"""Writes a run as JUnit XML: a suite an exercise, a case a learner and check. Build servers read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from course.result import CheckResult
from grader.classroom.journal import Entry

_ELEMENTS = {"failed": "failure", "error": "error", "skipped": "skipped"}
_COUNTED = (("failures", "failed"), ("errors", "error"), ("skipped", "skipped"))
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(entries: Iterable[Entry], path: Path) -> None:
    """One pass over the entries, whose order is kept; `entries` of one exercise need not stand together."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as stream:
        xml = XMLGenerator(stream, "utf-8", short_empty_elements=True)
        xml.startDocument()
        xml.startElement("testsuites", AttributesImpl({}))
        for entry in entries:
            _suite(xml, entry)
        xml.endElement("testsuites")
        xml.endDocument()
    part.replace(path)


def _suite(xml: XMLGenerator, entry: Entry) -> None:
    statuses: list[str] = [check.status for check in entry.result.checks]
    counts = {name: str(statuses.count(status)) for name, status in _COUNTED}
    name = _plain(f"{entry.exercise} {entry.learner}")
    attributes = {"name": name, "tests": str(len(statuses)), **counts, "time": f"{entry.result.seconds:.3f}"}
    xml.startElement("testsuite", AttributesImpl(attributes))
    for check in entry.result.checks:
        _case(xml, entry, check)
    xml.endElement("testsuite")


def _case(xml: XMLGenerator, entry: Entry, check: CheckResult) -> None:
    name = {"name": _plain(check.sentence or check.id), "classname": _plain(f"{entry.exercise}.{entry.learner}")}
    xml.startElement("testcase", AttributesImpl({**name, "time": f"{check.seconds:.3f}"}))
    if element := _ELEMENTS.get(check.status):
        xml.startElement(element, AttributesImpl({"message": _plain(check.message)}))
        xml.characters("\n".join(_lines(check)))
        xml.endElement(element)
    xml.endElement("testcase")


def _lines(check: CheckResult) -> Iterator[str]:
    for row in check.diff:
        yield _plain(f"{row.where}: {row.got}" + ("" if row.want is None else f" ≠ {row.want}"))


def _plain(text: str) -> str:
    """Text that XML 1.0 can hold."""
    return _NOT_XML.sub("�", text)
