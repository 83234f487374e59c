"""Sub-commands of `course` that a learner and an instructor use; `course.cli` puts them together."""
