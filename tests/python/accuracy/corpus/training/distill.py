from transformers import ViTForImageClassification, ViTImageProcessor

from common import BASE_MODEL, TEACHERS
from common.names import STUDENT, Names
import common.names as names

student = ViTForImageClassification.from_pretrained(STUDENT)
base = ViTForImageClassification.from_pretrained(BASE_MODEL)
qualified = ViTForImageClassification.from_pretrained(names.BASE)
teachers = [ViTForImageClassification.from_pretrained(each) for each in TEACHERS]
images = ViTImageProcessor.from_pretrained(Names.PROCESSOR)
first = ViTForImageClassification.from_pretrained(TEACHERS[0])
