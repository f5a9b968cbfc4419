from engine_kit import Engine
from gliner_kit import load
from transformers import AutoConfig


class Own(Engine):
    def __init__(self, folder):
        self.config = AutoConfig.from_pretrained("google/siglip-base-patch16-224")
