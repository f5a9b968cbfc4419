#!/bin/bash
# python train.py --model_name_or_path comment/model
MODEL=allenai/longformer-base-4096
export TOKENIZERS_PARALLELISM=false
python train.py --model_name_or_path bert-base-uncased --output_dir out/run
python train.py --model_name_or_path "$MODEL" --do_train
python train.py --model_name_or_path ./checkpoints/last
huggingface-cli download Qwen/Qwen2-1.5B-Instruct
vllm serve meta-llama/Llama-3.2-1B-Instruct --port 8000
git clone https://github.com/owner/repository
