from dataclasses import dataclass, field
from typing import Optional

import typer
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel
from InstructorEmbedding import INSTRUCTOR
from FlagEmbedding import BGEM3FlagModel, FlagReranker
from keybert import KeyBERT
from bertopic import BERTopic

app = typer.Typer()


@dataclass
class Options:
    encoder: str = "BAAI/bge-base-en"
    reranker: Optional[str] = field(default="mixedbread-ai/mxbai-rerank-base-v1")


class Settings(BaseSettings):
    encoder: str = "jinaai/jina-embeddings-v2-base-en"


class Request(BaseModel):
    model: str = Field("nomic-ai/nomic-embed-text-v1", description="the encoder")
    other: str = Field(default="WhereIsAI/UAE-Large-V1")


settings = Settings()


def with_options(options: Options):
    a = SentenceTransformer(options.encoder)
    b = SentenceTransformer(options.reranker)
    c = SentenceTransformer(settings.encoder)
    return a, b, c


def answer(request: Request):
    a = SentenceTransformer(request.model)
    b = SentenceTransformer(Request().other)
    return a, b


@app.command()
def main(model: str = typer.Option("Snowflake/snowflake-arctic-embed-m", help="the encoder"), name: str = typer.Argument(...)):
    one = SentenceTransformer(model)
    two = SentenceTransformer(name)
    return one, two


few_shot = SetFitModel.from_pretrained("sentence-transformers/paraphrase-mpnet-base-v2")
instructor = INSTRUCTOR("hkunlp/instructor-large")
many = BGEM3FlagModel("BAAI/bge-m3", use_fp16=True)
rank = FlagReranker("BAAI/bge-reranker-v2-m3")
keywords = KeyBERT("all-MiniLM-L6-v2")
topics = BERTopic(embedding_model="paraphrase-MiniLM-L3-v2")
