import os

from vllm import LLM, EngineArgs, SamplingParams
from llama_cpp import Llama
import ctranslate2
from faster_whisper import WhisperModel
from mlx_lm import load, generate
import litellm
from litellm import completion
from sglang import Engine
from huggingface_hub import InferenceClient
from openai import OpenAI
from ctransformers import AutoModelForCausalLM as CAuto

SIZE = "large-v3"

llm = LLM(model="mistralai/Mistral-7B-Instruct-v0.2", tensor_parallel_size=2)
positional = LLM("facebook/opt-125m")
arguments = EngineArgs(model=os.environ.get("VLLM_MODEL", "Qwen/Qwen2.5-7B-Instruct"))
gguf = Llama.from_pretrained(repo_id="Qwen/Qwen2-0.5B-Instruct-GGUF", filename="*q8_0.gguf")
file = Llama(model_path="./models/7B/llama-model.gguf")
translator = ctranslate2.Translator("ende_ctranslate2/")
whisper = WhisperModel(SIZE, device="cuda")
tiny = WhisperModel("tiny.en")
distilled = WhisperModel("Systran/faster-distil-whisper-large-v3")
model, tokenizer = load("mlx-community/Mistral-7B-Instruct-v0.3-4bit")
answer = completion(model="huggingface/HuggingFaceH4/starchat-beta", messages=[])
elsewhere = litellm.completion(model="gpt-4o", messages=[])
engine = Engine(model_path="meta-llama/Meta-Llama-3.1-8B-Instruct")
client = InferenceClient("meta-llama/Meta-Llama-3-8B-Instruct")
chat = OpenAI().chat.completions.create(model="gpt-4o", messages=[])
quantised = CAuto.from_pretrained("marella/gpt-2-ggml")
