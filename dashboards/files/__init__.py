"""Figures and returns as files: what they hold is said by the presenters, what they are written as here."""
