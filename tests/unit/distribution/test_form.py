"""The form against the file: what refuses, what warns, and what clients may do unblamed."""

import io

import pytest

from devsper_registry.distribution import Inspection, form_differences
from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import FormFiletypeMismatch, FormNameMismatch, FormVersionMismatch
from tests import build


@pytest.fixture
def inspection() -> Inspection:
    built = build.wheel(
        "My.Demo",
        requires_python=">=3.9",
        metadata_version="2.5",
        lines=[
            "Summary: A demo",
            "Keywords: a, b",
            "License-Expression: MIT",
            "Requires-Dist: attrs>=20",
            "Classifier: Private :: Demo",
            "Project-URL: Docs, https://a.example",
        ],
        description="Text.\n\n",
    )
    return inspect(io.BytesIO(built.content), filename=built.filename)


SAME = {
    "name": ["my-demo"],
    "version": ["1.0"],
    "filetype": ["bdist_wheel"],
    "summary": ["A demo"],
}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"metadata_version": ["2.3"]},
        {"description": ["Text."]},
        {"description": ["Text.\r\n\r\n"]},
        {"keywords": ["a,b"]},
        {"keywords": ["a, b"]},
        {"license": [""], "author": ["UNKNOWN"], "requires_python": [""]},
        {"requires_python": [">=3.9"]},
        {"requires_dist": ["attrs >=20"]},
        {"project_url": ["Docs, https://a.example"]},
        {"provides": ["my_demo"]},
        {"classifier": ["Private :: Demo"]},
        {"version": ["1.0.0"]},
    ],
)
def test_what_clients_reformat_or_leave_out_is_no_difference(
    inspection: Inspection, said: dict[str, list[str]]
) -> None:
    assert form_differences(SAME | said, inspection) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("summary", "Another demo"),
        ("keywords", "a, c"),
        ("requires_dist", "evil"),
        ("requires_python", ">=3.10"),
        ("license_expression", "GPL-3.0-only"),
        ("classifiers", "Private :: Other"),
        ("project_urls", "Docs, https://b.example"),
        ("author", "Mallory"),
    ],
)
def test_what_differs_is_warned_of(inspection: Inspection, name: str, value: str) -> None:
    assert form_differences(SAME | {name: [value]}, inspection) == [
        f"The form's {name} differs from the file's, which is kept."
    ]


def test_a_form_of_another_package_is_refused(inspection: Inspection) -> None:
    with pytest.raises(FormNameMismatch, match=r"'other', but the file is of 'My\.Demo'"):
        form_differences(SAME | {"name": ["other"]}, inspection)


def test_a_form_of_another_version_is_refused(inspection: Inspection) -> None:
    with pytest.raises(FormVersionMismatch, match=r"'1.1', but the file is of '1.0'"):
        form_differences(SAME | {"version": ["1.1"]}, inspection)


def test_a_form_of_another_filetype_is_refused(inspection: Inspection) -> None:
    with pytest.raises(FormFiletypeMismatch, match=r"'sdist', but .* is of 'bdist_wheel'"):
        form_differences(SAME | {"filetype": ["sdist"]}, inspection)
