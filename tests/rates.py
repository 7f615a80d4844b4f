"""Rates that no test meets by accident, as settings; the tests of rates have those of their own."""

from devsper_registry.settings import Settings

RAISED = {
    name: "1000000/second" for name in Settings.model_fields if name.startswith("rate_limit_")
}
