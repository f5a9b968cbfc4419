"""One package a source: its `__init__` says which tables it fills, helpers lie beside it."""
