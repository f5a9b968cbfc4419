from dataclasses import dataclass, field

from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer, HfArgumentParser
from trl import SFTTrainer


@dataclass
class ModelArguments:
    model_name_or_path: str = field(default="microsoft/deberta-v3-base", metadata={"help": "the PTM"})
    config_name: str = field(metadata={"help": "the configuration"})
    tokenizer_name: str | None = field(default=None)


def main():
    parser = HfArgumentParser((ModelArguments,))
    (model_args,) = parser.parse_args_into_dataclasses()
    config = AutoConfig.from_pretrained(model_args.config_name)
    tokenizer = AutoTokenizer.from_pretrained(
        model_args.tokenizer_name if model_args.tokenizer_name else model_args.model_name_or_path
    )
    model = AutoModelForSequenceClassification.from_pretrained(
        model_args.model_name_or_path, config=config
    )
    trainer = SFTTrainer("facebook/opt-350m", train_dataset=None)
    return tokenizer, model, trainer
