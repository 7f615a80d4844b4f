"""SQL, one noun a file: plain functions over a session or a connection."""
