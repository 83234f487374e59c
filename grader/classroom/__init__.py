"""Grading a class: what was handed in, judged in one run that can be killed and resumed, and what everybody gets back."""
