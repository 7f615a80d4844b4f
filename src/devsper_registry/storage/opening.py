"""Which storage the settings choose."""

from devsper_registry.errors import SettingInvalid
from devsper_registry.settings import Settings
from devsper_registry.storage.local import LocalStore
from devsper_registry.storage.store import Store


def chosen(settings: Settings) -> Store:
    """Return the bucket where one is named, the data directory otherwise. Nothing is asked yet."""
    return local(settings) if settings.s3_bucket is None else bucket(settings, settings.s3_bucket)


def local(settings: Settings) -> LocalStore:
    """Return the storage in the data directory."""
    return LocalStore(settings.data_dir / "files")


def bucket(settings: Settings, name: str) -> Store:
    """Return the storage in the bucket of that name."""
    try:
        # Loading what speaks S3 takes half a second, which only those pay who have a bucket.
        from devsper_registry.storage.s3.bucket import Bucket
        from devsper_registry.storage.s3.connection import Connection
        from devsper_registry.storage.s3.store import S3Store
    except ModuleNotFoundError as error:
        raise SettingInvalid(
            setting="S3_BUCKET",
            problem="needs a client of S3, which is not installed: "
            "`pip install 'devsper-registry[s3]'`, then start again.",
        ) from error
    placed = Bucket(
        name=name,
        region=settings.s3_region,
        endpoint=settings.s3_endpoint,
        public_endpoint=settings.s3_public_endpoint,
        encryption=settings.object_encryption,
        kms_key=settings.s3_kms_key_id,
    )
    return S3Store(settings.data_dir / "files", Connection(placed))
