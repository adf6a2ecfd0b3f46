# The program with its library of data and triggers; works without a network.
#   docker run --rm --network none --user "$(id -u)" -v "$PWD:/work" IMAGE site
# Not built where it was written: no container engine was at hand there. It is linted by tests.
FROM python:3.12-slim AS built
WORKDIR /source
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY generator generator
COPY data_needed data_needed
COPY logging_policies logging_policies
COPY enrichments enrichments
COPY triggers triggers
COPY docs/targets docs/targets
# The lock file holds the tools of development too: it gives the versions, the wheel what is needed.
RUN sed -E '/^ +--hash=/d; s/ \\$//' requirements.lock > versions.txt \
 && python -m venv /opt/catalogue \
 && /opt/catalogue/bin/pip install --no-cache-dir --constraint versions.txt .

FROM python:3.12-slim
RUN apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends git=1:* \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home catalogue
COPY --from=built /opt/catalogue /opt/catalogue
ENV PATH=/opt/catalogue/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /work
ENTRYPOINT ["catalogue"]
CMD ["--help"]
