import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    DiffusionPipeline,
    StableDiffusionControlNetPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from diffusers.pipelines.stable_diffusion import StableDiffusionInpaintPipeline
from controlnet_aux import OpenposeDetector

MODEL_ID = "stabilityai/stable-diffusion-2-1"


def pipelines(base_model="runwayml/stable-diffusion-v1-5", lora=None):
    a = StableDiffusionPipeline.from_pretrained(MODEL_ID, revision="fp16", torch_dtype=torch.float16)
    b = DiffusionPipeline.from_pretrained("stabilityai/stable-diffusion-xl-base-1.0").to("cuda")
    vae = AutoencoderKL.from_pretrained("stabilityai/sd-vae-ft-mse")
    net = ControlNetModel.from_pretrained("lllyasviel/sd-controlnet-canny")
    c = StableDiffusionControlNetPipeline.from_pretrained(base_model, controlnet=net, vae=vae)
    d = StableDiffusionXLPipeline.from_single_file("https://huggingface.co/stabilityai/sdxl-turbo/blob/main/sd_xl_turbo_1.0.safetensors")
    e = StableDiffusionXLPipeline.from_single_file("models/dreamshaper.safetensors")
    unet = UNet2DConditionModel.from_pretrained(base_model, subfolder="unet")
    pose = OpenposeDetector.from_pretrained("lllyasviel/Annotators")
    b.load_lora_weights("latent-consistency/lcm-lora-sdxl")
    b.load_lora_weights(lora)
    f = StableDiffusionInpaintPipeline.from_pretrained("runwayml/stable-diffusion-inpainting")
    return a, b, c, d, e, f, unet, pose
