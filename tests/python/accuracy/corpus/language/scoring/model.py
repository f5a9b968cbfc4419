from transformers import T5ForConditionalGeneration


class Ranker(T5ForConditionalGeneration):
    pass


def load_ranker(name):
    return Ranker.from_pretrained(name)
