"""The gate before both doors: who is at the other end, and what each request and answer has."""
