from engine_kit import Engine
from gliner_kit import load
from transformers import AutoModel

engine = Engine("three")
load("four")
model = AutoModel.from_pretrained("google/siglip-so400m-patch14-384")
