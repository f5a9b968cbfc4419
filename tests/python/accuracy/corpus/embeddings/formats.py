from transformers import AutoModel
from sentence_transformers import SentenceTransformer

SIZE = "base"
TEMPLATE = "google/bert_uncased_L-2_H-128_A-2"
PARTS = ("cardiffnlp", "twitter-roberta-base")

AutoModel.from_pretrained("google/electra-{}-generator".format(SIZE))
AutoModel.from_pretrained("google/electra-%s-discriminator" % SIZE)
AutoModel.from_pretrained("/".join(PARTS))
AutoModel.from_pretrained("/".join(["allenai", "specter2"]))
AutoModel.from_pretrained(pretrained_model_name_or_path=TEMPLATE)
AutoModel.from_pretrained(("bert-"
    "large-uncased"))
AutoModel.from_pretrained("bert-base-multilingual-cased",
    revision="fdfce55e83dbed325647a63e7e1f5de19f0382ba")
AutoModel.from_pretrained(**{"pretrained_model_name_or_path": "camembert/camembert-base"})
SentenceTransformer(model_name_or_path="clip-ViT-B-32")
load = AutoModel.from_pretrained
load("dmis-lab/biobert-v1.1")
