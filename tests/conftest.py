"""What every test can ask for. The database harness is ``tests.database``; read its first lines before writing one."""

pytest_plugins = ["tests.database", "tests.cast", "tests.demonstration.database"]
