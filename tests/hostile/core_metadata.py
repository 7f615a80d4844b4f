"""METADATA that is malformed, invalid, or another package's."""

from collections.abc import Callable, Iterator

from tests import build
from tests.hostile.making import WHEEL, Hostile, described, with_lines


def _metadata() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, WHEEL, content, code)

    def lines(name: str, *given: str, metadata_version: str = "2.4") -> Hostile:
        content = with_lines(*given, metadata_version=metadata_version)
        return case(name, content, "metadata.invalid")

    right = build.metadata()
    malformed = "metadata.malformed"
    yield case(
        "another package's METADATA",
        described(build.metadata("other")),
        "metadata.name-mismatch",
    )
    yield case(
        "another version's METADATA",
        described(build.metadata(version="2.0")),
        "metadata.version-mismatch",
    )
    yield case(
        "an equal version spelt otherwise",
        described(build.metadata(version="1.0.0")),
        "metadata.version-mismatch",
    )
    yield case(
        "a version in METADATA that is none",
        described(build.metadata(version="one")),
        "metadata.invalid",
    )
    yield case(
        "METADATA that is not UTF-8",
        described(right + b"Summary: \xff\n"),
        malformed,
    )
    yield case("METADATA with a NUL", described(right + b"\nhello\0"), malformed)
    yield case(
        "METADATA with a control character",
        described(right + b"Summary: a\x0bb\n"),
        malformed,
    )
    yield case(
        "METADATA of 300 fields",
        with_lines(*(f"X-{number}: x" for number in range(300))),
        malformed,
    )
    yield case(
        "METADATA with a header of 1 MB",
        with_lines(f"Keywords: {'a,' * 2**19}"),
        malformed,
    )
    yield case(
        "METADATA with a bare carriage return",
        described(right + b"Summary: a\rName: evil\n"),
        malformed,
    )
    yield case(
        "METADATA with a line that is no field",
        described(right + b"hello\nSummary: x\n"),
        malformed,
    )
    yield case("METADATA that begins with a blank", described(b" x\n" + right), malformed)
    yield case("METADATA with a byte order mark", described("\ufeff".encode() + right), malformed)
    yield case("METADATA of prose", described(b"hello"), malformed)
    yield case("METADATA with an empty header", described(b"\n" + right), "metadata.invalid")
    yield case(
        "METADATA without a name",
        described(b"Metadata-Version: 2.1\nVersion: 1.0\n"),
        "metadata.invalid",
    )
    yield case(
        "METADATA without a version",
        described(b"Metadata-Version: 2.1\nName: demo\n"),
        "metadata.invalid",
    )
    yield case(
        "METADATA without a metadata version",
        described(b"Name: demo\nVersion: 1.0\n"),
        "metadata.invalid",
    )
    yield case(
        "METADATA of version 2.0",
        described(build.metadata(metadata_version="2.0")),
        "metadata.invalid",
    )
    yield case(
        "METADATA of version 9",
        described(build.metadata(metadata_version="9.0")),
        "metadata.invalid",
    )
    yield lines("two names", "Name: evil")
    yield lines("two summaries", "Summary: a", "Summary: b")
    yield lines("a summary of 513 characters", f"Summary: {'a' * 513}")
    yield lines("a summary of two lines", "Summary: a\n  b")
    yield lines("an odd Requires-Python", "Requires-Python: three")
    yield lines("an odd requirement", "Requires-Dist: a b c")
    yield lines(
        "a direct reference",
        "Requires-Dist: a @ https://example.com/a.whl",
    )
    yield lines(
        "a direct reference to what it provides",
        "Provides-Dist: a @ https://example.com/a.whl",
    )
    yield lines("an odd extra", "Provides-Extra: -x-")
    yield lines("an unknown classifier", "Classifier: Topic :: Nonsense")
    yield lines("an e-mail that is none", "Author-Email: nobody")
    yield lines("an endless e-mail", f"Author-Email: {'<' * 9000}")
    yield lines("an e-mail nested without end", f"Author-Email: {'(' * 5000}")
    yield lines("an endless content type", f"Description-Content-Type: {'x;' * 999}")
    yield lines("a URL for a script", "Home-page: javascript:alert(1)")
    yield lines("a project URL for a script", "Project-URL: x, javascript:alert(1)")
    yield lines("a project URL without a label", "Project-URL: https://example.com")
    yield lines(
        "a project URL with an endless label",
        f"Project-URL: {'a' * 33}, https://example.com",
    )
    yield lines("an odd content type", "Description-Content-Type: text/html")
    yield lines(
        "an odd character set",
        "Description-Content-Type: text/plain; charset=latin-1",
    )
    yield lines("an odd licence expression", "License-Expression: Free as in beer")
    yield lines("two licences", "License: MIT", "License-Expression: MIT")
    yield lines("a licence file that climbs", "License-File: ../LICENSE")
    yield lines("a licence file that is absolute", "License-File: /etc/passwd")
    yield lines(
        "an expression before its time",
        "License-Expression: MIT",
        metadata_version="2.3",
    )
    yield lines("a dynamic name", "Dynamic: Name")
    yield lines("an unknown dynamic field", "Dynamic: Nonsense")
    yield lines("an import name that is none", "Import-Name: 1x", metadata_version="2.5")
    yield lines(
        "an import name that is a keyword",
        "Import-Name: class",
        metadata_version="2.5",
    )
    yield lines(
        "an import name that is also a namespace",
        "Import-Name: a",
        "Import-Namespace: a",
        metadata_version="2.5",
    )
    yield lines("a MIME type", "Content-Type: multipart/mixed; boundary=x")
    yield lines("a transfer encoding", "Content-Transfer-Encoding: base64")
    yield lines("a requirement nested without end", f"Requires-Dist: a; {'(' * 3000}")
    yield case(
        "all faults at once",
        with_lines("Requires-Python: x", "Classifier: y", "Home-page: z"),
        "metadata.invalid",
    )
    yield case(
        "a description that does not render",
        described(build.metadata(description="Title\n==\n\n.. nope:: x\n")),
        "metadata.description",
    )
    yield case(
        "a description that includes a file",
        described(build.metadata(description=".. include:: /etc/passwd\n")),
        "metadata.description",
    )
    yield case(
        "a description of raw HTML",
        described(build.metadata(description=".. raw:: html\n\n   <script>\n")),
        "metadata.description",
    )


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_metadata()]
