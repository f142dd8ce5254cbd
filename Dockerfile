# reg2graph as an image: the program, the libraries that it is linked with, the certificates of the web, and nothing
# else: no shell, no package manager.
#
#   docker build -t reg2graph .      (or buildah, podman; scripts/image does it without Docker)
#
# It runs as a user that is not root, on a root file system that is read-only; the only folder that it writes to
# is the volume /var/lib/reg2graph.

# Supported until June 2028 (Debian LTS). The workflow that publishes names it by its digest.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS builder
WORKDIR /src
COPY scripts/setup scripts/
RUN scripts/setup --build
COPY CMakeLists.txt CMakePresets.json ./
COPY engine engine
COPY parsers parsers
COPY sinks sinks
ARG JOBS=
RUN cmake --preset release -DREG2GRAPH_TESTS=OFF \
 && cmake --build --preset release --target reg2graph ${JOBS:+-j "${JOBS}"} \
 && cmake --install build/release --prefix /out --strip
# Headers and static code of these are in the program: the inventory names them beside the image's packages.
RUN dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' \
    libabsl-dev libboost1.81-dev libcli11-dev libsimdjson-dev > /out/compiled-in

# The certificates of the web, and what the program is linked with; image-root takes of it what is needed.
FROM ${BASE} AS collector
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates libabsl20220623 libcurl4 libjemalloc2 libpugixml1v5 libsimdjson14 libssl3 libstdc++6 libxxhash0 zlib1g
COPY scripts/image-root scripts/sbom /
COPY --from=builder /out/bin/reg2graph /out/compiled-in /
# Fails the build if a library is missing.
RUN /image-root /reg2graph /root-of-image && chroot /root-of-image /usr/bin/reg2graph --version
ARG VERSION=unknown
ARG REVISION=unknown
COPY LICENSE /root-of-image/usr/share/doc/reg2graph/
RUN /sbom "${VERSION}" "${REVISION}" /compiled-in /root-of-image/var/lib/dpkg/status.d \
      > /root-of-image/usr/share/doc/reg2graph/sbom.cdx.json \
 && mkdir /empty

# `docker build --target sbom --output DIR .` gives the inventory alone.
FROM scratch AS sbom
COPY --from=collector /root-of-image/usr/share/doc/reg2graph/sbom.cdx.json /

FROM scratch
ARG BASE
ARG VERSION=unknown
ARG REVISION=unknown
COPY --from=collector /root-of-image /
COPY --from=collector --chown=10001:10001 /empty /var/lib/reg2graph
LABEL org.opencontainers.image.title="reg2graph" \
      org.opencontainers.image.description="Streams US federal regulation into a property graph in Neo4j" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE}"
# A health check is started by its name.
ENV PATH=/usr/bin REG2GRAPH_DEAD_LETTER=/var/lib/reg2graph/dead-letter.jsonl
WORKDIR /var/lib/reg2graph
VOLUME ["/var/lib/reg2graph"]
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/reg2graph"]
CMD ["--help"]
