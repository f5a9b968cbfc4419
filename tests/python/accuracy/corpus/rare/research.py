from doctr.models import from_hub
from gptqmodel import GPTQModel
from hqq.models.hf.base import AutoHQQHFModel
from huggingface_sb3 import load_from_hub
from intel_extension_for_transformers.transformers import AutoModelForCausalLM as IntelModel
from ipex_llm.transformers import AutoModelForCausalLM as IpexModel
from mamba_ssm.models.mixer_seq_simple import MambaLMHeadModel
from nnsight import LanguageModel
from paddlenlp.transformers import AutoModel as PaddleModel
from pylate import models
from pythae.models import AutoModel as PythaeModel
from skops import hub_utils
from tensorflow_tts.inference import TFAutoModel
from torchmetrics.text.bert import BERTScore
import yolov5

reader = from_hub("mindee/fasterrcnn_mobilenet_v3_large_fpn")
gptq = GPTQModel.load("ModelCloud/Llama-3.2-1B-Instruct-gptqmodel-4bit-vortex-v1")
half = AutoHQQHFModel.from_quantized("mobiuslabsgmbh/Llama-2-7b-chat-hf_4bitnogs_hqq")
policy = load_from_hub(repo_id="sb3/ppo-CartPole-v1", filename="ppo-CartPole-v1.zip")
intel = IntelModel.from_pretrained("Intel/neural-chat-7b-v3-1")
ipex = IpexModel.from_pretrained("THUDM/chatglm3-6b", trust_remote_code=True)
mamba = MambaLMHeadModel.from_pretrained("state-spaces/mamba-130m")
sight = LanguageModel("openai-community/gpt2-large", device_map="auto")
paddle = PaddleModel.from_pretrained("ernie-3.0-base-zh")
late = models.ColBERT(model_name_or_path="lightonai/colbertv2.0")
vae = PythaeModel.load_from_hf_hub("clementchadebec/reproduced_iwae")
hub_utils.download(repo_id="scikit-learn/persuasive-essays", dst="here")
speech = TFAutoModel.from_pretrained("tensorspeech/tts-tacotron2-ljspeech-en")
score = BERTScore(model_name_or_path="roberta-large")
yolo = yolov5.load("fcakyon/yolov5s-v7.0")
