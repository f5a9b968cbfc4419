from datasets import load_dataset, load_from_disk
from huggingface_hub import HfApi, hf_hub_download, snapshot_download

squad = load_dataset("rajpurkar/squad")
glue = load_dataset("nyu-mll/glue", "mrpc")
kept = load_from_disk("data/kept")
card = hf_hub_download("rajpurkar/squad", "README.md", repo_type="dataset")
space = hf_hub_download(repo_id="gradio/hello", filename="app.py", repo_type="space")
weights = hf_hub_download(repo_id="openai-community/gpt2", filename="model.safetensors")
config = hf_hub_download("facebook/opt-125m", "config.json", revision="27dcfa74d334bc871f3234de431e71c6eeba5dd6")
whole = snapshot_download("BAAI/bge-small-en-v1.5", local_files_only=True)
frozen = snapshot_download(repo_id="cardiffnlp/tweet_eval", repo_type="dataset")
HfApi().list_models(author="google")
