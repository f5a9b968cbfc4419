"""What manifests declare: name, constraint, line and scope, and what is none of it."""

from __future__ import annotations

import json

import pytest

from ingestion.scanner.dependencies import (
    BrokenManifestError,
    Dependency,
    dependencies_of,
    is_manifest,
)


def declared(path: str, text: str) -> list[tuple[str, str | None, int | None, str | None]]:
    return [
        (item.package_id.removeprefix("pkg:"), item.constraint, item.line, item.scope)
        for item in dependencies_of(path, text.encode())
    ]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("a/dev_requirements.txt", True),
        ("requirements/base.txt", True),
        ("environment.gpu.yml", True),
        ("pylock.toml", True),
        ("docs/readme.txt", False),
        ("train.yaml", False),
        ("my_requirements.md", False),
    ],
)
def test_a_manifest_is_known_by_its_name(path: str, answer: bool) -> None:
    assert is_manifest(path) is answer


def test_requirements() -> None:
    text = (
        "# a comment\n"
        "-r base.txt\n"
        "Torch_Vision >= 0.15, <1 ; python_version > '3.8'  # why\n"
        "transformers[torch]==4.40.0 \\\n    --hash=sha256:00\n"
        "git+https://github.com/acme/tool.git@main#egg=acme-tool\n"
        "./local\n"
        "numpy\n"
    )

    assert declared("requirements.txt", text) == [
        ("pypi/torch-vision", "<1,>=0.15", 3, "runtime"),
        ("pypi/transformers", "==4.40.0", 4, "runtime"),
        ("pypi/acme-tool", "git+https://github.com/acme/tool.git@main", 6, "runtime"),
        ("pypi/numpy", None, 8, "runtime"),
    ]
    assert declared("requirements-test.txt", "pytest\n") == [("pypi/pytest", None, 1, "dev")]


def test_pyproject() -> None:
    text = """\
[build-system]
requires = ["setuptools>=61"]
[project]
dependencies = ["torch>=2", "timm"]
[project.optional-dependencies]
audio = ["torchaudio"]
dev = ["ruff"]
[dependency-groups]
test = ["pytest", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.11"
peft = "^0.10"
vllm = {version = "*", optional = true}
[tool.poetry.group.lint.dependencies]
mypy = "*"
"""

    assert declared("pyproject.toml", text) == [
        ("pypi/setuptools", ">=61", 2, "build"),
        ("pypi/torch", ">=2", 4, "runtime"),
        ("pypi/timm", None, 4, "runtime"),
        ("pypi/torchaudio", None, 6, "optional"),
        ("pypi/ruff", None, 7, "dev"),
        ("pypi/pytest", None, 9, "dev"),
        ("pypi/peft", "^0.10", 12, "runtime"),
        ("pypi/vllm", None, 13, "optional"),
        ("pypi/mypy", None, 15, "dev"),
    ]


def test_setup_py_is_read_and_not_run() -> None:
    text = """\
from setuptools import setup
raise SystemExit
BASE = ["torch", "numpy<2"]
EXTRAS = {"dev": ["pytest"], "gpu": ["triton"]}
setup(install_requires=BASE + [*EXTRAS["gpu"], read("x")], extras_require=EXTRAS)
"""

    assert declared("setup.py", text) == [
        ("pypi/torch", None, 3, "runtime"),
        ("pypi/numpy", "<2", 3, "runtime"),
        ("pypi/triton", None, 4, "runtime"),
        ("pypi/pytest", None, 4, "dev"),
        ("pypi/triton", None, 4, "optional"),
    ]


def test_setup_cfg_and_conda() -> None:
    cfg = "[options]\ninstall_requires =\n    torch>=2\n[options.extras_require]\nall =\n    timm\n"
    conda = (
        "name: x\ndependencies:\n  - python=3.11\n  - conda-forge::pytorch=2.1\n"
        "  - numpy >=1.2\n  - pip:\n    - peft==0.10\n"
    )

    assert declared("setup.cfg", cfg) == [
        ("pypi/torch", ">=2", 3, "runtime"), ("pypi/timm", None, 6, "optional")
    ]  # fmt: skip
    assert declared("environment.yml", conda) == [
        ("conda/pytorch", "=2.1", 4, "runtime"),
        ("conda/numpy", ">=1.2", 5, "runtime"),
        ("pypi/peft", "==0.10", 7, "runtime"),
    ]


def test_locks() -> None:
    uv = (
        '[[package]]\nname = "mine"\nversion = "1"\nsource = { editable = "." }\n'
        '[[package]]\nname = "torch"\nversion = "2.1.0"\n'
    )
    pipfile = {"default": {"torch": {"version": "==2.1"}}, "develop": {"pytest": {}}}
    conda = (
        "package:\n- name: numpy\n  version: 1.2\n  manager: conda\n  platform: a\n"
        "- name: numpy\n  version: 1.2\n  manager: conda\n  platform: b\n"
    )

    assert declared("uv.lock", uv) == [("pypi/torch", "==2.1.0", 6, None)]
    assert declared("Pipfile.lock", json.dumps(pipfile, indent=1)) == [
        ("pypi/torch", "==2.1", 3, "runtime"), ("pypi/pytest", None, 8, "dev")
    ]  # fmt: skip
    assert declared("conda-lock.yml", conda) == [("conda/numpy", "==1.2", 2, None)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[project"),
        ("setup.py", "print 'two'"),
        ("environment.yml", "a: ["),
        ("Pipfile.lock", "{"),
        ("setup.cfg", "no section"),
        ("pyproject.toml", "x = " + "[" * 10_000),
    ],
)
def test_a_broken_manifest_says_so(path: str, text: str) -> None:
    with pytest.raises(BrokenManifestError, match=r"\w"):
        dependencies_of(path, text.encode())


def test_what_a_manifest_is_not_made_of_does_no_harm() -> None:
    text = "[project]\ndependencies = 7\n[tool.poetry]\ndependencies = ['x']\n"

    assert dependencies_of("pyproject.toml", text.encode()) == []
    assert Dependency("a", "pypi", None, "m", None, None).package_id == "pkg:pypi/a"
