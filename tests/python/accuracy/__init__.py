"""How accurate the scanner is: call sites labelled by hand, and what it makes of them.

`python -m accuracy` measures it; docs/accuracy.md keeps the figures.
"""
