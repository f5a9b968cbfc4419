import nemo.collections.asr as nemo_asr
from nemo.collections.asr.models import EncDecSpeakerLabelModel
from pyannote.audio import Inference, Model, Pipeline
from espnet2.bin.tts_inference import Text2Speech
from asteroid.models import BaseModel
import whisperx
from parler_tts import ParlerTTSForConditionalGeneration

asr = nemo_asr.models.EncDecCTCModelBPE.from_pretrained("nvidia/stt_en_citrinet_1024_gamma_0_25")
short = nemo_asr.models.ASRModel.from_pretrained(model_name="stt_en_conformer_ctc_large")
speaker = EncDecSpeakerLabelModel.from_pretrained("nvidia/speakerverification_en_titanet_large")
diarization = Pipeline.from_pretrained("pyannote/speaker-diarization-3.1", use_auth_token=True)
segmentation = Model.from_pretrained("pyannote/segmentation@Interspeech2021")
inference = Inference("pyannote/embedding", window="whole")
voice = Text2Speech.from_pretrained("espnet/kan-bayashi_ljspeech_vits")
separation = BaseModel.from_pretrained("JorisCos/DCCRNet_Libri1Mix_enhsingle_16k")
aligned = whisperx.load_model("small")
parler = ParlerTTSForConditionalGeneration.from_pretrained("parler-tts/parler_tts_mini_v0.1")
