"""What stops a query before it runs: its shape first, then its pages and its cost."""
