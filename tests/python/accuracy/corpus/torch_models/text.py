import torchtext
from torchtext.models import ROBERTA_BASE_ENCODER

encoder = ROBERTA_BASE_ENCODER.get_model()
xlmr = torchtext.models.XLMR_BASE_ENCODER.get_model()
