import json
from pathlib import Path

import yaml
from omegaconf import OmegaConf
from transformers import AutoModel, AutoTokenizer, pipeline
from sentence_transformers import SentenceTransformer
import tomllib

with open("config.yaml") as file:
    config = yaml.safe_load(file)
with open("settings.json") as file:
    settings = json.load(file)
with open("app.toml", "rb") as file:
    app = tomllib.load(file)
omega = OmegaConf.load("config.yaml")
paths = yaml.safe_load(Path("config.yaml").read_text())

model = AutoModel.from_pretrained(config["model"]["name"])
tokenizer = AutoTokenizer.from_pretrained(config["model"].get("tokenizer"))
encoder = SentenceTransformer(settings["encoder"])
reranker = pipeline("text-classification", model=app["rerank"]["model"])
other = AutoModel.from_pretrained(omega.model.name)
path = AutoModel.from_pretrained(paths["model"]["name"])
unknown = AutoModel.from_pretrained(config["model"]["absent"])
