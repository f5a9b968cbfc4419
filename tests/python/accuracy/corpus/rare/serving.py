import chromadb.utils.embedding_functions as functions
import gradio as gr
import mii
import outlines
from fastchat.model import load_model
from guidance import models
from llava.model.builder import load_pretrained_model
from lmdeploy import pipeline
from mlx_embeddings import load as load_embedding
from mlx_vlm import load as load_vision
from mlx_whisper import transcribe
from petals import AutoDistributedModelForCausalLM
from ragatouille import RAGPretrainedModel
from rerankers import Reranker
import dspy

embed = functions.SentenceTransformerEmbeddingFunction(model_name="all-MiniLM-L6-v2")
demo = gr.load("models/google/vit-base-patch16-224")
page = gr.Interface.load("huggingface/gpt2")
space = gr.load("spaces/gradio/hello")
deep = mii.pipeline("mistralai/Mistral-7B-v0.1")
shaped = outlines.models.transformers("microsoft/Phi-3-mini-4k-instruct")
chat, tokenizer = load_model("lmsys/vicuna-7b-v1.5", device="cuda")
guided = models.Transformers("openai-community/gpt2-medium")
eye = load_pretrained_model("liuhaotian/llava-v1.5-7b", None, "llava-v1.5-7b")
turbo = pipeline("internlm/internlm2-chat-7b")
apple = load_embedding("mlx-community/all-MiniLM-L6-v2-4bit")
vision = load_vision("mlx-community/Qwen2-VL-2B-Instruct-4bit")
words = transcribe("speech.mp3", path_or_hf_repo="mlx-community/whisper-turbo")
petal = AutoDistributedModelForCausalLM.from_pretrained("petals-team/StableBeluga2")
colbert = RAGPretrainedModel.from_pretrained("colbert-ir/colbertv2.0")
ranker = Reranker("mixedbread-ai/mxbai-rerank-large-v1", model_type="cross-encoder")
prompt = dspy.HFModel(model="google/flan-t5-large")
