"""Who may do what: `matrix.txt` says it, and every cell is tried at the door."""
