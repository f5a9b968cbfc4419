import torch
from torch import hub
import torch.hub as th

ENTRY = "resnet18"
REPOSITORY = "pytorch/vision:v0.10.0"


def models(entry, which="dinov2_vits14"):
    a = torch.hub.load("pytorch/vision:v0.10.0", "resnet18", pretrained=True)
    b = hub.load("ultralytics/yolov5", "yolov5s")
    c = th.load(repo_or_dir="snakers4/silero-vad", model="silero_vad")
    d = torch.hub.load(REPOSITORY, ENTRY)
    e = torch.hub.load("facebookresearch/dinov2", which)
    f = torch.hub.load("facebookresearch/dino:main", entry)
    g = torch.hub.load("./local_repository", "model", source="local")
    h = torch.load("weights.pt")
    k = torch.hub.load_state_dict_from_url("https://example.org/weights.pth")
    return a, b, c, d, e, f, g, h, k
