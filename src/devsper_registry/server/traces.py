"""Whether this process sends traces, as the settings say."""

from collections.abc import Iterator
from contextlib import contextmanager

from devsper_registry import __version__, tracing
from devsper_registry.errors import SettingInvalid
from devsper_registry.settings import Settings


@contextmanager
def sent(settings: Settings) -> Iterator[None]:
    """Send them while this is open, where a collector is named."""
    try:
        with tracing.exported(settings.otel_exporter_otlp_endpoint, version=__version__):
            yield
    except tracing.NotInstalled:
        raise SettingInvalid(
            setting="OTEL_EXPORTER_OTLP_ENDPOINT",
            problem="needs OpenTelemetry: run `pip install 'devsper-registry[otel]'`, or leave "
            "it out.",
        ) from None
