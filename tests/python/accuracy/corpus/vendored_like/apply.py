from transformers import AutoModel

PREFIX = "hfl/"
NAMES = [PREFIX + tail for tail in ("chinese-bert-wwm", "chinese-macbert-base")]
ALIASES = {**{"rbt3": "hfl/rbt3"}, "rbtl3": "hfl/rbtl3"}

for name in NAMES:
    AutoModel.from_pretrained(name)
for alias, full in ALIASES.items():
    AutoModel.from_pretrained(full)
for full in sorted(ALIASES.values()):
    AutoModel.from_pretrained(full)
for position, full in enumerate(NAMES):
    AutoModel.from_pretrained(full)
