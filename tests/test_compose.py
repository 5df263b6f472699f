"""Dockerfile and docker-compose.yml name the commands, the ports, the PostgreSQL and the settings that exist."""

import re
from pathlib import Path
from typing import Any

import yaml

from app.cli import MODULES
from app.database.cluster import VERSION
from app.settings import Settings, load, variable

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
VARIABLES = {variable(name): name for name in Settings.model_fields}
OURS = ("migrate", "api")


def instructions(word: str) -> list[str]:
    """Return what follows an instruction of the Dockerfile, with continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{word} (.+)$", joined, re.MULTILINE)


def test_the_database_is_the_postgresql_that_is_embedded_too_and_is_asked_whether_it_is_ready() -> None:
    database = SERVICES["database"]

    assert re.fullmatch(rf"postgres:{VERSION}\.\d+-[a-z]+", database["image"])
    assert "pg_isready" in database["healthcheck"]["test"][1]
    assert database["volumes"][0] == "database:/var/lib/postgresql"


def test_the_steps_run_commands_that_exist_one_after_the_other() -> None:
    assert [SERVICES[name]["command"] for name in OURS] == [["migrate"], ["serve"]]
    assert set(MODULES) >= {"migrate", "serve"}
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["api"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_every_variable_is_a_setting_with_a_value_that_is_taken() -> None:
    for name in OURS:
        given = SERVICES[name]["environment"]
        assert set(given) <= set(VARIABLES)
        plain = {VARIABLES[key]: value for key, value in given.items() if "${" not in value}
        assert load(plain) is not None
    image = dict(re.findall(r"\b(BETECH_[A-Z_]+)=(\S+)", instructions("ENV")[0]))
    assert load({VARIABLES[key]: value for key, value in image.items()}).host == "0.0.0.0"  # noqa: S104 - in a container


def test_the_api_reads_with_a_role_that_may_not_write_and_only_the_migration_knows_the_owner() -> None:
    assert "betech_reader:${READER_PASSWORD" in SERVICES["api"]["environment"]["DATABASE_URL"]
    assert "betech_owner:${OWNER_PASSWORD" in SERVICES["migrate"]["environment"]["DATABASE_URL"]
    assert "BETECH_ALLOW_WRITER" not in SERVICES["api"]["environment"]


def test_two_replicas_stand_behind_a_proxy_that_asks_whether_they_are_ready() -> None:
    proxy = (ROOT / "deploy/haproxy.cfg").read_text()
    port = str(load({}).port)

    assert SERVICES["api"]["deploy"]["replicas"] == 2
    assert "ports" not in SERVICES["api"]
    assert SERVICES["api"]["expose"] == [port]
    assert SERVICES["proxy"]["ports"] == ["127.0.0.1:8000:8080"]
    assert "bind :8080" in proxy
    assert f" api:{port} " in proxy
    assert "option httpchk GET /readyz" in proxy


def test_only_the_proxys_network_is_trusted_with_addresses() -> None:
    network = COMPOSE["networks"]["web"]["ipam"]["config"][0]["subnet"]

    assert SERVICES["api"]["environment"]["BETECH_TRUSTED_PROXIES"] == network
    assert COMPOSE["networks"]["data"]["internal"] is True


def test_replicas_count_their_clients_together() -> None:
    given = SERVICES["api"]["environment"]

    assert given["BETECH_RATE_LIMIT"] == "${RATE_LIMIT:-600/minute}"
    assert given["BETECH_RATE_LIMIT_URL"] == "redis://counts:6379"
    assert SERVICES["counts"]["networks"] == ["data"]


def test_releases_are_written_by_the_migration_and_read_by_the_api() -> None:
    image = dict(re.findall(r"\b(BETECH_[A-Z_]+)=(\S+)", instructions("ENV")[0]))
    directory = image["BETECH_DATA_DIR"]

    assert SERVICES["migrate"]["volumes"] == [f"releases:{directory}"]
    assert SERVICES["api"]["volumes"] == [f"releases:{directory}:ro"]
    assert set(COMPOSE["volumes"]) == {"database", "releases"}
    assert any(f"--owner betech --mode 0750 {directory}" in run for run in instructions("RUN"))


def test_no_password_is_committed() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "PASSWORD" in str(value):
                assert re.search(r"\$\{[A-Z]+_PASSWORD:\?run 'make env' first\}", value)
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_our_containers_are_bounded_and_may_change_nothing() -> None:
    for name in (*OURS, "counts", "proxy"):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert {"mem_limit", "cpus"} <= set(service)
    assert int(SERVICES["api"]["stop_grace_period"].removesuffix("s")) > load({}).shutdown_seconds


def test_the_image_is_pinned_and_installs_the_locked_packages_with_their_hashes() -> None:
    assert len({image.split()[0] for image in instructions("FROM")}) == 1
    assert all(re.match(r"python:3\.\d+\.\d+-slim-[a-z]+", image) for image in instructions("FROM"))
    assert any("--require-hashes" in run and "requirements.lock" in run for run in instructions("RUN"))


def test_the_image_runs_the_service_as_an_unprivileged_user_and_asks_whether_it_is_ready() -> None:
    assert instructions("USER") == ["betech"]
    assert instructions("ENTRYPOINT") == ['["python", "-m", "app"]']
    assert instructions("CMD")[-1] == '["serve"]'
    assert instructions("EXPOSE") == [str(load({}).port)]
    assert "/readyz" in instructions("HEALTHCHECK")[0]


def test_everything_that_the_image_copies_is_let_through() -> None:
    copied = {line.split()[0] for line in instructions("COPY") if not line.startswith("--from")}
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert copied == let_through
    assert all((ROOT / path).exists() for path in copied)


def test_the_roles_that_the_containers_use_are_made() -> None:
    roles = (ROOT / "deploy/roles.sql").read_text()

    assert re.findall(r"CREATE ROLE (\w+) LOGIN", roles) == ["betech_owner", "betech_reader"]
    assert "GRANT SELECT ON TABLES TO betech_reader" in roles
    assert "roles.sql" in (ROOT / "deploy/roles.sh").read_text()
