"""Draw lines for hand labelling: a plain byte search for signature names, never the scanner.

The search knows words only, so it also meets comments, definitions and methods of the same name;
those are drawn like any other line, because a scanner has to tell them apart. The word list is
kept here on purpose rather than read from the scanner's signatures: a signature that the scanner
lacks must still be able to cost it recall.

    python -m tests.python.accuracy.draw MIRROR owner/name@commit … --lines 200 --seed 20 > draw.csv

MIRROR is a folder of bare git repositories, ``<owner>+<name>/repo`` or ``<owner>+<name>``. The
draw goes round the libraries, and within a library round the repositories, so that neither a
library nor a repository that says `from_pretrained` a thousand times crowds out the rest.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# word on the line → libraries it may belong to; the first that the file names is the stratum
WORDS: dict[bytes, tuple[str, ...]] = {
    rb"from_pretrained": (
        "nemo", "pyannote", "peft", "setfit", "unsloth", "auto_gptq", "awq", "optimum",
        "gliner", "span_marker", "diffusers", "sentence_transformers", "transformers",
    ),
    rb"\bpipeline\(": ("modelscope", "optimum", "transformers"),
    rb"\bSentenceTransformer\(": ("sentence_transformers",),
    rb"\bCrossEncoder\(": ("sentence_transformers",),
    rb"\bfrom_single_file\(": ("diffusers",),
    rb"\b(hf_hub_download|snapshot_download|cached_download|hf_hub_url)\(": ("huggingface_hub",),
    rb"\bInferenceClient\(": ("huggingface_hub",),
    rb"\bhub\.load(_state_dict_from_url)?\(": ("torch.hub",),
    rb"\b(resnet\d+|vgg\d+\w*|densenet\d+|alexnet|inception_v3|efficientnet_\w+|mobilenet_v\d\w*"
    rb"|maskrcnn\w+|fasterrcnn\w+|deeplabv3_\w+|vit_[bl]_\d+|swin_\w+)\(": ("torchvision",),
    rb"\bpipelines\.[A-Z0-9_]+": ("torchaudio",),
    rb"\bcreate_model\(": ("open_clip", "timm"),
    rb"\bcreate_model_and_transforms\(": ("open_clip",),
    rb"\bget_tokenizer\(": ("open_clip",),
    rb"\bclip\.load\(": ("clip",),
    rb"\bspacy\.load\(": ("spacy",),
    rb"\bstanza\.(Pipeline|download)\(": ("stanza",),
    rb"\b(SequenceTagger|TextClassifier|Classifier)\.load\(": ("flair",),
    rb"\bTransformer\w+Embeddings\(": ("flair",),
    rb"\bfrom_hparams\(": ("speechbrain",),
    rb"\bload_model_ensemble\w*\(": ("fairseq",),
    rb"\bload_model\(": ("faster_whisper", "whisper", "fasttext"),
    rb"\bWhisperModel\(": ("faster_whisper",),
    rb"\b(Translator|Generator)\(": ("ctranslate2",),
    rb"\bLlama\(": ("llama_cpp",),
    rb"\bLLM\(": ("vllm",),
    rb"\b(HuggingFace\w*Embeddings?|HuggingFacePipeline|HuggingFaceHub|HuggingFaceEndpoint"
    rb"|HuggingFaceLLM)\b": ("langchain", "llama_index"),
    rb"\bfrom_model_id\(": ("langchain",),
    rb"\bcompletion\(": ("litellm",),
    rb"\b(NeuralDiarizer|ClusteringDiarizer|restore_from)\(": ("nemo",),
}  # fmt: skip


class Line(NamedTuple):
    """A line of a file at a commit; `cell` is the number of a notebook's cell, counted from 1."""

    library: str
    repository: str
    commit: str
    path: str
    cell: str
    line: int
    word: str
    text: str


def git(directory: Path, *arguments: str) -> bytes:
    """What git says of a repository without a work tree."""
    command = ["git", f"--git-dir={directory}", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def git_directory(mirror: Path, repository: str) -> Path:
    """The bare repository of `owner/name` below the mirror folder."""
    folder = mirror / repository.replace("/", "+")
    return folder / "repo" if (folder / "repo").is_dir() else folder


def code(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """(cell, text) of the code in a file: all of a Python file, the code cells of a notebook."""
    if path.endswith(".py"):
        yield "", content
        return
    try:
        cells = json.loads(content).get("cells", [])
    except (ValueError, AttributeError):
        return
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") == "code":
            source = cell.get("source", "")
            yield str(number), ("".join(source) if isinstance(source, list) else source).encode()


def find(directory: Path, repository: str, commit: str) -> Iterator[Line]:
    """Every line of the repository that holds one of the words, in a file that names a library."""
    any_word = re.compile(b"|".join(WORDS))
    names = git(directory, "ls-tree", "-r", "-z", "--name-only", commit).decode().split("\0")
    for path in names:
        if not path.endswith((".py", ".ipynb")):
            continue
        try:
            content = git(directory, "show", f"{commit}:{path}")
        except subprocess.CalledProcessError:
            continue  # listed, and absent: a mirror may leave its largest files out
        if not any_word.search(content):
            continue
        for cell, text in code(path, content):
            for number, line in enumerate(text.split(b"\n"), 1):
                for word, libraries in WORDS.items() if any_word.search(line) else ():
                    found = re.search(word, line)
                    # torch.hub is written `torch.hub` or `from torch import hub`
                    named = [each for each in libraries if each.split(".")[0].encode() in content]
                    if found and named:
                        yield Line(
                            named[0], repository, commit, path, cell, number,
                            found.group().decode(), line.decode(errors="replace").strip(),
                        )  # fmt: skip
                        break


def draw(lines: list[Line], count: int, seed: int) -> list[Line]:
    """`count` lines: round the libraries, and within a library round its repositories."""
    generator = random.Random(seed)
    strata: dict[str, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        strata[line.library][line.repository].append(line)
    for repositories in strata.values():
        for group in repositories.values():
            generator.shuffle(group)
    drawn: list[Line] = []
    turn: dict[str, int] = defaultdict(int)
    while strata and len(drawn) < count:
        for library in sorted(strata):
            repositories = strata[library]
            if len(drawn) == count:
                break
            repository = sorted(repositories)[turn[library] % len(repositories)]
            turn[library] += 1
            drawn.append(repositories[repository].pop())
            if not repositories[repository]:
                del repositories[repository]
            if not repositories:
                del strata[library]
    return sorted(drawn, key=lambda line: (line.repository, line.path, line.cell, line.line))


def main() -> None:
    """Print the draw as CSV, with the text of the line for the person who labels it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("mirror", type=Path)
    parser.add_argument("repositories", nargs="+", metavar="owner/name@commit")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    found: list[Line] = []
    for named in options.repositories:
        repository, _, commit = named.partition("@")
        found.extend(find(git_directory(options.mirror, repository), repository, commit))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Line._fields)
    writer.writerows(draw(found, options.lines, options.seed))


if __name__ == "__main__":
    main()
