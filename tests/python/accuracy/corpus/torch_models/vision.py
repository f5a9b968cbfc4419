import timm
import torchvision
import torchvision.models as models
from torchvision.models import ResNet50_Weights, efficientnet_b0, resnet50
from torchvision.models.detection import fasterrcnn_resnet50_fpn

BACKBONE = "convnext_tiny"

resnet = models.resnet18(pretrained=True)
named = resnet50(weights=ResNet50_Weights.IMAGENET1K_V2)
texted = efficientnet_b0(weights="IMAGENET1K_V1")
vgg = torchvision.models.vgg16(weights="DEFAULT")
detector = fasterrcnn_resnet50_fpn(pretrained=True)
segmenter = torchvision.models.segmentation.deeplabv3_resnet101(pretrained=True)
positional = models.densenet121(True)
blank = models.resnet34()
also_blank = models.resnet34(weights=None, num_classes=10)
old_blank = models.resnet152(pretrained=False)

vit = timm.create_model("vit_base_patch16_224", pretrained=True)
tuned = timm.create_model("hf_hub:timm/eva02_base_patch14_448.mim_in22k", pretrained=True)
convnext = timm.create_model(BACKBONE, pretrained=True, num_classes=0)
random_start = timm.create_model("resnet50", pretrained=False)
shape = timm.create_model("resnet50")


def backbone(name="swin_tiny_patch4_window7_224", pretrained=True):
    return timm.create_model(name, pretrained=pretrained)


def any_backbone(config):
    return timm.create_model(config.backbone, pretrained=True)
