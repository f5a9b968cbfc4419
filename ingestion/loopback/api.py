"""What the Hub answers to which request; no sockets here.

Sources: the recorded exchanges of huggingface_hub's tests, its `hf_api.py`, `utils/_http.py` and
`utils/_pagination.py` (2.4), and the Hub's API documentation.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ingestion.loopback.answers import (
    Answer,
    BadRequestError,
    error_answer,
    not_found_answer,
    redirect_answer,
    unauthorized_answer,
)
from ingestion.loopback.listing import ListingQuery, expanded_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingestion.loopback.data import HubData, Record
    from ingestion.loopback.properties import Properties

_LISTING = re.compile("/api/(?P<kind>models|datasets)")
_REPOSITORY = re.compile(
    "/api/(?P<kind>models|datasets)/(?P<name>[^/]+(/[^/]+)?)"
    "(?P<suffix>/revision/(?P<revision>[^/]+))?"
)


class HubApi:
    """The part of the Hub's API that lists models and datasets and tells about one of them.

    Args:
        data: what the hub knows.
        url: the hub's own address, which the links between pages start with.
    """

    def __init__(self, data: HubData, url: str) -> None:
        self._catalogues = {"models": data.models, "datasets": data.datasets}
        self._url = url

    def answer(self, target: str, *, has_token: bool) -> Answer:
        """Answer a GET.

        Args:
            target: path and query as they stand in the request.
            has_token: whether the client sent a token; whose it is does not matter here.
        """
        path, _, query = target.partition("?")
        parameters = [
            (name.removesuffix("[]"), value)
            for name, value in parse_qsl(query, keep_blank_values=True)
        ]
        try:
            if listing := _LISTING.fullmatch(path):
                return self._listing(listing["kind"], parameters)
            if repository := _REPOSITORY.fullmatch(path):
                return self._repository(repository, query, parameters, has_token=has_token)
        except BadRequestError as error:
            return error_answer(400, str(error))
        if path == "/api/whoami-v2":
            return unauthorized_answer()
        return error_answer(404, "Sorry, we can't find the page you are looking for.")

    def _listing(self, kind: str, parameters: Sequence[tuple[str, str]]) -> Answer:
        catalogue = self._catalogues[kind]
        asked = ListingQuery(catalogue.properties, parameters)
        matches = asked.matches(catalogue)
        page = list(islice(matches, asked.limit))
        link: tuple[tuple[str, str], ...] = ()
        if next(matches, None) is not None:
            carried = [(name, value) for name, value in parameters if name != "cursor"]
            carried.append(("cursor", asked.cursor_after(page[-1])))
            link = (("Link", f'<{self._url}/api/{kind}?{urlencode(carried)}>; rel="next"'),)
        return Answer(
            200, b"[" + b",".join([record.shown(asked.keys) for record in page]) + b"]", link
        )

    def _repository(
        self,
        address: re.Match[str],
        query: str,
        parameters: Sequence[tuple[str, str]],
        *,
        has_token: bool,
    ) -> Answer:
        catalogue = self._catalogues[address["kind"]]
        name = unquote(address["name"])
        if record := catalogue.get(name):
            revision = unquote(address["revision"] or "main")
            return _record_answer(record, revision, catalogue.properties, parameters)
        if current := catalogue.current_name(name):
            location = f"/api/{address['kind']}/{quote(current)}{address['suffix'] or ''}"
            return redirect_answer(f"{location}?{query}" if query else location)
        return not_found_answer(has_token=has_token)


def _record_answer(
    record: Record, revision: str, properties: Properties, parameters: Sequence[tuple[str, str]]
) -> Answer:
    if record.is_disabled:
        # the Hub gives no code here; the client goes by the message
        return error_answer(403, "Access to this resource is disabled.")
    if revision not in {"main", record.sha}:
        return error_answer(404, f"Invalid rev id: {revision}", code="RevisionNotFound")
    expand = [value for name, value in parameters if name == "expand"]
    if expand:
        return Answer(200, record.shown(expanded_keys(properties, expand)))
    return Answer(200, record.shown(record.keys - properties.only_on_request))
