import click
from sentence_transformers import CrossEncoder, SentenceTransformer, models, util
from sentence_transformers import SentenceTransformer as Encoder
import sentence_transformers

NAMES = ["all-MiniLM-L12-v2", "multi-qa-mpnet-base-dot-v1"]

encoder = SentenceTransformer("all-mpnet-base-v2")
full = Encoder("sentence-transformers/LaBSE")
foreign = sentence_transformers.SentenceTransformer("intfloat/e5-base-v2", trust_remote_code=True)
reranker = CrossEncoder("cross-encoder/ms-marco-MiniLM-L-6-v2", max_length=512)
words = models.Transformer("distilbert-base-uncased")
built = SentenceTransformer(modules=[words, models.Pooling(768)])
several = [SentenceTransformer(name) for name in NAMES]
saved = SentenceTransformer("output/run-1/0_Transformer/model")


@click.command()
@click.option("--encoder", default="thenlper/gte-base", help="the encoder")
@click.option("--reranker-name", "reranker_name", default="BAAI/bge-reranker-base")
@click.argument("corpus")
def index(encoder, reranker_name, corpus):
    one = SentenceTransformer(encoder)
    two = CrossEncoder(reranker_name)
    three = SentenceTransformer(corpus)
    return util.cos_sim(one, two), three
