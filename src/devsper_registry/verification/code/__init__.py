"""Reading Python without running it: what a program would do, when, and with what."""
