"""PTMs in notebooks, scripts and settings: what counts, where it stands, and what does not."""

from __future__ import annotations

import json

import pytest

from ingestion.scanner.calls import CallSite, UnparsableError, scan_file
from ingestion.scanner.notebooks import BrokenNotebookError, read_notebook
from ingestion.scanner.settings import may_name_ptms, scan_settings
from ingestion.scanner.signatures import load_signatures


def found(text: str, language: str, *existing: str) -> list[CallSite]:
    assert may_name_ptms(text.encode()), "the byte search would pass over it"
    return scan_settings(f"a.{language}", text, language, lambda path: path in existing)


def names(sites: list[CallSite]) -> list[tuple[int, tuple[str, ...]]]:
    return [(site.line, site.resolved_names) for site in sites]


class TestNotebooks:
    def notebook(self, *cells: str, **metadata: object) -> bytes:
        told = [{"cell_type": "markdown", "source": ["# from_pretrained('acme/text')"]}]
        told += [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
        return json.dumps({"cells": told, "metadata": metadata}).encode()

    def calls(self, content: bytes) -> list[tuple[int | None, int, tuple[str, ...]]]:
        source, _ = read_notebook("n.ipynb", content).source_that_parses()
        return [
            (site.cell, site.line, site.resolved_names)
            for site in scan_file(source, load_signatures())
        ]

    def test_cells_and_lines_survive_magics(self) -> None:
        content = self.notebook(
            "%load_ext x\n!pip install \\\n  transformers\nfrom transformers import pipeline",
            "text = '''\n%not magic\n!nor this\n'''\nname = 'acme/a'",
            "%%time\nif True:\n    %matplotlib inline\npipe = pipeline(model=name)\npipe?",
            "files = !ls\npipeline(model='acme/b')",
        )

        # the first cell of the notebook is text
        assert self.calls(content) == [(4, 4, ("acme/a",)), (5, 2, ("acme/b",))]

    def test_a_broken_cell_costs_itself(self) -> None:
        content = self.notebook(
            "from transformers import pipeline", "print 'two'", "pipeline(model='acme/a')"
        )
        notebook = read_notebook("n.ipynb", content)

        assert notebook.source_that_parses()[1] == 1
        assert self.calls(content) == [(4, 1, ("acme/a",))]

    def test_lines_for_a_shell(self) -> None:
        notebook = read_notebook(
            "n.ipynb",
            self.notebook("x = 1\n!python a.py --model_name_or_path gpt2",
                          "%%bash\n\npython b.py --model acme/b"),
        )  # fmt: skip

        sites = [
            (site.cell, site.line, site.resolved_names)
            for cell in notebook.cells
            if cell.shell
            for site in scan_settings(
                "n.ipynb", cell.shell, "notebook", lambda _: False, cell.number
            )
        ]

        assert sites == [(2, 2, ("gpt2",)), (3, 3, ("acme/b",))]

    def test_a_notebook_of_format_3_and_of_another_language(self) -> None:
        old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}], "nbformat": 3}
        other = self.notebook("x <- 1", kernelspec={"language": "R"})

        assert read_notebook("n", json.dumps(old).encode()).source().text == "x = 1"
        assert not read_notebook("n", other).is_python

    def test_no_notebook(self) -> None:
        for content in (b"[]", b'{"cells": [', b"\xff\xfe"):
            with pytest.raises(BrokenNotebookError):
                read_notebook("n.ipynb", content)


class TestShell:
    def test_flags_variables_loops_and_defaults(self) -> None:
        sites = found(
            "#!/bin/bash\n"
            "MODEL=bert-base-uncased\n"
            "python a.py \\\n"
            '  --model_name_or_path "$MODEL" \\\n'
            "  --revision v1.0\n"
            "for M in acme/a acme/b; do\n"
            "  python b.py --model $M\n"
            "done\n"
            "python c.py --model_name_or_path ${1:-roberta-base}\n"
            "python d.py --model_name_or_path $2 --trust_remote_code\n",
            "shell",
        )

        assert [
            (site.line, site.resolution_status, site.resolution_path, site.resolved_names)
            for site in sites
        ] == [
            (4, "constant", "variable MODEL at line 2", ("bert-base-uncased",)),
            (7, "constant", "loop over M at line 6", ("acme/a", "acme/b")),
            (9, "default", "default of the variable 1", ("roberta-base",)),
            (10, "parameter", "argument 2 of the script", ()),
        ]
        assert (sites[0].revision, sites[0].revision_kind) == ("v1.0", "tag")
        assert [site.trusts_remote_code for site in sites] == [None, None, None, True]

    def test_commands_that_take_a_ptm(self) -> None:
        sites = found(
            "hf download acme/a --revision 0123456789abcdef0123456789abcdef01234567\n"
            "huggingface-cli download acme/data --repo-type dataset\n"
            "vllm serve acme/b --port 80\n"
            "git clone https://huggingface.co/acme/c\n"
            "wget https://huggingface.co/acme/d/resolve/main/model.bin\n"
            "git clone https://huggingface.co/datasets/acme/e\n",
            "shell",
        )

        assert names(sites) == [
            (1, ("acme/a",)), (3, ("acme/b",)), (4, ("acme/c",)), (5, ("acme/d",))
        ]  # fmt: skip
        assert [site.revision_kind for site in sites] == ["commit", None, None, "branch"]

    @pytest.mark.parametrize(
        "value",
        ["data/model", "./acme/a", "/models/a", "out/a/b", "acme/a.ckpt", "your-org/your-model",
         "openai/gpt-4o", "plain-name", "$UNKNOWN", "{{ model }}/x", "kept/here"],
    )  # fmt: skip
    def test_what_a_common_flag_may_hold_besides(self, value: str) -> None:
        assert not found(f"python a.py --model {value} --tokenizer acme/t", "shell", "kept/here")[
            :-1
        ]

    def test_a_path_under_a_key_of_ptms_is_said_to_be_one(self) -> None:
        (site,) = found("python a.py --model_name_or_path outputs/run-1", "shell")

        assert (site.resolution_status, site.resolved_names) == ("local_path", ())


class TestFiles:
    def test_yaml(self) -> None:
        sites = found(
            "model:\n"
            "  model_name_or_path: bert-base-uncased\n"
            "  revision: main\n"
            "embedding_model: &e acme/embed\n"
            "services:\n"
            "  tgi:\n"
            "    command: --model-id acme/served --port 80\n"
            '    args: ["--model", acme/args]\n'
            "data:\n"
            "  repo_id: acme/corpus\n"
            "  repo_type: dataset\n"
            "name: acme/none\n"
            "model_type: acme/none\n",
            "yaml",
        )

        assert names(sites) == [
            (2, ("bert-base-uncased",)),
            (4, ("acme/embed",)),
            (7, ("acme/served",)),
            (8, ("acme/args",)),
        ]
        assert sites[0].revision_kind == "branch"

    def test_json_and_toml(self) -> None:
        assert names(
            found('{"a": [\n {"model_id": "acme/a"},\n {"model_id": "acme/a"}]}', "json")
        ) == [(2, ("acme/a",)), (3, ("acme/a",))]
        assert names(found('[m]\nx = 1\nbase_model = "acme/b"\n', "toml")) == [(3, ("acme/b",))]

    def test_a_catalogue_is_no_setting(self) -> None:
        many = [{"model": f"acme/m-{number}"} for number in range(30)]

        assert found(json.dumps(many), "json") == []
        assert len(found(json.dumps(many[:20]), "json")) == 20

    def test_aliases_that_multiply_are_read_once(self) -> None:
        bomb = "a0: &a0 {model: acme/a}\n" + "".join(
            f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
        )

        assert names(found(bomb, "yaml")) == [(1, ("acme/a",))]

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("model: acme/a\n\tx: [", "yaml"),
            ('model = "acme/a', "toml"),
            ('{"model": "acme/a', "json"),
            ("model: acme/a\nx: " + "[" * 10_000, "yaml"),
            ('{"model": "acme/a", "x":' + "[" * 10_000, "json"),
        ],
    )
    def test_broken(self, text: str, language: str) -> None:
        with pytest.raises(UnparsableError, match=f"no {language.upper()}"):
            found(text, language)
