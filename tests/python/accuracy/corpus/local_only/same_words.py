"""Words of the signatures that load nothing.

>>> from transformers import pipeline
>>> pipeline("fill-mask", model="docstring/example")
"""

from sklearn.pipeline import make_pipeline as pipeline
from sklearn.preprocessing import StandardScaler

NOTE = 'AutoModel.from_pretrained("text/of-a-string")'


class Registry:
    def load(self, name):
        return name

    def pipeline(self, name):
        return name


steps = pipeline(StandardScaler())
registry = Registry()
registry.load("acme/thing")
registry.pipeline("acme/other")
print(NOTE.replace("from_pretrained(", ""))
