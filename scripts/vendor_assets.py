"""Fetch the third-party files under portal/static/vendor and write their manifest.

    python scripts/vendor_assets.py            fetch, trim, write files and manifest.json
    python scripts/vendor_assets.py --check    compare the files with the manifest; no network

Packages come through the ordinary npm client (`npm pack NAME@VERSION`). Bootstrap's official minified
stylesheets are trimmed: components that need its scripts or that no page uses are left out, rule by rule, so
that a cold page stays light on a slow line. Its dark rules are repeated for readers who chose no scheme, so
the page follows their system without script. The same input always gives the same output.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

VENDOR = Path(__file__).resolve().parent.parent / "portal" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]  # path in the package → file name here


PACKAGES = [
    Package("bootstrap", "5.3.9", "MIT", "bootstrap", {
        "dist/css/bootstrap.min.css": "bootstrap.css",
        "dist/css/bootstrap.rtl.min.css": "bootstrap.rtl.css",
        "LICENSE": "LICENSE",
    }),
    Package("@fontsource/vazirmatn", "5.3.0", "OFL-1.1", "vazirmatn", {
        "files/vazirmatn-arabic-400-normal.woff2": "vazirmatn-arabic-400.woff2",
        "files/vazirmatn-arabic-700-normal.woff2": "vazirmatn-arabic-700.woff2",
        "LICENSE": "LICENSE",
    }),
]  # fmt: skip

# Class names (whole names or beginnings followed by "-") whose rules are not shipped.
DROPPED = (
    "accordion", "btn-close", "carousel", "collapse", "collapsing", "dropdown", "dropup", "dropend", "dropstart",
    "dropdown-menu", "fade", "form-floating", "form-range", "icon-link", "list-group", "modal", "nav-pills",
    "nav-underline", "navbar", "offcanvas", "placeholder", "popover", "bs-popover", "bs-tooltip", "progress",
    "ratio", "spinner", "toast", "tooltip", "link-offset", "link-opacity", "link-underline", "link-light",
    "link-dark", "link-info", "link-warning", "link-success", "link-primary", "link-secondary", "link-danger",
    "focus-ring", "object-fit", "opacity", "shadow", "text-bg", "text-opacity", "text-primary", "text-info",
    "text-warning", "text-light", "text-dark", "text-black", "text-white", "bg", "border-opacity", "border-primary",
    "border-secondary", "border-success", "border-info", "border-warning", "border-danger", "border-light",
    "border-dark", "border-black", "border-white", "rounded", "pe-none", "pe-auto", "user-select", "z", "bi",
    "btn-primary", "btn-secondary", "btn-success", "btn-danger", "btn-warning", "btn-info", "btn-light", "btn-dark",
    "btn-outline", "table-primary", "table-secondary",
    "table-success", "table-info", "table-warning", "table-danger", "table-light", "table-dark", "alert-primary",
    "alert-secondary", "alert-light", "alert-dark", "fs", "display", "initialism", "blockquote", "card-img",
    "card-group", "card-header-tabs", "card-header-pills", "float", "top", "bottom", "start", "end", "translate",
    "fixed-top", "fixed-bottom", "sticky", "font-monospace", "vr", "was-validated", "valid-feedback",
    "valid-tooltip", "invalid-tooltip", "is-valid", "img-thumbnail", "figure", "opacity", "lh", "fst", "fw-lighter",
    "fw-light", "fw-bolder", "position-absolute", "position-fixed", "btn-group-vertical", "mw", "vw", "vh", "min-vw",
    "min-vh", "mh", "h-25", "h-50", "h-75", "form-control-plaintext", "form-control-color", "overflow-x",
    "overflow-y", "stretched-link", "clearfix", "card-link", "tab-content", "tab-pane", "text-decoration-line",
    "btn-check", "form-switch", "container-sm", "container-md", "container-lg", "container-xl", "container-xxl",
)  # fmt: skip
DROPPED_WIDTHS = re.compile(r"-(xl|xxl|print)(-|$)")
KEPT_PRINT = {"d-print-none", "d-print-block"}
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
EXCEPT = re.compile(r":not\([^)]*\)")
DARK = "[data-bs-theme=dark]"
SYSTEM_DARK = ":root:where(:not([data-bs-theme]))"


def dropped(name: str) -> bool:
    if name in KEPT_PRINT:
        return False
    return bool(DROPPED_WIDTHS.search(name)) or any(name == d or name.startswith(d + "-") for d in DROPPED)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Top-level (prelude, block) pairs of a stylesheet without comments."""
    start = 0
    while (opening := css.find("{", start)) != -1:
        depth, at = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
        yield css[start:opening], css[opening + 1 : at - 1]
        start = at


def selectors(prelude: str) -> list[str]:
    """Split at the commas that are not inside brackets."""
    parts, depth, last = [], 0, 0
    for at, sign in enumerate(prelude):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append(prelude[last:at])
            last = at + 1
    return [*parts, prelude[last:]]


def trim(css: str) -> str:
    kept = []
    for prelude, block in rules(css):
        if prelude.startswith(("@media", "@supports")):
            if inner := trim(block):
                kept.append(f"{prelude}{{{inner}}}")
            continue
        if prelude.startswith("@keyframes"):
            continue
        wanted = [s for s in selectors(prelude) if not any(dropped(c) for c in CLASS.findall(EXCEPT.sub("", s)))]
        if not wanted:
            continue
        kept.append(f"{','.join(wanted)}{{{block}}}")
        if dark := [s.replace(DARK, SYSTEM_DARK) for s in wanted if DARK in s]:
            kept.append(f"@media (prefers-color-scheme:dark){{{','.join(dark)}{{{block}}}}}")
    return "".join(kept)


def drop_unused_variables(css: str) -> str:
    """Remove custom properties that are set but never read, until none is left."""
    while True:
        read = set(re.findall(r"var\((--[\w-]+)", css))
        names = set(re.findall(r"[{;](--[\w-]+):", css)) - read - {"--bs-breakpoint-sm"}
        if not names:
            return css
        unread = "|".join(sorted(names))
        css = re.sub(rf"(?<=[{{;])({unread}):[^;}}]*;?", "", css)
        css = re.sub(r"[^{}]+\{\}", "", css)


def trimmed(package: Package, css: str) -> str:
    css = css.replace('@charset "UTF-8";', "")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    head = f"/* {package.name} {package.version}, {package.licence}; trimmed by scripts/vendor_assets.py */\n"
    return '@charset "UTF-8";' + head + drop_unused_variables(trim(css)) + "\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetch(package: Package, into: Path) -> dict[str, bytes]:
    command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(into)]
    archive = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]  # noqa: S603
    with tarfile.open(into / archive) as tar:
        members = {path: tar.extractfile(f"package/{path}") for path in package.files}
        return {path: handle.read() for path, handle in members.items() if handle}


def vendor(package: Package, into: Path) -> Iterator[dict[str, str]]:
    folder = VENDOR / package.folder
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in fetch(package, into).items():
        made = trimmed(package, data.decode()).encode() if path.endswith(".css") else data
        made = re.sub(rb"\n?//# sourceMappingURL=\S+", b"", made) if path.endswith(".js") else made
        file = folder / package.files[path]
        file.write_bytes(made)
        yield {
            "name": package.name,
            "version": package.version,
            "licence": package.licence,
            "file": file.relative_to(VENDOR).as_posix(),
            "sha256": digest(made),
            "source": path,
            "source_sha256": digest(data),
        }


def check() -> int:
    listed = {entry["file"]: entry["sha256"] for entry in json.loads(MANIFEST.read_text())}
    found = {
        path.relative_to(VENDOR).as_posix(): digest(path.read_bytes())
        for path in VENDOR.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    wrong = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    for name in wrong:
        print(f"differs from the manifest: {name}", file=sys.stderr)
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare files with the manifest")
    if parser.parse_args().check:
        return check()
    with tempfile.TemporaryDirectory() as scratch:
        entries = [entry for package in PACKAGES for entry in vendor(package, Path(scratch))]
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
