"""Who downloads, as the installers themselves say it."""

import pytest

from devsper_registry.rest import user_agent
from devsper_registry.rest.user_agent import UNKNOWN, Client

PIP = (
    'pip/25.3 {"ci":null,"cpu":"x86_64","implementation":{"name":"CPython","version":"3.12.4"},'
    '"installer":{"name":"pip","version":"25.3"},"python":"3.12.4","system":{"name":"Linux"}}'
)
UV = 'uv/0.9.1 {"installer":{"name":"uv","version":"0.9.1"},"python":"3.13.0rc1","ci":true}'


@pytest.mark.parametrize(
    ("header", "client"),
    [
        (PIP, Client("pip", "3.12")),
        (UV, Client("uv", "3.13")),
        ('uv/0.9.1 {"installer":{"name":"uv"},"python":null}', Client("uv", "")),
        ("poetry/2.2.1 CPython/3.11.7 Linux/6.1", Client("poetry", "3.11")),
        ("pdm/2.26.1 CPython/3.12.1 Linux/6.1", Client("pdm", "3.12")),
        ("unearth/0.17.5", Client("pdm", "")),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140", Client("browser", "")),
        ("curl/8.10.1", Client("curl", "")),
        ("bandersnatch/6.5 (CPython 3.12.1-final0, Linux)", Client("bandersnatch", "3.12")),
        ('pip/1 {"python":', Client("pip", "")),
        ('pip/1 {"python":12}', Client("pip", "")),
        ('pip/1 {"python":"3.1234567"}', Client("pip", "")),
        ('pip/1 {"python":"' + "x" * 10_000 + '"}', Client("pip", "")),
        ("something/1.0", UNKNOWN),
        ("", UNKNOWN),
        ("\x00\xff/ ", UNKNOWN),
        ("pip", UNKNOWN),
    ],
)
def test_a_header_names_an_installer_and_a_python(header: str, client: Client) -> None:
    assert user_agent.read(header) == client
