from transformers import AutoTokenizer, BertModel, BertPreTrainedModel, PreTrainedModel


class Scorer(BertPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.bert = BertModel(config)


class Wrapper:
    def __init__(self, base="SpanBERT/spanbert-base-cased"):
        self.scorer = Scorer.from_pretrained(base)

    def run(self, text):
        return self.scorer(text)


scorer = Scorer.from_pretrained("nlptown/bert-base-multilingual-uncased-sentiment")
try:
    from transformers import LlamaTokenizerFast as LlamaTokenizer
except ImportError:
    LlamaTokenizer = AutoTokenizer
words = LlamaTokenizer.from_pretrained("hf-internal-testing/llama-tokenizer")
CLASSES = {"bert": (BertModel, "bert-base-cased")}
kind, name = CLASSES["bert"]
made = kind.from_pretrained(name)
