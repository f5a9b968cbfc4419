from peft import AutoPeftModelForCausalLM, PeftConfig, PeftModel
from transformers import AutoModelForCausalLM
from optimum.onnxruntime import ORTModelForSequenceClassification
from optimum.pipelines import pipeline
from auto_gptq import AutoGPTQForCausalLM
from awq import AutoAWQForCausalLM
from unsloth import FastLanguageModel

ADAPTER = "tloen/alpaca-lora-7b"
base = AutoModelForCausalLM.from_pretrained("huggyllama/llama-7b")
tuned = PeftModel.from_pretrained(base, ADAPTER)
again = PeftModel.from_pretrained(base, model_id="ybelkada/opt-350m-lora")
config = PeftConfig.from_pretrained("smangrul/twitter_complaints_bigscience_T0_3B_LORA_SEQ_2_SEQ_LM")
direct = AutoPeftModelForCausalLM.from_pretrained("ybelkada/opt-350m-lora")
read = AutoModelForCausalLM.from_pretrained(config.base_model_name_or_path)
onnx = ORTModelForSequenceClassification.from_pretrained("optimum/distilbert-base-uncased-finetuned-sst-2-english")
fast = pipeline("text-generation", model="gpt2", accelerator="ort")
gptq = AutoGPTQForCausalLM.from_quantized("TheBloke/Llama-2-7B-GPTQ", device="cuda:0")
awq = AutoAWQForCausalLM.from_quantized("TheBloke/Llama-2-7B-AWQ")
model, tokenizer = FastLanguageModel.from_pretrained(
    model_name="unsloth/llama-3-8b-bnb-4bit",
    max_seq_length=2048,
)
