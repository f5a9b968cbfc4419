import open_clip
from open_clip import create_model_from_pretrained, get_tokenizer
from transformers import CLIPModel, CLIPProcessor

model, _, preprocess = open_clip.create_model_and_transforms("hf-hub:laion/CLIP-ViT-g-14-laion2B-s12B-b42K")
other, transform = create_model_from_pretrained("hf-hub:timm/ViT-B-16-SigLIP")
tokenizer = get_tokenizer("hf-hub:timm/ViT-B-16-SigLIP")
clip = CLIPModel.from_pretrained("openai/clip-vit-base-patch32")
processor = CLIPProcessor.from_pretrained("openai/clip-vit-base-patch32")
blank = open_clip.create_model("ViT-B-32")
