"""`python -m chidao` is the command `chidao`."""

import sys

from chidao.cli import main

if __name__ == "__main__":
    sys.exit(main())
