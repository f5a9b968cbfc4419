from langchain.embeddings import HuggingFaceBgeEmbeddings, HuggingFaceEmbeddings, HuggingFaceInstructEmbeddings
from langchain_huggingface import HuggingFaceEndpoint, HuggingFacePipeline
from langchain_huggingface import HuggingFaceEmbeddings as NewEmbeddings
from langchain_openai import OpenAIEmbeddings
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.huggingface import HuggingFaceLLM

EMBEDDING = "BAAI/bge-large-en"

a = HuggingFaceEmbeddings(model_name="sentence-transformers/all-mpnet-base-v2")
b = HuggingFaceInstructEmbeddings(model_name="hkunlp/instructor-xl")
c = HuggingFaceBgeEmbeddings(model_name=EMBEDDING, encode_kwargs={})
d = HuggingFacePipeline.from_model_id(model_id="microsoft/phi-2", task="text-generation")
e = HuggingFaceEndpoint(repo_id="HuggingFaceH4/zephyr-7b-alpha")
f = NewEmbeddings(model_name="Alibaba-NLP/gte-large-en-v1.5")
g = HuggingFaceEmbedding(model_name="BAAI/bge-small-en")
h = HuggingFaceLLM(model_name="StabilityAI/stablelm-tuned-alpha-3b", tokenizer_name="StabilityAI/stablelm-tuned-alpha-3b")
i = OpenAIEmbeddings(model="text-embedding-3-small")
