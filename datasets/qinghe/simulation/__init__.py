"""The simulation behind `make.py`, one module a subject. Stages and tables register themselves in `world`."""
