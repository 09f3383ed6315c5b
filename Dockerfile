# The web UI: Node is needed here only.
FROM node:22-slim AS ui
WORKDIR /ui
COPY src/Web/ui/package.json src/Web/ui/package-lock.json src/Web/ui/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY src/Web/ui/ ./
RUN npm run --silent build -- --outDir /ui-dist --emptyOutDir

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY migrations/ migrations/
COPY src/ src/
COPY --from=ui /ui-dist /ui-dist
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Host/Host.csproj -c Release --use-current-runtime -o /app -p:UiDist=/ui-dist

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
COPY config/prometheus.yml /etc/prometheus/prometheus.yml
COPY config/rules /etc/prometheus/rules
COPY config/alertmanager.yml /etc/alertmanager/alertmanager.yml
RUN ln -s /app/tocsin /usr/local/bin/tocsin && mkdir /data && chown 1654:1654 /data
ENV TOCSIN_CONFIG_FILE=/etc/prometheus/prometheus.yml \
    TOCSIN_ALERTMANAGER_CONFIG_FILE=/etc/alertmanager/alertmanager.yml \
    TOCSIN_STORAGE_TSDB_PATH=/data \
    DOTNET_gcConcurrent=1
USER 1654
VOLUME /data
EXPOSE 9090 9093
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/app/tocsin", "healthcheck"]
ENTRYPOINT ["/app/tocsin"]
CMD ["serve"]
