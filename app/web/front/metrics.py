"""Metrics: what operators see at /metrics, in Prometheus' text format."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = ("GET", "HEAD", "OPTIONS", "POST")


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "betech_requests_total", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "betech_request_seconds",
            "Time from the request to the end of its answer.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.not_modified = Counter(
            "betech_not_modified_total", "Answers 304, which cost no query.", registry=self.registry
        )
        self.hits = Counter("betech_cache_hits_total", "Answers from the cache.", ("status",), registry=self.registry)
        # Counted here first, since a counter with labels would cost a tenth of the answer.
        self.hits_whole = self.hits_unchanged = 0
        self.data_version = Gauge(
            "betech_data_version",
            "The newest data version that an answer of this process was made from.",
            registry=self.registry,
            multiprocess_mode="max",
        )

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request; methods that nobody has are one label."""
        self.requests.labels(route, method if method in METHODS else "other", str(status)).inc()
        self.seconds.labels(route).observe(seconds)
        if status == 304:  # noqa: PLR2004 - Not Modified
            self.not_modified.inc()

    def flush(self) -> None:
        """Add what was counted cheaply on the way to the counters that are shown."""
        counted = (200, self.hits_whole), (304, self.hits_unchanged)
        self.hits_whole = self.hits_unchanged = 0
        for status, number in counted:
            if number:
                self.hits.labels(str(status)).inc(number)

    def saw(self, data_version: int) -> None:
        """Note the data version of an answer."""
        self.data_version.set(data_version)

    def text(self) -> bytes:
        """Return all metrics; those of every process where the operator gave a directory for them."""
        self.flush()
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
