"""``python -m livebot``."""

from livebot.cli import main

if __name__ == "__main__":
    main()
