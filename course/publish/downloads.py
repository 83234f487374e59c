"""What a reader takes along: the lesson as a notebook that runs anywhere, and the dataset as one archive."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from course.load.lesson import REFERENCE
from course.model import Dataset, Lesson
from course.publish.kernel import download_code
from course.publish.notebook import text_of, v4
from course.publish.references import Target
from course.publish.templating import say

_ARCHIVED = ("dataset.toml", "*.py", "simulation/*.py", "README.md", "*.csv", "*.csv.gz")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def lesson_download(notebook: Any, lesson: Lesson, dataset: Dataset | None, targets: Mapping[str, Target]) -> str:
    """The resolved notebook for a reader's own Jupyter: directives as plain Markdown, the set-up in a folded first cell."""
    find = f'import sys\n\nsys.path.insert(0, "{dataset.slug}")\n\n' if dataset else ""
    how = say("download.how", folder=dataset.slug) if dataset else ""
    cells = [
        v4.new_markdown_cell(f"# {lesson.title}\n\n{how}".strip(), id="title"),
        v4.new_code_cell(find + download_code(), id="setup", metadata={"jupyter": {"source_hidden": True}}),
    ]
    cells += [_cell(cell, targets) for cell in notebook.cells if not _only_title(cell)]
    metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": notebook.metadata.language_info}
    return text_of(v4.new_notebook(cells=cells, metadata=metadata))


def _only_title(cell: Any) -> bool:
    return cell.cell_type == "markdown" and re.fullmatch(r"# .*", cell.source.strip()) is not None


def _cell(cell: Any, targets: Mapping[str, Target]) -> Any:
    told = cell.metadata.siyu
    if cell.cell_type == "code":
        return v4.new_code_cell(
            cell.source,
            id=cell.id,
            metadata={"tags": cell.metadata.tags},
            outputs=cell.outputs,
            execution_count=cell.execution_count,
        )
    source = REFERENCE.sub(lambda found: _label(found[1].strip(), targets), cell.source)
    if "directive" in told:
        named = " ".join(_label(name, targets) for name in told.argument.split())
        source = f"**{say(f'block.{told.directive}')}** {named}\n\n{source}".strip()
    return v4.new_markdown_cell(source, id=cell.id)


def _label(name: str, targets: Mapping[str, Target]) -> str:
    return targets[name].label if name in targets else name


def dataset_archive(dataset: Dataset) -> bytes:
    """The dataset's tables, description and reader in one .zip, the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted({path for pattern in _ARCHIVED for path in dataset.folder.glob(pattern)}):
            entry = zipfile.ZipInfo(f"{dataset.slug}/{path.relative_to(dataset.folder).as_posix()}", _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".gz" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return packed.getvalue()
