import stanza
from flair.embeddings import TransformerDocumentEmbeddings, TransformerWordEmbeddings
from flair.models import SequenceTagger, TextClassifier
from span_marker import SpanMarkerModel
from gliner import GLiNER
from allennlp.predictors.predictor import Predictor

stanza.download("en")
english = stanza.Pipeline("en", processors="tokenize,ner")
german = stanza.Pipeline(lang="de")
tagger = SequenceTagger.load("flair/ner-english-large")
short = SequenceTagger.load("ner-multi")
mood = TextClassifier.load("./resources/best-model.pt")
document = TransformerDocumentEmbeddings("roberta-base")
word = TransformerWordEmbeddings(model="xlm-roberta-large")
spans = SpanMarkerModel.from_pretrained("tomaarsen/span-marker-bert-base-fewnerd-fine-super")
gliner = GLiNER.from_pretrained("urchade/gliner_base")
reader = Predictor.from_path("hf://lysandre/bidaf-elmo-model-2020.03.19")
