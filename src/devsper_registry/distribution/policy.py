"""What a registry may decide about the files it takes; everything else is the specifications'."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Policy:
    """The choices, with the defaults of a private registry. Sizes are in bytes."""

    # A private registry serves machines it knows, so a plain linux_x86_64 wheel is useful there.
    allow_linux_tags: bool = True
    allow_direct_references: bool = False
    allow_local_versions: bool = True
    max_tags: int = 1_000
    max_members: int = 100_000
    # An archive may unpack to this much whatever its own size; beyond it the ratio decides.
    unpacked_floor: int = 64 * MIB
    max_ratio: int = 50
    max_unpacked: int = 16 * 1024 * MIB
    max_metadata: int = 4 * MIB
    max_record: int = 32 * MIB
    # WHEEL and entry_points.txt: a hundred times what real ones have.
    max_small_file: int = 512 * 1024
    # docutils takes up to two seconds for each 100 KiB; larger texts are shown unrendered.
    max_rendered_description: int = 128 * 1024
    allow_unknown_classifiers: bool = False

    def unpacked_limit(self, size: int) -> int:
        """How many bytes a file of this size may unpack to."""
        return min(max(self.unpacked_floor, self.max_ratio * size), self.max_unpacked)


DEFAULT_POLICY = Policy()
