from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.snippets import call_site, call_sites

LOAD = "from transformers import AutoModel\n"

RESOLVED = {
    "literal": ('AutoModel.from_pretrained("a/b")', "literal", ["a/b"], "literal"),
    "keyword": (
        'AutoModel.from_pretrained(pretrained_model_name_or_path="a/b")',
        "literal", ["a/b"], "literal",
    ),
    "conditional": (
        'AutoModel.from_pretrained("a/b" if big else "a/c")',
        "literal", ["a/b", "a/c"], "conditional at line 2",
    ),
    "constant": ('M = "a/b"\nAutoModel.from_pretrained(M)', "constant", ["a/b"], "`M` at line 2"),
    "constant reassigned": (
        'M = "a/old"\nM = "a/b"\nAutoModel.from_pretrained(M)', "constant", ["a/b"], "line 3",
    ),
    "the branch of the call": (
        'if x:\n    m = "a/b"\n    AutoModel.from_pretrained(m)\nelse:\n    m = "a/c"',
        "constant", ["a/b"], "line 3",
    ),
    "either branch": (
        'if x:\n    m = "a/b"\nelse:\n    m = "a/c"\nAutoModel.from_pretrained(m)',
        "constant", ["a/b", "a/c"], "",
    ),
    "f-string": (
        'S = "base"\nAutoModel.from_pretrained(f"a/{S}")', "constant", ["a/base"], "f-string",
    ),
    "sum": ('O = "a/"\nAutoModel.from_pretrained(O + "b")', "constant", ["a/b"], "sum"),
    "join": ('AutoModel.from_pretrained("/".join(["a", "b"]))', "constant", ["a/b"], "`join`"),
    "percent": ('AutoModel.from_pretrained("a/%s" % "b")', "constant", ["a/b"], "`%`"),
    "dictionary, known key": (
        'D = {"x": "a/b", "y": "a/c"}\nAutoModel.from_pretrained(D["y"])',
        "constant", ["a/c"], "entry 'y'",
    ),
    "dictionary, any key": (
        'D = {"x": "a/b", "y": "a/c"}\nAutoModel.from_pretrained(D[k])',
        "constant", ["a/b", "a/c"], "any entry",
    ),
    "loop": (
        'for m in ["a/b", "a/c"]:\n    AutoModel.from_pretrained(m)',
        "constant", ["a/b", "a/c"], "in the loop at line 2",
    ),
    "loop over pairs": (
        'for n, m in {"x": "a/b"}.items():\n    AutoModel.from_pretrained(m)',
        "constant", ["a/b"], "loop",
    ),
    "comprehension": (
        '[AutoModel.from_pretrained(m) for m in ("a/b", "a/c")]',
        "constant", ["a/b", "a/c"], "loop",
    ),
    "class constant": (
        'class C:\n    M = "a/b"\n    def f(self):\n        AutoModel.from_pretrained(self.M)',
        "constant", ["a/b"], "`M` at line 3",
    ),
    "default of a parameter": (
        'def f(m="a/b"):\n    AutoModel.from_pretrained(m)',
        "default", ["a/b"], "default of parameter `m` of `f` at line 2",
    ),
    "default through self": (
        'class C:\n    def __init__(self, m="a/b"):\n        self.m = m\n'
        "    def f(self):\n        AutoModel.from_pretrained(self.m)",
        "default", ["a/b"], "default of parameter `m` of `__init__`",
    ),
    "argparse": (
        "import argparse\np = argparse.ArgumentParser()\n"
        'p.add_argument("--model-name", default="a/b")\nargs = p.parse_args()\n'
        "AutoModel.from_pretrained(args.model_name)",
        "default", ["a/b"], "argparse default of --model-name at line 4",
    ),
    "argparse, handed on": (
        "import argparse\np = argparse.ArgumentParser()\n"
        'p.add_argument("--model", default="a/b")\n'
        "def run(args):\n    AutoModel.from_pretrained(args.model)\nrun(p.parse_args())",
        "default", ["a/b"], "argparse default of --model at line 4",
    ),
    "click": (
        'import click\n@click.command()\n@click.option("--model", default="a/b")\n'
        "def f(model):\n    AutoModel.from_pretrained(model)",
        "default", ["a/b"], "click default of --model at line 4",
    ),
    "typer": (
        'import typer\ndef f(model: str = typer.Option("a/b", help="which")):\n'
        "    AutoModel.from_pretrained(model)",
        "default", ["a/b"], "default of parameter `model`",
    ),
    "dataclass": (
        "from dataclasses import dataclass, field\n@dataclass\nclass A:\n"
        '    model: str = field(default="a/b")\n'
        "def f(a: A):\n    AutoModel.from_pretrained(a.model)",
        "default", ["a/b"], "default of field `model` of `A` at line 5",
    ),
    "dataclass parsed from the command line": (
        "from dataclasses import dataclass\nfrom transformers import HfArgumentParser\n"
        '@dataclass\nclass A:\n    model: str = "a/b"\n@dataclass\nclass B:\n    n: int = 1\n'
        "b, a = HfArgumentParser((B, A)).parse_args_into_dataclasses()\n"
        "AutoModel.from_pretrained(a.model)",
        "default", ["a/b"], "default of field `model` of `A`",
    ),
    "pydantic": (
        "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n"
        '    model: str = "a/b"\nsettings = S()\nAutoModel.from_pretrained(settings.model)',
        "default", ["a/b"], "default of field `model` of `S`",
    ),
    "environment": (
        'import os\nAutoModel.from_pretrained(os.getenv("M", "a/b"))',
        "default", ["a/b"], "default of environment variable M at line 3",
    ),
    "environment or": (
        'import os\nAutoModel.from_pretrained(os.environ.get("M") or "a/b")',
        "literal", ["a/b"], "environment variable M",
    ),
    "through a function": (
        'def name(size):\n    return f"a/{size}"\nAutoModel.from_pretrained(name("b"))',
        "constant", ["a/b"], "returned by `name` at line 2",
    ),
    "receiver from a dictionary": (
        'C = {"x": (None, AutoModel)}\n_, cls = C[k]\ncls.from_pretrained("a/b")',
        "literal", ["a/b"], "",
    ),
    "class of the repository": (
        'class Mine(AutoModel):\n    pass\nMine.from_pretrained("a/b")', "literal", ["a/b"], "",
    ),
    "keywords from a dictionary": (
        'K = {"pretrained_model_name_or_path": "a/b"}\nAutoModel.from_pretrained(**K)',
        "literal", ["a/b"], "",
    ),
    "address on the hub": (
        'AutoModel.from_pretrained("https://huggingface.co/a/b/tree/main")',
        "literal", ["a/b"], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RESOLVED)
def test_a_name_is_followed_to_where_it_was_given(case: str) -> None:
    code, status, names, path = RESOLVED[case]
    site = call_site(LOAD + code)
    assert (site.resolution_status, sorted(site.resolved_names)) == (status, names)
    assert path in site.resolution_path


UNRESOLVED = {
    "required parameter": ("def f(m):\n    AutoModel.from_pretrained(m)", "parameter"),
    "required option": (
        "import argparse\np = argparse.ArgumentParser()\n"
        'p.add_argument("--m", required=True)\nAutoModel.from_pretrained(p.parse_args().m)',
        "parameter",
    ),
    "command line": ("import sys\nAutoModel.from_pretrained(sys.argv[1])", "parameter"),
    "environment": ('import os\nAutoModel.from_pretrained(os.environ["M"])', "parameter"),
    "unknown function": ("AutoModel.from_pretrained(choose())", "computed"),
    "part unknown": ('AutoModel.from_pretrained(f"a/{size()}")', "computed"),
    "relative path": ('AutoModel.from_pretrained("./out")', "local_path"),
    "joined path": ('import os\nAutoModel.from_pretrained(os.path.join(d, "m"))', "local_path"),
    "file": ('AutoModel.from_pretrained("weights/model.bin")', "local_path"),
    "folder that the code writes": (
        'model.save_pretrained("me/out")\nAutoModel.from_pretrained("me/out")', "local_path",
    ),
    "no owner, and none of the Hub's": ('AutoModel.from_pretrained("my-bert")', "local_path"),
    "other site": ('AutoModel.from_pretrained("https://example.org/a/b")', "local_path"),
    "no argument": ("AutoModel.from_pretrained()", "missing"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNRESOLVED)
def test_a_call_whose_name_is_not_to_be_known_stays_with_its_reason(case: str) -> None:
    code, status = UNRESOLVED[case]
    site = call_site(LOAD + code)
    assert (site.resolution_status, site.resolved_names) == (status, ())
    assert site.resolution_path


@pytest.mark.parametrize(
    ("code", "files", "status", "names", "path"),
    [
        ("from config import M", {"config.py": 'M = "a/b"'}, "constant", ["a/b"], "of config.py"),
        ("from config import *", {"config.py": 'M = "a/b"'}, "constant", ["a/b"], "of config.py"),
        (
            "import lib.names as n\nM = n.MODELS['x']",
            {"lib/__init__.py": "", "lib/names.py": 'MODELS = {"x": "a/b"}'},
            "constant", ["a/b"], "line 1 of lib/names.py",
        ),
        (
            'import yaml\nwith open("conf.yaml") as f:\n    M = yaml.safe_load(f)["model"]["name"]',
            {"conf.yaml": "model:\n  name: a/b\n"},
            "config", ["a/b"], "`model.name` of conf.yaml",
        ),
        (
            'import json\nM = json.load(open("conf.json")).get("model")',
            {"conf.json": '{"model": "a/b"}'}, "config", ["a/b"], "`model` of conf.json",
        ),
        (
            "from options import get\nM = get().model",
            {"options.py": 'import argparse\ndef get():\n    p = argparse.ArgumentParser()\n'
                           '    p.add_argument("--model", default="a/b")\n'
                           "    return p.parse_args()\n"},
            "default", ["a/b"], "argparse default of --model at line 4 of options.py",
        ),
        (
            'M = "me/tuned"', {"me/tuned/config.json": "{}"},
            "local_path", [], "me/tuned/config.json",
        ),
    ],
)  # fmt: skip
def test_a_name_is_followed_into_other_files_of_the_repository(
    code: str, files: dict[str, str], status: str, names: list[str], path: str
) -> None:
    site = call_site(f"{LOAD}{code}\nAutoModel.from_pretrained(M)", files)
    assert (site.resolution_status, list(site.resolved_names)) == (status, names)
    assert path in site.resolution_path


@pytest.mark.parametrize(
    "code",
    [
        'class AutoModel:\n    pass\nAutoModel.from_pretrained("a/b")',
        'from modelscope import AutoModel\nAutoModel.from_pretrained("a/b")',
        'from .transformers import AutoModel\nAutoModel.from_pretrained("a/b")',
        'from mylib import pipeline\npipeline("x", model="a/b")',
        'import transformers\n# transformers.AutoModel.from_pretrained("a/b")',
        'import transformers\n"""transformers.AutoModel.from_pretrained("a/b")"""',
        'import torch\ntorch.load("a/b")',
        'from datasets import load_dataset\nimport transformers\nload_dataset("a/b")',
        "from huggingface_hub import hf_hub_download\n"
        'hf_hub_download("a/b", "f", repo_type="dataset")',
        'import litellm\nlitellm.completion(model="gpt-4")',
        "import gradio as gr\nwith gr.Blocks() as demo:\n    demo.load(fn)",
        "from trl import SFTTrainer\nSFTTrainer(model)",
    ],
)
def test_what_only_looks_like_a_call_site_is_none(code: str) -> None:
    assert [site for site in call_sites(code) if site.resolved_names] == []
    if "from_pretrained" not in code:
        assert call_sites(code) == []


@pytest.mark.parametrize(
    ("code", "library", "name"),
    [
        ("import torch\ntorch.hub.load('pytorch/vision:v0.10.0', 'resnet18')", "torch",
         "pytorch/vision/resnet18"),
        ("from torchvision.models import resnet50\nresnet50(weights='DEFAULT')", "torchvision",
         "pytorch/vision/resnet50"),
        ("from torchvision import models\nmodels.quantization.resnet18(pretrained=True)",
         "torchvision", "pytorch/vision/quantized_resnet18"),
        ("import torchaudio\nb = torchaudio.pipelines.HUBERT_BASE\nb.get_model()", "torchaudio",
         "pytorch/audio/HUBERT_BASE"),
        ("import en_core_web_sm\nen_core_web_sm.load()", "spacy", "spacy/en_core_web_sm"),
        ("import spacy\nspacy.load('en')", "spacy", "spacy/en_core_web_sm"),
        ("import timm\ntimm.create_model('hf-hub:a/b@v1', pretrained=True)", "timm", "a/b"),
        ("import open_clip\nopen_clip.create_model('ViT-B-32', 'laion2b_s34b_b79k')",
         "open-clip", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"),
        ("from sentence_transformers import SentenceTransformer as S\nS('all-MiniLM-L6-v2')",
         "sentence-transformers", "sentence-transformers/all-MiniLM-L6-v2"),
        ("from peft import PeftModel\nPeftModel.from_pretrained(base, 'a/lora')", "peft", "a/lora"),
        ("from diffusers import DiffusionPipeline as D\np = D.from_pretrained(x)\n"
         "p.load_lora_weights('a/lora')", "diffusers", "a/lora"),
        ("import litellm\nlitellm.completion(model='huggingface/a/b')", "litellm", "a/b"),
        ("from huggingface_hub import HfApi\nHfApi().hf_hub_download('a/b', 'f')",
         "huggingface-hub", "a/b"),
    ],
)  # fmt: skip
def test_each_library_has_its_way_of_naming_a_ptm(code: str, library: str, name: str) -> None:
    site = call_sites(code)[-1]
    assert (site.library, site.resolved_names) == (library, (name,))


def test_a_revision_is_read_with_its_kind_and_the_flags_beside_it() -> None:
    sites = call_sites(
        LOAD + "SHA = '0123456789abcdef0123456789abcdef01234567'\n"
        "AutoModel.from_pretrained('a/b', revision=SHA, trust_remote_code=True)\n"
        "AutoModel.from_pretrained('a/b', revision='v1.2', local_files_only=offline)\n"
        "AutoModel.from_pretrained('a/b', revision='refs/pr/3')\n"
        "AutoModel.from_pretrained('a/b', revision='whatever')\n"
        "AutoModel.from_pretrained('a/b')\n"
    )
    kinds = [site.revision_kind for site in sites]
    assert kinds == ["commit", "tag", "branch", "unknown", None]
    assert [site.trusts_remote_code for site in sites] == [True, False, False, False, False]
    assert [site.local_files_only for site in sites] == [False, None, False, False, False]


NAMES = st.from_regex(r"[a-z][a-z0-9]{1,8}/[a-z][a-z0-9]{1,8}", fullmatch=True)
ALIASES = st.from_regex(r"[a-z][a-z_]{3,9}x", fullmatch=True)


@given(NAMES, ALIASES, ALIASES)
def test_what_things_are_called_does_not_change_what_is_found(
    name: str, alias: str, variable: str
) -> None:
    plain = call_site(f'{LOAD}AutoModel.from_pretrained("{name}")')
    renamed = call_site(
        f"from transformers import AutoModel as {alias}_class\n"
        f'{variable} = "{name}"\n{alias}_class.from_pretrained({variable})'
    )
    assert plain.resolved_names == renamed.resolved_names
    assert (plain.library, plain.callable) == (renamed.library, renamed.callable)
