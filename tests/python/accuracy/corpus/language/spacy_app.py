import spacy
import en_core_web_sm
from spacy import load as load_pipeline

LANGUAGES = {"de": "de_core_news_sm", "fr": "fr_core_news_sm"}

nlp = spacy.load("en_core_web_lg", disable=["parser"])
small = en_core_web_sm.load()
medium = load_pipeline("en_core_web_md")
own = spacy.load("./training/model-best")
blank = spacy.blank("en")


def german(language):
    return spacy.load(LANGUAGES[language])


def given(model):
    return spacy.load(model)
