"""Jobs that no request waits for: which there are, how one runs, and the loop that takes them."""
