"""Who is asking and what they may do: pure functions, no database."""
