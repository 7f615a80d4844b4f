"""METADATA that is malformed, invalid, or another package's."""

from collections.abc import Callable, Iterator

from tests import build
from tests.hostile.making import WHEEL, Hostile, described, with_lines


def _metadata() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    def lines(name: str, *given: str, says: str, metadata_version: str = "2.4") -> Hostile:
        content = with_lines(*given, metadata_version=metadata_version)
        return case(name, content, "metadata.invalid", says)

    right = build.metadata()
    malformed = "metadata.malformed"
    yield case(
        "another package's METADATA",
        described(build.metadata("other")),
        "metadata.name-mismatch",
        "other",
    )
    yield case(
        "another version's METADATA",
        described(build.metadata(version="2.0")),
        "metadata.version-mismatch",
        "2.0",
    )
    yield case(
        "an equal version spelt otherwise",
        described(build.metadata(version="1.0.0")),
        "metadata.version-mismatch",
        "1.0.0",
    )
    yield case(
        "a version in METADATA that is none",
        described(build.metadata(version="one")),
        "metadata.invalid",
        "one",
    )
    yield case(
        "METADATA that is not UTF-8",
        described(right + b"Summary: \xff\n"),
        malformed,
        "line 4 is not UTF-8",
    )
    yield case("METADATA with a NUL", described(right + b"\nhello\0"), malformed, "NUL")
    yield case(
        "METADATA with a control character",
        described(right + b"Summary: a\x0bb\n"),
        malformed,
        "line 4",
    )
    yield case(
        "METADATA of 300 fields",
        with_lines(*(f"X-{number}: x" for number in range(300))),
        malformed,
        "more than 200",
    )
    yield case(
        "METADATA with a header of 1 MB",
        with_lines(f"Keywords: {'a,' * 2**19}"),
        malformed,
        "524288",
    )
    yield case(
        "METADATA with a bare carriage return",
        described(right + b"Summary: a\rName: evil\n"),
        malformed,
        "line 4",
    )
    yield case(
        "METADATA with a line that is no field",
        described(right + b"hello\nSummary: x\n"),
        malformed,
        "line 4 has no field name",
    )
    yield case("METADATA that begins with a blank", described(b" x\n" + right), malformed, "line 1")
    yield case(
        "METADATA with a byte order mark", described("\ufeff".encode() + right), malformed, "line 1"
    )
    yield case("METADATA of prose", described(b"hello"), malformed, "line 1")
    yield case(
        "METADATA with an empty header", described(b"\n" + right), "metadata.invalid", "name"
    )
    yield case(
        "METADATA without a name",
        described(b"Metadata-Version: 2.1\nVersion: 1.0\n"),
        "metadata.invalid",
        "name",
    )
    yield case(
        "METADATA without a version",
        described(b"Metadata-Version: 2.1\nName: demo\n"),
        "metadata.invalid",
        "version",
    )
    yield case(
        "METADATA without a metadata version",
        described(b"Name: demo\nVersion: 1.0\n"),
        "metadata.invalid",
        "metadata version",
    )
    yield case(
        "METADATA of version 2.0",
        described(build.metadata(metadata_version="2.0")),
        "metadata.invalid",
        "2.0",
    )
    yield case(
        "METADATA of version 9",
        described(build.metadata(metadata_version="9.0")),
        "metadata.invalid",
        "9.0",
    )
    yield lines("two names", "Name: evil", says="name is given more than once")
    yield lines("two summaries", "Summary: a", "Summary: b", says="summary is given more than once")
    yield lines("a summary of 513 characters", f"Summary: {'a' * 513}", says="513")
    yield lines("a summary of two lines", "Summary: a\n  b", says="single line")
    yield lines("an odd Requires-Python", "Requires-Python: three", says="three")
    yield lines("an odd requirement", "Requires-Dist: a b c", says="a b c")
    yield lines(
        "a direct reference",
        "Requires-Dist: a @ https://example.com/a.whl",
        says="direct reference",
    )
    yield lines("an odd extra", "Provides-Extra: -x-", says="-x-")
    yield lines("an unknown classifier", "Classifier: Topic :: Nonsense", says="Topic :: Nonsense")
    yield lines("an e-mail that is none", "Author-Email: nobody", says="nobody")
    yield lines("an endless e-mail", f"Author-Email: {'<' * 9000}", says="8192")
    yield lines("an e-mail nested without end", f"Author-Email: {'(' * 5000}", says="author-email")
    yield lines("an endless content type", f"Description-Content-Type: {'x;' * 999}", says="255")
    yield lines("a URL for a script", "Home-page: javascript:alert(1)", says="javascript")
    yield lines(
        "a project URL for a script", "Project-URL: x, javascript:alert(1)", says="javascript"
    )
    yield lines("a project URL without a label", "Project-URL: https://example.com", says="http")
    yield lines(
        "a project URL with an endless label",
        f"Project-URL: {'a' * 33}, https://example.com",
        says="32",
    )
    yield lines("an odd content type", "Description-Content-Type: text/html", says="text/html")
    yield lines(
        "an odd character set",
        "Description-Content-Type: text/plain; charset=latin-1",
        says="latin-1",
    )
    yield lines(
        "an odd licence expression", "License-Expression: Free as in beer", says="Free as in beer"
    )
    yield lines(
        "two licences", "License: MIT", "License-Expression: MIT", says="exclude each other"
    )
    yield lines("a licence file that climbs", "License-File: ../LICENSE", says="../LICENSE")
    yield lines("a licence file that is absolute", "License-File: /etc/passwd", says="/etc/passwd")
    yield lines(
        "an expression before its time",
        "License-Expression: MIT",
        says="introduced",
        metadata_version="2.3",
    )
    yield lines("a dynamic name", "Dynamic: Name", says="not allowed")
    yield lines("an unknown dynamic field", "Dynamic: Nonsense", says="nonsense")
    yield lines("an import name that is none", "Import-Name: 1x", says="1x", metadata_version="2.5")
    yield lines(
        "an import name that is a keyword",
        "Import-Name: class",
        says="keyword",
        metadata_version="2.5",
    )
    yield lines(
        "an import name that is also a namespace",
        "Import-Name: a",
        "Import-Namespace: a",
        says="both",
        metadata_version="2.5",
    )
    yield lines("a MIME type", "Content-Type: multipart/mixed; boundary=x", says="content-type")
    yield lines(
        "a transfer encoding", "Content-Transfer-Encoding: base64", says="content-transfer-encoding"
    )
    yield lines("a requirement nested without end", f"Requires-Dist: a; {'(' * 3000}", says="")
    yield case(
        "all faults at once",
        with_lines("Requires-Python: x", "Classifier: y", "Home-page: z"),
        "metadata.invalid",
        "'y' is unknown",
    )
    yield case(
        "a description that does not render",
        described(build.metadata(description="Title\n==\n\n.. nope:: x\n")),
        "metadata.description",
        'line 4: Unknown directive type "nope"',
    )
    yield case(
        "a description that includes a file",
        described(build.metadata(description=".. include:: /etc/passwd\n")),
        "metadata.description",
        "line 1",
    )
    yield case(
        "a description of raw HTML",
        described(build.metadata(description=".. raw:: html\n\n   <script>\n")),
        "metadata.description",
        "line 1",
    )


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_metadata()]
