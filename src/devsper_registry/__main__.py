"""Let `python -m devsper_registry` be the same as `devsper-registry`."""

from devsper_registry.cli import main

if __name__ == "__main__":
    main()
