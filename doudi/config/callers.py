"""来访地址：whose address a request came from, where a proxy of the office stands in between.

Limits by the hour, lock-out and the access log count by address. A header that anybody may write is believed only
from the proxies that the office names (`DOUDI_PROXIES`); of the addresses in it the last that is no proxy of ours is
the caller's, for what stands before it was written by the caller.
"""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
FORWARDED, PROTOCOL, CALLER = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "REMOTE_ADDR"
_log = structlog.get_logger(__name__)


def caller_address(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first: afterwards REMOTE_ADDR is the caller, and no header of a stranger's is left."""

    def answered(request: HttpRequest) -> HttpResponse:
        told = request.META.pop(FORWARDED, "")
        proxies = _proxies(tuple(settings.TRUSTED_PROXIES))
        direct = _address(request.META.get(CALLER, ""))
        if _among(direct, proxies):
            caller = _caller(told, proxies)
            if caller is not None:
                request.META[CALLER] = str(caller)
        else:
            request.META.pop(PROTOCOL, None)
            if told:
                _warn_once(str(direct))
        return answer(request)

    return answered


def _caller(told: str, proxies: tuple[IPv4Network | IPv6Network, ...]) -> Address | None:
    """The last address that is no proxy; None where something stands there that is no address."""
    for each in reversed(told.split(",")):
        address = _address(each.strip())
        if address is None:
            return None
        if not _among(address, proxies):
            return address
    return None


def _address(told: str) -> Address | None:
    try:
        found = ip_address(told)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _among(address: Address | None, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return address is not None and any(address in network for network in networks)


@lru_cache(maxsize=8)
def _proxies(named: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each, strict=False) for each in named)


@lru_cache(maxsize=64)
def _warn_once(direct: str) -> None:
    """A proxy that nobody named: everybody behind it counts as one, until the office names it."""
    _log.warning("forwarded address not believed", proxy=direct, setting="DOUDI_PROXIES")
