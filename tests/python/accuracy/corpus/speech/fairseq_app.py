from fairseq.models.roberta import RobertaModel
from fairseq.checkpoint_utils import load_model_ensemble_and_task_from_hf_hub
from fairseq import checkpoint_utils
from audiocraft.models import MusicGen
from vocos import Vocos
import keras_hub

music = MusicGen.get_pretrained("facebook/musicgen-small")
models, cfg, task = load_model_ensemble_and_task_from_hf_hub("facebook/fastspeech2-en-ljspeech")
again = checkpoint_utils.load_model_ensemble_and_task_from_hf_hub("facebook/tts_transformer-zh-cv7_css10")
local = RobertaModel.from_pretrained("/data/roberta.large", checkpoint_file="model.pt")
vocoder = Vocos.from_pretrained("charactr/vocos-mel-24khz")
keras = keras_hub.models.BertClassifier.from_preset("bert_base_en_uncased")
kept = keras_hub.models.GemmaCausalLM.from_preset("hf://google/gemma-2b")
