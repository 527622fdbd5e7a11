"""Response headers: nothing unsafe, nothing cached, nothing framed (OWASP ASVS 5.0.0 §3.4)."""

import secure
from flask import Flask, request
from werkzeug.wrappers import Response

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def install_headers(app: Flask, over_tls: bool) -> None:
    policy = _policy(over_tls)

    @app.after_request
    def _add(response: Response) -> Response:
        for name, value in policy.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.add("Vary", "Cookie")
        if request.path.startswith("/api/"):
            response.headers.setdefault("X-API-Version", "1")
        return response


def _policy(over_tls: bool) -> dict[str, str]:
    """HSTS only over TLS: a portal opened over a plain local address would lock itself out."""
    built = secure.Secure(
        xcto=secure.XContentTypeOptions(),
        xfo=secure.XFrameOptions().deny(),
        referrer=secure.ReferrerPolicy().same_origin(),
        coop=secure.CrossOriginOpenerPolicy().same_origin(),
        hsts=secure.StrictTransportSecurity().max_age(31_536_000).include_subdomains() if over_tls else None,
    )
    return dict(built.headers) | {
        "Content-Security-Policy": CSP,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": _PERMISSIONS,
        "X-Robots-Tag": "noindex, nofollow",
    }
