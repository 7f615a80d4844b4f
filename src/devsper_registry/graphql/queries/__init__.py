"""The parts of the root of all questions, one file a kind of question."""
