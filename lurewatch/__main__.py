"""`python -m lurewatch`: the command line."""

from __future__ import annotations

from lurewatch.cli import main

if __name__ == "__main__":
    main()
