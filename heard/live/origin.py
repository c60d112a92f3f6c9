"""Whether a WebSocket was opened by a page of this very site: browsers send cookies from any site."""

from urllib.parse import urlsplit

from heard.lib.asgi import Headers

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def same_origin(headers: Headers) -> bool:
    """Whether there is one Origin, one Host, and both name the same place.

    The scheme is not compared: behind a proxy that ends TLS we do not see it.
    """
    origins = [value for name, value in headers if name == b"origin"]
    hosts = [value for name, value in headers if name == b"host"]
    if len(origins) != 1 or len(hosts) != 1:
        return False
    try:
        origin = urlsplit(origins[0].decode("ascii").lower())
        host = hosts[0].decode("ascii").lower()
    except ValueError:
        return False
    default = _DEFAULT_PORTS.get(origin.scheme)
    return default is not None and origin.netloc.removesuffix(default) == host.removesuffix(default)
