"""Tables: what a dataset promises, whether a folder keeps it, and simulating one."""
