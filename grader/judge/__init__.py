"""Learner code and the judge's side of it: one wire encoding, one call protocol, transports by isolation level."""
