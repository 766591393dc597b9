"""`python -m fitengine`."""

from fitengine.cli.main import main

if __name__ == "__main__":
    main()
