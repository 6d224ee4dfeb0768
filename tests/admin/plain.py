"""A browser that knows no JavaScript: it sends the forms of a page by their buttons, with all that stands in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from starlette.testclient import TestClient

UNDRAWN = ("script", "style", "svg", "title")


@dataclass
class Form:
    """A form: what it would send if nothing were touched, and its buttons as (words, name, value, where to) each."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass
class Reader(HTMLParser):
    """Reads the forms and links of a page, and the words that are shown."""

    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    enhanced: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self.select = self.area = ""
        self.within: list[tuple[str, dict[str, str], int]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if "hx-get" in given or "hx-post" in given:
            self.enhanced.append((tag, given))
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get"))
            self.forms.append(self.form)
        if tag in ("a", "button", *UNDRAWN):
            self.within.append((tag, given, len(self.words)))
        if self.form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        fields, name = self.form.fields if self.form else {}, given.get("name", "")
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            fields[name] = given.get("value", "on")
        elif tag == "textarea":
            self.area, fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in fields):
            fields[self.select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            self.form.fields[self.area] += data
        elif not any(tag in UNDRAWN for tag, _, _ in self.within):
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "button", *UNDRAWN):
            _, given, first = self.within.pop()
            said = " ".join("".join(self.words[first:]).split())
            if tag == "a":
                self.links.append((given.get("aria-label") or said, given["href"]))
            if tag == "button" and self.form:
                self.form.buttons.append(
                    (said, given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
                )
        self.form = None if tag == "form" else self.form
        self.area = "" if tag == "textarea" else self.area


def read(html: str) -> Reader:
    """What there is on a page."""
    reader = Reader()
    reader.feed(html)
    return reader


@dataclass
class Browser:
    """Somebody who taps. The page that is open, where it is, and what status it came with."""

    client: TestClient
    url: str = ""
    html: str = ""
    status: int = 0

    def go(self, url: str) -> "Browser":
        return self._opened(self.client.get(urljoin(self.url, url)))

    def press(self, words: str, where: str = "", **typed: str) -> "Browser":
        """The first button that says so, with what is typed into the fields of its form; where: how its action ends."""
        forms = [form for form in read(self.html).forms if form.action.endswith(where)]
        form, button = next((form, each) for form in forms for each in form.buttons if words == each[0])
        assert typed.keys() <= form.fields.keys() | {"negated", "political"}, "there is no such field"
        _, name, value, formaction = button
        sent = {**form.fields, **typed} | ({name: value} if name else {})
        url = urljoin(self.url, formaction or form.action)
        if form.method == "post":
            return self._opened(self.client.post(url, data=sent))
        return self._opened(self.client.get(url, params=sent))

    def follow(self, words: str) -> "Browser":
        """The first link with these words."""
        return self.go(next(href for said, href in read(self.html).links if words in said))

    def _opened(self, answer: Any) -> "Browser":
        self.url, self.html, self.status = str(answer.url), answer.text, answer.status_code
        return self

    @property
    def words(self) -> str:
        """All that can be read on the page, on one line."""
        return " ".join("".join(read(self.html).words).split())
