"""The measures as declarations, those of a subject in a module."""
