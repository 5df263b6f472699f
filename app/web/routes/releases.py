"""Bulk files: the releases, their files, and the descriptions of the newest one for open-data tools."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from starlette.responses import FileResponse, RedirectResponse
from starlette.routing import BaseRoute

from app.dataset import Dataset
from app.errors import NotFound
from app.formats import csvw, datapackage
from app.queries.lists import Shape
from app.queries.releases import find_file, newest_version, read_manifest, read_releases
from app.queries.vintages import Reading
from app.settings import Settings
from app.web import parameters as common
from app.web.conditional import Validator, is_unchanged
from app.web.models.releases import release_list
from app.web.operations import Asked, Operation
from app.web.responses import FOR_A_MINUTE, FOR_EVER, VARY
from app.web.routing import plain_route
from app.web.service import Service


def operations(settings: Settings) -> tuple[Operation, ...]:
    """Return the operation that lists the releases."""

    async def answer(asked: Asked, reading: Reading) -> Dataset:
        shape: Shape = "nested" if asked.format == "json" else "flat"
        return read_releases(reading, settings.data_dir, shape=shape, lang=asked.lang)

    formats = ("json", "csv")
    return (
        Operation(
            id="listReleases",
            path="/v1/releases",
            tag="Revisions",
            summary="List the releases",
            description="Bulk files that never change: every table as CSV and Parquet, with SHA-256, row counts and "
            "licence, as the database stood at a data version. `/v1/releases/latest/companies.csv` leads to the newest.",
            answer=answer,
            parameters=(*common.VINTAGE, *common.WRITING, common.format_parameter(formats)),
            model=release_list(),
            formats=formats,
            statuses=(404,),
            settled=False,
        ),
    )


def routes(service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the routes of the files and of what describes them."""

    async def latest(request: Request) -> Response:
        version = newest_version(service().settings.data_dir)
        name = request.path_params["name"]
        find_file(service().settings.data_dir, version, name)
        address = f"{service().base}/v1/releases/{version}/{name}"
        return RedirectResponse(address, 302, headers={"Cache-Control": FOR_A_MINUTE, "Vary": VARY})

    async def file(request: Request) -> Response:
        version = request.path_params["version"]
        if not version.isdecimal() or int(version) > common.LARGEST_INTEGER:
            raise NotFound(f"'{version[:40]}' is no data version; see /v1/releases.", slug="no-such-release")
        found = find_file(service().settings.data_dir, int(version), request.path_params["name"])
        validator = Validator(found.tag, found.updated)
        headers = {
            **validator.headers,
            "Cache-Control": FOR_EVER,
            "Content-Disposition": f'attachment; filename="betech-v{found.version}-{found.name}"',
        }
        if is_unchanged(request.headers, validator):
            return Response(status_code=304, headers=headers)
        return FileResponse(found.path, headers=headers, media_type=found.media_type)

    def described(write: Callable[[Mapping[str, Any], str], bytes], media_type: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            data_dir = service().settings.data_dir
            manifest = read_manifest(data_dir, newest_version(data_dir))
            validator = Validator(f'"{manifest.sha256}-{media_type[-4:]}"', manifest.time)
            headers = {**validator.headers, "Cache-Control": FOR_A_MINUTE, "Vary": VARY}
            if is_unchanged(request.headers, validator):
                return Response(status_code=304, headers=headers)
            return Response(write(manifest.content, service().base), headers=headers, media_type=media_type)

        return answer

    return [
        plain_route("/v1/releases/latest/{name}", latest),
        plain_route("/v1/releases/{version}/{name}", file),
        plain_route("/datapackage.json", described(datapackage.write, "application/json")),
        plain_route("/csvw.json", described(csvw.write, "application/csvm+json")),
    ]
