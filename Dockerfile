# reg2graph as an image: the program, the libraries that it is linked with, the certificates of the web.
#
#   docker build -t reg2graph .      (or buildah, podman; scripts/image does it without Docker)
#
# It runs as a user that is not root, on a root file system that is read-only; the only folder that it writes to
# is the volume /var/lib/reg2graph. No shell is needed.

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

FROM ${BASE} AS runtime
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates libabsl20220623 libcurl4 libjemalloc2 libpugixml1v5 libsimdjson14 libssl3 libstdc++6 libxxhash0 zlib1g \
 && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* \
 # Nothing in here may become another user.
 && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
 && install -d -o 10001 -g 10001 /var/lib/reg2graph
COPY --from=builder /out/bin/reg2graph /usr/bin/reg2graph
# Fails the build if a library is missing.
RUN ["/usr/bin/reg2graph", "--version"]

FROM runtime AS inventory
ARG VERSION=unknown
ARG REVISION=unknown
COPY scripts/sbom /
COPY --from=builder /out/compiled-in /
RUN /sbom "${VERSION}" "${REVISION}" /compiled-in > /sbom.cdx.json

FROM runtime
ARG VERSION=unknown
ARG REVISION=unknown
COPY LICENSE /usr/share/doc/reg2graph/
COPY --from=inventory /sbom.cdx.json /usr/share/doc/reg2graph/
LABEL org.opencontainers.image.title="reg2graph" \
      org.opencontainers.image.description="Streams US federal regulation into a property graph in Neo4j" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
ENV REG2GRAPH_DEAD_LETTER=/var/lib/reg2graph/dead-letter.jsonl
WORKDIR /var/lib/reg2graph
VOLUME ["/var/lib/reg2graph"]
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["reg2graph"]
CMD ["--help"]
