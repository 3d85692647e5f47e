from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from agencies import panels
        from assessments import left_behind

        panels.LEFT_BEHIND.append(left_behind.lines)
