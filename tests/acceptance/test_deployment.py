"""What stands in deploy/ is valid by its own kind's rules, confined, and names known settings."""

import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from devsper_registry.app import ROUTES
from devsper_registry.server.draining import CLEAN_UP_SECONDS, STOP_WITHIN_SECONDS
from devsper_registry.settings import Settings
from devsper_registry.worker.loop import GRACE
from tests.clients import install

DEPLOY = Path(__file__).parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
UNIT = DEPLOY / "systemd" / "devsper-registry.service"
# The oldest and the newest Kubernetes that the manifests are for.
VERSIONS = ("1.30", "1.37")
OURS = "devsper-registry"
# What belongs to Python and to the AWS libraries, and to the image itself.
OF_OTHERS = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "PATH",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
}
# Reached past the proxy alone.
INSIDE = {"/internal", "/metrics", "/ready"}
# How long a stop takes beside DRAIN_SECONDS: what is under way, cleaning up, jobs, and closing.
STOPS_WITHIN = STOP_WITHIN_SECONDS + CLEAN_UP_SECONDS + GRACE + 5
# Works once and ends.
ONCE = {"bucket", "image", "objects-owner"}


def seconds(told: str) -> float:
    """Read "75s"."""
    return float(told.removesuffix("s"))


def checked(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the checkers of manifests."""
    program = install.ensure("manifests") / command[0]
    return subprocess.run(
        [str(program), *command[1:]], capture_output=True, text=True, check=False, timeout=60
    )


# --- compose ------------------------------------------------------------------------------------


@cache
def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return told


def services() -> list[tuple[str, dict[str, Any]]]:
    return list(compose()["services"].items())


def test_compose_is_valid_and_the_check_can_fail(tmp_path: Path) -> None:
    check = ("check-jsonschema", "--builtin-schema", "vendor.compose-spec")
    done = checked(*check, str(DEPLOY / "compose.yaml"))
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "compose.yaml"
    wrong.write_text((DEPLOY / "compose.yaml").read_text().replace("read_only:", "readonly:"))
    done = checked(*check, str(wrong))
    assert done.returncode == 1
    assert "'readonly' was unexpected" in done.stdout


@pytest.mark.parametrize(("name", "service"), services(), ids=[name for name, _ in services()])
def test_a_service_is_confined_and_its_image_pinned(name: str, service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert re.fullmatch(r"[a-z/-]+:(local|v?\d+\.\d+(\.\d+)?(-alpine)?)", service["image"])
    if name not in ONCE:
        assert "memory" in service["deploy"]["resources"]["limits"]
        assert service["pids_limit"] > 0
        assert service["restart"] == "unless-stopped"


def test_compose_waits_for_what_exists() -> None:
    for name, service in services():
        for needed, how in service.get("depends_on", {}).items():
            other = compose()["services"][needed]
            assert (how["condition"] == "service_completed_successfully") == (needed in ONCE), name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in other or other["image"].startswith(OURS)
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose()["volumes"] or (DEPLOY / source).is_file()
        assert set(service.get("networks", [])) <= set(compose()["networks"])


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in services() if "ports" in service] == ["caddy"]
    inside = {name for name, service in services() if service.get("networks") == ["back"]}
    assert inside == {"bucket", "postgres", "s3", "valkey", "worker"}
    assert compose()["networks"]["back"]["internal"] is True


def test_a_service_is_given_as_long_to_stop_as_it_takes() -> None:
    for name in ("registry-a", "registry-b", "worker"):
        service = compose()["services"][name]
        drains = float(service["environment"]["DRAIN_SECONDS"])
        assert seconds(service["stop_grace_period"]) >= drains + STOPS_WITHIN
    (grace,) = re.findall(r"^\tgrace_period (\d+s)$", (DEPLOY / "Caddyfile").read_text(), re.M)
    assert seconds(compose()["services"]["caddy"]["stop_grace_period"]) > seconds(grace)


def test_a_replica_drains_for_longer_than_its_proxy_takes_to_see_it() -> None:
    (told,) = re.findall(r"health_interval .*:(\d+s)}", (DEPLOY / "Caddyfile").read_text())
    drains = float(compose()["services"]["registry-a"]["environment"]["DRAIN_SECONDS"])
    assert drains > 2 * seconds(told)
    (settings,) = of_kind("ConfigMap")
    (registry,) = (t for t in of_kind("Deployment") if t["metadata"]["name"] == "registry")
    (container,) = registry["spec"]["template"]["spec"]["containers"]
    probe = container["readinessProbe"]
    sees = probe["periodSeconds"] * (probe["failureThreshold"] + 1)
    assert float(settings["data"]["DRAIN_SECONDS"]) > sees


def test_the_page_on_faults_says_how_long_a_stop_takes() -> None:
    page = (DEPLOY.parent / "docs" / "faults.md").read_text()
    assert f"`DRAIN_SECONDS` and {STOPS_WITHIN:.0f} seconds together" in page.replace("\n", " ")


def test_every_variable_of_compose_is_in_the_example() -> None:
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / "compose.yaml").read_text()))
    example = set(re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / ".env.example").read_text(), re.M))
    assert used == example


def test_the_secrets_are_made_anew_and_for_their_owner_alone(tmp_path: Path) -> None:
    made: list[dict[str, str]] = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        for name in ("make-env.sh", ".env.example"):
            shutil.copy(DEPLOY / name, folder)
        command = [str(folder / "make-env.sh"), "registry.example.com"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("Wrote .env")
        written = folder / ".env"
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        lines = re.findall(r"^([A-Z0-9_]+)=(.*)$", written.read_text(), re.M)
        made.append(dict(lines))
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (again.returncode, again.stdout) == (1, "")
        assert dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", written.read_text(), re.M)) == made[-1]
    secrets = [
        name for name in made[0] if name.endswith(("PASSWORD", "KEY", "KEY_ID", "SECRET", "TOKEN"))
    ]
    assert secrets == [
        "POSTGRES_PASSWORD",
        "S3_ACCESS_KEY_ID",
        "S3_SECRET_ACCESS_KEY",
        "INTERNAL_SECRET",
        "METRICS_TOKEN",
    ]
    values = [env[name] for env in made for name in secrets]
    assert len(set(values)) == len(values)
    for value in values:
        assert re.fullmatch(r"[0-9a-f]{20}|[0-9a-f]{64}", value)
    assert made[0]["DOMAIN"] == "registry.example.com"


# --- Kubernetes ---------------------------------------------------------------------------------


def manifests() -> Iterator[dict[str, Any]]:
    for path in sorted(KUBERNETES.glob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text())


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [told for told in manifests() if told["kind"] in kinds]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifests_are_valid(version: str) -> None:
    files = [str(p) for p in sorted(KUBERNETES.glob("*.yaml")) if p.name != "kustomization.yaml"]
    done = checked("kubernetes-validate", "--strict", "--quiet", "-k", version, *files)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_check_of_manifests_can_fail(tmp_path: Path) -> None:
    wrong = tmp_path / "registry.yaml"
    text = (KUBERNETES / "registry.yaml").read_text()
    wrong.write_text(text.replace("readinessProbe:", "readyProbe:"))
    done = checked("kubernetes-validate", "--strict", "--quiet", "-k", VERSIONS[0], str(wrong))
    assert done.returncode == 1
    assert "readyProbe" in done.stdout + done.stderr


def test_kustomize_knows_every_manifest() -> None:
    (told,) = of_kind("Kustomization")
    files = {path.name for path in KUBERNETES.glob("*.yaml")}
    assert set(told["resources"]) == files - {"kustomization.yaml", "secret.example.yaml"}


@pytest.mark.parametrize(
    "told", of_kind("Deployment"), ids=lambda told: str(told["metadata"]["name"])
)
def test_a_pod_is_confined_and_given_time_to_stop(told: dict[str, Any]) -> None:
    pod = told["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    (settings,) = of_kind("ConfigMap")
    needs = float(STOPS_WITHIN)
    for container in pod["containers"]:
        if (before := container.get("lifecycle", {}).get("preStop")) is not None:
            slept = float(re.findall(r"sleep\((\d+)\)", before["exec"]["command"][-1])[0])
            needs += slept + float(settings["data"]["DRAIN_SECONDS"])
    assert pod["terminationGracePeriodSeconds"] >= needs
    for container in [*pod["containers"], *pod.get("initContainers", [])]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
        # What the read-only file system leaves to write to.
        assert {place["mountPath"] for place in container["volumeMounts"]} == {"/data", "/tmp"}


def test_what_selects_pods_finds_them() -> None:
    labels = [t["spec"]["template"]["metadata"]["labels"] for t in of_kind("Deployment")]
    for told in of_kind("Service", "PodDisruptionBudget"):
        selector = told["spec"]["selector"]
        assert selector.get("matchLabels", selector) in labels
    (scaled,) = of_kind("HorizontalPodAutoscaler")
    names = [told["metadata"]["name"] for told in of_kind("Deployment")]
    assert scaled["spec"]["scaleTargetRef"]["name"] in names


def test_the_ingress_leads_to_every_door_but_those_inside() -> None:
    (ingress,) = of_kind("Ingress")
    (rule,) = ingress["spec"]["rules"]
    led = {path["path"] for path in rule["http"]["paths"]}
    doors = {re.match(r"/[^/{]*", route.path)[0] for route in ROUTES}  # type: ignore[attr-defined, index]
    assert led == doors - INSIDE, "add what is new to deploy/kubernetes/ingress.yaml"


# --- systemd ------------------------------------------------------------------------------------


def unit() -> dict[str, list[str]]:
    lines = [line for line in UNIT.read_text().splitlines() if "=" in line and line[0] != "#"]
    found: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition("=")
        found.setdefault(name, []).append(value)
    return found


def test_the_unit_is_confined_and_given_time_to_stop() -> None:
    told = unit()
    for name in (
        "NoNewPrivileges",
        "ProtectHome",
        "PrivateTmp",
        "PrivateDevices",
        "LockPersonality",
    ):
        assert told[name] == ["true"]
    assert told["ProtectSystem"] == ["strict"]
    assert told["CapabilityBoundingSet"] == [""]
    assert told["User"] == [OURS]
    assert told["KillMode"] == ["mixed"]
    settings = dict(pair.split("=") for pair in told["Environment"][0].split())
    assert settings["DATA_DIR"] == "/var/lib/" + told["StateDirectory"][0]
    assert seconds(told["TimeoutStopSec"][0]) >= float(settings["DRAIN_SECONDS"]) + STOPS_WITHIN


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_takes_the_unit_and_finds_it_little_exposed(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    program = "/opt/devsper-registry/bin/devsper-registry"
    # Everything but the program itself, which is installed elsewhere here.
    copy.write_text(UNIT.read_text().replace(program, shutil.which("true") or "/bin/true"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout


# --- settings -----------------------------------------------------------------------------------


def named_settings() -> Iterator[tuple[str, str]]:
    for name, service in services():
        if service["image"].startswith(OURS):
            for setting in service.get("environment", {}):
                yield f"compose.yaml, {name}", setting
    for told in of_kind("ConfigMap", "Secret"):
        for setting in {**told.get("data", {}), **told.get("stringData", {})}:
            yield f"kubernetes, {told['kind']}", setting
    for pair in unit()["Environment"][0].split():
        yield UNIT.name, pair.partition("=")[0]
    dockerfile = (DEPLOY.parent / "Dockerfile").read_text().replace("\\\n", " ")
    for line in re.findall(r"^ENV (.*)$", dockerfile, re.M):
        for setting in re.findall(r"([A-Z0-9_]+)=", line):
            yield "Dockerfile", setting


def test_every_setting_in_deploy_is_one_that_the_registry_reads() -> None:
    known = {name.upper() for name in Settings.model_fields} | OF_OTHERS
    unknown = {(place, name) for place, name in named_settings() if name not in known}
    assert unknown == set()
