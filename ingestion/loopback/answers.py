"""Answers of the Hub as values: status, body and the headers that go with them."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

_CONTROL_CHARACTERS = dict.fromkeys([*range(32), 127])


@dataclass(frozen=True)
class Answer:
    """A response without what every response carries.

    Attributes:
        status: the HTTP status.
        body: the body, UTF-8.
        headers: headers of this answer alone.
        content_type: the media type of the body.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json; charset=utf-8"


class BadRequestError(Exception):
    """A parameter that the Hub refuses; the message goes into the answer."""


def error_answer(
    status: int,
    message: str,
    *,
    code: str | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    """An error as the Hub tells it: in the body, in `X-Error-Message`, by code where it has one."""
    # a message may quote the request, and a line break in it must not begin another header
    line = message.encode("ascii", "backslashreplace").decode().translate(_CONTROL_CHARACTERS)
    codes = (("X-Error-Code", code),) if code else ()
    return Answer(
        status,
        orjson.dumps({"error": message}),
        (*headers, *codes, ("X-Error-Message", line)),
    )


def not_found_answer(*, has_token: bool) -> Answer:
    """The answer for a repository that is not there, or not for this client to see.

    The Hub hides from an anonymous client which of the two it is: 401. It sends no code with that,
    and `hf_raise_for_status` of huggingface_hub 2.4 knows the case by the https address; ours is
    http, so the code says it.
    """
    if has_token:
        return error_answer(404, "Repository not found", code="RepoNotFound")
    return unauthorized_answer(code="RepoNotFound")


def unauthorized_answer(*, code: str | None = None) -> Answer:
    """The answer for what needs a user."""
    return error_answer(
        401,
        "Invalid username or password.",
        code=code,
        headers=(("WWW-Authenticate", 'Bearer realm="Authentication required", charset="UTF-8"'),),
    )


def gated_answer(name: str, *, has_token: bool) -> Answer:
    """The answer for the files of a gated repository to a client that was not let in."""
    if has_token:
        message = (
            f"Access to {name} is restricted and you are not in the authorized list. "
            "Ask for access on its page."
        )
        return error_answer(403, message, code="GatedRepo")
    message = (
        f"Access to {name} is restricted. You must have access to it and be authenticated to "
        "access it. Please log in."
    )
    return error_answer(401, message, code="GatedRepo")


def bad_token_answer() -> Answer:
    """The answer to a token that is none, or none any more, whatever was asked for."""
    return error_answer(401, "Invalid credentials in Authorization header")


def redirect_answer(location: str) -> Answer:
    """The answer for a former name."""
    return Answer(
        307,
        f"Temporary Redirect. Redirecting to {location}".encode(),
        (("Location", location),),
        "text/plain; charset=utf-8",
    )
