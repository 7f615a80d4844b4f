"""`devsper-registry login`, `logout` and `whoami`: a key for this person, where clients look."""
