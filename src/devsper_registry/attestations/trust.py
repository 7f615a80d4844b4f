"""What attestations must lead back to: Sigstore's public instance, or one of an own.

A trust root is Sigstore's `trusted_root.json`: certificate authorities and keys of logs.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from devsper_registry.errors import SettingInvalid

if TYPE_CHECKING:
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

# Stands for the public instance, as the installed library knows it.
PUBLIC = "sigstore"
SETTING = "ATTESTATION_TRUST_ROOT"


@dataclass(frozen=True, slots=True)
class Trust:
    """Verifies signatures; of publishers, those that a pattern names, or all where none does."""

    verifier: "Verifier"
    publishers: tuple[str, ...] = ()

    def takes(self, publisher: str) -> bool:
        """Tell whether attestations of this publisher are taken (`github:acme/demo`)."""
        return not self.publishers or any(
            fnmatchcase(publisher.lower(), pattern.lower()) for pattern in self.publishers
        )


def load(root: str, publishers: tuple[str, ...] = ()) -> Trust:
    """Return the trust in a root: `sigstore`, or a file; raise `SettingInvalid`."""
    try:
        from sigstore.verify import Verifier
    except ImportError:
        raise SettingInvalid(
            setting=SETTING,
            problem="needs what verifies attestations: run "
            "`pip install 'devsper-registry[attestations]'`, or leave it out.",
        ) from None
    return Trust(Verifier(trusted_root=_root(root)), publishers)


def _root(root: str) -> "TrustedRoot":
    from sigstore.models import TrustedRoot

    path = _public() if root == PUBLIC else Path(root)
    try:
        found = TrustedRoot.from_file(str(path))
        usable = found.get_fulcio_certs() and found._inner.tlogs and found._inner.ctlogs
    except OSError as error:
        raise SettingInvalid(
            setting=SETTING,
            problem=f"names {path}, which cannot be read ({error.strerror}): give `{PUBLIC}` or "
            "the path of a trusted_root.json.",
        ) from None
    except Exception:
        # The library has an error of its own for each kind of wrong file, and pydantic's.
        usable = None
    if not usable:
        raise SettingInvalid(
            setting=SETTING,
            problem=f"names {path}, which is no trusted_root.json of Sigstore with certificate "
            f"authorities and logs: give `{PUBLIC}` or such a file.",
        )
    return found


def _public() -> Path:
    # The library would copy it into a home directory first, which a container may not have.
    import sigstore

    roots = Path(sigstore.__path__[0]) / "_store"
    return next(roots.glob("*sigstore.dev/trusted_root.json"), roots / "trusted_root.json")
