# One image for web, worker, beat and migrate; docker-compose.yml says which command each runs.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 EHTRACK_STATIC_ROOT=/srv/static
WORKDIR /srv/ehtrack

COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY manage.py ./
COPY ehtrack ehtrack
COPY agencies agencies
COPY assessments assessments
COPY dashboards dashboards
COPY templates templates

# Settings of a real site want their addresses; collecting files uses none of them.
RUN DATABASE_URL=postgresql://build/build DATABASE_SYSTEM_URL=postgresql://build/build \
    DATABASE_OWNER_URL=postgresql://build/build DATABASE_REPORTING_URL=postgresql://build/build REDIS_URL=redis://build EHTRACK_HOSTS=build \
    EHTRACK_SECRET_KEY=only-while-the-image-is-built-and-never-to-sign-anything \
    python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --no-create-home ehtrack

USER ehtrack
EXPOSE 8000
CMD ["gunicorn", "ehtrack.wsgi:application", "--bind", "0.0.0.0:8000", "--no-control-socket"]
