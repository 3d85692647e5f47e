"""The nightly look for unusual access: a job of its own, as it reads what assessments know."""
