# The livebot daemon, headless. Mount your config folder at /app/config and a volume at /data:
#   docker build -t livebot .
#   docker run -d --name livebot -v ./config:/app/config:ro -v livebot-data:/data livebot
#   docker exec -it livebot livebot console --data-dir /data
# For consoles outside the container set web.host: 0.0.0.0 in livebot.yaml and add -p 127.0.0.1:8787:8787; the token
# they want: docker exec livebot cat /data/token
# Secrets come in as environment variables, such as -e LIVEBOT_SIGN_API_KEY: see config/secrets.example.yaml.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --create-home --uid 10001 livebot && install -d -m 0700 -o livebot -g livebot /data
WORKDIR /app

COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY livebot ./livebot
RUN pip install --no-deps .
COPY config ./config

USER 10001
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8787/health', timeout=4)"]
ENTRYPOINT ["livebot"]
CMD ["run", "--headless", "--config", "/app/config/livebot.yaml", "--data-dir", "/data"]
