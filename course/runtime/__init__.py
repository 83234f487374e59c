"""The Python that runs inside a page: a folder with Pyodide's core and wheels, described, provisioned and checked."""
