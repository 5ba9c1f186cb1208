"""Requests as plain values that JSON can hold, and back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from scrapy import Request, Spider


def plain_request(request: Request) -> dict[str, Any]:
    """Give a request as plain values.

    Raises:
        ValueError: its callback is no method of the spider.
    """
    told: dict[str, Any] = {
        "url": request.url,
        "callback": _name(request.callback),
        "errback": _name(request.errback),
        "meta": request.meta,
        "headers": {
            name.decode("latin-1"): [value.decode("latin-1") for value in values]
            for name, values in request.headers.items()
        },
    }
    if request.method != "GET" or request.body:
        told["method"] = request.method
        told["body"] = base64.b64encode(request.body).decode()
    if request.cb_kwargs:
        told["cb_kwargs"] = request.cb_kwargs
    if request.priority or request.dont_filter:
        told["priority"] = request.priority
        told["dont_filter"] = request.dont_filter
    return told


def _name(method: Any) -> str:
    if method is None:
        return ""
    owner = getattr(method, "__self__", None)
    if not isinstance(owner, Spider):
        raise ValueError(f"{method!r} is no method of the spider")
    return str(method.__name__)


def is_known(told: Mapping[str, Any], spider: Spider) -> bool:
    """Whether the spider has the methods that `plain_request` named."""
    names = [told.get("callback"), told.get("errback")]
    return all(not name or callable(getattr(spider, name, None)) for name in names)


def request_of(told: Mapping[str, Any], spider: Spider) -> Request:
    """Give the request that `plain_request` told of."""
    return Request(
        told["url"],
        callback=getattr(spider, told["callback"]) if told["callback"] else None,
        errback=getattr(spider, told["errback"]) if told["errback"] else None,
        method=told.get("method", "GET"),
        body=base64.b64decode(told.get("body", ""), validate=True),
        headers={
            name: [value.encode("latin-1") for value in values]
            for name, values in told["headers"].items()
        },
        meta=told["meta"],
        cb_kwargs=told.get("cb_kwargs"),
        priority=told.get("priority", 0),
        dont_filter=True,
    )
