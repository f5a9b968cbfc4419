from pytorch_transformers import BertModel
from pytorch_pretrained_bert import BertTokenizer

bert = BertModel.from_pretrained("bert-base-uncased")
words = BertTokenizer.from_pretrained("bert-base-uncased", do_lower_case=True)
