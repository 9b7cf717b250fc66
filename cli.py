"""`python cli.py …` in a checkout is the installed `doc-checker …`."""

import sys

from doc_checker.cli import main

if __name__ == "__main__":
    sys.exit(main())
