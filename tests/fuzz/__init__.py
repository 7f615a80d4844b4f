"""Archives that nobody thought of: strategies, and what must hold for each of them."""
