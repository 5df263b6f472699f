# syntax=docker/dockerfile:1
# The service as an unprivileged user; what it runs is exactly requirements.lock, hashes checked.

FROM python:3.13.9-slim-bookworm AS packages
RUN python -m venv /opt/betech
COPY requirements.lock /tmp/requirements.lock
RUN /opt/betech/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        --requirement /tmp/requirements.lock

FROM python:3.13.9-slim-bookworm
LABEL org.opencontainers.image.title="betech" \
      org.opencontainers.image.description="The open data API of Belgium's tech ecosystem" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --no-create-home --home-dir /srv/betech --shell /usr/sbin/nologin betech \
    && install --directory --owner betech --mode 0750 /var/lib/betech
WORKDIR /srv/betech
COPY --from=packages /opt/betech /opt/betech
COPY LICENSE LICENSE
COPY migrations migrations
COPY app app
RUN /opt/betech/bin/python -m compileall -q app migrations

ENV PATH=/opt/betech/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BETECH_HOST=0.0.0.0 \
    BETECH_PORT=8000 \
    BETECH_DATA_DIR=/var/lib/betech \
    BETECH_LOG_FORMAT=json
USER betech
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
