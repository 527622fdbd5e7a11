"""The `portal` command."""

from portal.across.cli.main import main

__all__ = ["main"]
