"""Backups: the database as it was at one moment, and every object that it names, in a folder."""

from devsper_registry.services.backups.manifest import Manifest
from devsper_registry.services.backups.progress import Listener
from devsper_registry.services.backups.restoring import check, restore
from devsper_registry.services.backups.taking import take

__all__ = ["Listener", "Manifest", "check", "restore", "take"]
