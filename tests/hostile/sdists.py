"""Sdists whose members lead elsewhere, or are not where they belong."""

import tarfile
from collections.abc import Iterator, Sequence

from tests import build
from tests.build import Member
from tests.hostile.making import SDIST, Hostile, plain, raw_tar, tarred


def _tar_names_and_links() -> Iterator[Hostile]:
    def case(name: str, member: Member, code: str) -> Hostile:
        return Hostile(name, SDIST, tarred(member), code)

    def link(target: str, *, type: bytes = tarfile.SYMTYPE, name: str = "demo-1.0/link") -> Member:
        return Member(name, type=type, linkname=target)

    unsafe, out, special = "archive.unsafe-path", "archive.link-outside", "archive.special-file"
    hard = tarfile.LNKTYPE
    yield case("an absolute member", Member("/etc/passwd"), unsafe)
    yield case("a member that climbs", Member("demo-1.0/../../x"), unsafe)
    yield case("a member with a backslash", Member("demo-1.0\\x"), unsafe)
    yield case("a member with a drive letter", Member("C:/x"), unsafe)
    yield case(
        "a directory with two slashes",
        Member("demo-1.0//", type=tarfile.DIRTYPE),
        unsafe,
    )
    yield case("a member that ends in a space", Member("demo-1.0/a "), unsafe)
    yield case("a directory that ends in a dot", Member("demo-1.0/a./b"), unsafe)
    yield case("a member with a colon", Member("demo-1.0/a:b"), unsafe)
    yield case("a member with a dot", Member("./demo-1.0/x"), unsafe)
    yield case("a member with a newline", Member("demo-1.0/a\nb"), "archive.entry-name")
    yield case("a member with a line separator", Member("demo-1.0/a\u2029b"), "archive.entry-name")
    yield Hostile(
        "a member that is not UTF-8",
        SDIST,
        raw_tar(plain(b"demo-1.0/\xff")),
        "archive.entry-name",
    )
    yield case("a member twice", Member("demo-1.0/PKG-INFO", b"x"), "archive.duplicate-entry")
    yield case(
        "a member that differs by case", Member("demo-1.0/pkg-info"), "archive.name-collision"
    )
    yield case("a member below a file", Member("demo-1.0/PKG-INFO/x"), "archive.file-as-directory")
    yield case(
        "a character device in a tar",
        Member("demo-1.0/x", type=tarfile.CHRTYPE),
        special,
    )
    yield case(
        "a block device in a tar",
        Member("demo-1.0/x", type=tarfile.BLKTYPE),
        special,
    )
    yield case("a named pipe in a tar", Member("demo-1.0/x", type=tarfile.FIFOTYPE), special)
    yield case("a contiguous file", Member("demo-1.0/x", type=tarfile.CONTTYPE), special)
    yield case("an unknown type of member", Member("demo-1.0/x", type=b"Q"), special)
    yield case("a volume label", Member("demo-1.0/x", type=b"V"), special)
    yield case("a link to an absolute path", link("/etc/passwd"), out)
    yield case("a link that climbs out", link("../../x"), out)
    yield case("a link to beside the top directory", link("../other"), out)
    yield case("a link that goes down and up", link("src/../../.."), out)
    yield case("a link to what ends in a space", link("src "), out)
    yield case("a link to what begins with a space", link(" src"), out)
    yield case("a member of 256 bytes", Member("demo-1.0/" + "ü" * 128), "archive.entry-name")
    yield case("a link to nowhere", link(""), out)
    yield case("a link to a drive", link("C:\\x"), out)
    yield case("a link to itself", link("link"), "archive.link-cycle")
    yield Hostile(
        "links in a circle",
        SDIST,
        tarred(link("b", name="demo-1.0/a"), link("a", name="demo-1.0/b")),
        "archive.link-cycle",
    )
    yield Hostile(
        "a link that leads into a circle",
        SDIST,
        tarred(
            link("b", name="demo-1.0/a"),
            link("c", name="demo-1.0/b"),
            link("b", name="demo-1.0/c"),
        ),
        "archive.link-cycle",
    )
    yield case("a hard link to the outside", link("/etc/passwd", type=hard), out)
    yield case("a hard link that climbs", link("demo-1.0/../../x", type=hard), out)
    yield case("a hard link to what is not there", link("demo-1.0/none", type=hard), out)
    yield case("a hard link to a directory", link("demo-1.0/src", type=hard), out)
    yield Hostile(
        "a link through another link",
        SDIST,
        tarred(link("src", name="demo-1.0/a"), link("a/demo", name="demo-1.0/b")),
        out,
    )
    yield Hostile(
        "a member below a link",
        SDIST,
        tarred(link("src"), Member("demo-1.0/link/x")),
        "archive.file-as-directory",
    )
    yield Hostile(
        "a hard link to a link",
        SDIST,
        tarred(link("src"), link("demo-1.0/link", type=hard, name="demo-1.0/hard")),
        out,
    )


def _sdists() -> Iterator[Hostile]:
    def case(name: str, members: Sequence[Member], code: str) -> Hostile:
        return Hostile(name, SDIST, lambda: build.tar_archive(members), code)

    right = build.sdist_members()
    top = "sdist.top-directory"
    yield case("no PKG-INFO", right[1:], "sdist.pkg-info-missing")
    yield case(
        "PKG-INFO as a link",
        [*right[1:], Member("demo-1.0/PKG-INFO", type=tarfile.SYMTYPE, linkname="pyproject.toml")],
        "sdist.pkg-info-missing",
    )
    yield case(
        "PKG-INFO further down",
        [Member("demo-1.0/src/PKG-INFO", right[0].data), *right[1:]],
        "sdist.pkg-info-missing",
    )
    yield case("another top directory", build.sdist_members("other"), top)
    yield case("two top directories", [*right, Member("other-1.0/x")], top)
    yield case("a file at the top", [*right, Member("x")], top)
    yield case(
        "a link as the top directory", [Member("demo-1.0", type=tarfile.SYMTYPE, linkname="x")], top
    )
    yield case(
        "a licence file that is not packed",
        build.sdist_members(lines=["License-File: LICENSE"]),
        "metadata.licence-file-missing",
    )
    yield case(
        "another package's PKG-INFO",
        build.sdist_members(metadata_content=build.metadata("other")),
        "metadata.name-mismatch",
    )
    yield case(
        "another version's PKG-INFO",
        build.sdist_members(metadata_content=build.metadata(version="2.0")),
        "metadata.version-mismatch",
    )


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_tar_names_and_links(), *_sdists()]
