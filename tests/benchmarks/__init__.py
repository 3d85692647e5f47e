"""The measurements: ``make bench``, or some of them by name: ``python -m tests.benchmarks rollup_read page``.

Each is a ratio of two things measured side by side on this machine, beside the goal of the design. None fails: a busy
machine is no defect. The servers are those of the tests, without fsync, so that a disk hides no work.
"""
