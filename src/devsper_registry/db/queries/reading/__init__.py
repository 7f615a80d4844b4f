"""What somebody sees: each function takes `visible_to`, and nothing else reads for people."""
