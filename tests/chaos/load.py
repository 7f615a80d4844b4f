"""Clients that publish, install and query without a pause, and remember what they were told."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.build import Built, escaped, wheel
from tests.chaos import installing
from tests.server import SIMPLE_JSON, form

# What a client may try again after, as pip, uv and twine do.
RETRYABLE = {429, 502, 503}
PAUSE = 0.02
AGAIN_AFTER = 0.1
# Longer than anything that the registry itself waits for.
TIMEOUT = 60.0
# What a client sees of an answer that its replica did not live to finish.
CUT = httpx.RemoteProtocolError | httpx.ReadError
QUERY = "query($name: String!) { package(name: $name) { name } }"


@dataclass
class Load:
    """What was published and what was seen; `complaints` are what must never be."""

    url: str
    key: str
    # What the names of its packages begin with.
    prefix: str
    # Whether an answer may end in its middle, which is so where a replica is killed.
    may_be_cut: bool = False
    # Real ones, which run all the while.
    installers: Sequence[str] = ("pip", "uv")
    # By filename.
    acknowledged: dict[str, Built] = field(default_factory=dict)
    # Refused, and never tried again: none of these may be listed.
    refused: set[str] = field(default_factory=set)
    # Nobody said what came of them.
    unknown: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    errors: list[tuple[float, str]] = field(default_factory=list)
    successes: list[tuple[float, str]] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Put the load on for the block."""
        kinds: list[Callable[[httpx.Client], None]] = [
            self._publish(0),
            self._publish(1),
            self._fetch,
            self._query,
            *map(self._install, self.installers),
        ]
        threads = [threading.Thread(target=self._repeat, args=(kind,)) for kind in kinds]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join()

    def _repeat(self, work: Callable[[httpx.Client], None]) -> None:
        # A connection a request: the proxy gives each to a replica that is well.
        limits = httpx.Limits(max_keepalive_connections=0)
        with httpx.Client(timeout=TIMEOUT, limits=limits, trust_env=False) as client:
            while not self._stopped.is_set():
                work(client)
                time.sleep(PAUSE)

    @property
    def kinds(self) -> set[str]:
        """What is asked for, each kind by its name."""
        return {"publish", "page", "download", "query", *self.installers}

    # --- what they do -----------------------------------------------------------------------------

    def _publish(self, who: int) -> Callable[[httpx.Client], None]:
        numbers = itertools.count()

        def once(client: httpx.Client) -> None:
            number = next(numbers)
            name, version = f"{self.prefix}-{who}-{number % 5}", f"1.{number}"
            source = {f"{escaped(name)}/__init__.py": installing.module(name, version)}
            file = wheel(name, version, files=source)
            # Every third one gives up at the first refusal, so that there are such.
            tries = 1 if number % 3 == 0 else 10_000
            self._published(client, file, tries)

        return once

    def _published(self, client: httpx.Client, file: Built, tries: int) -> None:
        is_unknown = False
        for _ in range(tries):
            answer = self._asked(
                "publish",
                lambda: client.post(
                    f"{self.url}/legacy/",
                    data=form(file),
                    files={"content": (file.filename, file.content)},
                    auth=("__token__", self.key),
                    headers={"Accept": "application/json"},
                ),
            )
            if answer is not None and answer.is_success:
                self.acknowledged[file.filename] = file
                return
            # A commit may be through although its answer was lost, on the way here or before.
            lost = answer is None or answer.status_code == 502
            is_unknown |= lost or "database" in (answer.text if answer is not None else "")
            if self._stopped.wait(AGAIN_AFTER):
                break
        (self.unknown if is_unknown else self.refused).add(file.filename)

    def _install(self, tool: str) -> Callable[[httpx.Client], None]:
        def once(_: httpx.Client) -> None:
            if not self.acknowledged:
                return
            name, version = _named(random.choice(list(self.acknowledged)))
            began = time.monotonic()
            is_well, complaint = installing.complaint(tool, f"{self.url}/simple/", name, version)
            # By when it began: it tries again for a while by itself, and may give up late.
            (self.successes if is_well else self.errors).append((began, tool))
            self.answers[f"{tool} {'200' if is_well else 'failed'}"] += 1
            if complaint is not None:
                self.complaints.append(complaint)

        return once

    def _fetch(self, client: httpx.Client) -> None:
        if not self.acknowledged:
            return
        filename = random.choice(list(self.acknowledged))
        name, _ = _named(filename)
        page = self._asked(
            "page",
            lambda: client.get(f"{self.url}/simple/{name}/", headers={"Accept": SIMPLE_JSON}),
        )
        if page is None or not page.is_success:
            return
        listed = {file["filename"]: file["url"] for file in page.json()["files"]}
        if filename not in listed:
            self.complaints.append(f"{filename} was acknowledged and is not listed")
            return
        address = page.url.join(listed[filename])
        file = self._asked("download", lambda: client.get(address, follow_redirects=True))
        if file is not None and file.is_success:
            self._compare(filename, file.content)

    def _compare(self, filename: str, content: bytes) -> None:
        if content != self.acknowledged[filename].content:
            self.complaints.append(f"{filename} has other bytes")

    def _query(self, client: httpx.Client) -> None:
        answer = self._asked(
            "query",
            lambda: client.post(
                f"{self.url}/graphql",
                json={"query": QUERY, "variables": {"name": f"{self.prefix}-0-0"}},
                auth=("__token__", self.key),
            ),
        )
        if answer is not None and answer.is_success and "errors" in answer.json():
            self._partial(answer)

    def _partial(self, answer: httpx.Response) -> None:
        """Note a query that was broken off amid its answer, by a code that says so."""
        codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
        self.answers[f"query 200 {', '.join(sorted(codes))}"] += 1
        self.errors.append((time.monotonic(), "query"))
        if codes != {"database.unavailable"}:
            self.complaints.append(f"200 with errors: {answer.text[:200]}")

    def _asked(self, what: str, ask: Callable[[], httpx.Response]) -> httpx.Response | None:
        try:
            answer = ask()
        except httpx.TransportError as error:
            self.answers[f"{what} {type(error).__name__}"] += 1
            self.errors.append((time.monotonic(), what))
            if not (self.may_be_cut and isinstance(error, CUT)):
                self.complaints.append(f"{what}: {error!r}")
            return None
        self.answers[f"{what} {answer.status_code}"] += 1
        if answer.is_success:
            self.successes.append((time.monotonic(), what))
            return answer
        self.errors.append((time.monotonic(), what))
        if answer.status_code not in RETRYABLE or "retry-after" not in answer.headers:
            self.complaints.append(f"{what}: {answer.status_code} {answer.text[:300]}")
        return answer

    # --- afterwards -------------------------------------------------------------------------------

    def checked(self) -> list[str]:
        """Look for every file once more; return all complaints."""
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
            listed: dict[str, str] = {}
            for who, number in itertools.product(range(2), range(5)):
                page = client.get(
                    f"{self.url}/simple/{self.prefix}-{who}-{number}/",
                    headers={"Accept": SIMPLE_JSON},
                )
                if page.status_code != httpx.codes.NOT_FOUND:
                    for file in page.raise_for_status().json()["files"]:
                        listed[file["filename"]] = str(page.url.join(file["url"]))
            for filename in self.acknowledged:
                if filename not in listed:
                    self.complaints.append(f"{filename} was acknowledged and is missing")
                    continue
                answer = client.get(listed[filename], follow_redirects=True).raise_for_status()
                self._compare(filename, answer.content)
        for filename in self.refused & set(listed):
            self.complaints.append(f"{filename} was refused and is listed")
        for filename in set(listed) - set(self.acknowledged) - self.unknown - self.refused:
            self.complaints.append(f"{filename} is listed and nobody published it")
        return self.complaints


def _named(filename: str) -> tuple[str, str]:
    name, version, *_ = filename.split("-")
    return name.replace("_", "-"), version
