import torchaudio
from torchaudio.pipelines import HUBERT_BASE
from speechbrain.pretrained import EncoderClassifier
from speechbrain.inference.ASR import EncoderDecoderASR
import speechbrain as sb

bundle = torchaudio.pipelines.WAV2VEC2_ASR_BASE_960H
acoustic = bundle.get_model()
hubert = HUBERT_BASE.get_model()
direct = torchaudio.pipelines.WAV2VEC2_LARGE.get_model()
speaker = EncoderClassifier.from_hparams(source="speechbrain/spkrec-ecapa-voxceleb")
words = EncoderDecoderASR.from_hparams("speechbrain/asr-crdnn-rnnlm-librispeech", savedir="tmp")
own = EncoderClassifier.from_hparams(source="./results/ecapa")
noise = sb.inference.SpectralMaskEnhancement.from_hparams(source="speechbrain/metricgan-plus-voicebank")
sound, rate = torchaudio.load("speech.wav")
