from ultralyticsplus import YOLO
from transformers import AutoImageProcessor, AutoModelForObjectDetection
import sam2.sam2_image_predictor as sam

yolo = YOLO("keremberke/yolov8m-table-extraction")
detr = AutoModelForObjectDetection.from_pretrained("facebook/detr-resnet-50")
images = AutoImageProcessor.from_pretrained("facebook/detr-resnet-50")
segments = sam.SAM2ImagePredictor.from_pretrained("facebook/sam2-hiera-large")
