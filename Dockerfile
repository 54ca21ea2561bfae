# One image for web, worker and beat; what it runs is the command. See docs/operations.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/motcua
COPY requirements.txt portal/bootstrap/uv.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r uv.txt \
    && /opt/venv/bin/uv pip install --python /opt/venv/bin/python --compile-bytecode --no-cache --require-hashes -r requirements.txt \
    && /opt/venv/bin/pip uninstall -y uv
COPY . .
RUN SECRET_KEY=only-for-building /opt/venv/bin/python portal/bootstrap assets \
    && /opt/venv/bin/python -m compileall -q portal procedures dossiers payments feedback archive

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-croscore \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/motcua --create-home motcua
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/motcua /srv/motcua
WORKDIR /srv/motcua
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 LOCAL_DIR=/var/lib/motcua
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "python:portal.server", "-b", "0.0.0.0:8000", "portal.wsgi"]
