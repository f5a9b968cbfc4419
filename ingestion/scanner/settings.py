"""PTMs that settings name: YAML, TOML and JSON files, shell scripts and shell cells of notebooks.

A value counts only where its key or command says that it is a PTM. Keys that only PTMs have
(`model_name_or_path`) may hold a bare name; keys that other things have as well (`model`) must hold
`owner/name`, and what is a path of the tree, a placeholder or the name of a service is none.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import yaml

from ingestion.scanner.calls import CallSite, UnparsableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ingestion.scanner.calls import ResolutionStatus, RevisionKind

HUB = "huggingface"

MOST_NAMES = 25
"""Under keys that are not PTMs' own, a file with more names is a catalogue and no setting."""

LIBRARY = "settings"
"""Of a key that no library has for itself."""

_OWN_KEY = re.compile(
    r"^(?:[a-z0-9]+_)*(?:(?:pretrained_)?model_name_or_path|tokenizer_name_or_path|"
    r"pretrained_vae_model_name_or_path)$"
)
_OWN_KEYS = {"tokenizer_name": "transformers", "base_model_name_or_path": "peft"}
_KEYS = frozenset(
    [
        "model",
        "model_id",
        "model_name",
        "model_repo",
        "model_repo_id",
        "base_model",
        "base_model_id",
        "base_model_name",
        "pretrained_model",
        "pretrained_model_name",
        "pretrained_model_id",
        "hf_model",
        "hf_model_id",
        "hf_model_name",
        "hf_repo",
        "hf_repo_id",
        "hf_id",
        "hf_hub_id",
        "huggingface_model",
        "huggingface_id",
        "huggingface_model_id",
        "huggingface_repo",
        "repo_id",
        "embedding_model",
        "embedding_model_id",
        "embedding_model_name",
        "embed_model",
        "reranker_model",
        "rerank_model",
        "reranker_model_name",
        "teacher_model",
        "student_model",
        "reward_model",
        "ref_model",
        "draft_model",
        "speculative_model",
        "llm_model",
        "llm_model_name",
        "llm_model_id",
        "text_encoder",
        "vision_tower",
        "mm_vision_tower",
        "tokenizer",
        "tokenizer_id",
        "checkpoint_id",
    ]
)

NAME = re.compile(r"^[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?$")
_FILE_ENDING = re.compile(
    r"\.(?:bin|pt|pth|ckpt|safetensors|jsonl?|ya?ml|py|onnx|h5|gguf|ggml|txt|tar|t?gz|zip|md|csv|"
    r"sh|toml|npz|npy|pkl|msgpack|mlmodel|tflite|html?|png|jpe?g)$",
    re.I,
)
_LOCAL_FOLDER = re.compile(
    r"^(?:data|dataset|datasets|out|output|outputs|result|results|run|runs|log|logs|ckpt|ckpts|"
    r"checkpoint|checkpoints|model|models|weights|pretrained|pretrained_models|save|saved|saves|"
    r"saved_models|exp|exps|experiment|experiments|cache|tmp|temp|home|mnt|root|src|configs?|conf|"
    r"examples?|scripts?|assets|artifacts|work_dirs?|trained_models|local|path|workspace|train|"
    r"resources|downloads?|model_zoo|zoo|base_models|hf_models)$",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"^(?:your|my|some|user|username|owner|org|organization|namespace|hf[-_]?user(?:name)?|xxx+|foo|"
    r"<)[\w-]*/|/(?:your|my[-_](?:awesome|model|repo)|name$|repo$|model$|model[-_]name$|xxx)",
    re.I,
)
_SERVICE = re.compile(
    r"^(?:anthropic|azure|azure_ai|bedrock|claude|cohere_chat|gemini|groq|litellm|ollama|ollama_chat|"
    r"openrouter|perplexity|replicate|sagemaker|together_ai|vertex_ai|watsonx|xai|x-ai|mistral|"
    r"fireworks_ai|deepinfra|databricks|github|voyage|jina_ai)/"
    r"|^openai/(?:gpt-?(?:3|4|5)|o\d|text-|chatgpt|tts|dall)|^google/(?:gemini|palm)",
    re.I,
)
_COMMIT = re.compile(r"^[0-9a-f]{7,40}$")
_TAG = re.compile(r"^v?\d+(?:\.\d+)+[\w.-]*$")

_SEPARATED = r"[\"']?\s*(?:[:=,]|\s)\s*[\"'\[]*\s*"
_BEFORE_NAME = rf"{_SEPARATED}[A-Za-z0-9$][\w.$\{{}}:-]*/[A-Za-z0-9]"
_MATCH = re.compile(
    rb"name_or_path|tokenizer_name|huggingface\.co/|huggingface-cli|\bhf\s+download|vllm\s+serve|"
    + (
        r"(?:model|tokenizer|text_encoder|vision_tower|repo|_id)(?:[-_](?:id|name|repo))*"
        + _BEFORE_NAME
    ).encode()
    # a variable that a flag passes on
    + rb"|--[\w-]*(?:model|tokenizer|repo)[\w-]*[ =]+[\"']?\$",
    re.I,
)


def may_name_ptms(content: bytes) -> bool:
    """Whether a file of settings is worth parsing."""
    return _MATCH.search(content) is not None


class _Setting(NamedTuple):
    """A value under a key, and where it stands."""

    key: str
    value: str
    line: int
    column: int
    siblings: Mapping[str, str]


class _Resolved(NamedTuple):
    status: ResolutionStatus
    path: str
    names: tuple[str, ...]


@dataclass(slots=True)
class _File:
    """What the finders share about a file."""

    path: str
    language: str
    exists: Callable[[str], bool]
    cell: int | None = None
    own: list[CallSite] = field(default_factory=list)
    common: list[CallSite] = field(default_factory=list)

    def add(
        self,
        setting: _Setting,
        resolved: _Resolved,
        library: str,
        *,
        is_own: bool,
    ) -> None:
        revision = setting.siblings.get("revision") or setting.siblings.get("model_revision")
        trusts = setting.siblings.get("trust_remote_code")
        site = CallSite(
            path=self.path,
            line=setting.line,
            column=setting.column,
            end_line=setting.line,
            cell=self.cell,
            library=library,
            import_path=self.language,
            callable=setting.key,
            hub=HUB,
            argument=setting.value,
            resolution_status=resolved.status,
            resolution_path=resolved.path,
            resolved_names=resolved.names,
            revision=revision,
            revision_kind=_revision_kind(revision) if revision else None,
            trusts_remote_code=None
            if trusts is None
            else trusts.lower() in ("true", "1", "yes", ""),
            local_files_only=None,
        )
        (self.own if is_own else self.common).append(site)

    def sites(self) -> list[CallSite]:
        """What was found, in the order of the text."""
        names = {name for site in self.common for name in site.resolved_names}
        kept = [*self.own, *([] if len(names) > MOST_NAMES else self.common)]
        return sorted(kept, key=lambda site: (site.line, site.column))


def scan_settings(
    path: str,
    text: str,
    language: str,
    exists: Callable[[str], bool],
    cell: int | None = None,
) -> list[CallSite]:
    """The PTMs that a file of settings or a script names.

    Args:
        path: of the file.
        text: its content.
        language: `yaml`, `toml`, `json` or `shell`; that of the file for a cell of a notebook.
        exists: whether the tree has a file or folder at a path, which is then no PTM.
        cell: number of the notebook cell that the text is.

    Raises:
        UnparsableError: when it is not what its name says.
    """
    file = _File(path, language, exists, cell)
    if language in ("shell", "notebook"):
        _read_shell(file, text)
    else:
        read = {"yaml": _yaml_settings, "toml": _toml_settings, "json": _json_settings}[language]
        try:
            for setting in read(text):
                _read_setting(file, setting)
        except (yaml.YAMLError, ValueError, RecursionError, MemoryError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f" at line {mark.line + 1}" if mark else ""
            said = getattr(error, "problem", None) or str(error).splitlines()[0:1]
            reason = said if isinstance(said, str) else "".join(said)
            message = f"no {language.upper()}: {reason}{where}"
            raise UnparsableError(message) from error
    return file.sites()


def _read_setting(file: _File, setting: _Setting) -> None:
    library, is_own = _key_kind(setting.key)
    if library and not setting.siblings.get("repo_type", "model").startswith(("dataset", "space")):
        resolved = _judged(file, setting.value, is_own=is_own, how=f"value of {setting.key}")
        if resolved:
            file.add(setting, resolved, library, is_own=is_own)
    elif "--" in setting.value and "model" in setting.value:
        _read_command(file, setting.value, _Script(), setting.line)


def _key_kind(key: str) -> tuple[str | None, bool]:
    """The library whose key it is, and whether only PTMs stand under it; null for another key."""
    name = key.rsplit(".", 1)[-1].lstrip("-").lower().replace("-", "_")
    if name in _OWN_KEYS:
        return _OWN_KEYS[name], True
    if _OWN_KEY.match(name):
        return "diffusers" if "vae" in name or "controlnet" in name else "transformers", True
    return (LIBRARY, False) if name in _KEYS else (None, False)


def _judged(  # noqa: PLR0911 - one for each thing that a value may be
    file: _File,
    value: str,
    *,
    is_own: bool,
    how: str,
    status: ResolutionStatus = "literal",
) -> _Resolved | None:
    """What a value under a key of PTMs is; null for what is none of their business."""
    if not value:
        return None
    is_path = value.startswith(("/", "./", "../", "~", "\\")) or value.count("/") > 1
    first = value.split("/", maxsplit=1)[0]
    is_file = _FILE_ENDING.search(value) is not None
    if is_path or is_file or ("/" in value and _LOCAL_FOLDER.match(first)) or file.exists(value):
        if is_own:
            return _Resolved("local_path", f"{how} is a path", ())
        return None
    if "$" in value or "{" in value or "<" in value:
        return _Resolved("computed", f"{how} is put together", ()) if is_own else None
    if not NAME.match(value) or ".." in value or "--" in value:
        return None
    if "/" not in value and (not is_own or value.lower() in ("none", "null", "true", "false")):
        return None
    if value.isdigit() or _PLACEHOLDER.search(value) or (not is_own and _SERVICE.search(value)):
        return None
    return _Resolved(status, how, (value,))


def _revision_kind(revision: str) -> RevisionKind:
    if _COMMIT.match(revision):
        return "commit"
    if _TAG.match(revision):
        return "tag"
    return "branch" if revision in ("main", "master") else "unknown"


def _yaml_settings(text: str) -> Iterator[_Setting]:
    # nodes and not values: they know their lines, and nothing a tag names is constructed
    for document in yaml.compose_all(text, Loader=_LOADER):
        seen: set[int] = set()
        waiting: list[tuple[str, yaml.Node]] = [("", document)] if document else []
        while waiting:
            prefix, node = waiting.pop()
            # an alias leads to a node that was read, a hundred of them to a bomb
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                siblings = {
                    key.value: value.value
                    for key, value in node.value
                    if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
                }
                for key, value in node.value:
                    name = f"{prefix}{key.value}" if isinstance(key, yaml.ScalarNode) else prefix
                    if isinstance(value, yaml.ScalarNode):
                        yield _yaml_setting(name, value, siblings)
                    else:
                        waiting.append((f"{name}.", value))
                        yield from _arguments(name, value)
            elif isinstance(node, yaml.SequenceNode):
                waiting += [(prefix, item) for item in node.value]


def _yaml_setting(key: str, node: yaml.ScalarNode, siblings: Mapping[str, str]) -> _Setting:
    # a block begins on the line after its mark
    line = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
    return _Setting(key, node.value, line, node.start_mark.column, siblings)


def _arguments(key: str, node: yaml.Node) -> Iterator[_Setting]:
    """A list as `[--model, owner/name]`: what stands under its flags; names under a key of PTMs."""
    if not isinstance(node, yaml.SequenceNode):
        return
    items = [item for item in node.value if isinstance(item, yaml.ScalarNode)]
    is_of_ptms = _key_kind(key)[0] is not None
    for item, after in zip_longest(items, items[1:]):
        if item.value.startswith("--"):
            flag, is_joined, value = item.value.partition("=")
            if is_joined:
                yield _yaml_setting(flag, yaml.ScalarNode("", value, item.start_mark), {})
            elif after is not None:
                yield _yaml_setting(flag, after, {})
        elif is_of_ptms:
            yield _yaml_setting(key, item, {})


def _toml_settings(text: str) -> Iterator[_Setting]:
    yield from _placed(text, tomllib.loads(text), r"\s*=\s*[\"']")


def _json_settings(text: str) -> Iterator[_Setting]:
    yield from _placed(text, orjson.loads(text), r"\"\s*:\s*\"")


def _placed(text: str, content: Any, between: str) -> Iterator[_Setting]:
    """Settings of values that do not know their lines: found by key and value in the text."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    positions: dict[tuple[str, str], int] = {}
    for key, value, siblings in _leaves(content):
        name = key.rsplit(".", 1)[-1]
        if _key_kind(key)[0] is None and "--" not in value:
            continue
        at = positions.get((name, value), 0)
        found = re.compile(re.escape(name) + between + re.escape(value)).search(text, at)
        offset = found.start() if found else max(text.find(value), 0)
        positions[name, value] = found.end() if found else at
        line = text.count("\n", 0, offset)
        yield _Setting(key, value, line + 1, offset - starts[line], siblings)


def _leaves(content: Any) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    waiting: list[tuple[str, Any]] = [("", content)]
    while waiting:
        prefix, value = waiting.pop()
        if isinstance(value, dict):
            siblings = {
                key: str(item) for key, item in value.items() if isinstance(item, str | bool | int)
            }
            for key, item in value.items():
                if isinstance(item, str):
                    yield f"{prefix}{key}", item, siblings
                elif isinstance(item, dict | list):
                    waiting.append((f"{prefix}{key}.", item))
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, str):
                    yield prefix.rstrip("."), item, {}
                else:
                    waiting.append((prefix, item))


_ASSIGNMENT = re.compile(
    r"^(?:(?:export|local|readonly|declare)\s+)*(?P<name>[A-Za-z_]\w*)=(?P<value>.*)$"
)
_LOOP = re.compile(r"^\s*for\s+(?P<name>\w+)\s+in\s+(?P<values>[^;]*)")
_VARIABLE = re.compile(r"^\$(?:\{(?P<braced>\w+)(?::?[-=](?P<default>[^}]*))?\}|(?P<plain>\w+))$")
_HUB_URL = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<name>[\w.-]+/[\w.-]+?)"
    r"(?:\.git)?(?:/(?:resolve|raw|blob|tree)/(?P<revision>[\w.-]+)(?:/|$)|/?$)"
)
_NO_OWNERS = frozenset(
    [
        "datasets",
        "spaces",
        "docs",
        "blog",
        "papers",
        "api",
        "models",
        "learn",
        "join",
        "collections",
        "settings",
        "organizations",
        "tasks",
        "posts",
    ]
)


class _Given(NamedTuple):
    """What a variable was given: its values, and how that came about."""

    values: tuple[str, ...]
    how: str


@dataclass(slots=True)
class _Script:
    """The variables of a script, as far as it has been read."""

    variables: dict[str, _Given] = field(default_factory=dict)


def _read_shell(file: _File, text: str) -> None:
    script = _Script()
    logical, first = "", 1
    for number, raw in enumerate(text.split("\n"), start=1):
        if not logical:
            first = number
        line = raw.rstrip("\r")
        if line.rstrip().endswith("\\"):
            # the break stays a blank, by which a word's line is found again
            logical += line.rstrip()[:-1] + "\n"
            continue
        _read_command(file, logical + line, script, first)
        logical = ""
    if logical:
        _read_command(file, logical, script, first)


def _read_command(file: _File, command: str, script: _Script, first: int) -> None:
    try:
        words = shlex.split(command, comments=True)
    except ValueError:
        # a quote that closes on a later line
        words = command.split()
    if not words:
        return
    _remember(words, command, script, first)
    lines = _WordLines(command, first)
    flags = _flags(words)
    siblings = {
        flag.lstrip("-").replace("-", "_"): value for flag, value in flags if flag.startswith("-")
    }
    for flag, value in flags:
        library, is_own = _key_kind(flag)
        line = lines.of(flag)
        if library is None or siblings.get("repo_type", "model").startswith(("dataset", "space")):
            continue
        if library == LIBRARY and any("vllm" in word for word in words[:6]):
            library = "vllm"
        resolved = _shell_value(file, value, script, flag, is_own=is_own)
        if resolved:
            setting = _Setting(flag, value, line, 0, siblings)
            file.add(setting, resolved, library, is_own=is_own)
    _read_operands(file, words, script, lines, siblings)


def _remember(words: list[str], command: str, script: _Script, first: int) -> None:
    loop = _LOOP.match(command)
    if loop:
        values = tuple(loop["values"].replace('"', "").replace("'", "").split())
        script.variables[loop["name"]] = _Given(values, f"loop over {loop['name']} at line {first}")
        return
    for word in words:
        if word in ("export", "local", "readonly", "declare"):
            continue
        found = _ASSIGNMENT.match(word)
        if not found:
            break
        how = f"variable {found['name']} at line {first}"
        script.variables[found["name"]] = _Given((found["value"].rstrip(";"),), how)


class _WordLines:
    """The line of a word in a command that goes over several."""

    def __init__(self, command: str, first: int) -> None:
        self._command = command
        self._first = first
        self._at = 0

    def of(self, word: str) -> int:
        at = self._command.find(word, self._at)
        if at < 0:
            at = max(self._command.find(word), 0)
        else:
            self._at = at + len(word)
        return self._first + self._command.count("\n", 0, at)


def _flags(words: list[str]) -> list[tuple[str, str]]:
    """Pairs of a flag and its value: `--flag value`, `--flag=value`, `key=value` of Hydra."""
    pairs = []
    for number, word in enumerate(words):
        flag, is_joined, value = word.partition("=")
        if is_joined and number and re.match(r"^[\w.+-]+$", flag):
            pairs.append((flag, value))
        elif word.startswith("--"):
            after = words[number + 1] if number + 1 < len(words) else ""
            pairs.append((word, "" if after.startswith("-") else after.rstrip(";")))
    return pairs


def _shell_value(
    file: _File, value: str, script: _Script, flag: str, *, is_own: bool
) -> _Resolved | None:
    variable = _VARIABLE.match(value)
    if not variable:
        return _judged(file, value, is_own=is_own, how=f"value of {flag}")
    name, default = variable["braced"] or variable["plain"], variable["default"]
    given = script.variables.get(name)
    # VAR=${1:-default}
    inner = _VARIABLE.match(given.values[0]) if given and len(given.values) == 1 else None
    if given and inner and inner["default"]:
        given, default = None, inner["default"]
    if given is None:
        if default:
            how = f"default of the variable {name}"
            return _judged(file, default, is_own=is_own, how=how, status="default")
        said = "argument" if name.isdigit() else "variable"
        return _Resolved("parameter", f"{said} {name} of the script", ()) if is_own else None
    found = [
        _judged(file, item, is_own=is_own, how=given.how, status="constant")
        for item in given.values
    ]
    judged = [resolved for resolved in found if resolved]
    names = tuple(dict.fromkeys(name for resolved in judged for name in resolved.names))
    if names:
        return _Resolved("constant", given.how, names)
    return judged[0] if judged else None


def _read_operands(
    file: _File, words: list[str], script: _Script, lines: _WordLines, siblings: Mapping[str, str]
) -> None:
    """Commands that take a PTM without a flag: `hf download`, `vllm serve`, `git clone`."""
    is_model = not siblings.get("repo_type", "model").startswith(("dataset", "space"))
    for number, word in enumerate(words):
        after = words[number + 1] if number + 1 < len(words) else ""
        operand = words[number + 2] if number + 2 < len(words) else ""
        command = (word.rsplit("/", 1)[-1], after)
        library = {
            ("huggingface-cli", "download"): "huggingface_hub",
            ("hf", "download"): "huggingface_hub",
            ("vllm", "serve"): "vllm",
        }.get(command)
        if library and is_model and operand:
            named = _shell_value(file, operand, script, " ".join(command), is_own=True)
            if named:
                setting = _Setting(" ".join(command), operand, lines.of(word), 0, siblings)
                file.add(setting, named, library, is_own=True)
    program = words[0].rsplit("/", 1)[-1]
    if program in ("git", "wget", "curl", "aria2c", "axel", "sudo", "cd", "GIT_LFS_SKIP_SMUDGE=1"):
        _read_urls(file, words, lines)


def _read_urls(file: _File, words: list[str], lines: _WordLines) -> None:
    for word in words:
        found = _HUB_URL.search(word)
        if found and found["name"].split("/")[0] not in _NO_OWNERS:
            program = next((name for name in ("git", "wget", "curl") if name in words), words[0])
            revision = {"revision": found["revision"]} if found["revision"] else {}
            setting = _Setting(f"{program} huggingface.co", word, lines.of(word), 0, revision)
            if not _PLACEHOLDER.search(found["name"]):
                resolved = _Resolved("literal", "address on huggingface.co", (found["name"],))
                file.add(setting, resolved, "huggingface_hub", is_own=True)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
