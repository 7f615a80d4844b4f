# docker build --tag devsper-registry .
# EXTRAS: s3 and otel for production; embedded brings a PostgreSQL of its own, for one container.
FROM python:3.13-slim AS build
ARG EXTRAS=s3,otel
WORKDIR /build
RUN python -m venv /opt/registry
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY migrations migrations
COPY frontend-contract/persisted-documents.json frontend-contract/
COPY src src
# What was compiled at the build is not compiled at each start: the file system is read-only.
RUN /opt/registry/bin/pip install --no-cache-dir --compile --constraint constraints.txt ".[${EXTRAS}]" \
    && /opt/registry/bin/pip uninstall --yes pip

FROM python:3.13-slim
# Nothing here installs anything: what the base image brings for that is of use to an intruder only.
RUN rm -rf /usr/local/lib/python3*/site-packages/pip* /usr/local/lib/python3*/ensurepip \
        /usr/local/bin/pip* \
    && useradd --system --uid 10001 --user-group --create-home --home-dir /data registry
COPY --from=build /opt/registry /opt/registry
ENV PATH=/opt/registry/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data
USER 10001:10001
WORKDIR /data
# Uploads on their way, and what the embedded PostgreSQL and the local storage keep. All else may be
# read-only, but for /tmp.
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --start-interval=2s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/health\", timeout=2)"]
# Ctrl-C and `docker stop` end it cleanly: it is process 1 itself, no shell in between.
ENTRYPOINT ["devsper-registry"]
CMD ["serve"]
