"""Start the command line: `python -m app` is `betech`."""

from app.cli import main

if __name__ == "__main__":
    main()
