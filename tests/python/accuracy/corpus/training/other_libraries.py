from simpletransformers.classification import ClassificationModel
from happytransformer import HappyTextClassification
from txtai.embeddings import Embeddings
from adapters import AutoAdapterModel
from model2vec import StaticModel
from tokenizers import Tokenizer
from transformer_lens import HookedTransformer
from haystack.components.readers import ExtractiveReader
from fastembed import TextEmbedding
from bert_score import BERTScorer

classes = ClassificationModel("roberta", "roberta-base")
happy = HappyTextClassification("DISTILBERT", "distilbert-base-uncased-finetuned-sst-2-english")
index = Embeddings(path="sentence-transformers/nli-mpnet-base-v2")
adapter = AutoAdapterModel.from_pretrained("bert-base-uncased")
static = StaticModel.from_pretrained("minishlab/potion-base-8M")
pieces = Tokenizer.from_pretrained("bert-base-cased")
hooked = HookedTransformer.from_pretrained("EleutherAI/pythia-70m")
reader = ExtractiveReader(model="deepset/tinyroberta-squad2")
dense = TextEmbedding(model_name="BAAI/bge-small-en-v1.5")
scorer = BERTScorer(model_type="microsoft/deberta-xlarge-mnli")
