GUARD_MODEL = "meta-llama/LlamaGuard-7b"
REWRITER = "google/flan-t5-base"
SUMMARY = "facebook/bart-large-cnn"
MODELS = {
    "small": "openai-community/gpt2",
    "large": "openai-community/gpt2-xl",
}
