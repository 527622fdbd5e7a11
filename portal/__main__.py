"""`python -m portal`: the same as the `portal` command."""

from portal.across.cli import main

main()
