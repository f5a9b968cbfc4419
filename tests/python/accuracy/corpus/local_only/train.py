import os
from pathlib import Path
from tempfile import TemporaryDirectory

from transformers import AutoModel, AutoTokenizer, BertForMaskedLM, TrainingArguments

OUTPUT = "./checkpoints/final"
HERE = Path(__file__).parent


def main():
    AutoTokenizer.from_pretrained("./tokenizer")
    AutoTokenizer.from_pretrained("../shared/tokenizer", use_fast=True)
    AutoModel.from_pretrained("/models/bert")
    AutoModel.from_pretrained(OUTPUT)
    AutoModel.from_pretrained("~/models/bert")
    AutoModel.from_pretrained(HERE / "weights")
    AutoModel.from_pretrained(Path("weights") / "bert")
    AutoModel.from_pretrained("C:\\models\\bert")
    AutoModel.from_pretrained("runs/bert/checkpoint-500/model")
    AutoModel.from_pretrained(os.path.join(OUTPUT, "best"))
    with TemporaryDirectory() as folder:
        AutoModel.from_pretrained(folder)
    BertForMaskedLM.from_pretrained()
    arguments = TrainingArguments(output_dir="results/run")
    return arguments
