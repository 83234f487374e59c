"""Checks of an exercise on a submission: the pytest plugin, comparison, naming of mistakes, answers of forms."""
