"""The thin shim for installers and publishers."""
