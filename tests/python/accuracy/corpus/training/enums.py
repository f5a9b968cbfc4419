from enum import Enum

from transformers import AutoModel


class Backbone(str, Enum):
    SMALL = "google/mobilebert-uncased"
    LARGE = "google/rembert"


small = AutoModel.from_pretrained(Backbone.SMALL.value)
large = AutoModel.from_pretrained(Backbone.LARGE)
