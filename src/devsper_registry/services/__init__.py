"""What the registry does: topics that hold verbs, each verb owning its transaction."""
