"""The upload door, in process: the form as clients write it, and as nobody should."""

import base64
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.session import Database
from tests.build import Built, built, sdist, wheel
from tests.doors import seeds
from tests.doors.reading import opened, reader
from tests.server import form
from tests.services import state

pytestmark = pytest.mark.anyio
BOUNDARY = "a-boundary-of-our-own"
MIB = 1024 * 1024
EMPTY = state.State(0, 0, 0, 0, 0, ())
Part = tuple[str, str | None, bytes]


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


@pytest.fixture
async def key(backend: Backend) -> str:
    secret, _ = await seeds.key(backend, Scope.PUBLISH)
    return secret


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


@pytest.fixture
async def publisher(http: httpx.AsyncClient, key: str) -> httpx.AsyncClient:
    http.headers["authorization"] = (
        "Basic " + base64.b64encode(f"__token__:{key}".encode()).decode()
    )
    return http


def multipart(parts: Sequence[Part], *, end: bool = True) -> bytes:
    """Write a form as told; a part without a filename is a text field."""
    body = b""
    for name, filename, content in parts:
        named = "" if filename is None else f'; filename="{filename}"'
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
            + content
            + b"\r\n"
        )
    return body + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


def parts_of(file: Built, **changes: str | None) -> list[Part]:
    """Return the parts of a good upload; a change to None leaves the field out."""
    fields: dict[str, str | None] = {**form(file), **changes}
    told: list[Part] = [(n, None, v.encode()) for n, v in fields.items() if v is not None]
    return [*told, ("content", file.filename, file.content)]


async def post(
    http: httpx.AsyncClient, body: Any, *, path: str = "/legacy/", **headers: str
) -> httpx.Response:
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    return await http.post(path, content=body, headers={"content-type": content_type, **headers})


async def send(http: httpx.AsyncClient, file: Built, **changes: str | None) -> httpx.Response:
    return await post(http, multipart(parts_of(file, **changes)))


# Where it is, and how far its verification has come: after the warnings.
TAKEN = (
    "http://registry.example.com/simple/demo/ The file is pending: `devsper-registry status demo "
    "1.0` shows what becomes of it."
)


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.text


def incoming(backend: Backend) -> list[Path]:
    return list(backend.store.incoming().iterdir())


# --- what is taken ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/legacy", "/legacy/", "/api/v1/packages/upload", "/api/v1/packages/Demo/upload"],
)
async def test_a_file_is_published(
    backend: Backend, publisher: httpx.AsyncClient, path: str
) -> None:
    file = wheel("demo", "1.0")
    answer = await post(publisher, multipart(parts_of(file)), path=path)
    assert said(answer) == (200, TAKEN)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert await state.filenames(backend) == [file.filename]
    assert incoming(backend) == []


async def test_the_same_file_again_is_fine(backend: Backend, publisher: httpx.AsyncClient) -> None:
    for file in (wheel("demo", "1.0"), sdist("demo", "1.0")) * 2:
        assert said(await send(publisher, file)) == (200, TAKEN)
    assert (await state.of(backend)).files == 2


async def test_differences_between_form_and_file_come_back_as_warnings(
    publisher: httpx.AsyncClient,
) -> None:
    file = wheel("demo", "1.0", lines=["Summary: counts sheep"])
    assert said(await send(publisher, file, summary="counts cows")) == (
        200,
        f"The form's summary differs from the file's, which is kept.\n{TAKEN}",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"pyversion": None},
        {"protocol_version": None},
        {"metadata_version": None},
        {"home_page": "", "author": "UNKNOWN", "license": ""},
        {"gpg_signature": "a plain field, as pdm sends it", "comment": "hello"},
        {"attestations": '[{"version": 1}]'},
        {"made_up_field": "x\0y"},
        {"description": "d" * 2 * MIB},
        {"requires_python": ""},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_what_clients_leave_out_or_add_is_taken(
    publisher: httpx.AsyncClient, changes: dict[str, str | None]
) -> None:
    assert (await send(publisher, sdist("demo", "1.0"), **changes)).status_code == 200


async def test_each_digest_is_checked_wherever_it_stands(publisher: httpx.AsyncClient) -> None:
    file = wheel("demo", "1.0")
    md5 = hashlib.md5(file.content).hexdigest()
    blake2 = hashlib.blake2b(file.content, digest_size=32).hexdigest()
    digests: list[Part] = [
        ("md5_digest", None, md5.encode()),
        ("blake2_256_digest", None, blake2.encode()),
    ]
    plain = parts_of(file, sha256_digest=None)
    assert (await post(publisher, multipart([*digests, *plain]))).status_code == 200
    assert (await post(publisher, multipart([*plain, *digests]))).status_code == 200


async def test_1500_requirements_are_taken(backend: Backend, publisher: httpx.AsyncClient) -> None:
    names = [f"package-{number}" for number in range(1500)]
    file = wheel("demo", "1.0", lines=[f"Requires-Dist: {name}" for name in names])
    parts: list[Part] = [("requires_dist", None, name.encode()) for name in names]
    assert said(await post(publisher, multipart([*parts, *parts_of(file)]))) == (200, TAKEN)


async def test_the_action_may_stand_in_the_query(publisher: httpx.AsyncClient) -> None:
    body = multipart(parts_of(wheel("demo", "1.0"), **{":action": None}))
    answer = await post(publisher, body, path="/legacy/?:action=file_upload")
    assert said(answer) == (200, TAKEN)


async def test_a_signature_sent_as_a_file_is_ignored(publisher: httpx.AsyncClient) -> None:
    parts = parts_of(wheel("demo", "1.0"))
    signed = [*parts, ("gpg_signature", "demo-1.0.whl.asc", b"\x88\xff")]
    assert (await post(publisher, multipart(signed))).status_code == 200


async def test_a_part_may_name_its_type_and_arrive_in_pieces(
    publisher: httpx.AsyncClient,
) -> None:
    typed = b"Content-Type: application/octet-stream\r\n\r\n"
    head, content = multipart(parts_of(wheel("demo", "1.0"))).split(b'.whl"\r\n\r\n')
    body = head + b'.whl"\r\n' + typed + content

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 7):
            yield body[start : start + 7]

    assert said(await post(publisher, pieces())) == (200, TAKEN)


# --- what is refused ----------------------------------------------------------------------------

GOOD = wheel("demo", "1.0")
MISSING = "The form field '{}' is missing: upload with a tool such as twine or uv publish."
REFUSED: dict[str, tuple[bytes, int, str]] = {
    "no action": (
        multipart(parts_of(GOOD, **{":action": None})),
        400,
        "The form does not say what to do: set ':action' to 'file_upload'.",
    ),
    "a foreign action": (
        multipart(parts_of(GOOD, **{":action": "make_tea"})),
        400,
        "The action 'make_tea' is unknown here: set ':action' to 'file_upload'.",
    ),
    "an action of another age": (
        multipart(parts_of(GOOD, **{":action": "submit"})),
        410,
        "The action 'submit' is of another age: upload the files themselves, "
        "with a tool such as twine or uv publish.",
    ),
    "another protocol": (
        multipart(parts_of(GOOD, protocol_version="2")),
        400,
        "The protocol_version '2' is unknown here: send '1', or leave it out.",
    ),
    "no file": (
        multipart(parts_of(GOOD)[:-1]),
        400,
        "The upload has no file: send the distribution as the form's 'content'.",
    ),
    "content that is no file": (
        multipart([*parts_of(GOOD)[:-1], ("content", None, b"UEsDBA==")]),
        400,
        "The upload has no file: send the distribution as the form's 'content'.",
    ),
    "two files": (
        multipart([*parts_of(GOOD), ("content", GOOD.filename, GOOD.content)]),
        400,
        "The upload has more than one file: send each distribution in a request of its own.",
    ),
    "a file in a text field": (
        multipart([("description", "readme.md", b"# Demo"), *parts_of(GOOD)]),
        400,
        "The form field 'description' takes no file: send the distribution as 'content'.",
    ),
    "no name": (multipart(parts_of(GOOD, name=None)), 400, MISSING.format("name")),
    "an unknown name": (multipart(parts_of(GOOD, name="UNKNOWN")), 400, MISSING.format("name")),
    "no version": (multipart(parts_of(GOOD, version=None)), 400, MISSING.format("version")),
    "no filetype": (multipart(parts_of(GOOD, filetype=None)), 400, MISSING.format("filetype")),
    "a foreign filetype": (
        multipart(parts_of(GOOD, filetype="bdist_egg")),
        400,
        "The filetype 'bdist_egg' is unknown here: it is 'bdist_wheel' or 'sdist'.",
    ),
    "the other filetype": (
        multipart(parts_of(GOOD, filetype="sdist")),
        400,
        "The form says that the filetype is 'sdist', but 'demo-1.0-py3-none-any.whl' is of "
        "'bdist_wheel': upload with a current tool, which reads the file.",
    ),
    "no digest": (
        multipart(parts_of(GOOD, sha256_digest=None)),
        400,
        "The form has no digest: send sha256_digest, blake2_256_digest or md5_digest.",
    ),
    "a wrong digest": (
        multipart(parts_of(GOOD, sha256_digest="0" * 64)),
        400,
        "The sha256 digest of the form is not that of the file, which must have been changed or "
        "damaged on the way: send it again.",
    ),
    "one wrong digest of two": (
        multipart(parts_of(GOOD, md5_digest="é")),
        400,
        "The md5 digest of the form is not that of the file, which must have been changed or "
        "damaged on the way: send it again.",
    ),
    "another name": (
        multipart(parts_of(GOOD, name="other")),
        400,
        "The form says that the package is 'other', but the file is of 'demo': upload with a "
        "current tool, which reads the file.",
    ),
    "another version": (
        multipart(parts_of(GOOD, version="2.0")),
        400,
        "The form says that the version is '2.0', but the file is of '1.0': upload with a "
        "current tool, which reads the file.",
    ),
    "invalid UTF-8": (
        multipart([("summary", None, b"caf\xe9"), *parts_of(GOOD)]),
        400,
        "The form field 'summary' is not UTF-8: upload with a current tool.",
    ),
    "a field of 10 MB": (
        multipart(parts_of(GOOD, description="x" * 10 * MIB)),
        413,
        "The form field 'description' is larger than 4 MB: shorten it.",
    ),
    "fields of 10 MB together": (
        multipart([*(("classifiers", None, b"x" * MIB) for _ in range(10)), *parts_of(GOOD)]),
        413,
        "The form fields are larger than 8 MB together: shorten the metadata.",
    ),
    "10,000 fields": (
        multipart([*(("classifiers", None, b"x") for _ in range(10_000)), *parts_of(GOOD)]),
        413,
        "The form has more than 5000 fields: shorten the metadata.",
    ),
    "a form cut short": (
        multipart(parts_of(GOOD))[:-30],
        400,
        "The upload's multipart form is broken or cut short (Unexpected end of multipart stream "
        "(parser closed)): send it again.",
    ),
    "an unfinished form": (
        multipart(parts_of(GOOD), end=False),
        400,
        "The upload's multipart form is broken or cut short (Unexpected end of multipart stream "
        "(parser closed)): send it again.",
    ),
    "no form": (
        b"hello",
        400,
        "The upload's multipart form is broken or cut short (Unexpected end of multipart stream "
        "(parser closed)): send it again.",
    ),
    "nothing": (
        b"",
        400,
        "The upload's multipart form is broken or cut short (Unexpected end of multipart stream "
        "(parser closed)): send it again.",
    ),
    "a header that never ends": (
        f"--{BOUNDARY}\r\nContent-Disposition: {'x' * 100_000}".encode(),
        400,
        "The upload's multipart form is broken or cut short (Maximum segment header length "
        "exceeded): send it again.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_form_that_is_wrong_is_refused_in_one_sentence(
    backend: Backend, publisher: httpx.AsyncClient, case: str
) -> None:
    body, status, sentence = REFUSED[case]
    answer = await post(publisher, body)
    assert said(answer) == (status, sentence)
    assert await state.of(backend) == EMPTY
    assert incoming(backend) == []


@pytest.mark.parametrize(
    ("filename", "code"),
    [
        ("demo-1.0.zip", "filename.extension"),
        ("demo-1.0.tar.bz2", "filename.extension"),
        ("demo-1.0-py3-none-any.whl.exe", "filename.extension"),
        ("../demo-1.0-py3-none-any.whl", "filename.invalid"),
        ("a/demo-1.0.tar.gz", "filename.invalid"),
        ("a\\demo-1.0.tar.gz", "filename.invalid"),
        ("demo-1.0\0.tar.gz", "filename.invalid"),
        ("d\u00e9mo-1.0.tar.gz", "filename.invalid"),
        ("demo-2.0-py3-none-any.whl", "wheel.dist-info-mismatch"),
        ("other-1.0-py3-none-any.whl", "wheel.dist-info-mismatch"),
        ("demo-one-py3-none-any.whl", "version.invalid"),
        ("x" * 129 + "-1.0-py3-none-any.whl", "name.too-long"),
        ("demo-1.0.tar.gz", "archive.not-a-gzip"),
        ("", "filename.extension"),
    ],
)
async def test_a_filename_that_is_wrong_is_refused(
    backend: Backend, publisher: httpx.AsyncClient, filename: str, code: str
) -> None:
    parts = [*parts_of(GOOD, filetype="bdist_wheel")[:-1], ("content", filename, GOOD.content)]
    answer = await post(publisher, multipart(parts), accept="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"] == code
    assert await state.of(backend) == EMPTY
    assert incoming(backend) == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (built(GOOD.filename, b"not a zip"), "archive.not-a-zip"),
        (built(GOOD.filename, b""), "archive.not-a-zip"),
        (built("demo-1.0.tar.gz", b"not a gzip"), "archive.not-a-gzip"),
        (
            wheel("demo", "1.0", metadata_content=wheel("other", "1.0").metadata),
            "metadata.name-mismatch",
        ),
        (
            wheel("demo", "1.0", metadata_content=wheel("demo", "2.0").metadata),
            "metadata.version-mismatch",
        ),
    ],
)
async def test_a_file_that_is_wrong_is_refused(
    backend: Backend, publisher: httpx.AsyncClient, file: Built, code: str
) -> None:
    answer = await post(publisher, multipart(parts_of(file)), accept="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"] == code
    assert await state.of(backend) == EMPTY
    assert incoming(backend) == []


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data", "multipart/mixed; boundary=x", ""]
)
async def test_only_a_form_is_an_upload(publisher: httpx.AsyncClient, content_type: str) -> None:
    answer = await publisher.post("/legacy/", content=b"{}", headers={"content-type": content_type})
    assert said(answer) == (
        400,
        "An upload is a POST of multipart/form-data: use a tool such as twine or uv publish.",
    )


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_over_the_limit_is_cut_off(
    backend: Backend, key: str, announced: bool
) -> None:
    small = replace(backend, settings=backend.settings.model_copy(update={"max_upload_size_mb": 1}))
    body = multipart(parts_of(built(GOOD.filename, bytes(30 * MIB))))
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        for start in range(0, len(body), 65536):
            read += 65536
            yield body[start : start + 65536]

    length = {"content-length": str(len(body))} if announced else {}
    async with reader(small) as http:
        answer = await post(http, pieces(), authorization=f"Bearer {key}", **length)
    assert said(answer) == (
        413,
        "The file is larger than 1 MB: make it smaller, "
        "or ask the administrator to raise MAX_UPLOAD_SIZE_MB.",
    )
    assert read <= (65536 if announced else 2 * MIB)
    assert await state.of(backend) == EMPTY
    assert incoming(backend) == []


async def test_other_content_under_a_taken_name_says_that_it_already_exists(
    publisher: httpx.AsyncClient,
) -> None:
    await send(publisher, GOOD)
    answer = await send(publisher, wheel("demo", "1.0", lines=["Summary: x"]))
    assert said(answer) == (
        400,
        f"File already exists ('{GOOD.filename}', with sha256 hash '{GOOD.sha256}'): "
        "publish changed content under a new version.",
    )


async def test_uv_reads_the_sentence_in_its_code(publisher: httpx.AsyncClient) -> None:
    accept = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"
    answer = await post(publisher, multipart(parts_of(GOOD)[:-1]), accept=accept)
    sentence = "The upload has no file: send the distribution as the form's 'content'."
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "message": sentence,
        "code": f"400 {sentence}",
        "title": "Bad Request",
        "error": "upload.no-file",
    }


# --- who may ------------------------------------------------------------------------------------


async def unread() -> AsyncIterator[bytes]:
    """A body that must not be touched."""
    raise AssertionError("the body was read")
    yield b""


async def test_without_a_key_the_body_is_not_read(http: httpx.AsyncClient) -> None:
    answer = await post(http, unread())
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="devsper-registry"'


async def test_with_a_wrong_key_the_body_is_not_read(http: httpx.AsyncClient) -> None:
    answer = await post(http, unread(), authorization="Bearer hm_wrong")
    assert said(answer) == (
        401,
        "The API key is unknown, expired or revoked: create a new one and give it as the password.",
    )


async def test_with_a_key_that_only_reads_the_body_is_not_read(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    secret, _ = await seeds.key(backend, Scope.READ)
    answer = await post(http, unread(), authorization=f"Bearer {secret}")
    assert said(answer) == (
        403,
        "This API key lacks the scope 'publish': use a key that has it, or ask an administrator.",
    )


async def test_a_bound_key_publishes_its_own_packages_only(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    secret, _ = await seeds.key(backend, Scope.PUBLISH, packages=["demo"])
    bearer = f"Bearer {secret}"
    path = "/api/v1/packages/other/upload"
    assert (await post(http, unread(), path=path, authorization=bearer)).status_code == 403
    other = multipart(parts_of(wheel("other", "1.0")))
    answer = await post(http, other, authorization=bearer)
    assert said(answer) == (
        403,
        "This API key is restricted to other packages than 'other': use a key for it.",
    )
    mine = await post(http, multipart(parts_of(GOOD)), authorization=bearer)
    assert mine.status_code == 200


async def test_an_address_for_one_package_takes_no_other(publisher: httpx.AsyncClient) -> None:
    body = multipart(parts_of(GOOD))
    answer = await post(publisher, body, path="/api/v1/packages/other/upload")
    assert said(answer) == (400, "This address takes files of 'other' only, not of 'demo'.")


# --- other requests at these addresses ----------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_another_method_hears_what_this_address_is(
    http: httpx.AsyncClient, method: str
) -> None:
    for path in ("/legacy", "/legacy/", "/api/v1/packages/upload"):
        answer = await http.request(method, path)
        assert said(answer) == (
            405,
            "This is the upload endpoint, which takes POST: the simple index is at /simple/.",
        )
        assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "path",
    ["/legacy/Demo.Pkg", "/legacy/Demo.Pkg/", "/legacy/demo-pkg/1.0", "/legacy/demo_pkg/1.0/"],
)
async def test_the_addresses_that_flit_and_hatch_print_lead_to_the_package(
    http: httpx.AsyncClient, path: str
) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, "/simple/demo-pkg/")


async def test_an_address_that_is_none_of_ours_says_so(http: httpx.AsyncClient) -> None:
    answer = await http.get("/nothing", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at '/nothing': the simple index is at /simple/, "
        "uploads go to /legacy/.",
        "code": "request.path-not-found",
    }


async def test_an_away_database_is_503_and_worth_a_retry(backend: Backend, key: str) -> None:
    away = Database.open("postgresql://127.0.0.1:1/away")
    try:
        async with reader(replace(backend, database=away)) as http:
            answer = await post(http, unread(), authorization=f"Bearer {key}")
    finally:
        await away.close()
    assert said(answer) == (503, "The database does not answer: try again in a moment.")
    assert answer.headers["retry-after"] == "1"
