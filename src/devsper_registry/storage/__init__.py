"""Where the bytes of files are kept, by their SHA-256."""
