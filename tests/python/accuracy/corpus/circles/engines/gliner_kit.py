from gliner_engine import load
