"""Fetching somebody's calendar politely: only what is new, not too much of it, and from public addresses alone."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Literal

import httpx

USER_AGENT = "Budkavle (reads the calendars of candidates once an hour)"
HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/calendar",
    "Accept-Encoding": "identity",  # so that little on the wire is never much in memory
}
REDIRECTS = 3
NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address, as networks without any see it

Fault = Literal["unreachable", "not_a_calendar", "too_large", "not_allowed"]


@dataclass(frozen=True)
class Manners:
    """How it is fetched: seconds to wait for each answer, the most bytes. loopback: for tests, also without TLS."""

    seconds: float = 10
    largest: int = 5 * 1024 * 1024
    loopback: bool = False


@dataclass(frozen=True)
class Seen:
    """What a server said the last time, by which it knows whether there is anything new."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """A calendar. content: None when nothing has changed."""

    content: bytes | None
    seen: Seen


async def fetch(url: str, seen: Seen, manners: Manners) -> Fetched | Fault:
    """What stands at an address, or why it cannot be had."""
    limits = httpx.Timeout(manners.seconds)
    try:
        # A server that sends a byte at a time keeps nobody waiting for long.
        async with asyncio.timeout(3 * manners.seconds), httpx.AsyncClient(trust_env=False, timeout=limits) as client:
            return await _follow(client, as_https(url), seen, manners)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):  # TimeoutError is an OSError
        return "unreachable"


def as_https(url: str) -> str:
    """An address as it is fetched: that of a subscription is one by https."""
    scheme, colon, rest = url.strip().partition(":")
    return f"https{colon}{rest}" if scheme.lower() in ("webcal", "webcals") else url.strip()


async def _follow(client: httpx.AsyncClient, url: str, seen: Seen, manners: Manners) -> Fetched | Fault:
    at = httpx.URL(url)
    for _ in range(1 + REDIRECTS):
        there = await _checked(at, manners)
        if there is None:
            return "not_allowed"
        async with client.stream("GET", there, headers=_headers(at, seen), extensions=_names(at)) as answer:
            if not answer.has_redirect_location:
                return await _read(answer, seen, manners)
            at = at.join(answer.headers["location"])
    return "unreachable"


def _headers(at: httpx.URL, seen: Seen) -> dict[str, str]:
    known = {"If-None-Match": seen.etag, "If-Modified-Since": seen.modified}
    return {**HEADERS, "Host": at.netloc.decode("ascii"), **{name: value for name, value in known.items() if value}}


def _names(at: httpx.URL) -> dict[str, str]:
    """By which name the server's certificate is checked: its own, not the address that is connected to."""
    return {"sni_hostname": at.raw_host.decode("ascii")}


async def _read(answer: httpx.Response, seen: Seen, manners: Manners) -> Fetched | Fault:
    if answer.status_code == 304:
        return Fetched(None, seen)
    if answer.status_code != 200:
        return "unreachable"
    if answer.headers.get("content-encoding", "identity") != "identity":
        return "not_a_calendar"
    content = bytearray()
    async for chunk in answer.aiter_raw():
        content += chunk
        if len(content) > manners.largest:
            return "too_large"
    return Fetched(bytes(content), Seen(answer.headers.get("etag"), answer.headers.get("last-modified")))


# Where it may be


async def _checked(at: httpx.URL, manners: Manners) -> httpx.URL | None:
    """The same page at the address that its name stands for now; None unless all that it stands for are public.

    What is connected to is what was checked: a name that stands for something else a moment later changes nothing.
    """
    if at.scheme != "https" and not (manners.loopback and at.scheme == "http"):
        return None
    port = at.port or (443 if at.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(at.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    if not addresses or not all(_may_reach(address, manners) for address in addresses):
        return None
    return at.copy_with(host=addresses[0])


def _may_reach(address: str, manners: Manners) -> bool:
    return is_public(address) or (manners.loopback and ip_address(address).is_loopback)


def is_public(address: str) -> bool:
    """Whether an IP address, also one that stands within another, is of the open internet."""
    number = ip_address(address.partition("%")[0])
    within = _within(number) if isinstance(number, IPv6Address) else None
    if within is not None:
        return is_public(str(within))
    return number.is_global and not number.is_multicast and not number.is_reserved


def _within(number: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to."""
    if number in NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
