FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/registry
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY migrations migrations
COPY frontend-contract/persisted-documents.json frontend-contract/
COPY src src
RUN /opt/registry/bin/pip install --no-cache-dir --constraint constraints.txt '.[embedded]' \
    && /opt/registry/bin/pip uninstall --yes pip

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data registry
COPY --from=build /opt/registry /opt/registry
ENV PATH=/opt/registry/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/health\", timeout=2)"]
# Ctrl-C and `docker stop` end it cleanly: it is process 1 itself, no shell in between.
ENTRYPOINT ["devsper-registry"]
CMD ["serve"]
