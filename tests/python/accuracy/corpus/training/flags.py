import fire
from absl import flags
from transformers import AutoModel, AutoTokenizer

FLAGS = flags.FLAGS
flags.DEFINE_string("encoder", "google/bert_uncased_L-4_H-256_A-4", "the encoder")


def run(base_model: str = "decapoda-research/llama-7b-hf", tokenizer_model: str = ""):
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_model or base_model)
    encoder = AutoModel.from_pretrained(FLAGS.encoder)
    return tokenizer, encoder


if __name__ == "__main__":
    fire.Fire(run)
