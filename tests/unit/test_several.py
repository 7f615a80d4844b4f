"""What each of several workers is told, so that all of them together keep to the settings."""

from pydantic import SecretStr

from devsper_registry.server import several
from devsper_registry.settings import Settings

URL = "postgresql://registry@db.example.com/registry"


def test_one_of_several_workers_does_the_jobs() -> None:
    settings = Settings.load(workers=4, inspection_workers=6)
    first, other = (several.share(settings, url=URL, does_jobs=does) for does in (True, False))
    assert (first.worker, other.worker) == ("embedded", "off")
    assert (first.inspection_workers, other.inspection_workers) == (2, 2)
    assert (first.database_url, other.database_url) == (SecretStr(URL), SecretStr(URL))


def test_none_of_them_does_where_a_worker_runs_elsewhere() -> None:
    settings = Settings.load(workers=2, worker="off")
    assert several.share(settings, url=URL, does_jobs=True).worker == "off"
