"""A chat server. Run `AutoModel.from_pretrained("docstring/model")` to see that it loads nothing."""

import argparse
import os

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer as Tok, GenerationConfig
from transformers import pipeline

from server import settings
from server.settings import GUARD_MODEL, MODELS
from .settings import REWRITER as rewriter_name
from server.store import Conversation

DEFAULT = "HuggingFaceH4/zephyr-7b-beta"
OWNER = "mistralai"
# tokenizer = AutoTokenizer.from_pretrained("comment/model")


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default=DEFAULT)
    parser.add_argument("--draft-model", dest="draft", type=str, default="TinyLlama/TinyLlama-1.1B")
    parser.add_argument("--adapter", required=True)
    return parser.parse_args()


def load(args):
    tokenizer = Tok.from_pretrained(args.model)
    model = AutoModelForCausalLM.from_pretrained(
        args.model,
        torch_dtype=torch.float16,
    )
    draft = transformers.AutoModelForCausalLM.from_pretrained(args.draft)
    guard = pipeline("text-classification", GUARD_MODEL)
    rewriter = pipeline("text2text-generation", model=rewriter_name)
    summary = transformers.pipeline(task="summarization", model=settings.SUMMARY)
    small = AutoModelForCausalLM.from_pretrained(MODELS["small"])
    spare = AutoModelForCausalLM.from_pretrained(f"{OWNER}/Mistral-7B-v0.1")
    other = AutoModelForCausalLM.from_pretrained(OWNER + "/" + "Mixtral-8x7B-v0.1")
    options = GenerationConfig.from_pretrained("HuggingFaceH4/zephyr-7b-beta")
    adapted = AutoModelForCausalLM.from_pretrained(args.adapter)
    judge = AutoModelForCausalLM.from_pretrained(os.getenv("JUDGE", "prometheus-eval/prometheus-7b-v2.0"))
    critic = AutoModelForCausalLM.from_pretrained(os.environ["CRITIC"])
    talk = Conversation.from_pretrained("talk/one")
    return tokenizer, model, draft, guard, rewriter, summary, small, spare, other, options, adapted, judge, critic, talk


if __name__ == "__main__":
    load(parse())
