from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoTokenizer


class Encoder:
    NAME = "microsoft/mpnet-base"
    fallback = "microsoft/deberta-v3-small"

    def __init__(self, name=None, other="albert/albert-base-v2"):
        self.name = name or "FacebookAI/roberta-base"
        self.other = other
        self.fixed = "FacebookAI/xlm-roberta-base"
        self.model = AutoModel.from_pretrained(self.NAME)
        self.spare = AutoModel.from_pretrained(Encoder.fallback)

    def load(self):
        a = AutoModel.from_pretrained(self.name)
        b = AutoModel.from_pretrained(self.other)
        c = AutoTokenizer.from_pretrained(self.fixed)
        return a, b, c

    def switch(self, kind):
        names = {"small": "prajjwal1/bert-tiny", "large": "prajjwal1/bert-medium"}
        a = AutoModel.from_pretrained(names[kind])
        b = AutoModel.from_pretrained(names.get(kind, "prajjwal1/bert-mini"))
        return a, b

    def branch(self, kind):
        if kind == "a":
            name = "studio-ousia/luke-base"
        elif kind == "b":
            name = "google/electra-small-discriminator"
        else:
            raise ValueError(kind)
        return AutoModel.from_pretrained(name)
