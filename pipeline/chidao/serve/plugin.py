"""Our plugin of Datasette: the addresses of the pages, the policy of every answer, the language of the reader."""

import logging
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode

from datasette import Response, hookimpl
from datasette.utils import sqlite_timelimit, tilde_decode
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import BaseLoader, Environment

from chidao.index.matching import QueryError
from chidao.serve import article, body, calendar, document, downloads, language, links, results, start, targets
from chidao.serve.dates import spoken
from chidao.serve.language import Language

DATABASE = "chidao"

Arguments = Mapping[str, str]
Page = Callable[[sqlite3.Connection, Arguments, Any], Mapping[str, Any] | None]

# Address (a name in braces is a part of it), template, page. `{form}` may be `.csv` or `.json`.
PAGES: tuple[tuple[str, str, Page], ...] = (
    (r"/", "start.html", start.page),
    (r"/search{form}", "search.html", results.page),
    (r"/articles/{record}", "article.html", article.page),
    (r"/documents/{identity}", "document.html", document.page),
    (r"/bodies/{label}", "body.html", body.page),
    (r"/calendar{form}", "calendar.html", calendar.page),
    (r"/targets{form}", "targets.html", targets.page),
)

# More rows than any page shows: a file holds as many as the page can.
_ALL = "99999"

_reader: ContextVar[tuple[Language, str]] = ContextVar("reader", default=("vi", ""))


# ------------------------------------------------------------------ pages
@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Give every page its address."""
    return [(_regex(address), _view(template, page)) for address, template, page in PAGES]


def _regex(address: str) -> str:
    for name in ("record", "identity", "label"):
        address = address.replace(f"{{{name}}}", rf"(?P<{name}>[^/]+)")
    return "^" + address.replace("{form}", r"(?P<form>\.csv|\.json)?") + "$"


def _view(template: str, page: Page) -> Callable[..., Awaitable[Any]]:
    async def view(request: Any, datasette: Any) -> Any:
        arguments = {name: request.args[name].strip() for name in request.args if request.args[name].strip()}
        parts = {name: tilde_decode(part) for name, part in request.url_vars.items() if part}
        form = parts.pop("form", None)
        if form:
            parts["n"] = _ALL

        index = datasette.get_database(DATABASE)

        def asked(db: sqlite3.Connection) -> Mapping[str, Any] | None:
            held = index.holdings(db)
            with sqlite_timelimit(db, datasette.setting("sql_time_limit_ms")):
                return page(db, {**arguments, **parts}, held)

        try:
            values = await index.execute_fn(asked)
        except QueryError as error:
            return await _problem(datasette, request, 400, str(error))
        except results.MistypedError as error:
            said = language.text(error.key, _reader.get()[0], value=error.value)
            return await _problem(datasette, request, 400, said)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            return await _problem(datasette, request, 503, language.text("problem.slow", _reader.get()[0]))
        if values is None:
            return await _problem(datasette, request, 404, language.text("problem.nowhere", _reader.get()[0]))
        if form:
            return Response(
                downloads.write(form, values["rows"]),
                headers={"content-disposition": f'attachment; filename="{downloads.name(request.path)}"'},
                content_type=downloads.MEDIA_TYPES[form],
            )
        context = {"arguments": arguments, **values}
        return Response.html(await datasette.render_template(template, context, request, view_name=template))

    return view


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Say in one line what was wrong; what is our own fault goes to the log with its trace."""
    if isinstance(exception, Base400 | DatasetteError):
        status, message = exception.status, str(getattr(exception, "message", "") or exception)
    else:
        status, message = 500, language.text("problem.ours", _reader.get()[0])
        logging.getLogger(__name__).error("%s", request.path, exc_info=exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status}, status=status)
    return lambda: _problem(datasette, request, status, message)


async def _problem(datasette: Any, request: Any, status: int, message: str) -> Any:
    context = {"status": status, "message": message}
    html = await datasette.render_template("problem.html", context, request, view_name="problem")
    return Response.html(html, status=status)


# ------------------------------------------------------------------ templates
@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Make known to every template, Datasette's own included, what pages are written with."""
    env.loader = _WithNonces(env.loader)
    env.trim_blocks = env.lstrip_blocks = True
    env.globals |= {
        "t": lambda key, **values: language.text(key, _reader.get()[0], **values),
        "spoken": lambda value: spoken(value, _reader.get()[0]),
        "number": lambda value: language.number(value, _reader.get()[0]),
        "language": lambda: _reader.get()[0],
        "nonce": lambda: _reader.get()[1],
        "links": links,
        "address": lambda arguments, **changed: "?" + urlencode(_changed(arguments, changed)),
    }


def _changed(arguments: Arguments, changed: Mapping[str, Any]) -> dict[str, str]:
    both = {**arguments, **{name: value if value is None else str(value) for name, value in changed.items()}}
    return {name: value for name, value in both.items() if value and name != "lang"}


class _WithNonces(BaseLoader):
    """Marks the scripts and styles that stand in the templates' own source, so that no others run.

    What a template fills in is escaped; should that ever fail, a script in an article's text has no mark.
    """

    def __init__(self, loader: BaseLoader | None) -> None:
        assert loader is not None
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, *rest = self._loader.get_source(environment, template)
        for tag in ("script", "style"):
            source = source.replace(f"<{tag}", f'<{tag} nonce="{{{{ nonce() }}}}"')
        return source, *rest  # type: ignore[return-value]

    def list_templates(self) -> list[str]:
        return self._loader.list_templates()


# ------------------------------------------------------------------ every answer
# The style sheet that Datasette's SQL editor writes for its handle, empty at first: known by its checksum.
_EDITOR = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-38xqj8N9cygggde3AvM+xVgS15DUXTOhM9fjk0hLOS0='"
# Nothing from elsewhere, no script but ours, no form that leads away, in no frame. Datasette's own pages set styles on
# elements; those can change how something looks and no more.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{0}'; style-src 'self' 'nonce-{0}' {1}; "
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Any], Any]:
    """Give every answer the policy, and keep the language that a reader chose."""

    def wrap(app: Any) -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            chosen, kept = _language(scope)
            nonce = secrets.token_urlsafe(16)
            _reader.set((chosen, nonce))
            extra = [
                (b"content-security-policy", _POLICY.format(nonce, _EDITOR).encode()),
                (b"x-content-type-options", b"nosniff"),
                (b"referrer-policy", b"no-referrer"),
                (b"vary", b"cookie, accept-language"),
            ]
            if kept:
                extra.append((b"set-cookie", f"lang={chosen}; Path=/; Max-Age=31536000; SameSite=Lax".encode()))

            async def send_with_policy(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": [*message.get("headers", []), *extra]}
                await send(message)

            await app(scope, receive, send_with_policy)

        return answer

    return wrap


def _language(scope: Any) -> tuple[Language, bool]:
    """Return the language for a request, and whether it was chosen just now."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    if asked in language.LANGUAGES:
        return asked, True
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    try:
        cookie = SimpleCookie(headers.get(b"cookie", "")).get("lang")
    except CookieError:
        cookie = None
    if cookie and cookie.value in language.LANGUAGES:
        return cookie.value, False
    return language.accepted(headers.get(b"accept-language", "")), False
