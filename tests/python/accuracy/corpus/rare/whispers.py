import clip
import whisper
import faster_whisper
from nemo.collections.asr.models import NeuralDiarizer
from multilingual_clip import pt_multilingual_clip


class Ears(faster_whisper.WhisperModel):
    """Inherits how it is made."""

    def hear(self, sound):
        return self.transcribe(sound)


class Counter(faster_whisper.WhisperModel):
    def __init__(self, count):
        self.count = count


ears = Ears("small")
count = Counter("three")
first = whisper.load_model("base.en")
second = whisper.load_model(name="turbo")
pictures, preprocess = clip.load("ViT-B/32", device="cpu")
many = pt_multilingual_clip.MultilingualCLIP.from_pretrained("M-CLIP/LABSE-Vit-L-14")


def diarize(config):
    return NeuralDiarizer(cfg=config)


def clipped(numbers, low, high):
    return numbers.clip(low, high)
